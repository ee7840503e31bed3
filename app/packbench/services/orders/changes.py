"""Commands on orders: hold, resume, priority, restore, giving stock back.

Each takes one order or hundreds, in one transaction, tells what became of each, and serves whoever
waits with the stock that it frees (`engine/bulk.py`).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import (
    OrderState,
    lines_of_orders,
    packed_shipments,
)
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.orders import Hold, Reason
from packbench.domain.outcomes import Said, note
from packbench.domain.queue import PRIORITY_LIMIT
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_fit,
    closed,
    done,
    in_state,
    refuse_begun,
    refused,
    serve,
    tell_served,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.leaving_waves import leave_waves
from packbench.engine.release import release_beside
from packbench.engine.undo.taking_back import requeue
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import wait, waits_of


def hold(
    context: Context,
    orders: Sequence[str],
    *,
    reason: str,
    release_stock: bool = False,
    how: How = DO_IT,
) -> Results:
    """Holds orders: parked they keep their stock, with `release_stock` others get it.

    What is on hold is in no wave: an order that is being picked leaves it, and what was picked is
    to be carried back. An order is refused alone when it is done, packed or on hold. A hold without
    a reason is refused as a whole.
    """
    if not reason.strip():
        raise Refusal(Code.INVALID, field="reason", value=reason)
    kind = Hold.RELEASE if release_stock else Hold.PARK

    def why_not(row: OrderState) -> Refusal | None:
        return closed(row) or (in_state(row) if row.hold is not None else None)

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        packed = packed_shipments(connection, rows)
        left = leave_waves(transaction, [order_id for order_id in rows if order_id not in packed])
        begun = refuse_begun(connection, rows)
        held = [order_id for order_id in rows if order_id not in begun]
        _set(connection, held, hold=kind.value, hold_reason=reason)
        if release_stock:
            given = give_back(transaction, promises_of_orders(connection, held))
            release_beside(transaction, given.product_ids)
        return begun | {id_: done(note(Said.HELD), *left.get(id_, [])) for id_ in held}

    content = {"orders": list(orders), "reason": reason, "release": release_stock}
    call = ("orders.hold", content, ("hold", "hold_reason"))
    return change_fit(context, call, how, why_not, change)


def resume(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Ends the hold of orders; each takes its place in the queue and is routed at once.

    An order that is not on hold is refused alone.
    """

    def why_not(row: OrderState) -> Refusal | None:
        if row.hold is not None:
            return None
        return Refusal(Code.WRONG_STATE, why=Said.NOT_ON_HOLD, name=row.number, state=row.status)

    def change(transaction: Transaction, rows: Rows) -> Told:
        _set(transaction.connection, rows, hold=None, hold_reason=None)
        served = serve(transaction, list(rows), Wanted(), how.on_progress)
        refresh_orders(transaction.connection, set(rows))  # who has all is told so
        return {
            order_id: done(note(Said.GOES_ON), *answer.notes)
            for order_id, answer in tell_served(transaction, list(rows), served).items()
        }

    call = ("orders.resume", {"orders": list(orders)}, ("hold", "hold_reason"))
    return change_fit(context, call, how, why_not, change)


def set_priority(
    context: Context, orders: Sequence[str], priority: int, *, how: How = DO_IT
) -> Results:
    """Moves orders in the queue; higher is served earlier. What others hold is not taken.

    An order is refused alone when it is done or has that priority already.
    """
    if abs(priority) >= PRIORITY_LIMIT:
        raise Refusal(Code.INVALID, field="priority", value=priority)

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.priority != priority:
            return closed(row)
        return Refusal(
            Code.NOTHING_TO_DO, why=Said.HAS_PRIORITY, name=row.number, priority=priority
        )

    def change(transaction: Transaction, rows: Rows) -> Told:
        requeue(transaction, dict.fromkeys(rows, priority))
        return dict.fromkeys(rows, done(note(Said.PRIORITY_SET, priority=priority)))

    content = {"orders": list(orders), "priority": priority}
    return change_fit(context, ("orders.priority", content, ("priority",)), how, why_not, change)


def set_ship_by(
    context: Context, orders: Sequence[str], day: date | None, *, how: How = DO_IT
) -> Results:
    """Says by which day orders have to leave, None for none; they take that place in the queue.

    What others hold is not taken. An order is refused alone when it is done or has that day.
    """

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.ship_by != day:
            return closed(row)
        return Refusal(Code.NOTHING_TO_DO, why=Said.HAS_SHIP_BY, name=row.number)

    def change(transaction: Transaction, rows: Rows) -> Told:
        transaction.connection.execute(
            update(Order).where(among(Order.id, rows)).values(ship_by=day)
        )
        requeue(transaction, {row.id: row.priority for row in rows.values()})
        told = note(Said.SHIP_BY_SET, day=day.isoformat()) if day else note(Said.SHIP_BY_CLEARED)
        return dict.fromkeys(rows, done(told))

    content = {"orders": list(orders), "day": day}
    return change_fit(context, ("orders.ship_by", content, ("ship_by",)), how, why_not, change)


def restore(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Wants again what was cancelled: the units are new and a wait of theirs begins anew.

    The orders have their places in the queue all the same (`docs/decisions/0007`); `undo` puts back
    all that a cancellation changed. An order of which nothing was cancelled is refused alone.
    """

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        told, moves = {}, []
        for order_id, lines in lines_of_orders(connection, rows).items():
            moves += [Move(one.id, "cancelled", "unrouted", one.cancelled) for one in lines]
            told[order_id] = _restored(rows[order_id], sum(line.cancelled for line in lines))
        move_units(connection, moves)
        refresh_problems(connection, list(rows))
        return told

    call = ("orders.restore", {"orders": list(orders)}, ())
    return change_fit(context, call, how, _anything, change)


def _restored(row: OrderState, units: int) -> Answer:
    if units:
        return done(note(Said.RESTORED, count=units))
    return refused(
        Refusal(Code.WRONG_STATE, why=Said.NOTHING_CANCELLED, name=row.number, state=row.status)
    )


def _anything(_: OrderState) -> None:
    """No order is refused for what it is."""


def deallocate(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Gives the stock of orders back; their units are new again.

    What they wait for of the same products is new again, too: it leaves the queue until it is
    allocated, or it would take at once what was given back (`docs/decisions/0006`). An order is
    refused alone when it has nothing, or when somebody picks it.
    """

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        begun = refuse_begun(connection, rows)
        free = [order_id for order_id in rows if order_id not in begun]
        given = give_back(transaction, promises_of_orders(connection, free))
        _new_again(connection, given.order_ids, given.product_ids)
        release_beside(transaction, given.product_ids)
        units: dict[int, int] = defaultdict(int)
        for order_id, lines in lines_of_orders(connection, given.order_ids).items():
            units[order_id] = sum(given.units_by_line.get(line.id, 0) for line in lines)
        return begun | {order_id: _given_back(rows[order_id], units[order_id]) for order_id in free}

    call = ("orders.deallocate", {"orders": list(orders)}, ())
    return change_fit(context, call, how, _anything, change)


def _given_back(row: OrderState, units: int) -> Answer:
    if units:
        return done(note(Said.GIVEN_BACK, count=units))
    return refused(Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_ALLOCATED, name=row.number))


def _set(connection: Connection, order_ids: Collection[int], **values: str | None) -> None:
    connection.execute(update(Order).where(among(Order.id, order_ids)).values(values))


def _new_again(connection: Connection, order_ids: Collection[int], product_ids: set[int]) -> None:
    """What orders wait for of these products, as such or in kits; what is marked waits on."""
    wanted = product_ids | {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    lines = [
        line
        for found in lines_of_orders(connection, order_ids).values()
        for line in found
        if line.waiting and line.product_id in wanted
    ]
    before = waits_of(connection, [line.id for line in lines])
    moves = [Move(line.id, "waiting", "unrouted", line.waiting - line.marked) for line in lines]
    move_units(connection, moves)
    by_hand = Reason.MANUAL.value
    wait(connection, [one._replace(reason=by_hand) for one in before.values() if one.marked])
