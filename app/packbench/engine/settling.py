"""What every command that moves stock ends with.

Orders that ship only complete hold all or nothing, what they give back serves who waits, and the
reasons of what waits are true.
"""

from collections.abc import Collection

from sqlalchemy import select

from packbench.db.queries.planning.complete_only import orders_in_part
from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.engine.allocation import Planning, route_orders
from packbench.engine.command.transaction import Transaction
from packbench.engine.promise_moves import bring_over
from packbench.engine.reasons import tell_what_forbids, tell_what_lacks
from packbench.engine.release import release
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.preorder_limits import settle_preorders
from packbench.settings import AUTO_MOVE


def settle(transaction: Transaction) -> None:
    """Inside a command, as its last step: makes true what must be true after each."""
    hold_all_or_nothing(transaction, transaction.orders - transaction.in_parts)
    connection = transaction.connection
    if bool(transaction.came) and read_setting(connection, AUTO_MOVE):
        bring_over(transaction, transaction.came)
    changed: set[int] = set()
    if transaction.rules_changed:
        changed |= tell_what_forbids(connection, None)
    elif transaction.opened:
        changed |= tell_what_forbids(connection, transaction.opened)
    changed |= tell_what_lacks(connection, transaction.taken)
    transaction.changed(Kind.ORDER, changed | settle_preorders(connection))


def plan_again(transaction: Transaction, given: GivenBack, wanted: Wanted) -> None:
    """Inside a command: plans orders anew after what limits or forbids them has changed.

    Each has first what it gave back where it may be served now. What it leaves serves who waits,
    and not the order itself where it has a limit of warehouses: that counts for this routing.

    Args:
        transaction: a command's.
        given: what was given back of the orders, all that is unpicked.
        wanted: which of their units are planned.
    """
    serve_no_more(transaction, given.order_ids)
    how = Planning(behind_fences=False)
    route_orders(transaction, given.order_ids, wanted, own=given.by_order(), how=how)
    hold_all_or_nothing(transaction, given.order_ids)
    release(transaction, given.product_ids)


def serve_no_more(transaction: Transaction, order_ids: Collection[int]) -> None:
    """Inside a command that has planned orders: no second routing at once goes round a limit."""
    limited = select(Order.id).where(among(Order.id, order_ids), Order.max_warehouses.is_not(None))
    transaction.planned_again |= set(transaction.connection.execute(limited).scalars())


def hold_all_or_nothing(transaction: Transaction, order_ids: Collection[int]) -> None:
    """Inside a command: orders that ship only complete and hold a part are planned as a whole.

    Where that does not complete them, what they give back serves who waits.
    """
    connection = transaction.connection
    in_part = orders_in_part(connection, order_ids, today(connection))
    if not in_part:
        return
    given = give_back(transaction, promises_of_orders(connection, in_part))
    route_orders(transaction, in_part, Wanted(parked=True), own=given.by_order())
    release(transaction, given.product_ids)
