"""Taking back what a new day brought: a clock was wrong, say (decision 0048)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from packbench.db.daily import note_sweep, swept_on
from packbench.db.queries.records.commands import movements_of_command
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.domain.refusals import Refusal
from packbench.engine.command.transaction import Transaction
from packbench.engine.release import release
from packbench.engine.undo.remembered import OrdersChange, Remembered
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.taking_back import refuse_changed, take_back
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.movements import write_entries


@dataclass(frozen=True, slots=True)
class SweepChange:
    """What a sweep did: of which day, after which, and the orders that gained or lost by it."""

    day: date
    day_before: date | None
    orders: OrdersChange


def keep_sweep(
    transaction: Transaction, before: Connection, day: date, day_before: date | None
) -> None:
    """Writes down what a sweep did, at its end; nothing where it changed neither stock nor orders.

    Args:
        transaction: the sweep's.
        before: a connection that does not see yet what it wrote.
        day: that of the sweep.
        day_before: that of the sweep before.
    """
    connection = transaction.connection
    orders = OrdersChange(Remembered.of(before, transaction.orders).changed(connection))
    moved = movements_of_command(connection, transaction.command_id)
    if orders.orders or moved:
        transaction.undo = SweepChange(day, day_before, orders)


def _take_back_sweep(transaction: Transaction, change: SweepChange) -> None:
    """Expired units can be given again; who lost them has them again, who gained waits again.

    An order that was picked or changed since stays as it is, and what comes back serves it in its
    turn. Refuses `cannot_undo` where expired units are no longer where they were. The day of the
    sweep stays done: it is not swept again before the next day, unless it was a day to come.
    """
    connection = transaction.connection
    entries = reversed_entries(connection, transaction.undoes or 0)
    unchanged = _unchanged(transaction, change.orders)
    write_entries(connection, (transaction.command_id, transaction.at), entries)
    if unchanged.orders:
        # Their day may have come all the same: what is freed would serve them again at once.
        transaction.planned_again.update(unchanged.orders)
        take_back(transaction, unchanged)
    products = {entry.product_id for entry in entries}
    release(transaction, products, products)
    transaction.changed_many(Kind.STOCK)
    if swept_on(connection) == change.day and change.day > today(connection):
        note_sweep(connection, change.day_before)


def _unchanged(transaction: Transaction, change: OrdersChange) -> OrdersChange:
    """The orders that still are what the sweep left."""
    if _is_unchanged(transaction, change):
        return change
    each = {id_: OrdersChange({id_: one}) for id_, one in change.orders.items()}
    kept = (id_ for id_, one in each.items() if _is_unchanged(transaction, one))
    return OrdersChange({id_: change.orders[id_] for id_ in kept})


def _is_unchanged(transaction: Transaction, change: OrdersChange) -> bool:
    try:
        refuse_changed(transaction, change)
    except Refusal:
        return False
    return True


UNDO_SWEEP = Undoer(SweepChange, _take_back_sweep)
