"""Commands on one order: hold, resume, cancel, restore, priority, payment, giving stock back.

Each is one transaction, and whatever stock it frees serves the waiting room in it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, update

from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.queue import products_waited_for
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import (
    line_rows,
    lines_of_orders,
    order_row,
    unpicked,
    work_begun,
)
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.schema import Order, Waiting
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.changes import Kind
from packbench.domain.orders import Hold, OrderStatus, Payment, Reason
from packbench.domain.quantities import check_units
from packbench.domain.queue import PRIORITY_LIMIT, queue_key
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import release
from packbench.engine.undo.taking_back import Remembered, keep_for_undo, take_back
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.waiting_room import wait, waits_of
from packbench.words.language import mark, tr
from packbench.words.states import status_word

_FREE_FIRST = ("waiting", "unavailable", "unrouted")
"""Buckets from which a cancelled quantity is taken before promised units are."""


def hold(context: Context, number: str, *, reason: str, release_stock: bool = False) -> OrderView:
    """Holds an order: parked it keeps its stock, with `release_stock` others may have it.

    Refuses a hold without a reason, and an order that is done, on hold, or (to give stock back)
    being picked or packed.
    """
    if not reason.strip():
        raise Refusal(Code.INVALID, field=mark("reason"), value=reason)

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        _refuse_done(row)
        if row.hold is not None:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word("on_hold"))
        kind = Hold.RELEASE if release_stock else Hold.PARK
        transaction.undo = {"order": row.id, "hold": kind.value, "reason": reason}
        _set(transaction, row.id, hold=kind.value, hold_reason=reason)
        if not release_stock:
            return set()
        _refuse_begun(transaction, row)
        return _give_back_all(transaction, row.id)

    content = {"order": number, "reason": reason, "release": release_stock}
    return _change(context, "orders.hold", number, content, work)


def resume(context: Context, number: str) -> OrderView:
    """Ends a hold; the order takes its place in the queue and is routed at once."""

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        if row.hold is None:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))
        transaction.undo = {"order": row.id, "hold": row.hold, "reason": row.hold_reason}
        _set(transaction, row.id, hold=None, hold_reason=None)
        route_orders(transaction, [row.id])
        return set()

    return _change(context, "orders.resume", number, {"order": number}, work)


def cancel(
    context: Context, number: str, *, line: int | None = None, quantity: int | None = None
) -> OrderView:
    """Cancels an order, a line, or a quantity of a line: what waits first, then what is promised.

    Refuses picked, packed and shipped units, and an order on which somebody is at work as a whole.
    """
    if quantity is not None:
        check_units(quantity)

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        rows = line_rows(transaction.connection, row.id, line)
        chosen: list[tuple[AnyRow, int]] = []
        for one in rows:
            left = cancellable_units(one)
            wanted = left if quantity is None else quantity
            if wanted > left:
                raise Refusal(
                    Code.TOO_MANY, units=left, name=row.number, what=tr("can be cancelled")
                )
            chosen.append((one, wanted))
        freed = cancel_units(transaction, chosen)
        if line is None and any(one.picked or one.packed for one in rows):
            _refuse_begun(transaction, row)
        if not any(cancellable_units(one) for one in rows):
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))
        # Without what was cancelled, the rest may be complete.
        return freed | products_waited_for(transaction.connection, row.id)

    content = {"order": number, "line": line, "quantity": quantity}
    return _change(context, "orders.cancel", number, content, work, remembered=True)


def restore(context: Context, number: str) -> OrderView:
    """Wants again what was cancelled: the units are new and a wait of theirs begins anew.

    The order has its place in the queue all the same (`docs/decisions/0007`); `undo` puts back all
    that a cancellation changed.
    """

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        rows = line_rows(transaction.connection, row.id)
        moves = [Move(one.id, "cancelled", "unrouted", one.cancelled) for one in rows]
        if not any(move.units for move in moves):
            raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))
        move_units(transaction.connection, moves)
        refresh_problems(transaction.connection, {row.id})
        return set()

    return _change(context, "orders.restore", number, {"order": number}, work)


def set_priority(context: Context, number: str, priority: int) -> OrderView:
    """Moves an order in the queue; higher is served earlier. What others hold is not taken."""
    if abs(priority) >= PRIORITY_LIMIT:
        raise Refusal(Code.INVALID, field=tr("priority"), value=priority)

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        transaction.undo = {"order": row.id, "priority": row.priority}
        _requeue(transaction, row, priority)
        return set()

    content = {"order": number, "priority": priority}
    return _change(context, "orders.priority", number, content, work)


def _requeue(transaction: Transaction, row: AnyRow, priority: int) -> None:
    key = queue_key(priority, row.ship_by, row.ordered_at, row.number)
    _set(transaction, row.id, priority=priority, queue_key=key)
    waiting = update(Waiting).where(Waiting.order_id == row.id).values(queue_key=key)
    transaction.connection.execute(waiting)
    transaction.changed(Kind.ORDER, {row.id})


def pay(context: Context, number: str) -> OrderView:
    """Marks an order as paid, so that it can be released to picking."""

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        if row.payment == Payment.PAID:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=tr("paid"))
        transaction.undo = {"order": row.id}
        _set(transaction, row.id, payment=Payment.PAID.value)
        return set()

    return _change(context, "orders.pay", number, {"order": number}, work)


def deallocate(context: Context, number: str) -> OrderView:
    """Gives the stock of an order back; its units are new again.

    What it waits for of the same products is new again, too: it leaves the queue until it is
    allocated, or it would take at once what it gave back (`docs/decisions/0006`).
    """

    def work(transaction: Transaction, row: AnyRow) -> set[int]:
        _refuse_begun(transaction, row)
        freed = _give_back_all(transaction, row.id)
        if not freed:
            raise Refusal(Code.NOTHING_TO_DO, why=tr("nothing is allocated to it"))
        _new_again(transaction.connection, row.id, freed)
        return freed

    content = {"order": number}
    return _change(context, "orders.deallocate", number, content, work, remembered=True)


def _change(
    context: Context,
    name: str,
    number: str,
    content: Mapping[str, Any],
    work: Callable[[Transaction, AnyRow], Collection[int]],
    *,
    remembered: bool = False,
) -> OrderView:
    """Runs `work` on an order, serves who waits with the products it frees, gives the order.

    An order that is `remembered` is put back to what it was when the command is taken back.
    """

    def in_transaction(transaction: Transaction) -> OrderView:
        connection = transaction.connection
        order_id = find_order_id(connection, number)
        before = Remembered.of(connection, [order_id]) if remembered else None
        freed = work(transaction, order_row(connection, order_id))
        shown = _settle(transaction, order_id, freed)
        if before is not None:
            keep_for_undo(transaction, before)
        return shown

    return run_command(context, Call(name, content), OrderView, in_transaction)


def _settle(transaction: Transaction, order_id: int, freed: Collection[int]) -> OrderView:
    """Serves who waits with the products that a command on an order freed; gives the order."""
    connection = transaction.connection
    refresh_orders(connection, [order_id])
    release(transaction, freed)
    transaction.changed(Kind.ORDER, {order_id})
    if freed:
        transaction.changed_many(Kind.STOCK)
    return show_order(connection, order_id)


def _set(transaction: Transaction, order_id: int, **values: Any) -> None:
    transaction.connection.execute(update(Order).where(Order.id == order_id).values(values))


def _give_back_all(transaction: Transaction, order_id: int) -> set[int]:
    """Gives back what of the order is promised and not picked; the products that are free again."""
    connection = transaction.connection
    lines = [row.id for row in line_rows(connection, order_id)]
    return give_back(connection, unpicked(connection, lines)).product_ids


def _new_again(connection: Connection, order_id: int, product_ids: set[int]) -> None:
    """What an order waits for of these products, as such or in kits; what is marked waits on."""
    wanted = product_ids | {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    lines = [
        line
        for line in lines_of_orders(connection, [order_id])[order_id]
        if line.waiting and line.product_id in wanted
    ]
    before = waits_of(connection, [line.id for line in lines])
    moves = [Move(line.id, "waiting", "unrouted", line.waiting - line.marked) for line in lines]
    move_units(connection, moves)
    by_hand = Reason.MANUAL.value
    wait(connection, [one._replace(reason=by_hand) for one in before.values() if one.marked])


def cancellable_units(line: AnyRow) -> int:
    """Units of a line that are not picked yet, nor further."""
    return int(line.waiting + line.unavailable + line.unrouted + line.allocated)


def cancel_units(transaction: Transaction, wanted: Sequence[tuple[AnyRow, int]]) -> set[int]:
    """Inside a command: cancels units of lines; the products that are free again."""
    connection = transaction.connection
    moves = []
    promised: dict[int, int] = {}
    for line, units in wanted:
        left = units
        for bucket in _FREE_FIRST:
            free = min(left, getattr(line, bucket))
            left -= free
            moves.append(Move(line.id, bucket, "cancelled", free))
        if left:
            promised[line.id] = left
            moves.append(Move(line.id, "unrouted", "cancelled", left))
    given = give_back(connection, _of_each(unpicked(connection, promised), promised))
    move_units(connection, moves)
    refresh_problems(connection, {line.order_id for line, _ in wanted})
    return given.product_ids


def _of_each(places: Mapping[Promised, int], wanted: Mapping[int, int]) -> dict[Promised, int]:
    """So many promised units of each line."""
    by_line: dict[int, dict[Promised, int]] = defaultdict(dict)
    for place, held in places.items():
        by_line[place[1]][place] = held
    chosen: dict[Promised, int] = {}
    for line_id, units in wanted.items():
        chosen |= first_units(by_line[line_id], units)
    return chosen


def _refuse_done(row: AnyRow) -> None:
    if row.status in {OrderStatus.SHIPPED, OrderStatus.CANCELLED}:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=status_word(row.status))


def _refuse_begun(transaction: Transaction, row: AnyRow) -> None:
    shipment = work_begun(transaction.connection, row.id)
    if shipment is not None:
        state = status_word(shipment.status)
        raise Refusal(Code.WRONG_STATE, name=shipment.number, state=state)


def _undo_hold(transaction: Transaction, data: Any) -> None:
    row = order_row(transaction.connection, data["order"])
    if (row.hold, row.hold_reason) != (data["hold"], data["reason"]):
        raise _changed_since(row)
    _set(transaction, data["order"], hold=None, hold_reason=None)
    _routed_again(transaction, data["order"])


def _undo_resume(transaction: Transaction, data: Any) -> None:
    """Holds the order again as it was held; what it was given since is free again where it was."""
    row = order_row(transaction.connection, data["order"])
    if row.hold is not None or row.status in {OrderStatus.SHIPPED, OrderStatus.CANCELLED}:
        raise _changed_since(row)
    _set(transaction, row.id, hold=data["hold"], hold_reason=data["reason"])
    if data["hold"] == Hold.RELEASE:
        _refuse_begun(transaction, row)
        release(transaction, _give_back_all(transaction, row.id))
    refresh_orders(transaction.connection, [row.id])
    transaction.changed(Kind.ORDER, {row.id})


def _changed_since(row: AnyRow) -> Refusal:
    why = tr("order {name} was changed since").format(name=row.number)
    return Refusal(Code.CANNOT_UNDO, why=why)


def _undo_priority(transaction: Transaction, data: Any) -> None:
    _requeue(transaction, order_row(transaction.connection, data["order"]), data["priority"])


def _undo_pay(transaction: Transaction, data: Any) -> None:
    _set(transaction, data["order"], payment=Payment.AWAITING.value)
    transaction.changed(Kind.ORDER, {data["order"]})


def _routed_again(transaction: Transaction, order_id: int) -> None:
    refresh_orders(transaction.connection, [order_id])
    route_orders(transaction, [order_id])
    transaction.changed(Kind.ORDER, {order_id})


UNDOERS = {
    "orders.cancel": take_back,
    "orders.deallocate": take_back,
    "orders.hold": _undo_hold,
    "orders.resume": _undo_resume,
    "orders.priority": _undo_priority,
    "orders.pay": _undo_pay,
}
"""How each command here is taken back, by its name."""
