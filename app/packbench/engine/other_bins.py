"""A task whose goods were found in another bin: it is picked from there, and the ledger says so."""

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import LocationRef
from packbench.db.queries.records.pick_tasks import TaskRow
from packbench.db.schema import PickTask, StockBin
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import NO_LOT, Cause, Entry, LocationKind
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.movements import write_entries
from packbench.engine.writes.wave_events import raise_revisions


def take_elsewhere(transaction: Transaction, task: TaskRow, place: LocationRef) -> None:
    """Inside a command: what a task still asks for is taken from another bin.

    What the ledger knows there and nobody has asked for is taken as it is; what it does not know
    there was put there instead of into the task's own bin, and is moved. Refuses a place that
    nobody picks from (`invalid`), and goods whose stock is not counted.
    """
    connection = transaction.connection
    if not place.pickable or place.kind == LocationKind.STAGING:
        raise Refusal(Code.INVALID, field="location to pick from", value=place.code)
    if task.stock_bin_id is None or task.location_id is None:
        why = Said.NOT_COUNTED
        raise Refusal(Code.NOTHING_TO_DO, why=why, name=task.task, sku=task.sku)
    there = _bins_at(connection, task, place.id)
    enough = next((row for row in there if row.free >= task.open), None)
    hold = update(PickTask).where(PickTask.id == task.id)
    # The bins keep nothing for it while its goods change places.
    connection.execute(hold.values(short=task.quantity - task.picked))
    if enough is None:
        known = sum(max(0, row.free) for row in there if row.lot == (task.lot or NO_LOT))
        _move(transaction, task, place.id, task.open - known)
        there = _bins_at(connection, task, place.id)
        enough = next(row for row in there if row.lot == (task.lot or NO_LOT))
    connection.execute(hold.values(stock_bin_id=enough.id))
    connection.execute(hold.values(short=task.short))
    raise_revisions(transaction, {task.wave_id})


def _bins_at(connection: Connection, task: TaskRow, location_id: int) -> list[AnyRow]:
    """What lies there of the product, the task's own lot first."""
    free = (StockBin.on_hand - StockBin.unavailable - StockBin.allocated).label("free")
    query = select(StockBin.id, StockBin.lot, free).where(
        StockBin.location_id == location_id, StockBin.product_id == task.product_id
    )
    rows = connection.execute(query).all()
    return sorted(rows, key=lambda row: (row.lot != (task.lot or NO_LOT), -row.free))


def _move(transaction: Transaction, task: TaskRow, location_id: int, units: int) -> None:
    lot, dated = task.lot or NO_LOT, task.expires_on
    entries = [
        Entry(
            *(task.warehouse_id, task.product_id, where, signed, Cause.MOVE),
            lot=lot,
            expires_on=dated,
        )
        for where, signed in ((location_id, units), (task.location_id or 0, -units))
    ]
    command = (transaction.command_id, transaction.at)
    write_entries(transaction.connection, command, entries)
