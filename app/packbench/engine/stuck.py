"""Since when orders are on hold, unpaid, or lack a part of their address: kept with each command.

Whatever did it (a command, a file, an undo), as its last step it is compared what of this is true
of the orders that it touched.
"""

from collections.abc import Collection

from sqlalchemy import Connection, exists, or_, select, update

from packbench.db.schema import Order, OrderProblem, OrderStuck
from packbench.db.sql.among import among, among_named
from packbench.db.sql.bulk import insert_rows
from packbench.domain.orders import Payment, Problem, Stuck
from packbench.engine.command.transaction import Transaction

_Stuck = tuple[int, str]
"""An order's id, and a reason."""

_LACKS_ADDRESS = exists().where(
    OrderProblem.order_id == Order.id, OrderProblem.code == Problem.ADDRESS_INCOMPLETE
)
_UNPAID = Order.payment == Payment.AWAITING
_IS_NOW = select(
    *(Order.id, Order.hold, _UNPAID.label("unpaid"), _LACKS_ADDRESS.label("lacks_address"))
).where(among_named(Order.id, "ids"), or_(Order.hold.is_not(None), _UNPAID, _LACKS_ADDRESS))
_IS_OPEN = select(OrderStuck.order_id, OrderStuck.reason, OrderStuck.id).where(
    among_named(OrderStuck.order_id, "ids"), OrderStuck.ended_by.is_(None)
)
"""Built once: every command ends with them."""


def renew_stuck(transaction: Transaction) -> None:
    """Inside a command, as its last step: what began and what ended with it is written down.

    What a command ended that is taken back now has gone on all the time.
    """
    connection, order_ids = transaction.connection, transaction.orders
    if not order_ids:
        return
    now, known = _now(connection, order_ids), _open(connection, order_ids)
    over = [row_id for stuck, row_id in known.items() if stuck not in now]
    ours = among(OrderStuck.id, over)
    ended = update(OrderStuck).where(ours).values(ended_by=transaction.command_id)
    if over:
        connection.execute(ended)
    new = now - known.keys()
    if new and transaction.undoes is not None:
        new -= _go_on(connection, new, transaction.undoes)
    rows = [(*one, transaction.at, transaction.command_id) for one in sorted(new)]
    insert_rows(connection, OrderStuck, ("order_id", "reason", "since", "begun_by"), rows)


def _now(connection: Connection, order_ids: Collection[int]) -> set[_Stuck]:
    """What is true of the orders."""
    found = set()
    for row in connection.execute(_IS_NOW, {"ids": order_ids}).all():
        told = {
            Stuck.HOLD: row.hold is not None,
            Stuck.UNPAID: row.unpaid,
            Stuck.ADDRESS: row.lacks_address,
        }
        found |= {(row.id, reason.value) for reason, is_so in told.items() if is_so}
    return found


def _open(connection: Connection, order_ids: Collection[int]) -> dict[_Stuck, int]:
    """What was true of them until now, with the ids of the rows."""
    rows = connection.execute(_IS_OPEN, {"ids": order_ids}).all()
    return {(row[0], row[1]): row[2] for row in rows}


def _go_on(connection: Connection, stuck: Collection[_Stuck], undone: int) -> set[_Stuck]:
    """Opens again what a command ended; gives it."""
    query = select(OrderStuck.order_id, OrderStuck.reason, OrderStuck.id).where(
        OrderStuck.ended_by == undone
    )
    found = {(row[0], row[1]): row[2] for row in connection.execute(query).all()}
    again = {one: row_id for one, row_id in found.items() if one in stuck}
    ours = among(OrderStuck.id, again.values())
    connection.execute(update(OrderStuck).where(ours).values(ended_by=None))
    return set(again)
