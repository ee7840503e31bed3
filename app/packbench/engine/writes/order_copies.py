"""New orders made of others: the same customer, address and terms, under a number of their own."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from packbench.db.schema import (
    Decision,
    Order,
    OrderExclusion,
    OrderHoldUntil,
    OrderLine,
    OrderProblem,
    OrderSaid,
    OrderStuck,
    RuleAct,
    Waiting,
)
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.bulk import delete_rows, insert_rows, reserve_ids, update_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import OrderStatus, Problem
from packbench.domain.queue import queue_key
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import Waits, wait

_NOT_COPIED = frozenset(
    {"id", "number", "number_key", "queue_key", "imported_hash"}
    | {"source_number", "source_key", "source_channel"}
    | {"shipping_charged", "discount", "tax"}  # charged once, for the order that the customer made
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


class NewOrder(NamedTuple):
    """An order to be made like `row` with these lines; `changes` are columns that differ."""

    row: AnyRow
    lines: Sequence[NewLine]
    changes: Mapping[str, Any] = MappingProxyType({})


class MadeOrder(NamedTuple):
    """An order that was made, with the ids of its lines as they were given."""

    id: int
    number: str
    line_ids: Sequence[int]


def copy_orders(
    connection: Connection, wanted: Sequence[NewOrder], *, parts: bool = False
) -> list[MadeOrder]:
    """Makes new orders like others; numbered `NUMBER/2` and so on.

    Each inherits all that is said of its order, its hold too, but for its `changes`. Rules that
    acted on an order do not act again on its `parts`, but on what is made anew like it.
    """
    numbers = _free_numbers(connection, [one.row.number for one in wanted])
    ids = reserve_ids(connection, Order, len(wanted))
    names = [column.name for column in Order.__table__.c if column.name not in _NOT_COPIED]
    rows = []
    for order_id, number, one in zip(ids, numbers, wanted, strict=True):
        said = {name: getattr(one.row, name) for name in names} | dict(one.changes)
        place = queue_key(one.row.priority, one.row.ship_by, one.row.ordered_at, number)
        named = (order_id, number, code_key(number), place, OrderStatus.NEW.value)
        rows.append((*named, *said.values()))
    insert_rows(connection, Order, (*_NAMED, *names), rows)
    lines = add_lines_to(connection, {id_: one.lines for id_, one in zip(ids, wanted, strict=True)})
    _copy_problems(connection, {id_: one.row.id for id_, one in zip(ids, wanted, strict=True)})
    _copy_what_rules_said(
        connection, {id_: one.row.id for id_, one in zip(ids, wanted, strict=True)}, parts=parts
    )
    return [MadeOrder(id_, number, lines[id_]) for id_, number in zip(ids, numbers, strict=True)]


def add_lines(connection: Connection, order_id: int, lines: Sequence[NewLine]) -> list[int]:
    """Adds new lines behind those that the order has; their ids."""
    return add_lines_to(connection, {order_id: lines})[order_id]


def add_lines_to(
    connection: Connection, wanted: Mapping[int, Sequence[NewLine]]
) -> dict[int, list[int]]:
    """Adds new lines behind those that orders have; by order their ids."""
    line = OrderLine
    query = select(line.order_id, func.max(line.line)).where(among(line.order_id, wanted))
    last = {row[0]: row[1] for row in connection.execute(query.group_by(line.order_id))}
    places = [
        (order_id, number, one)
        for order_id, lines in wanted.items()
        for number, one in enumerate(lines, last.get(order_id, 0) + 1)
    ]
    ids = reserve_ids(connection, OrderLine, len(places))
    made: dict[int, list[int]] = {order_id: [] for order_id in wanted}
    rows, waits = [], []
    for line_id, (order_id, number, one) in zip(ids, places, strict=True):
        made[order_id].append(line_id)
        new = one.units - one.waiting - one.unavailable
        rows.append((line_id, order_id, number, *_said(one), one.units, new, *_rest(one)))
        if one.waits is not None and one.waiting:
            waits.append(one.waits._replace(line_id=line_id))
    insert_rows(connection, OrderLine, _LINE, rows)
    wait(connection, waits)
    refresh_problems(connection, list(wanted))
    return made


_NAMED = ("id", "number", "number_key", "queue_key", "status")
_LINE = (
    *("id", "order_id", "line", "product_id", "sku", "sku_key", "unit_price", "original_sku"),
    *("ordered", "unrouted", "waiting", "unavailable", "backorder_allowed"),
)


def _said(line: NewLine) -> tuple[Any, ...]:
    return line.product_id, line.sku, code_key(line.sku), line.unit_price, line.original_sku


def _rest(line: NewLine) -> tuple[Any, ...]:
    return line.waiting, line.unavailable, line.backorder_allowed


def shrink_lines(connection: Connection, units: Mapping[int, int]) -> None:
    """Takes cancelled units off lines for good, because other orders have them now.

    A line of which nothing is left goes.
    """
    line = OrderLine
    query = select(line.id, line.ordered, line.cancelled).where(among(line.id, units))
    rows = connection.execute(query).all()
    delete_rows(connection, line, [row.id for row in rows if row.ordered == units[row.id]])
    changes = [
        (row.id, row.ordered - units[row.id], row.cancelled - units[row.id])
        for row in rows
        if row.ordered != units[row.id]
    ]
    update_rows(connection, line, ("ordered", "cancelled"), changes)


def drop_orders(connection: Connection, order_ids: Collection[int]) -> None:
    """Takes orders away of which nothing is promised, with all that is said of them.

    Of those that were planned the decisions stay written, so their numbers do: they are cancelled
    orders without a line (`docs/decisions/0150`).
    """
    for model in (Waiting, OrderProblem, OrderLine):
        connection.execute(delete(model).where(among(model.order_id, order_ids)))
    query = select(Decision.order_id).where(among(Decision.order_id, order_ids)).distinct()
    planned = set(connection.execute(query).scalars())
    emptied = {"status": OrderStatus.CANCELLED.value} | dict.fromkeys(_COUNTS, 0)
    connection.execute(update(Order).where(among(Order.id, planned)).values(emptied))
    gone = set(order_ids) - planned
    for said in (OrderStuck, OrderSaid, RuleAct, OrderExclusion, OrderHoldUntil):
        connection.execute(delete(said).where(among(said.order_id, gone)))
    connection.execute(delete(Order).where(among(Order.id, gone)))


_COUNTS = ("line_count", "unit_count", "unrouted_units", "waiting_units")


def empty_orders(connection: Connection, order_ids: Collection[int]) -> None:
    """Leaves of orders only what was decided of them, under numbers that nobody has.

    They are cancelled then, without a line, and no file knows them.
    """
    columns = (Order.id, Order.number, Order.priority, Order.ship_by, Order.ordered_at)
    rows = connection.execute(select(*columns).where(among(Order.id, order_ids))).all()
    unknown = dict.fromkeys(("source_number", "source_key", "source_channel", "imported_hash"))
    counts: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    numbers = _free_numbers(connection, [one.number for one in rows])
    for row, number in zip(rows, numbers, strict=True):
        place = queue_key(row.priority, row.ship_by, row.ordered_at, number)
        named = {"number": number, "number_key": code_key(number), "queue_key": place}
        values = {"status": OrderStatus.CANCELLED.value, **counts, **unknown, **named}
        connection.execute(update(Order).where(Order.id == row.id).values(values))


def shrink_line(connection: Connection, line_id: int, units: int) -> None:
    """As `shrink_lines`, of one."""
    shrink_lines(connection, {line_id: units})


def _free_numbers(connection: Connection, numbers: Sequence[str]) -> list[str]:
    """For each number the next one behind it that nobody has."""
    found: dict[int, str] = {}
    used: set[str] = set()
    counter = 2
    while len(found) < len(numbers):
        tried = {
            index: f"{_stem(number)}/{counter}"
            for index, number in enumerate(numbers)
            if index not in found
        }
        keys = {code_key(candidate) for candidate in tried.values()}
        query = select(Order.number_key).where(among_texts(Order.number_key, keys))
        used |= set(connection.execute(query).scalars())
        for index, candidate in tried.items():
            if code_key(candidate) not in used:
                used.add(code_key(candidate))
                found[index] = candidate
        counter += 1
    return [found[index] for index in range(len(numbers))]


def _stem(number: str) -> str:
    base, _, tail = number.rpartition("/")
    return base if base and tail.isdecimal() else number


def _copy_what_rules_said(
    connection: Connection, sources: Mapping[int, int], *, parts: bool
) -> None:
    """A copy is kept out where its order is, and goes on the day that it does."""
    said: list[tuple[Any, str]] = [(OrderExclusion, "warehouse_id"), (OrderHoldUntil, "day")]
    for model, column in [*said, (RuleAct, "rule_id")] if parts else said:
        names = [one.name for one in model.__table__.columns]
        query = select(model.__table__).where(among(model.order_id, set(sources.values())))
        rows = [row._asdict() for row in connection.execute(query.order_by(column)).all()]
        copies = [
            tuple((row | {"order_id": copy})[name] for name in names)
            for copy, source in sources.items()
            for row in rows
            if row["order_id"] == source
        ]
        insert_rows(connection, model, names, copies)


def _copy_problems(connection: Connection, sources: Mapping[int, int]) -> None:
    """Problems of an order itself (its address, its country) hold for its copy too.

    Args:
        connection: a command's.
        sources: by the id of the copy that of its order.
    """
    query = select(OrderProblem.order_id, OrderProblem.code).where(
        among(OrderProblem.order_id, set(sources.values())),
        OrderProblem.line == 0,
        # That it is to be verified follows from its own units: it is told already.
        OrderProblem.code != Problem.TO_BE_VERIFIED,
    )
    codes: dict[int, list[str]] = defaultdict(list)
    for order_id, code in connection.execute(query):
        codes[order_id].append(code)
    rows = [(target, code, 0) for target, source in sources.items() for code in codes[source]]
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), rows)
