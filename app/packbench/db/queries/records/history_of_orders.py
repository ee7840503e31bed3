"""What an order's history is told with: its lines, its plans, the orders it was joined with."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, exists, or_, select

from packbench.db.queries.records.orders import warehouse_codes
from packbench.db.schema import CommandRecord, Decision, Order, OrderLine
from packbench.db.sql.among import among, among_texts
from packbench.domain.allocation.plan import OrderDecision
from packbench.domain.history import Moved, RecordKind

_MOST_JOINED = 20


class LineSkus(NamedTuple):
    """An order's number, and the SKUs of its lines by their ids."""

    number: str
    by_line: Mapping[int, str]


def line_skus(connection: Connection, order_id: int) -> LineSkus:
    """An order's number and lines."""
    number = connection.execute(select(Order.number).where(Order.id == order_id)).scalar() or ""
    query = select(OrderLine.id, OrderLine.sku).where(OrderLine.order_id == order_id)
    return LineSkus(number, {row.id: row.sku for row in connection.execute(query)})


def planned_by(
    connection: Connection, order_id: int, command_ids: Collection[int]
) -> dict[int, list[Moved]]:
    """By command: the units that it planned from warehouses for an order."""
    codes = warehouse_codes(connection)
    query = select(Decision.command_id, Decision.body).where(
        Decision.order_id == order_id, among(Decision.command_id, command_ids)
    )
    found: dict[int, list[Moved]] = {}
    for command_id, body in connection.execute(query.order_by(Decision.id)):
        decision, units = OrderDecision.from_json(body), Counter[str]()
        for line in decision.lines:
            for rated, taken in zip(decision.warehouses, line.taken, strict=True):
                units[codes.get(rated.warehouse_id, "")] += taken
        found[command_id] = [Moved(code, taken) for code, taken in units.items() if taken]
    return found


def joined_orders(
    connection: Connection, command_id: int, order_id: int, names: Collection[str]
) -> list[str]:
    """The numbers of other orders that a command named or made, and touched.

    Args:
        connection: to read from.
        command_id: of the command.
        order_id: of the order whose history is told.
        names: the texts in its content and result, as codes are compared.
    """
    touched = exists().where(
        CommandRecord.kind == RecordKind.ORDER.value,
        CommandRecord.record_id == Order.id,
        CommandRecord.command_id == command_id,
    )
    own = select(Order.number_key).where(Order.id == order_id)
    first = connection.execute(own).scalar_one().partition("/")[0]
    # What is split off or cloned is `NUMBER/2` and so on.
    split_off = Order.number_key.startswith(f"{first}/", autoescape=True)
    query = (
        select(Order.number)
        .where(Order.id != order_id, touched, or_(among_texts(Order.number_key, names), split_off))
        .order_by(Order.number_key)
        .limit(_MOST_JOINED)
    )
    return list(connection.execute(query).scalars())
