"""Promises that leave a pool for real goods: the pool's units go with them, so it is sold once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from packbench.db.queries.records.bins import bins_of, spread_loss
from packbench.db.queries.records.commands import movements_of_command
from packbench.db.schema import Stock, Warehouse
from packbench.db.sql.among import among
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.warehousing import Cause, Entry, WarehouseKind
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.movements import write_entries


def leave_pools(
    transaction: Transaction, given: Mapping[tuple[int, int], int], plans: Iterable[OrderPlan]
) -> None:
    """Inside a command: writes off in virtual warehouses what real ones promise instead now.

    Args:
        transaction: a command's.
        given: by (line, stock row), what was taken back.
        plans: how the same lines are promised again.
    """
    connection = transaction.connection
    before = _of_stock(connection, {stock_id for _, stock_id in given})
    pools = {row[0] for row in before.values() if row[2]}
    if not pools:
        return
    real: dict[tuple[int, int], int] = defaultdict(int)
    pooled: dict[tuple[int, int, int], int] = defaultdict(int)
    for (line_id, stock_id), units in given.items():
        warehouse_id, product_id, virtual = before[stock_id]
        if virtual:
            pooled[line_id, product_id, warehouse_id] += units
        else:
            real[line_id, product_id] -= units
    for promise in (promise for one in plans for promise in one.promises if promise.managed):
        place = (promise.line_id, promise.product_id)
        if promise.warehouse_id in pools:
            pooled[*place, promise.warehouse_id] -= promise.quantity
        else:
            real[place] += promise.quantity
    _write_off(transaction, _moved(real, pooled))


def _moved(
    real: dict[tuple[int, int], int], pooled: Mapping[tuple[int, int, int], int]
) -> dict[tuple[int, int], int]:
    """By (warehouse, product): units that real goods are promised for now."""
    moved: dict[tuple[int, int], int] = defaultdict(int)
    for (line_id, product_id, warehouse_id), units in pooled.items():
        taken = max(0, min(units, real[line_id, product_id]))
        real[line_id, product_id] -= taken
        moved[warehouse_id, product_id] += taken
    return moved


def _of_stock(connection: Connection, stock_ids: set[int]) -> dict[int, tuple[int, int, bool]]:
    """By stock row: its warehouse, its product, whether it is virtual."""
    query = (
        select(Stock.id, Stock.warehouse_id, Stock.product_id, Warehouse.kind)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(among(Stock.id, stock_ids))
    )
    return {
        row[0]: (row[1], row[2], row[3] == WarehouseKind.VIRTUAL)
        for row in connection.execute(query).all()
    }


def _write_off(transaction: Transaction, moved: Mapping[tuple[int, int], int]) -> None:
    connection = transaction.connection
    entries = [
        Entry(
            warehouse_id,
            product_id,
            one.bin.location_id,
            -one.units,
            Cause.TRANSFER,
            lot=one.bin.lot,
        )
        for (warehouse_id, product_id), units in moved.items()
        for one in spread_loss(bins_of(connection, warehouse_id, product_id), units)
        if units
    ]
    if entries:
        write_entries(connection, (transaction.command_id, transaction.at), entries)


def return_to_pools(transaction: Transaction, command_id: int) -> None:
    """Inside a command that takes another one back: what left pools with it is there again."""
    connection = transaction.connection
    movements = movements_of_command(connection, command_id)
    query = select(Warehouse.id).where(Warehouse.kind == WarehouseKind.VIRTUAL)
    pools = set(connection.execute(query).scalars()) if movements else set()
    entries = [
        Entry(
            one.warehouse_id,
            one.product_id,
            one.location_id,
            -one.quantity,
            Cause.UNDO,
            lot=one.lot,
        )
        for one in movements
        if one.warehouse_id in pools and one.cause == Cause.TRANSFER
    ]
    if entries:
        write_entries(connection, (transaction.command_id, transaction.at), entries)
