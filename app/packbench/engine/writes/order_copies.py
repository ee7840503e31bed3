"""New orders made of others: the same customer, address and terms, under a number of their own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from packbench.db.schema import Order, OrderLine, OrderProblem
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import OrderStatus, Problem
from packbench.domain.queue import queue_key

_NOT_COPIED = frozenset(
    {"id", "number", "number_key", "queue_key", "hold", "hold_reason", "imported_hash"}
    | {"source_number", "source_key"}
    | {"status", "line_count", "unit_count", "unrouted_units", "waiting_units", "shipments_made"}
)


class NewLine(NamedTuple):
    """A line of a new order; all its units are new."""

    product_id: int | None
    sku: str
    original_sku: str | None
    unit_price: Any
    units: int


def copy_order(connection: Connection, row: AnyRow, lines: Sequence[NewLine]) -> int:
    """Makes a new order like `row` with these lines; numbered `NUMBER/2` and so on."""
    number = _free_number(connection, row.number)
    values = {name: value for name, value in row._asdict().items() if name not in _NOT_COPIED}
    values |= {
        "number": number,
        "number_key": code_key(number),
        "queue_key": queue_key(row.priority, row.ship_by, row.ordered_at, number),
        "status": OrderStatus.NEW.value,
    }
    order_id = connection.execute(insert(Order).values(values).returning(Order.id)).scalar_one()
    add_lines(connection, order_id, lines)
    _copy_problems(connection, row.id, order_id)
    return order_id


def add_lines(connection: Connection, order_id: int, lines: Sequence[NewLine]) -> None:
    """Adds new lines behind those that the order has."""
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
            "unrouted": line.units,
        }
        for number, line in enumerate(lines, first)
    ]
    if rows:
        connection.execute(insert(OrderLine), rows)
    unknown = [row["line"] for row in rows if row["product_id"] is None]
    problems = [
        {"order_id": order_id, "code": Problem.UNKNOWN_SKU.value, "line": line} for line in unknown
    ]
    if problems:
        connection.execute(insert(OrderProblem), problems)


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
        OrderProblem.order_id == source_id, OrderProblem.line == 0
    )
    rows = [
        {"order_id": target_id, "code": code, "line": 0}
        for code in connection.execute(query).scalars()
    ]
    if rows:
        connection.execute(insert(OrderProblem), rows)
