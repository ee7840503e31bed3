"""Taking back a command on orders: every unit goes back to where it was, as far as it can.

What a command changes is kept with it. Taking it back moves all units of the changed lines to
`unrouted`, promises again what was promised (from the same warehouse; where its stock has gone to
others, from wherever the rules allow), and lets the rest wait as it waited. Goods that somebody
has begun to pick since stay where they are: then it is refused.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.order_rows import order_rows, unpicked
from packbench.db.schema import Order, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.domain.changes import Kind
from packbench.domain.orders import Reason
from packbench.domain.queue import queue_key
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import Own, Planning, route_orders
from packbench.engine.command.core import Transaction
from packbench.engine.pools import return_to_pools
from packbench.engine.release import release
from packbench.engine.undo.line_states import (
    LineState,
    close_again,
    line_states,
    open_all,
    picked_since,
    to_unrouted,
)
from packbench.engine.undo.own_units import own_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.preorder_limits import settle_preorders
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class Remembered:
    """Orders as they are before a command: all lines, and the columns that it will change."""

    fields: Mapping[int, Mapping[str, Any]]
    lines: Mapping[int, LineState]

    @classmethod
    def of(
        cls, connection: Connection, order_ids: Collection[int], fields: Sequence[str] = ()
    ) -> "Remembered":
        """Reads them."""
        columns = [Order.__table__.c[name] for name in fields]
        query = select(Order.id, *columns).where(among(Order.id, order_ids))
        rows = connection.execute(query).all() if fields else []
        kept = {row.id: {name: getattr(row, name) for name in fields} for row in rows}
        return cls(kept, line_states(connection, order_ids))


def keep_for_undo(transaction: Transaction, before: Remembered) -> None:
    """Writes down what the command changed, so that `take_back` can undo it; nothing if nothing."""
    connection = transaction.connection
    order_ids = {line.order_id for line in before.lines.values()}
    names = list(next(iter(before.fields.values()), {}))
    now = Remembered.of(connection, order_ids, names)
    lines = [
        {**state.to_json(), "cancelled_after": now.lines[state.line_id].cancelled}
        for state in before.lines.values()
        if state.differs(now.lines[state.line_id])
    ]
    fields = {
        order_id: values
        for order_id, values in before.fields.items()
        if values != now.fields[order_id]
    }
    if lines or fields:
        transaction.undo = {
            "orders": fields,
            "lines": lines,
            "command": transaction.command_id,
        }


def take_back(transaction: Transaction, data: Any) -> None:
    """Puts orders back to what `keep_for_undo` wrote down.

    Refuses `cannot_undo` with the order that was picked, changed or cancelled since.
    """
    connection = transaction.connection
    if "command" in data:
        return_to_pools(transaction, data["command"])
    cancelled = {row["line_id"]: row.pop("cancelled_after") for row in data["lines"]}
    states = [LineState.from_json(row) for row in data["lines"]]
    order_ids = {state.order_id for state in states} | {int(key) for key in data["orders"]}
    now = line_states(connection, order_ids)
    _refuse_changed(transaction, states, now, cancelled)
    _set_columns(transaction, data["orders"])
    given = give_back(connection, unpicked(connection, [state.line_id for state in states]))
    open_all(connection, states, now)
    _promise_again(transaction, states)
    close_again(connection, states)
    again = [state for state in states if state.waiting > now[state.line_id].waiting]
    fresh = [state.line_id for state in again if state.reason == Reason.PREORDER]
    transaction.changed(Kind.ORDER, order_ids | settle_preorders(connection, fresh))
    refresh_orders(connection, order_ids)
    transaction.changed_many(Kind.STOCK)
    # What waits again may be served by what came in since.
    waited_for = {state.product_id for state in again if state.product_id is not None}
    release(transaction, given.product_ids | waited_for)


def _refuse_changed(
    transaction: Transaction,
    states: Sequence[LineState],
    now: Mapping[int, LineState],
    cancelled: Mapping[int, int],
) -> None:
    connection = transaction.connection
    picked = picked_since(connection, {state.line_id: state.gone for state in states})
    if picked is not None:
        raise Refusal(Code.CANNOT_UNDO, why=tr("order {name} is picked now").format(name=picked))
    for state in states:
        line = now.get(state.line_id)
        same = line is not None and _content(line) == _content(state)
        if line is None or not same or line.cancelled != cancelled[state.line_id]:
            number = order_rows(connection, [state.order_id])[state.order_id].number
            why = tr("order {name} was changed since").format(name=number)
            raise Refusal(Code.CANNOT_UNDO, why=why)


def _content(line: LineState) -> tuple[object, ...]:
    return line.product_id, line.ordered


def _set_columns(transaction: Transaction, orders: Mapping[str, Mapping[str, Any]]) -> None:
    for order_id, values in orders.items():
        statement = update(Order).where(Order.id == int(order_id))
        transaction.connection.execute(statement.values(values))
    if any("priority" in values for values in orders.values()):
        requeue(transaction, {int(key): values["priority"] for key, values in orders.items()})


def requeue(transaction: Transaction, priorities: Mapping[int, int]) -> None:
    """Inside a command: gives orders, by id, a priority and the place in the queue it means."""
    connection = transaction.connection
    rows = order_rows(connection, priorities)
    keys = {
        row.id: queue_key(priorities[row.id], row.ship_by, row.ordered_at, row.number)
        for row in rows.values()
    }
    changes = [(order_id, priorities[order_id], key) for order_id, key in keys.items()]
    update_rows(connection, Order, ("priority", "queue_key"), changes)
    update_rows(connection, Waiting, ("queue_key",), list(keys.items()), key="order_id")
    transaction.changed(Kind.ORDER, set(priorities))


def _promise_again(transaction: Transaction, states: Sequence[LineState]) -> None:
    """At each warehouse what it promised; what it can't give any more, from anywhere."""
    own = own_units(transaction.connection, states)
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    orders: dict[int, int] = {}
    missing: dict[int, int] = defaultdict(int)
    for state in states:
        orders[state.line_id] = state.order_id
        for warehouse_id, units in state.promised.items():
            wanted[warehouse_id][state.line_id] = units
            missing[state.line_id] += units
    for warehouse_id, units_by_line in wanted.items():
        _route(transaction, orders, units_by_line, missing, own, warehouse_id)
        to_unrouted(transaction.connection, units_by_line)
    anywhere = {line_id: units for line_id, units in missing.items() if units}
    _route(transaction, orders, anywhere, missing, own)


def _route(
    transaction: Transaction,
    orders: Mapping[int, int],
    units_by_line: Mapping[int, int],
    missing: dict[int, int],
    own: Own,
    warehouse_id: int | None = None,
) -> None:
    """Routes units of lines, from one warehouse or any, and counts them off what is missing."""
    if not units_by_line:
        return
    order_ids = {orders[line_id] for line_id in units_by_line}
    wanted = Wanted(only=units_by_line, in_parts=True)
    written = route_orders(transaction, order_ids, wanted, own=own, how=Planning(warehouse_id))
    for line_id, units in written.taken:
        missing[line_id] -= units
