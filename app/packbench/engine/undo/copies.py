"""Taking back what made orders of orders: split, merge, clone.

What was made goes as it came: its units are lines of the orders again from which they were taken,
and all else of these is put back as after any other command. Whatever somebody did since to what
was made refuses it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries.records.order_rows import unpicked
from packbench.db.schema import Order, OrderExclusion, OrderLine, OrderProblem, Shipment, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.transaction import Transaction
from packbench.engine.pools import return_to_pools
from packbench.engine.undo.changed_since import ChangedSince
from packbench.engine.undo.line_states import LineChange, LineState, line_states
from packbench.engine.undo.remembered import OrderChange, OrdersChange, WithOrders
from packbench.engine.undo.taking_back import put_back, refuse_changed
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_copies import drop_orders
from packbench.engine.writes.order_totals import refresh_orders


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Units that went from one line to a new one.

    Attributes:
        heir: the id of the new line.
        order_id: the order that they are of.
        line: its number there.
        before: the line as it was, where all of it went.
    """

    heir: int
    order_id: int
    line: int
    before: LineState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesChange(WithOrders):
    """What a command made: orders by id, and lines as it left them; of which lines they were.

    `excluded` are orders with warehouses that it keeps them out of.
    """

    made: Mapping[int, str] = field(default_factory=dict)
    added: list[LineState] = field(default_factory=list)
    parts: list[SplitPart] = field(default_factory=list)
    excluded: list[tuple[int, int]] = field(default_factory=list)


def added_lines(connection: Connection, line_ids: Collection[int]) -> list[LineState]:
    """New lines as a command leaves them."""
    query = select(OrderLine.order_id).where(among(OrderLine.id, line_ids)).distinct()
    states = line_states(connection, list(connection.execute(query).scalars()))
    return [states[line_id] for line_id in line_ids]


def _take_back(transaction: Transaction, change: CopiesChange) -> None:
    connection = transaction.connection
    if transaction.undoes is not None:
        return_to_pools(transaction, transaction.undoes)
    refuse_changed(transaction, change.orders)
    _refuse_worked_on(transaction, change)
    ids = [state.line_id for state in change.added]
    for order_id, warehouse_id in change.excluded:
        connection.execute(
            delete(OrderExclusion).where(
                OrderExclusion.order_id == order_id, OrderExclusion.warehouse_id == warehouse_id
            )
        )
    give_back(transaction, unpicked(connection, ids))
    _refuse_sent(connection, change)
    again = _give_to_sources(connection, change.parts)
    _drop_lines(connection, [one for one in change.added if one.order_id not in change.made])
    drop_orders(connection, change.made)
    touched = {state.order_id for state in change.added}
    touched |= {part.order_id for part in change.parts}
    refresh_orders(connection, touched - change.made.keys())
    transaction.changed(Kind.ORDER, touched)
    put_back(transaction, _with_lines(connection, change.orders, again))


def _refuse_worked_on(transaction: Transaction, change: CopiesChange) -> None:
    """Refuses where somebody changed or picks what was made."""
    connection = transaction.connection
    since = ChangedSince(connection, transaction.undoes or 0)
    for number in change.made.values():
        if since.last(number) is not None:
            raise since.refusal(number)
    now = line_states(connection, {state.order_id for state in change.added})
    numbers = _numbers(connection, {state.order_id for state in change.added})
    for state in change.added:
        number = numbers.get(state.order_id, change.made.get(state.order_id, ""))
        line = now.get(state.line_id)
        if line is None or (line.ordered, line.cancelled) != (state.ordered, state.cancelled):
            raise since.refusal(number)
        if line.product_id != state.product_id or line.marked != state.marked:
            raise since.refusal(number)
        if line.picked_since(state):
            raise Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=number)


def _numbers(connection: Connection, order_ids: Collection[int]) -> dict[int, str]:
    query = select(Order.id, Order.number).where(among(Order.id, order_ids))
    return {row.id: row.number for row in connection.execute(query)}


def _refuse_sent(connection: Connection, change: CopiesChange) -> None:
    """Refuses where a shipment of what was made is kept: it was in a wave, or at a bench."""
    query = select(Shipment.order_id).where(among(Shipment.order_id, change.made)).limit(1)
    for order_id in connection.execute(query).scalars():
        number = change.made[order_id]
        raise Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=number)


def _give_to_sources(connection: Connection, parts: Sequence[SplitPart]) -> list[LineState]:
    """Units are new units of the lines that they were of; lines that went whole, as they were."""
    if not parts:
        return []
    table = OrderLine.__table__
    query = select(table).where(among(OrderLine.id, [part.heir for part in parts]))
    heirs = {row.id: row for row in connection.execute(query)}
    again = []
    for part in parts:
        heir = heirs[part.heir]
        if part.before is not None:
            again.append(part.before._replace(line_id=_insert(connection, part, heir)))
            continue
        statement = update(OrderLine).where(
            OrderLine.order_id == part.order_id, OrderLine.line == part.line
        )
        more = {
            "ordered": OrderLine.ordered + heir.ordered,
            "unrouted": OrderLine.unrouted + heir.ordered,
        }
        connection.execute(statement.values(more))
    return again


def _insert(connection: Connection, part: SplitPart, heir: AnyRow) -> int:
    """The id of a line that is there again."""
    kept = ("product_id", "sku", "sku_key", "original_sku", "unit_price", "backorder_allowed")
    values = {name: getattr(heir, name) for name in kept}
    place = {"order_id": part.order_id, "line": part.line}
    units = {"ordered": heir.ordered, "unrouted": heir.ordered}
    statement = insert(OrderLine).values(values | place | units).returning(OrderLine.id)
    return int(connection.execute(statement).scalar_one())


def _drop_lines(connection: Connection, states: Sequence[LineState]) -> None:
    """Lines that were added to orders that stay."""
    ids = [state.line_id for state in states]
    query = select(OrderLine.order_id, OrderLine.line).where(among(OrderLine.id, ids))
    for order_id, line in connection.execute(query).all():
        connection.execute(
            delete(OrderProblem).where(OrderProblem.order_id == order_id, OrderProblem.line == line)
        )
    connection.execute(delete(Waiting).where(among(Waiting.order_line_id, ids)))
    connection.execute(delete(OrderLine).where(among(OrderLine.id, ids)))


def _with_lines(
    connection: Connection, change: OrdersChange, lines: Sequence[LineState]
) -> OrdersChange:
    """The change with lines that are there again, under other ids."""
    by_order: dict[int, list[LineChange]] = defaultdict(list)
    for state in lines:
        by_order[state.order_id].append(LineChange(state, state))
    numbers = _numbers(connection, by_order)
    orders = dict(change.orders)
    for order_id, again in by_order.items():
        one = orders.get(order_id, OrderChange(numbers[order_id], {}, {}, []))
        orders[order_id] = replace(one, lines=[*one.lines, *again])
    return replace(change, orders=orders)


UNDO_COPIES = Undoer(CopiesChange, _take_back)
"""Takes back whatever keeps a `CopiesChange`."""
