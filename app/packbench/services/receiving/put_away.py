"""Goods are carried from the dock to their bins, each confirmed by a scan of item and bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.bins import bins_of
from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import (
    ProductRef,
    WarehouseRef,
    find_location,
    find_product,
    find_warehouse,
)
from packbench.db.schema import Location, Product, PutAwayTask, StockBin, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.documents.put_away import PutAwayList, render_put_away
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.outcomes import Said
from packbench.domain.put_away import GoodsBack
from packbench.domain.quantities import check_units
from packbench.domain.queue import natural_key
from packbench.domain.receiving import receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry, LocationKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.stock_changes import change_stock
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.services.documents.printing import printed_at
from packbench.services.stock.changes import is_expired


@dataclass(frozen=True, slots=True)
class PutAwayView:
    """Units of a product that lie at the dock, and the bin that is proposed for them."""

    receipt: str
    warehouse: str
    sku: str
    name: str
    lot: str
    units: int
    location: str | None


@dataclass(frozen=True, slots=True)
class PutAwayDone:
    """Units that were carried to a bin, and what is still to be carried there."""

    sku: str
    units: int
    location: str
    left: int


@dataclass(frozen=True, slots=True)
class CarriedUnits:
    """Units of tasks that a command carried, by the tasks' ids."""

    tasks: list[tuple[int, int]]


def list_put_away(
    context: Context, *, warehouse: str | None = None, sku: str | None = None
) -> list[PutAwayView]:
    """What is to be put away, by the bins; of a warehouse, else of where the station stands.

    What was sold, moved or shipped from the dock meanwhile is not told.
    """
    with context.database.read.connect() as connection:
        here = warehouse or station_warehouse(connection, context.station)
        place = None if here is None else find_warehouse(connection, here).id
        product = None if sku is None else find_product(connection, sku).id
        return [_view(row, units) for row, units in _open_tasks(connection, place, product)]


def put_away(
    context: Context,
    sku: str,
    location: str,
    *,
    units: int | None = None,
    lot: str | None = None,
    warehouse: str | None = None,
    key: str | None = None,
) -> PutAwayDone:
    """Units of a product were carried from the dock to a bin.

    Args:
        context: who carries, and where.
        sku: the product.
        location: the bin's code, whatever was proposed.
        units: None: all of it that is to be put away.
        lot: of which lot; None: of any, the oldest task first.
        warehouse: None: where the station stands, or where alone something of it is to be done.
        key: sent twice, it is done once.

    Refuses what is not to be put away (`nothing_to_do`), more than that (`not_enough_stock`), and a
    place that is no bin.
    """
    if units is not None:
        check_units(units)

    def work(transaction: Transaction) -> PutAwayDone:
        connection = transaction.connection
        product = find_product(connection, sku)
        here = warehouse or station_warehouse(connection, context.station)
        place = None if here is None else find_warehouse(connection, here)
        tasks = _tasks_of(connection, product, place, lot)
        first = tasks[0][0].warehouse_id
        found = find_location(connection, first, location)
        if found.kind != LocationKind.BIN:
            raise Refusal(Code.INVALID, field="location", value=found.code)
        tasks = [(row, count) for row, count in tasks if row.warehouse_id == first]
        whole = sum(count for _, count in tasks)
        wanted = whole if units is None else units
        if wanted > whole:
            told = {"sku": product.sku, "warehouse": tasks[0][0].warehouse}
            raise Refusal(Code.NOT_ENOUGH_STOCK, state="available", available=whole, **told)
        _carry(transaction, _shares(tasks, wanted), (found.id, found.pickable))
        return PutAwayDone(product.sku, wanted, found.code, whole - wanted)

    content = {
        "sku": sku,
        "location": location,
        "units": units,
        "lot": lot,
        "warehouse": warehouse,
    }
    return run_command(context, Call("receiving.put_away", content, key), PutAwayDone, work)


def _carry(
    transaction: Transaction, shares: Sequence[tuple[AnyRow, int]], target: tuple[int, bool]
) -> None:
    """Moves units of tasks to a bin: its id, and whether it is picked from."""
    connection = transaction.connection
    day = today(connection)
    entries = [
        entry for row, count in shares for entry in _carried(connection, row, count, target, day)
    ]
    change_stock(transaction, entries)
    done = [(row.id, count) for row, count in shares]
    _count_done(connection, done, 1)
    transaction.undo = CarriedUnits(done)


def put_away_list(context: Context, *, warehouse: str | None = None) -> bytes:
    """The list on paper of what is to be put away; refuses where nothing is (`nothing_to_do`)."""
    with context.database.read.connect() as connection:
        here = warehouse or station_warehouse(connection, context.station)
        place = None if here is None else find_warehouse(connection, here).id
        rows = _open_tasks(connection, place, None)
    if not rows:
        where = here or ""
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_PUT_AWAY, sku="", warehouse=where)
    where = rows[0][0].warehouse
    goods = [
        GoodsBack(row.location or "—", _code_of_bin(row), row.sku, row.lot, units)
        for row, units in rows
        if row.warehouse == where
    ]
    return render_put_away(PutAwayList("", where, goods, printed_at(context)))


def _code_of_bin(row: AnyRow) -> str:
    if row.location_id is None:
        return ""
    return row.barcode or own_code(OwnKind.LOCATION, row.location_id)


def _open_tasks(
    connection: Connection, warehouse_id: int | None, product_id: int | None
) -> list[tuple[AnyRow, int]]:
    """Tasks with the units that lie at the dock for them still, by the bin that is proposed."""
    task = PutAwayTask
    left = task.quantity - task.done - task.gone
    query = (
        select(
            *(task.id, task.receipt_id, task.warehouse_id, task.product_id, task.lot),
            *(task.location_id, left.label("open"), Product.sku, Product.name),
            *(Warehouse.code.label("warehouse"), Location.code.label("location")),
            *(Location.barcode, Location.zone),
        )
        .join(Product, Product.id == task.product_id)
        .join(Warehouse, Warehouse.id == task.warehouse_id)
        .outerjoin(Location, Location.id == task.location_id)
        .where(left > 0)
    )
    if warehouse_id is not None:
        query = query.where(task.warehouse_id == warehouse_id)
    if product_id is not None:
        query = query.where(task.product_id == product_id)
    rows = connection.execute(query.order_by(task.id)).all()
    lies = _free_at_dock(connection, {row.product_id for row in rows})
    found = []
    for row in rows:
        place = (row.warehouse_id, row.product_id, row.lot)
        units = min(row.open, lies.get(place, 0))
        lies[place] = lies.get(place, 0) - units
        if units:
            found.append((row, units))
    found.sort(key=lambda one: (natural_key(one[0].location or "\uffff"), one[0].id))
    return found


def _free_at_dock(connection: Connection, product_ids: set[int]) -> dict[tuple[int, int, str], int]:
    """By warehouse, product and lot: good units on the floor that no picker comes for."""
    query = (
        select(
            *(StockBin.warehouse_id, StockBin.product_id, StockBin.lot),
            (StockBin.on_hand - StockBin.unavailable - StockBin.allocated).label("free"),
        )
        .join(Location, Location.id == StockBin.location_id)
        .where(Location.kind == LocationKind.FLOOR, among(StockBin.product_id, product_ids))
    )
    return {tuple(row)[:3]: max(0, row.free) for row in connection.execute(query)}  # type: ignore[misc]


def _tasks_of(
    connection: Connection, product: ProductRef, place: WarehouseRef | None, lot: str | None
) -> list[tuple[AnyRow, int]]:
    tasks = _open_tasks(connection, None if place is None else place.id, product.id)
    tasks = [one for one in tasks if lot is None or one[0].lot == lot]
    tasks.sort(key=lambda one: one[0].id)
    if not tasks:
        where = "" if place is None else place.code
        why = Said.NOTHING_TO_PUT_AWAY
        raise Refusal(Code.NOTHING_TO_DO, why=why, sku=product.sku, warehouse=where)
    return tasks


def _shares(tasks: Sequence[tuple[AnyRow, int]], units: int) -> list[tuple[AnyRow, int]]:
    shares = []
    for row, count in tasks:
        share = min(units, count)
        units -= share
        if share:
            shares.append((row, share))
    return shares


def _carried(
    connection: Connection, row: AnyRow, units: int, target: tuple[int, bool], day: date
) -> list[Entry]:
    """Out of the floor and into the bin; where nobody may pick they can't be given out."""
    floor = find_location(connection, row.warehouse_id, None).id
    bins = bins_of(connection, row.warehouse_id, row.product_id, location_id=floor, lot=row.lot)
    expires_on = bins[0].expires_on if bins else None
    location_id, pickable = target
    blocked = not pickable or is_expired(expires_on, day)
    place = (row.warehouse_id, row.product_id)
    document = receipt_name(row.receipt_id)
    return [
        Entry(
            *(*place, location_id, units, Cause.MOVE),
            lot=row.lot,
            unavailable=units if blocked else 0,
            expires_on=expires_on,
            document=document,
        ),
        Entry(*(*place, floor, -units, Cause.MOVE), lot=row.lot, document=document),
    ]


def _count_done(connection: Connection, tasks: Sequence[tuple[int, int]], sign: int) -> None:
    for task_id, units in tasks:
        statement = update(PutAwayTask).where(PutAwayTask.id == task_id)
        connection.execute(statement.values(done=PutAwayTask.done + sign * units))


def _view(row: AnyRow, units: int) -> PutAwayView:
    return PutAwayView(
        *(receipt_name(row.receipt_id), row.warehouse, row.sku, row.name, row.lot, units),
        row.location,
    )


def _undo_put_away(transaction: Transaction, carried: CarriedUnits) -> None:
    """They lie at the dock again and are to be put away; refuses what is gone from the bin."""
    connection = transaction.connection
    change_stock(transaction, reversed_entries(connection, transaction.undoes or 0))
    _count_done(connection, carried.tasks, -1)


UNDO_PUT_AWAY = Undoer(CarriedUnits, _undo_put_away)
