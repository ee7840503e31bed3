"""New orders made of others: the same customer, address and terms, under a number of their own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.schema import Order, OrderLine, OrderProblem
from packbench.db.sql.bulk import reserve_ids
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import OrderStatus, Problem
from packbench.domain.queue import queue_key
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import Waits, wait

_NOT_COPIED = frozenset(
    {"id", "number", "number_key", "queue_key", "imported_hash"}
    | {"source_number", "source_key", "source_channel"}
    | {"status", "line_count", "unit_count", "unrouted_units", "waiting_units", "shipments_made"}
)


class NewLine(NamedTuple):
    """A line of a new order; what of its units does not wait or lack is new.

    `waits` tells how its `waiting` units do.
    """

    product_id: int | None
    sku: str
    original_sku: str | None
    unit_price: Any
    units: int
    waiting: int = 0
    unavailable: int = 0
    backorder_allowed: bool = False
    waits: Waits | None = None


def copy_order(
    connection: Connection, row: AnyRow, lines: Sequence[NewLine], **changes: Any
) -> int:
    """Makes a new order like `row` with these lines; numbered `NUMBER/2` and so on.

    It inherits all that is said of the order, its hold too, but for `changes`.
    """
    number = _free_number(connection, row.number)
    values = {name: value for name, value in row._asdict().items() if name not in _NOT_COPIED}
    values |= {
        **changes,
        "number": number,
        "number_key": code_key(number),
        "queue_key": queue_key(row.priority, row.ship_by, row.ordered_at, number),
        "status": OrderStatus.NEW.value,
    }
    order_id = connection.execute(insert(Order).values(values).returning(Order.id)).scalar_one()
    add_lines(connection, order_id, lines)
    _copy_problems(connection, row.id, order_id)
    return order_id


def add_lines(connection: Connection, order_id: int, lines: Sequence[NewLine]) -> list[int]:
    """Adds new lines behind those that the order has; their ids."""
    last = select(func.coalesce(func.max(OrderLine.line), 0)).where(OrderLine.order_id == order_id)
    first = connection.execute(last).scalar_one() + 1
    rows = [
        {
            "order_id": order_id,
            "line": number,
            "product_id": line.product_id,
            "sku": line.sku,
            "sku_key": code_key(line.sku),
            "unit_price": line.unit_price,
            "original_sku": line.original_sku,
            "ordered": line.units,
            "unrouted": line.units - line.waiting - line.unavailable,
            "waiting": line.waiting,
            "unavailable": line.unavailable,
            "backorder_allowed": line.backorder_allowed,
        }
        for number, line in enumerate(lines, first)
    ]
    ids = list(reserve_ids(connection, OrderLine, len(rows)))
    if rows:
        known = [{"id": line_id, **row} for line_id, row in zip(ids, rows, strict=True)]
        connection.execute(insert(OrderLine), known)
    wait(
        connection,
        [
            line.waits._replace(line_id=line_id)
            for line_id, line in zip(ids, lines, strict=True)
            if line.waits is not None and line.waiting
        ],
    )
    refresh_problems(connection, [order_id])
    return ids


def shrink_line(connection: Connection, line_id: int, units: int) -> None:
    """Takes cancelled units off a line for good, because another order has them now.

    A line of which nothing is left goes.
    """
    line = OrderLine
    row = connection.execute(select(line.ordered).where(line.id == line_id)).scalar_one()
    if row == units:
        connection.execute(delete(line).where(line.id == line_id))
        return
    smaller = {"ordered": line.ordered - units, "cancelled": line.cancelled - units}
    connection.execute(update(line).where(line.id == line_id).values(smaller))


def _free_number(connection: Connection, number: str) -> str:
    base, _, tail = number.rpartition("/")
    stem = base if base and tail.isdecimal() else number
    counter = 2
    while True:
        candidate = f"{stem}/{counter}"
        query = select(Order.id).where(Order.number_key == code_key(candidate))
        if connection.execute(query).first() is None:
            return candidate
        counter += 1


def _copy_problems(connection: Connection, source_id: int, target_id: int) -> None:
    """Problems of the order itself (its address, its country) hold for the copy too."""
    query = select(OrderProblem.code).where(
        OrderProblem.order_id == source_id,
        OrderProblem.line == 0,
        # That it is to be verified follows from its own units: it is told already.
        OrderProblem.code != Problem.TO_BE_VERIFIED,
    )
    rows = [
        {"order_id": target_id, "code": code, "line": 0}
        for code in connection.execute(query).scalars()
    ]
    if rows:
        connection.execute(insert(OrderProblem), rows)
