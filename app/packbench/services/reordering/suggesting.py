"""What to buy now: for each product and warehouse every number that leads to the proposal."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.reordering import (
    Place,
    StockToRefill,
    demand_by_day,
    demand_sums,
    named_places,
    stock_to_refill,
)
from packbench.db.queries.planning.shortages import Coming, coming_units, offers_of
from packbench.db.queries.records.lookups import (
    find_product,
    find_supplier_id,
    find_warehouse,
)
from packbench.db.today import reading_of
from packbench.domain.catalog import code_key
from packbench.domain.reordering import (
    WINDOWS,
    DemandRate,
    LeadDays,
    RuleWay,
    SupplierOffer,
    best_offer,
    computed_point,
    missing,
    safety_stock,
    to_cover,
)
from packbench.domain.suggestion import BuyProposal
from packbench.engine.collector import without_collector
from packbench.engine.command.context import Context
from packbench.services.purchasing.shortages import Shortage, lacks


@dataclass(frozen=True, slots=True)
class WantedUnits:
    """What is asked for: all that is to be bought, or less.

    Attributes:
        suppliers: only of these codes.
        warehouses: only for these codes.
        skus: only these.
        short: only what back orders lack.
        below: only what is below its reorder point.
        all: also where nothing is to be bought.
    """

    suppliers: Collection[str] = ()
    warehouses: Collection[str] = ()
    skus: Collection[str] = ()
    short: bool = False
    below: bool = False
    all: bool = False


def suggest(context: Context, wanted: WantedUnits | None = None) -> list[BuyProposal]:
    """What to buy now, by SKU and warehouse; refuses (`not_found`) codes that nobody knows."""
    with context.database.read.connect() as connection:
        return suggestions(connection, wanted)


def suggestions(
    connection: Connection, wanted: WantedUnits | None = None, but: Collection[int] = ()
) -> list[BuyProposal]:
    """The same inside a transaction; `but` are purchase orders that do not count, by id."""
    wanted = wanted or WantedUnits()
    with without_collector():
        for supplier in wanted.suppliers:
            find_supplier_id(connection, supplier)
        for warehouse in wanted.warehouses:
            find_warehouse(connection, warehouse)
        asked = {find_product(connection, sku).id for sku in wanted.skus}
        found = _Suggesting(connection, but, asked).rows(nothing_too=wanted.all)
        fits = _fits(wanted)
        chosen = [one for one in found if fits(one)] if fits is not None else found
        return sorted(chosen, key=lambda one: (one.sku_key, one.warehouse))


def _fits(wanted: WantedUnits) -> Callable[[BuyProposal], bool] | None:
    """What tells whether one is asked for; None where all are."""
    suppliers = {code_key(one) for one in wanted.suppliers}
    warehouses = {code_key(one) for one in wanted.warehouses}
    skus = {code_key(one) for one in wanted.skus}
    if not (suppliers or warehouses or skus or wanted.short or wanted.below):
        return None

    def fits(one: BuyProposal) -> bool:
        return (
            (not suppliers or code_key(one.supplier or "") in suppliers)
            and (not warehouses or code_key(one.warehouse) in warehouses)
            and (not skus or code_key(one.sku) in skus)
            and (not wanted.short or one.short > 0)
            and (not wanted.below or one.is_below)
        )

    return fits


def begin_of_days(connection: Connection, days: int) -> list[datetime]:
    """The moments at which the last days before today begin, and at which today does."""
    reading = reading_of(connection)
    first = reading.day - timedelta(days=days)
    return [
        datetime.combine(first + timedelta(days=number), time.min, reading.zone)
        for number in range(days + 1)
    ]


class _Waits(NamedTuple):
    """What orders wait for at a place, and what of it nothing brings."""

    waiting: int = 0
    short: int = 0


_NOBODY = _Waits()


class _Rule(NamedTuple):
    """When to buy: below the point, up to the target or in lots."""

    way: RuleWay
    point: int | None = None
    target: int | None = None
    lot: int | None = None
    safety: int | None = None


class _Needed(NamedTuple):
    """How much is missing, from which position, and how many sell it."""

    position: int
    needed: int
    sellers: int


class _Suggesting:
    """All that was read once, and the rows that come of it."""

    def __init__(
        self, connection: Connection, but: Collection[int], asked: Collection[int]
    ) -> None:
        shortages = lacks(connection, but)
        self._waits = _by_place(shortages)
        lacking = {product_id for product_id, _ in self._waits}
        self._stock = stock_to_refill(connection, lacking.union(asked))
        known = {(one.product_id, one.warehouse_id) for one in self._stock}
        self._stock += named_places(connection, self._waits.keys() - known)
        self._coming = coming_units(connection, but=but)
        self._offers = offers_of(connection)
        self._windows = {one.demand_days or WINDOWS[0] for one in self._stock} or {WINDOWS[0]}
        self._demand = {
            days: _demand_of(connection, days, shortages, lacking) for days in self._windows
        }

    def rows(self, *, nothing_too: bool) -> list[BuyProposal]:
        """The rows; without `nothing_too` those of which something is missing."""
        return [row for one in self._stock if (row := self._row(one, nothing_too=nothing_too))]

    def _row(self, stock: StockToRefill, *, nothing_too: bool) -> BuyProposal | None:
        place = stock.product_id, stock.warehouse_id
        waits = self._waits.get(place, _NOBODY)
        coming = self._coming.get(place, ())
        incoming = sum(one.units for one in coming) if coming else 0
        free = stock.on_hand - stock.unavailable - stock.safety - stock.allocated
        position = free + incoming - waits.waiting
        days = stock.demand_days or WINDOWS[0]
        units, squares = self._demand[days].get(place, (0, 0))
        demand = DemandRate(units, squares, days)
        offers = self._offers.get(stock.product_id, ())
        estimate = to_cover(demand, stock.cover_days) if stock.cover_days else 0
        offer = best_offer(offers, max(1, estimate)) if stock.cover_days else None
        rule = _rule_of(stock, demand, offer.lead if offer else None)
        needed = waits.short
        if rule.point is not None:
            target = rule.target if rule.target is not None else rule.point
            needed = max(needed, missing(position, rule.point, target, rule.lot))
        if not needed and not nothing_too:
            return None
        if offer is None:
            offer = best_offer(offers, max(1, needed))
        return _suggestion(
            stock, waits, coming, demand, rule, _Needed(position, needed, len(offers)), offer
        )


def _by_place(shortages: Sequence[Shortage]) -> dict[Place, _Waits]:
    found: dict[Place, _Waits] = defaultdict(_Waits)
    for one in shortages:
        product_id = one.need.product_id
        for warehouse_id, units in one.pegged.items():
            if units:
                waits = found[product_id, warehouse_id]
                found[product_id, warehouse_id] = waits._replace(waiting=waits.waiting + units)
        if one.short and one.warehouse_id is not None:
            waits = found[product_id, one.warehouse_id]
            more = _Waits(waits.waiting + one.short, waits.short + one.short)
            found[product_id, one.warehouse_id] = more
    return dict(found)


def _demand_of(
    connection: Connection, days: int, shortages: Sequence[Shortage], lacking: Collection[int]
) -> dict[Place, tuple[int, int]]:
    """Units and the sum of their squares a day; what waits is asked of where it is bought for.

    That does not hang on what comes, so that buying changes no demand.
    """
    begins = begin_of_days(connection, days)
    found = demand_sums(connection, begins, lacking)
    if not lacking:
        return found
    daily: dict[Place, dict[int, int]] = defaultdict(
        dict, demand_by_day(connection, begins, lacking)
    )
    for one in shortages:
        day = bisect_right(begins, one.need.ordered_at)
        if 0 < day < len(begins) and one.warehouse_id is not None:
            of_days = daily[one.need.product_id, one.warehouse_id]
            of_days[day] = of_days.get(day, 0) + one.need.units
    for place, of_days in daily.items():
        found[place] = sum(of_days.values()), sum(units * units for units in of_days.values())
    return found


def _rule_of(stock: StockToRefill, demand: DemandRate, lead: LeadDays | None) -> _Rule:
    """What asks for a product to be bought: its rule, else what stands at its stock."""
    if stock.cover_days:
        lead = lead or LeadDays(0, 0)
        safety = safety_stock(demand, lead, stock.service_percent or 0)
        point = computed_point(demand, lead, safety)
        return _Rule(RuleWay.DAYS, point, point + to_cover(demand, stock.cover_days), None, safety)
    if stock.point is not None:
        return _with_lot(RuleWay.POINT, stock.point, stock.quantity)
    if stock.reorder_point is not None:
        return _with_lot(RuleWay.STOCK, stock.reorder_point, stock.reorder_quantity)
    if stock.minimum:
        return _with_lot(RuleWay.MINIMUM, stock.minimum, stock.reorder_quantity)
    return _Rule(RuleWay.NONE)


def _with_lot(way: RuleWay, point: int, lot: int | None) -> _Rule:
    return _Rule(way, point, None if lot else point, lot or None)


def _suggestion(
    stock: StockToRefill,
    waits: _Waits,
    coming: Sequence[Coming],
    demand: DemandRate,
    rule: _Rule,
    bought: _Needed,
    offer: SupplierOffer | None,
) -> BuyProposal:
    needed = bought.needed
    proposed = offer.packs(needed) if offer and needed else 0
    lead = offer.lead if offer else None
    return BuyProposal(
        *stock[:9],
        waiting=waits.waiting,
        short=waits.short,
        incoming=sum(one.units for one in coming) if coming else 0,
        drafted=sum(one.units for one in coming if one.draft) if coming else 0,
        orders=list(dict.fromkeys(one.number for one in coming)) if coming else [],
        position=bought.position,
        way=rule.way,
        demand_days=demand.days,
        demand_units=demand.units,
        demand_squares=demand.squares,
        lead_days=lead.days if lead else None,
        lead_spread=lead.spread if lead else 0,
        service_percent=stock.service_percent if rule.way is RuleWay.DAYS else None,
        safety_stock=rule.safety,
        point=rule.point,
        target=rule.target,
        cover_days=stock.cover_days,
        lot=rule.lot,
        needed=needed,
        proposed=proposed,
        supplier_id=offer.supplier_id if offer else None,
        supplier=offer.code if offer else None,
        chosen_of=bought.sellers,
        preferred=bool(offer and offer.preferred),
        pack_size=offer.pack_size if offer else 1,
        minimum_quantity=offer.minimum_quantity if offer else 1,
        unit_cost=offer.cost_of(max(proposed, 1)) if offer else None,
        currency=offer.currency if offer else None,
        sku_key=stock.sku_key,
    )
