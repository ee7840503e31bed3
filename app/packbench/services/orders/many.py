"""Commands on many chosen orders at once: reroute, priority, hold, resume, ship partially or not.

What each means for one order stands in `order_changes` and `rerouting`.
"""

from collections.abc import Sequence

from sqlalchemy import update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse
from packbench.db.queries.records.order_rows import OrderRow, begun_shipments
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.orders import Hold, OrderStatus
from packbench.domain.queue import PRIORITY_LIMIT
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import Progress
from packbench.engine.bulk import (
    DO_IT,
    DONE,
    REFUSED,
    How,
    Queue,
    Results,
    Told,
    change_fit,
    change_orders,
    named_orders,
    run_bulk,
    serve,
    tell_served,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.one_warehouse import NotSent, send_each
from packbench.engine.release import release
from packbench.engine.undo.taking_back import requeue, take_back
from packbench.engine.writes.give_back import give_back
from packbench.words.language import mark, tr, tr_count
from packbench.words.refusals import sentence
from packbench.words.states import fence_words, status_word

CLOSED = {OrderStatus.SHIPPED, OrderStatus.CANCELLED}
"""Orders of which nothing is left to do."""


def reroute_many(
    context: Context, orders: Sequence[str], warehouse: str, *, how: How = DO_IT
) -> Results:
    """Sends the chosen orders from one warehouse alone, first in the queue first.

    An order is refused alone with the fence that forbids it, or when somebody picks it.
    """

    def work(transaction: Transaction) -> Results:
        target = find_warehouse(transaction.connection, warehouse)
        queue = named_orders(transaction, orders)
        return change_orders(
            transaction, queue, lambda _: _send_each(transaction, queue, target, how.on_progress)
        )

    content = {"orders": list(orders), "warehouse": warehouse}
    return run_bulk(context, "orders.reroute_many", content, how, work)


def _send_each(
    transaction: Transaction, queue: Queue, target: WarehouseRef, on_progress: Progress
) -> Told:
    ids = [order.id for order in queue]
    sent = send_each(transaction, ids, target, on_progress=on_progress)
    release(transaction, sent.freed)
    told = {order_id: (REFUSED, sentence(why)) for order_id, why in sent.refused.items()}
    return told | {
        order_id: (DONE, _sent_words(target, left)) for order_id, left in sent.left.items()
    }


def _sent_words(target: WarehouseRef, left: Sequence[NotSent]) -> str:
    words = [tr("it ships from {warehouse}").format(warehouse=target.code)]
    for one in left:
        text = tr_count(
            "{count} of {sku} still waits: {fence}",
            "{count} of {sku} still wait: {fence}",
            one.units,
        )
        fence = fence_words(one.fence)
        words.append(text.format(count=one.units, sku=one.sku, fence=fence))
    return "; ".join(words)


def prioritize(
    context: Context, orders: Sequence[str], priority: int, *, how: How = DO_IT
) -> Results:
    """Moves the chosen orders in the queue; higher is served earlier; nobody loses stock.

    An order is refused alone when it is done or has that priority already.
    """
    if abs(priority) >= PRIORITY_LIMIT:
        raise Refusal(Code.INVALID, field=tr("priority"), value=priority)

    def why_not(row: OrderRow) -> str:
        if row.status in CLOSED:
            return is_in(row.status)
        return tr("it has that priority already") if row.priority == priority else ""

    def change(transaction: Transaction, ids: list[int]) -> Told:
        requeue(transaction, dict.fromkeys(ids, priority))
        text = tr("its priority is {priority} now").format(priority=priority)
        return dict.fromkeys(ids, (DONE, text))

    content = {"orders": list(orders), "priority": priority}
    call = ("orders.prioritize", content, ("priority",))
    return change_fit(context, call, how, why_not, change)


def hold_many(
    context: Context,
    orders: Sequence[str],
    *,
    reason: str,
    release_stock: bool = False,
    how: How = DO_IT,
) -> Results:
    """Holds the chosen orders: parked they keep their stock, with `release_stock` others get it.

    An order is refused alone when it is done or on hold, or (to give stock back) somebody picks it;
    a hold without a reason is refused as a whole.
    """
    if not reason.strip():
        raise Refusal(Code.INVALID, field=mark("reason"), value=reason)
    kind = Hold.RELEASE if release_stock else Hold.PARK

    def why_not(row: OrderRow) -> str:
        if row.status in CLOSED:
            return is_in(row.status)
        return is_in(OrderStatus.ON_HOLD) if row.hold is not None else ""

    def change(transaction: Transaction, ids: list[int]) -> Told:
        connection = transaction.connection
        begun = set(begun_shipments(connection, ids)) if release_stock else set()
        held = [order_id for order_id in ids if order_id not in begun]
        values = {"hold": kind.value, "hold_reason": reason}
        connection.execute(update(Order).where(among(Order.id, held)).values(values))
        if release_stock:
            given = give_back(connection, promises_of_orders(connection, held))
            release(transaction, given.product_ids)
        told = dict.fromkeys(held, (DONE, tr("it is on hold now")))
        return told | dict.fromkeys(begun, (REFUSED, tr("somebody picks or packs it")))

    content = {"orders": list(orders), "reason": reason, "release": release_stock}
    call = ("orders.hold_many", content, ("hold", "hold_reason"))
    return change_fit(context, call, how, why_not, change)


def resume_many(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Ends the hold of the chosen orders; each takes its place in the queue and is routed at once.

    An order that is not on hold is refused alone.
    """

    def why_not(row: OrderRow) -> str:
        return tr("it is not on hold") if row.hold is None else ""

    def change(transaction: Transaction, ids: list[int]) -> Told:
        connection = transaction.connection
        statement = update(Order).where(among(Order.id, ids))
        connection.execute(statement.values(hold=None, hold_reason=None))
        served = serve(transaction, ids, Wanted(), how.on_progress)
        return {
            order_id: (DONE, tr("it goes on: {what}").format(what=words))
            for order_id, (_, words) in tell_served(transaction, ids, served).items()
        }

    call = ("orders.resume_many", {"orders": list(orders)}, ("hold", "hold_reason"))
    return change_fit(context, call, how, why_not, change)


def is_in(status: str) -> str:
    """Words for an order that is in a state which forbids it."""
    return tr("it is {state}").format(state=status_word(status))


UNDOERS = {
    "orders.reroute_many": take_back,
    "orders.prioritize": take_back,
    "orders.hold_many": take_back,
    "orders.resume_many": take_back,
}
"""How each command here is taken back, by its name."""
