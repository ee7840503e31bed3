"""What of a receipt is carried from the dock to a bin, and to which one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, exists, select, update

from packbench.db.schema import Location, PutAwayTask, StockBin
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import Entry, LocationKind
from packbench.engine.command.core import Transaction

_MOST_EMPTY = 2_000
"""So many empty bins are looked at: those whose numbers are lowest."""


class _Bin(NamedTuple):
    id: int
    zone: str | None


def make_tasks(
    transaction: Transaction, receipt_id: int, entries: Sequence[Entry], promised: Mapping[int, int]
) -> None:
    """Inside a command: a task for all good units that nobody was promised by their coming."""
    left: dict[int, int] = dict(promised)
    units: dict[tuple[int, str], int] = defaultdict(int)
    for entry in entries:
        good = entry.quantity - entry.unavailable
        away = min(good, left.get(entry.product_id, 0))
        left[entry.product_id] = left.get(entry.product_id, 0) - away
        if good > away:
            units[entry.product_id, entry.lot] += good - away
    if not units:
        return
    warehouse_id = entries[0].warehouse_id
    bins = propose(transaction.connection, warehouse_id, {product_id for product_id, _ in units})
    rows = [
        (receipt_id, warehouse_id, product_id, lot, count, bins.get(product_id))
        for (product_id, lot), count in units.items()
    ]
    columns = ("receipt_id", "warehouse_id", "product_id", "lot", "quantity", "location_id")
    insert_rows(transaction.connection, PutAwayTask, columns, rows)


def propose(
    connection: Connection, warehouse_id: int, product_ids: Collection[int]
) -> dict[int, int]:
    """By product the bin to which it goes: where it lies, else an empty one of its zone, or near.

    No two products are sent to one empty bin at once. Without an empty bin there is no proposal.
    """
    found, zones = _where_it_lies(connection, warehouse_id, product_ids)
    lacking = [one for one in sorted(product_ids) if one not in found]
    if not lacking:
        return found
    empty = _empty_bins(connection, warehouse_id)
    for product_id in lacking:
        zone = zones.get(product_id)
        same = next((one for one in empty if zone is not None and one.zone == zone), None)
        chosen = same or next(iter(empty), None)
        if chosen is not None:
            found[product_id] = chosen.id
            empty.remove(chosen)
    return found


def _where_it_lies(
    connection: Connection, warehouse_id: int, product_ids: Collection[int]
) -> tuple[dict[int, int], dict[int, str]]:
    """By product the first bin of the walk that has it, and the zone where it is or was."""
    query = (
        select(
            *(StockBin.product_id, StockBin.on_hand, Location.id, Location.code),
            *(Location.sequence, Location.zone),
        )
        .join(Location, Location.id == StockBin.location_id)
        .where(
            StockBin.warehouse_id == warehouse_id,
            among(StockBin.product_id, product_ids),
            Location.kind == LocationKind.BIN,
            Location.pickable,
        )
    )
    rows = sorted(connection.execute(query), key=lambda row: walk_key(row.code, row.sequence))
    found: dict[int, int] = {}
    zones: dict[int, str] = {}
    for row in rows:
        if row.on_hand > 0:
            found.setdefault(row.product_id, row.id)
        if row.zone:
            zones.setdefault(row.product_id, row.zone)
    return found, zones


def _empty_bins(connection: Connection, warehouse_id: int) -> list[_Bin]:
    """Bins to pick from that hold nothing and to which nothing is on its way, by the walk."""
    holds = exists().where(StockBin.location_id == Location.id, StockBin.on_hand > 0)
    task = PutAwayTask
    awaits = exists().where(
        task.location_id == Location.id, task.quantity - task.done - task.gone > 0
    )
    query = (
        select(Location.id, Location.zone, Location.code, Location.sequence)
        .where(
            Location.warehouse_id == warehouse_id,
            Location.kind == LocationKind.BIN,
            Location.pickable,
            ~holds,
            ~awaits,
        )
        .order_by(Location.sequence.is_(None), Location.sequence, Location.id)
        .limit(_MOST_EMPTY)
    )
    rows = sorted(connection.execute(query), key=lambda row: walk_key(row.code, row.sequence))
    return [_Bin(row.id, row.zone) for row in rows]


def forget_tasks(transaction: Transaction, receipt_id: int) -> None:
    """Inside a command: nothing of a receipt is put away any more.

    Refuses `cannot_undo` where something was: that is taken back first.
    """
    task, connection = PutAwayTask, transaction.connection
    of_receipt = task.receipt_id == receipt_id
    if connection.execute(select(task.id).where(of_receipt, task.done > 0)).first() is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.GOODS_ELSEWHERE)
    connection.execute(update(task).where(of_receipt).values(gone=task.quantity))
