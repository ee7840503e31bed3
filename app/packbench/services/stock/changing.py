"""What all stock commands share: where a product lies, ledger rows, and what follows from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.bins import BinRow, Portion, bins_of, spread_free, spread_loss
from packbench.db.queries.records.inventory import StockRow, stock_rows_of
from packbench.db.queries.records.lookups import (
    LocationRef,
    ProductRef,
    WarehouseRef,
    find_location,
    find_product,
    find_warehouse,
)
from packbench.db.queries.records.stock_places import (
    PickedFrom,
    PlaceChange,
    expiry_of,
    mark_counted_entries,
    place_changes,
    places_now,
    waves_picking_from,
)
from packbench.db.schema import Product
from packbench.db.today import today
from packbench.domain.catalog import Tracking
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import NO_LOT, Cause, Entry, LocationKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.short import ShortWay
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import Released
from packbench.engine.stock_changes import TakenBack, change_stock
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo


@dataclass(frozen=True, slots=True)
class StockChange:
    """The stock rows after a command, and who gained or lost by it.

    Attributes:
        stock: the rows that it changed, as they are now.
        before: the same rows as they were, where they were there already.
        places: the bins and lots that it changed, before and after.
        picking: waves that were to take goods from one of these bins; their lists follow.
    """

    stock: list[StockRow]
    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    before: list[StockRow] = field(default_factory=list)
    places: list[PlaceChange] = field(default_factory=list)
    picking: list[PickedFrom] = field(default_factory=list)


class ProductThere(NamedTuple):
    """The product and the warehouse that a command is about."""

    warehouse: WarehouseRef
    product: ProductRef
    day: date

    def blocks(self, location: LocationRef | BinRow, expires_on: date | None) -> bool:
        """Whether units there can't be given out: not a bin to pick from, or an expired lot."""
        return is_expired(expires_on, self.day) or not location.pickable


_CARRIED = frozenset({Cause.MOVE, Cause.TRANSFER})

Work = Callable[[Transaction, "ProductThere"], Sequence[Entry]]
"""Says which ledger rows a command writes."""


def change_at(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    work: Work,
    how: How = DO_IT,
    also: str | None = None,
    short: ShortWay[StockChange] | None = None,
) -> StockChange:
    """Runs a stock command: `work` says which ledger rows, the rest follows (`stock_changes`).

    `short` is tried first, but for a preview.
    """

    def in_transaction(transaction: Transaction) -> StockChange:
        connection = transaction.connection
        place = find_there(transaction, content["warehouse"], content["sku"])
        keep_for_undo(transaction, Remembered())  # whom it serves or takes from shows at its end
        shown = [place.warehouse.id]
        if also is not None:
            shown.append(find_warehouse(connection, also).id)
        entries = work(transaction, place)
        refuse_without_lot(connection, place, entries)
        refuse_other_expiry(connection, place, entries)
        before = stock_rows_of(connection, shown, place.product.id)
        lay = places_now(connection, entries)
        picking = waves_picking_from(connection, entries)
        effects = change_stock(transaction, entries)
        mark_counted_entries(connection, entries, transaction.at)
        return StockChange(
            stock_rows_of(connection, shown, place.product.id),
            effects.released,
            effects.taken_back,
            before,
            place_changes(lay, places_now(connection, entries)),
            picking,
        )

    context = context.without_key() if how.preview else context
    call = Call(name, content, None if how.preview else how.key)
    return run_or_try(
        context,
        call,
        StockChange,
        in_transaction,
        keep=lambda _: not how.preview,
        short=None if how.preview else short,
    )


def refuse_other_expiry(
    connection: Connection, place: ProductThere, entries: Sequence[Entry]
) -> None:
    """Refuses to carry goods of a lot to a bin where that lot has another last day.

    Of goods that come in, the engine refuses it (`engine.lot_dates`).
    """
    for entry in entries:
        if entry.cause not in _CARRIED or entry.quantity <= 0 or not entry.lot:
            continue
        if entry.expires_on is None:
            continue
        there = expiry_of(connection, entry.product_id, entry.lot, entry.location_id)
        if there is not None and there != entry.expires_on:
            raise Refusal(
                Code.LOT_EXPIRES_OTHERWISE,
                lot=entry.lot,
                sku=place.product.sku,
                day=there.isoformat(),
                other=entry.expires_on.isoformat(),
            )


def refuse_without_lot(
    connection: Connection, place: ProductThere, entries: Sequence[Entry]
) -> None:
    """Refuses that goods of a product that is kept by lot come in or turn up without one.

    What lies somewhere without a lot already may be moved, lost and counted as it is.
    """
    grows = any(one.quantity > 0 and one.cause not in _CARRIED and not one.lot for one in entries)
    if grows and is_kept_by_lot(connection, place.product.id):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.STOCK_NEEDS_LOT, sku=place.product.sku)


def is_kept_by_lot(connection: Connection, product_id: int) -> bool:
    """Whether each unit of a product is of a lot that is written down."""
    query = select(Product.tracking).where(Product.id == product_id)
    return connection.execute(query).scalar_one() == Tracking.LOT


def _one_lot(connection: Connection, place: ProductThere, there: Sequence[BinRow]) -> None:
    """Refuses to guess of which lot units are that turned up where several lie."""
    lots = sorted({one.lot or "–" for one in there if one.on_hand})
    if len(lots) > 1 and is_kept_by_lot(connection, place.product.id):
        sku, where = place.product.sku, there[0].location or "–"
        raise Refusal(Code.NOTHING_TO_DO, why=Said.STOCK_WHICH_LOT, sku=sku, place=where, lots=lots)


def find_there(transaction: Transaction, warehouse: str, sku: str) -> ProductThere:
    """The product and the warehouse; refuses kits and products whose stock is not counted."""
    product = find_product(transaction.connection, sku)
    found = find_warehouse(transaction.connection, warehouse)
    if not product.manage_stock:
        raise Refusal(Code.STOCK_NOT_MANAGED, sku=product.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    return ProductThere(found, product, today(transaction.connection))


def not_enough(
    place: ProductThere, available: int, state: str = "available", location: str = ""
) -> Refusal:
    """Fewer units are there than a command takes; `state` says of which kind."""
    return Refusal(
        Code.NOT_ENOUGH_STOCK,
        state=state,
        sku=place.product.sku,
        warehouse=place.warehouse.code,
        location=location,
        available=max(0, available),
    )


def stock_location(connection: Connection, place: ProductThere, code: str | None) -> LocationRef:
    """Where stock may be booked to or from; what is staged belongs to pickers and packers."""
    found = find_location(connection, place.warehouse.id, code)
    if found.kind == LocationKind.STAGING:
        raise Refusal(Code.INVALID, field="staging of stock", value=found.code)
    return found


def bins_there(
    transaction: Transaction, place: ProductThere, location: str | None, lot: str | None
) -> list[BinRow]:
    """The bins that hold the product, of one location or lot where one is named."""
    connection = transaction.connection
    where = None
    if location is not None:
        where = stock_location(connection, place, location).id
    return bins_of(connection, place.warehouse.id, place.product.id, location_id=where, lot=lot)


def entry_of(
    place: ProductThere,
    one: BinRow,
    quantity: int,
    cause: Cause,
    *,
    unavailable: int = 0,
    note: str | None = None,
) -> Entry:
    """A ledger row of a bin that is there."""
    return Entry(
        place.warehouse.id,
        place.product.id,
        one.location_id,
        quantity,
        cause,
        lot=one.lot,
        unavailable=unavailable,
        note=note,
    )


def found_units(
    transaction: Transaction,
    place: ProductThere,
    told: tuple[str | None, str | None],
    units: int,
    cause: Cause,
    note: str | None,
) -> Entry:
    """Units that turned up: in a location or on the floor, of a lot with the day it has."""
    location, lot = told
    where = stock_location(transaction.connection, place, location)
    there = [
        one for one in bins_there(transaction, place, location, lot) if one.location_id == where.id
    ]
    connection = transaction.connection
    if lot is None:
        _one_lot(connection, place, there)
    known = there[0] if there else None
    of_lot = lot or (known.lot if known else NO_LOT)
    expires_on = known.expires_on if known else None
    if expires_on is None and of_lot:  # the lot may lie elsewhere: its day is the same everywhere
        expires_on = expiry_of(connection, place.product.id, of_lot)
    blocked = place.blocks(where, expires_on)
    return Entry(
        place.warehouse.id,
        place.product.id,
        where.id,
        units,
        cause,
        lot=of_lot,
        unavailable=units if blocked else 0,
        expires_on=expires_on,
        note=note,
    )


def lost_units(
    place: ProductThere, bins: Sequence[BinRow], units: int, cause: Cause, note: str | None
) -> list[Entry]:
    """Units that are gone, free ones first; refuses more than is on hand."""
    on_hand = sum(one.on_hand for one in bins)
    if units > on_hand:
        raise not_enough(place, on_hand, "on_hand")
    return [
        entry_of(place, one.bin, -one.units, cause, unavailable=-one.unavailable, note=note)
        for one in spread_loss(bins, units)
    ]


def free_portions(
    place: ProductThere, bins: Sequence[BinRow], units: int, location: LocationRef, blocked: int = 0
) -> list[Portion]:
    """Units of a bin that no picker is to take; refuses more than there are.

    `blocked` are those of it that are taken besides.
    """
    free = sum(max(0, one.free) for one in bins)
    if units > free:
        raise not_enough(place, free + blocked, "in_bin", location.code)
    return spread_free(bins, units)


def moved_units(
    place: ProductThere,
    portion: Portion,
    warehouse: WarehouseRef,
    target: LocationRef,
    note: str | None = None,
) -> list[Entry]:
    """Out of a bin and into another location, of this or another warehouse."""
    cause = Cause.MOVE if warehouse.id == place.warehouse.id else Cause.TRANSFER
    blocked = place.blocks(target, portion.bin.expires_on)
    arriving = Entry(
        warehouse.id,
        place.product.id,
        target.id,
        portion.units,
        cause,
        lot=portion.bin.lot,
        unavailable=portion.units if blocked else 0,
        expires_on=portion.bin.expires_on,
        note=note,
    )
    blocked_there = -portion.unavailable
    leaving = entry_of(
        place, portion.bin, -portion.units, cause, unavailable=blocked_there, note=note
    )
    return [arriving, leaving]


def lot_code(lot: str | None, expires_on: date | None) -> str:
    """The lot under which goods are kept: its code, or for dated goods without one the date."""
    if lot:
        return lot.strip()
    return expires_on.isoformat() if expires_on else NO_LOT


def is_expired(expires_on: date | None, day: date) -> bool:
    """Whether on this day the last day on which goods may be shipped is over."""
    return expires_on is not None and expires_on < day
