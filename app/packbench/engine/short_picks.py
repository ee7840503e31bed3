"""Short picks: a bin held less than its tasks ask for, so nothing good lies in it any more.

What the ledger still has there goes: units that are missing leave it, damaged ones can't be given
out. The bin goes on the list of those to be counted. Everything else follows as from any loss of
stock: other bins take the tasks over, else the rest waits in its old place, with `stock_lost`.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.pick_tasks import TaskRow
from packbench.db.schema import Allocation, BinToCount, Location, PickTask, StockBin
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import Promised
from packbench.domain.picking import ShortReason
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.transaction import Transaction
from packbench.engine.stock_changes import Effects, change_stock, route_again
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.picked_units import settle_waves
from packbench.engine.writes.wave_events import touch_waves


class Short(NamedTuple):
    """Units that a task asks for and its bin does not hold."""

    task: TaskRow
    units: int
    reason: ShortReason


def book_shorts(transaction: Transaction, shorts: Sequence[Short]) -> Effects:
    """Inside a command: books what pickers did not find, and does all that follows from it."""
    if not shorts:
        return Effects()
    connection = transaction.connection
    rows = [(one.task.id, one.task.short + one.units) for one in shorts]
    update_rows(connection, PickTask, ("short",), rows)  # first: the bins keep them no more
    _list_to_count(transaction, shorts)
    uncounted = [one for one in shorts if one.task.stock_bin_id is None]
    if uncounted:
        route_again(transaction, give_back(transaction, _promised(connection, uncounted)))
    effects = change_stock(transaction, _entries(connection, shorts))
    settle_waves(connection, {one.task.wave_id for one in shorts})
    touch_waves(transaction, {one.task.wave_id for one in shorts})
    return effects


def _list_to_count(transaction: Transaction, shorts: Sequence[Short]) -> None:
    rows = [
        {
            "location_id": one.task.location_id,
            "product_id": one.task.product_id,
            "lot": one.task.lot or "",
            "reason": one.reason.value,
            "units": one.units,
            "wave_id": one.task.wave_id,
            "command_id": transaction.command_id,
        }
        for one in shorts
        if one.task.location_id is not None
    ]
    if rows:
        transaction.connection.execute(insert(BinToCount), rows)


def _entries(connection: Connection, shorts: Sequence[Short]) -> list[Entry]:
    """What takes all that is good out of the bins: they are empty, or hold only damaged goods."""
    bins = {one.task.stock_bin_id: one for one in shorts if one.task.stock_bin_id is not None}
    good = (StockBin.on_hand - StockBin.unavailable).label("units")
    query = select(StockBin.id, good).where(among(StockBin.id, bins), good > 0)
    entries = []
    for row in connection.execute(query).all():
        task, _, reason = bins[row.id]
        damaged = reason is ShortReason.DAMAGED
        entries.append(
            Entry(
                *(task.warehouse_id, task.product_id, task.location_id or 0),
                0 if damaged else -row.units,
                Cause.SHORT_PICK,
                lot=task.lot or "",
                unavailable=row.units if damaged else 0,
                note=reason.value,
            )
        )
    return entries


def _promised(connection: Connection, shorts: Sequence[Short]) -> dict[Promised, int]:
    """Line units that can't be picked whole without these."""
    units: dict[int, int] = defaultdict(int)
    for one in shorts:
        units[one.task.allocation_id] += one.units
    query = select(Allocation.__table__).where(among(Allocation.id, units))
    found: dict[Promised, int] = {}
    for row in connection.execute(query).all():
        place = row.shipment_id, row.order_line_id
        found[place] = max(found.get(place, 0), -(-units[row.id] // row.per_unit))
    return found


def take_off_count_list(
    transaction: Transaction, warehouse_id: int, product_id: int, location_id: int | None
) -> None:
    """Inside a command that counts a product, in one location or in a whole warehouse."""
    here = select(Location.id).where(Location.warehouse_id == warehouse_id)
    where = (
        BinToCount.location_id.in_(here)
        if location_id is None
        else BinToCount.location_id == location_id
    )
    counted = update(BinToCount).where(where, BinToCount.product_id == product_id)
    statement = counted.where(BinToCount.counted_by.is_(None))
    transaction.connection.execute(statement.values(counted_by=transaction.command_id))


def put_on_count_list_again(transaction: Transaction) -> None:
    """Inside an undo of a count: what it took off the list is to be counted still."""
    counted = update(BinToCount).where(BinToCount.counted_by == transaction.undoes)
    transaction.connection.execute(counted.values(counted_by=None))
