"""What is written down of orders, so that the command that changes them can be taken back.

Of the orders that a command is given it remembers all before it begins. Whom it serves or takes
from beside them shows only at its end: it is compared with what others still see, since nothing is
committed yet.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from packbench.db.engine import Database
from packbench.engine.command.transaction import Transaction
from packbench.engine.undo.line_states import LineChange
from packbench.engine.undo.remembered import OrderChange, OrdersChange, Remembered, WithOrders


def keep_for_undo(transaction: Transaction, before: Remembered) -> None:
    """Writes down what the command changed, so that it can be taken back; nothing if nothing."""
    transaction.remembered = before
    changed = before.changed(transaction.connection)
    if changed:
        transaction.undo = OrdersChange(changed)


def keep_the_rest(transaction: Transaction, database: Database) -> None:
    """As a command's last step: what has become of the orders meanwhile, and of those beside them.

    Args:
        transaction: a command's; nothing is done where it remembers nothing.
        database: where what the command wrote is not seen yet.
    """
    before = transaction.remembered
    if before is None:
        return
    connection = transaction.connection
    beside: Mapping[int, OrderChange] = {}
    others = transaction.orders - before.numbers.keys()
    if transaction.inside is not None:  # others do not see either what that one did to them
        others -= transaction.inside.orders
    if others:
        with database.read.connect() as unchanged:
            beside = Remembered.of(unchanged, others).changed(connection)
    changed = before.changed(connection)
    if changed or beside:
        change = OrdersChange(changed, beside)
        kept = transaction.undo
        transaction.undo = replace(kept, orders=change) if isinstance(kept, WithOrders) else change


def left_as(
    connection: Connection, lines: Collection[int], orders: Collection[int]
) -> OrdersChange:
    """These lines of orders as a command leaves them: to be compared when it is taken back."""
    now = Remembered.of(connection, orders)
    found: dict[int, list[LineChange]] = defaultdict(list)
    for state in (now.lines[line_id] for line_id in lines):
        found[state.order_id].append(LineChange(state, state))
    return OrdersChange({id_: OrderChange(now.numbers[id_], {}, {}, found[id_]) for id_ in orders})
