"""Which products had better lie nearer to where walks begin: advised, and done as tasks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import (
    LocationRef,
    ProductRef,
    WarehouseRef,
    find_location,
    find_product,
    find_warehouse,
)
from packbench.db.queries.records.replenishing import (
    being_counted,
    bins_holding,
    tasks_at,
    tasks_where,
)
from packbench.db.schema import (
    Location,
    PickBin,
    PickTask,
    Product,
    ReplenishTask,
    StockBin,
    Wave,
)
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.db.today import company_zone, end_of_day, today
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.replenishing import ReplenishReason
from packbench.domain.slotting import Better, Bins, Slot, better_bins
from packbench.domain.walking.layout import MM_A_METRE
from packbench.domain.walking.route import Router
from packbench.domain.warehousing import LocationKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.routing import floor_of
from packbench.engine.undo.undoer import Undoer
from packbench.services.replenishing.planning import (
    TasksMade,
    TaskValues,
    refuse_closed,
    undo_made,
    write_tasks,
)
from packbench.services.replenishing.views import ReplenishView, in_walk_order

DAYS, MOST_DAYS, MOST_ROWS = 28, 366, 10
_MOST_WALKS = 150
"""No more walks than these are walked again, the newest; what they save is told for all."""


@dataclass(frozen=True, slots=True)
class BetterBin:
    """A product that had better lie in another bin.

    Attributes:
        other: what lies there now and would take its place; None: the bin is free.
        picks: on how many walks of a day it is picked.
        metres: that a day's walks become shorter by it, with all rows before it done.
        why: in a sentence.
    """

    sku: str
    name: str
    source: str
    target: str
    other: str | None
    picks: float
    metres: float
    why: Note


@dataclass(frozen=True, slots=True)
class SlottingAdvice:
    """Better bins, what saves most first, and from what they were reckoned.

    Attributes:
        days: that were looked at; on `worked` of them something was picked.
        walks: waves of these days, of which `walked` were walked again.
        metres: that are walked on such a day now; `saved` of them by all rows.
    """

    warehouse: str
    days: int
    worked: int
    walks: int
    walked: int
    metres: float
    saved: float
    rows: list[BetterBin] = field(default_factory=list)


def advise_slotting(
    context: Context, warehouse: str, *, days: int = DAYS, most: int = MOST_ROWS
) -> SlottingAdvice:
    """Which products had better change their bins.

    Refuses a warehouse that is virtual or off, bins without coordinates, days in which nothing was
    picked, and where no change saves a metre (`nothing_to_do`).
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(Code.INVALID, field="days of slotting", value=days)
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, warehouse)
        refuse_closed(connection, place)
        router = floor_of(connection, place.id).router
        if router is None:
            raise _nothing(Said.SLOTTING_NO_PLAN, place)
        picked = _Picked(connection, place.id, days)
        if not picked.walks:
            raise _nothing(Said.SLOTTING_NO_PICKS, place)
        bins = _bins(connection, place.id, router)
        found = better_bins(
            picked.walks, bins, lambda asked: router.walk(sorted(asked)).length_m, most
        )
        if not found:
            raise _nothing(Said.SLOTTING_NONE, place)
        now = sum(router.walk({slot[1] for slot in walk}).length_m for walk in picked.walks)
        rows = _told(connection, found, bins, picked)
    saved = round(sum(one.metres for one in rows), 1)
    return SlottingAdvice(
        *(place.code, days, picked.worked, picked.count, len(picked.walks)),
        *(round(now * picked.share, 1), saved, rows),
    )


def _nothing(why: Said, place: WarehouseRef) -> Refusal:
    return Refusal(Code.NOTHING_TO_DO, why=why, warehouse=place.code)


class _Picked:
    """The walks of the last days: on each, which products were picked where.

    Attributes:
        walks: the newest of them.
        count: how many there were.
        worked: days on which one ended.
        share: what to multiply a sum over `walks` with to have it for a day that was worked.
    """

    def __init__(self, connection: Connection, warehouse_id: int, days: int) -> None:
        since = end_of_day(connection, today(connection)) - timedelta(days=days)
        query = (
            select(Wave.id, Wave.picked_at)
            .where(Wave.warehouse_id == warehouse_id, Wave.picked_at >= since)
            .order_by(Wave.picked_at.desc(), Wave.id.desc())
        )
        waves = connection.execute(query).all()
        zone = company_zone(connection)
        self.worked = len({row.picked_at.astimezone(zone).date() for row in waves})
        self.walks = _slots(connection, [row.id for row in waves[:_MOST_WALKS]])
        self.count = len(waves)
        walked = max(1, min(self.count, _MOST_WALKS))
        self.share = self.count / walked / max(1, self.worked)


def _slots(connection: Connection, wave_ids: Sequence[int]) -> list[frozenset[Slot]]:
    query = (
        select(PickTask.wave_id, StockBin.product_id, StockBin.location_id)
        .join(StockBin, StockBin.id == PickTask.stock_bin_id)
        .join(Location, Location.id == StockBin.location_id)
        .where(
            among(PickTask.wave_id, wave_ids),
            PickTask.picked + PickTask.short > 0,
            Location.kind == LocationKind.BIN,
        )
    )
    found: dict[int, set[Slot]] = defaultdict(set)
    for row in connection.execute(query):
        found[row.wave_id].add((row.product_id, row.location_id))
    return [frozenset(found[one]) for one in wave_ids if one in found]


def _bins(connection: Connection, warehouse_id: int, router: Router) -> Bins:
    """Bins that people pick from, with how far they are and what belongs there."""
    layout, depot = router.layout, router.layout.ways.depot
    query = select(Location.id).where(
        Location.warehouse_id == warehouse_id, Location.kind == LocationKind.BIN, Location.pickable
    )
    fit = [one for one in connection.execute(query).scalars() if one in layout.bins]
    way = {
        one: router.network.distance_mm(depot, layout.bins[one].point) / MM_A_METRE for one in fit
    }
    holds: dict[int, set[int]] = defaultdict(set)
    lying = select(StockBin.location_id, StockBin.product_id).where(
        StockBin.warehouse_id == warehouse_id, StockBin.on_hand > 0
    )
    belongs = select(PickBin.location_id, PickBin.product_id)
    for location_id, product_id in [*connection.execute(lying), *connection.execute(belongs)]:
        holds[location_id].add(product_id)
    at_work = {
        one
        for row in tasks_at(connection, warehouse_id, fit)
        for one in (row.source_id, row.target_id)
    }
    counted = {location_id for location_id, _ in being_counted(connection, fit)}
    held = {location_id: frozenset(found) for location_id, found in holds.items()}
    return Bins(way, held, frozenset(at_work | counted))


def _told(
    connection: Connection, found: Sequence[Better], bins: Bins, picked: _Picked
) -> list[BetterBin]:
    products = {one for row in found for one in (row.product_id, row.other) if one is not None}
    query = select(Product.id, Product.sku, Product.name).where(among(Product.id, products))
    known = {row.id: row for row in connection.execute(query)}
    places = {one for row in found for one in (row.source_id, row.target_id)}
    located = select(Location.id, Location.code).where(among(Location.id, places))
    codes: dict[int, str] = {row.id: row.code for row in connection.execute(located)}
    rows = []
    for one in found:
        other = None if one.other is None else known[one.other].sku
        why = note(
            Said.SLOTTING_FREE if other is None else Said.SLOTTING_SWAP,
            picks=_shown(one.picks * picked.share),
            far=_shown(bins.way_m[one.source_id]),
            near=_shown(bins.way_m[one.target_id]),
            target=codes[one.target_id],
            other=other or "",
            slow=_shown(one.other_picks * picked.share),
        )
        rows.append(
            BetterBin(
                known[one.product_id].sku,
                known[one.product_id].name,
                codes[one.source_id],
                codes[one.target_id],
                other,
                picks=round(one.picks * picked.share, 2),
                metres=round(one.saved_m * picked.share, 1),
                why=why,
            )
        )
    return rows


def _shown(value: float) -> str:
    return f"{value:.1f}"


@dataclass(frozen=True, slots=True)
class NewBin:
    """A product that is to lie in another bin; what lies there takes its place."""

    warehouse: str
    sku: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class SlottingDone:
    """The tasks that carry the goods, and whether pick bins are now others."""

    tasks: list[ReplenishView]
    pick_bins: int


PickBinValues = tuple[int, int, int, int, int]
"""(id, location id, product id, minimum, maximum)"""


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """Tasks that were made, and the pick bins of two locations before and after.

    A pick bin is (id, location, product, minimum, maximum).
    """

    ids: list[int]
    locations: list[int]
    before: list[PickBinValues]
    after: list[PickBinValues]


def change_bin(context: Context, new: NewBin, *, how: How = DO_IT) -> SlottingDone:
    """Makes the tasks that carry a product to another bin, and its pick bin that one.

    What lies there goes to where the product lay. Units that pickers are to take stay for them.
    Refuses what does not lie there any more, bins that nobody picks from, and one with several
    products.
    """

    def work(transaction: Transaction) -> SlottingDone:
        connection = transaction.connection
        place = find_warehouse(connection, new.warehouse)
        refuse_closed(connection, place)
        product = find_product(connection, new.sku)
        source = _bin(connection, place, new.source)
        target = _bin(connection, place, new.target)
        if source.id == target.id:
            raise Refusal(Code.INVALID, field="bin of a move", value=target.code)
        other = _other(connection, product, target)
        before = _pick_bins(connection, (source, target))
        values = _carried(connection, place, product.id, (source, target))
        if other is not None:
            values += _carried(connection, place, other, (target, source))
        _refuse_gone(product, source, values, before)
        ids = write_tasks(transaction, place.id, values)
        after = _swapped(before, product.id, other, (source.id, target.id))
        _write_pick_bins(transaction, after)
        transaction.undo = SlotsChanged(ids, [source.id, target.id], before, after)
        rows = tasks_where(connection, among(ReplenishTask.id, ids))
        return SlottingDone(in_walk_order(connection, rows), 0 if after == before else len(after))

    context = context.without_key() if how.preview else context
    content = {
        "warehouse": new.warehouse,
        "sku": new.sku,
        "source": new.source,
        "target": new.target,
    }
    call = Call("slotting.do", content, None if how.preview else how.key)
    return run_or_try(context, call, SlottingDone, work, keep=lambda _: not how.preview)


def _bin(connection: Connection, place: WarehouseRef, code: str) -> LocationRef:
    found = find_location(connection, place.id, code)
    if found.kind != LocationKind.BIN or not found.pickable:
        raise Refusal(Code.INVALID, field="location to pick from", value=found.code)
    return found


def _other(connection: Connection, product: ProductRef, target: LocationRef) -> int | None:
    """The product that lies in a bin or belongs there; refuses several."""
    lying = select(StockBin.product_id).where(
        StockBin.location_id == target.id, StockBin.on_hand > 0
    )
    belongs = select(PickBin.product_id).where(PickBin.location_id == target.id)
    there = {*connection.execute(lying).scalars(), *connection.execute(belongs).scalars()}
    if len(there) > 1:
        raise Refusal(
            Code.NOTHING_TO_DO, why=Said.SLOTTING_SHARED, place=target.code, sku=product.sku
        )
    return next(iter(there - {product.id}), None)


def _carried(
    connection: Connection,
    place: WarehouseRef,
    product_id: int,
    way: tuple[LocationRef, LocationRef],
) -> list[TaskValues]:
    """What of a product may be carried from one bin to another, less what open tasks take."""
    source, target = way
    taken: dict[tuple[int, str], int] = defaultdict(int)
    for task in tasks_at(connection, place.id, [source.id]):
        if task.source_id == source.id:
            taken[task.product_id, task.lot] += task.open
    rows: Sequence[AnyRow] = bins_holding(connection, place.id, [product_id])[product_id]
    return [
        (product_id, row.lot, source.id, target.id, ReplenishReason.SLOTTING.value, units)
        for row in rows
        if row.location_id == source.id and (units := row.free - taken[product_id, row.lot]) > 0
    ]


def _refuse_gone(
    product: ProductRef,
    source: LocationRef,
    values: Sequence[TaskValues],
    before: Sequence[PickBinValues],
) -> None:
    carries = any(one[0] == product.id for one in values)
    belongs = any(one[1:3] == (source.id, product.id) for one in before)
    if not carries and not belongs:
        why, place = Said.SLOTTING_CHANGED, source.code
        raise Refusal(Code.NOTHING_TO_DO, why=why, sku=product.sku, place=place)


def _pick_bins(connection: Connection, places: Sequence[LocationRef]) -> list[PickBinValues]:
    return _read_pick_bins(connection, [one.id for one in places])


def _read_pick_bins(connection: Connection, location_ids: Collection[int]) -> list[PickBinValues]:
    query = select(
        *(PickBin.id, PickBin.location_id, PickBin.product_id, PickBin.minimum, PickBin.maximum)
    ).where(among(PickBin.location_id, location_ids))
    rows = connection.execute(query.order_by(PickBin.id)).all()
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _swapped(
    before: Sequence[PickBinValues],
    product_id: int,
    other: int | None,
    ends: tuple[int, int],
) -> list[PickBinValues]:
    """The pick bins when both products have changed their bins; that of a third one stays."""
    source, target = ends
    goes = {(source, product_id): target}
    if other is not None:
        goes[target, other] = source
    if len(before) == 1:
        id_, location_id, held, least, most = before[0]
        return [(id_, goes.get((location_id, held), location_id), held, least, most)]
    if any((one[1], one[2]) not in goes for one in before):
        return list(before)
    # A bin is that of one product at every moment: what belongs to them changes places.
    places = [one[:2] for one in before]
    goods = [one[2:] for one in reversed(before)]
    return [(*place, *what) for place, what in zip(places, goods, strict=True)]


def _write_pick_bins(transaction: Transaction, rows: Sequence[PickBinValues]) -> None:
    columns = ("location_id", "product_id", "minimum", "maximum")
    update_rows(transaction.connection, PickBin, columns, rows)
    transaction.changed_many(Kind.LOCATION)


def _undo_change(transaction: Transaction, changed: SlotsChanged) -> None:
    """The tasks are gone and the pick bins as they were; refuses what went on since."""
    now = _read_pick_bins(transaction.connection, changed.locations)
    if now != [tuple(one) for one in changed.after]:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    undo_made(transaction, TasksMade(changed.ids))
    _write_pick_bins(transaction, changed.before)


UNDO_SLOTTING = Undoer(SlotsChanged, _undo_change)
