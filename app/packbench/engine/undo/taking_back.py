"""Taking back a command on orders: every unit goes back to where it was, as far as it can.

What a command changes is kept with it. Taking it back moves all units of the changed lines to
`unrouted`, promises again what was promised (from the same warehouse; where its stock has gone to
others, from wherever the rules allow), and lets the rest wait as it waited. Goods that somebody
has begun to pick since stay where they are: then it is refused.

Whom the command itself served with what it freed gives that back, while the order is still as the
command left it: so all is as it was. What others were given since then stays theirs.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import products_orders_wait_for
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import (
    begun_shipments,
    lines_of_orders,
    order_rows,
    unbegun,
)
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.schema import Order, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.changes import Kind
from packbench.domain.orders import Hold, Reason, Verify
from packbench.domain.outcomes import Said
from packbench.domain.queue import queue_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Entry
from packbench.engine.allocation import Own, Planning, route_orders
from packbench.engine.command.transaction import Transaction
from packbench.engine.pools import return_to_pools
from packbench.engine.release import release
from packbench.engine.stock_changes import book
from packbench.engine.undo.changed_since import ChangedSince
from packbench.engine.undo.line_states import (
    LineChange,
    LineState,
    close_again,
    line_states,
    open_all,
    to_unrouted,
)
from packbench.engine.undo.own_units import own_units
from packbench.engine.undo.remembered import OrderChange, OrdersChange, Remembered, Value
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.preorder_limits import settle_preorders
from packbench.engine.writes.problems import refresh_problems


def take_back(transaction: Transaction, change: OrdersChange) -> None:
    """Puts orders back to what `keep_for_undo` wrote down.

    Refuses `cannot_undo` with the order that was picked or changed since, and who changed it.
    """
    if transaction.undoes is not None:
        return_to_pools(transaction, transaction.undoes)
    refuse_changed(transaction, change)
    _set_columns(transaction, change)
    put_back(transaction, change)


def take_back_stock(
    transaction: Transaction, change: OrdersChange, entries: Sequence[Entry]
) -> None:
    """Takes a change of stock back: its ledger rows, and what it took from orders and gave them.

    Args:
        transaction: a command's.
        change: what became of orders by it.
        entries: its ledger rows with other signs; what they take is not promised.
    """
    put_back(transaction, change, entries)


def put_back(transaction: Transaction, change: OrdersChange, entries: Sequence[Entry] = ()) -> None:
    """Inside a command: moves the units of changed lines back to where they were.

    Args:
        transaction: a command's.
        change: what became of orders, which nobody has changed since (`refuse_changed`).
        entries: ledger rows with other signs that are booked meanwhile.
    """
    connection = transaction.connection
    beside = _as_it_left_them(transaction, change.beside)
    lines = [*change.lines, *(line for one in beside.values() for line in one.lines)]
    order_ids = change.orders.keys() | beside.keys()
    now = line_states(connection, order_ids)
    # What is being picked stays so; the rest is promised beside it.
    states = [line.before.beside_begun(now[line.before.line_id]) for line in lines]
    waited = {line.id: line.waiting for line in _lines_now(connection, order_ids)}
    given = give_back(transaction, _promised_now(connection, change, lines))
    open_all(connection, lines)
    opened = book(transaction, entries)
    _promise_again(transaction, states)
    close_again(connection, lines)
    again = [state for state in states if state.waiting > waited[state.line_id]]
    fresh = [state.line_id for state in again if state.reason == Reason.PREORDER]
    transaction.changed(Kind.ORDER, set(order_ids) | settle_preorders(connection, fresh))
    refresh_problems(
        connection, [id_ for id_, one in change.orders.items() if "verify" in one.before]
    )
    refresh_orders(connection, order_ids)
    transaction.changed_many(Kind.STOCK)
    # What waits again may be served by what came in since; so may what was on hold.
    waited_for = {state.product_id for state in again if state.product_id is not None}
    waited_for |= products_orders_wait_for(connection, _going_on(change))
    gained = {entry.product_id for entry in entries if entry.quantity > entry.unavailable}
    release(transaction, given.product_ids | waited_for | gained | opened, opened)


def _lines_now(connection: Connection, order_ids: Collection[int]) -> list[AnyRow]:
    return [line for lines in lines_of_orders(connection, order_ids).values() for line in lines]


def _as_it_left_them(
    transaction: Transaction, beside: Mapping[int, OrderChange]
) -> dict[int, OrderChange]:
    """Those that nobody picked or changed since, and that nothing has come to or gone from."""
    connection = transaction.connection
    now = Remembered.of(connection, beside)
    since = ChangedSince(connection, transaction.undoes or 0)

    def is_so(one: OrderChange) -> bool:
        same = all(
            line.after.line_id in now.lines
            and not line.after.differs(now.lines[line.after.line_id])
            and not now.lines[line.after.line_id].picked_since(line.after)
            for line in one.lines
        )
        return same and since.last(one.number) is None

    return {order_id: one for order_id, one in beside.items() if is_so(one)}


def refuse_changed(transaction: Transaction, change: OrdersChange) -> None:
    """Refuses what was picked since, or changed by somebody."""
    connection = transaction.connection
    names = {name for one in change.orders.values() for name in one.after}
    now = Remembered.of(connection, change.orders, sorted(names))
    _refuse_picked(connection, change, now)
    since = ChangedSince(connection, transaction.undoes or 0)
    for order_id, one in change.orders.items():
        _refuse_changed(since, order_id, one, now)


def _refuse_picked(connection: Connection, change: OrdersChange, now: Remembered) -> None:
    picked = {
        order_id
        for order_id, one in change.orders.items()
        for line in one.lines
        if line.after.line_id in now.lines
        and now.lines[line.after.line_id].picked_since(line.after)
    }
    # It was paid, resumed, or verified, to be released to picking.
    unfit = [
        id_
        for id_, one in change.orders.items()
        if "payment" in one.before
        or (one.before.get("hold") and not one.after.get("hold"))
        or one.before.get("verify") == Verify.ASKED
    ]
    picked |= begun_shipments(connection, unfit).keys()
    if picked:
        order_id = min(picked)
        raise _picked_since(connection, order_id, change.orders[order_id].number)


def _picked_since(connection: Connection, order_id: int, number: str) -> Refusal:
    """Why it can't be taken back, with whom to ask where the order is in a wave."""
    for wave in waves_of_orders(connection, [order_id]).get(order_id, []):
        if wave.picker is None:
            why = Said.IN_WAVE_SINCE
            return Refusal(Code.CANNOT_UNDO, why=why, order=number, wave=wave.number)
        return Refusal(
            Code.CANNOT_UNDO,
            why=Said.IN_WAVE_SINCE_OF,
            order=number,
            wave=wave.number,
            picker=wave.picker,
        )
    return Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=number)


def _refuse_changed(
    since: ChangedSince, order_id: int, change: OrderChange, now: Remembered
) -> None:
    """Refuses where an order is not what the command left, by somebody's doing.

    Stock that came in since and served what waits is nobody's change of the order.
    """
    same = now.fields.get(order_id) == change.after and all(
        line.after.line_id in now.lines
        and _said(now.lines[line.after.line_id]) == _said(line.after)
        for line in change.lines
    )
    if not same:
        raise since.refusal(change.number)
    moved = any(line.after.differs(now.lines[line.after.line_id]) for line in change.lines)
    if moved and since.last(change.number) is not None:
        raise since.refusal(change.number)


def _said(line: LineState) -> tuple[object, ...]:
    """What of a line only somebody's command changes."""
    return line.product_id, line.ordered, line.cancelled, line.marked, line.backorder_allowed


def _promised_now(
    connection: Connection, change: OrdersChange, lines: Sequence[LineChange]
) -> dict[Promised, int]:
    """What is to be given back: of the changed lines, and of orders that were to have none."""
    held = [
        id_
        for id_, one in change.orders.items()
        if one.before.get("hold") == Hold.RELEASE or one.before.get("verify") == Verify.ASKED
    ]
    promised = unbegun(connection, [line.before.line_id for line in lines])
    return promised | promises_of_orders(connection, held)


def _going_on(change: OrdersChange) -> list[int]:
    """The orders that were kept back by the command alone."""
    return [
        order_id
        for order_id, one in change.orders.items()
        if (one.after.get("hold") and not one.before.get("hold"))
        or one.after.get("verify") == Verify.ASKED
    ]


def _set_columns(transaction: Transaction, change: OrdersChange) -> None:
    by_values: dict[tuple[tuple[str, Value], ...], list[int]] = defaultdict(list)
    for order_id, one in change.orders.items():
        if one.before != one.after:
            by_values[tuple(one.before.items())].append(order_id)
    for values, order_ids in by_values.items():
        statement = update(Order).where(among(Order.id, order_ids))
        columns = {name: _column_value(name, value) for name, value in values}
        transaction.connection.execute(statement.values(columns))
    moved = [id_ for id_, one in change.orders.items() if _QUEUED_BY & one.before.keys()]
    rows = order_rows(transaction.connection, moved)
    if rows:
        requeue(transaction, {row.id: row.priority for row in rows.values()})


_QUEUED_BY = {"priority", "ship_by"}


def _column_value(name: str, value: Value) -> Value | date:
    """A value that was kept, as its column takes it."""
    if name == "ship_by" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


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


UNDO_ORDERS = Undoer(OrdersChange, take_back)
"""Takes back whatever keeps an `OrdersChange`."""
