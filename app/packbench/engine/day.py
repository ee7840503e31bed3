"""What a new day brings: lots expire, pre-orders are due, full warehouses take orders again."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

from packbench.db.daily import note_sweep, swept_on
from packbench.db.queries.planning.expired import (
    expired_bins,
    preorders_due,
    products_claimed,
    products_held_up,
)
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.transaction import Transaction
from packbench.engine.release import Released
from packbench.engine.stock_changes import Effects, TakenBack, change_stock
from packbench.engine.undo.sweeps import keep_sweep


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did; `command` is its id, by which it can be taken back."""

    expired_units: int
    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    command: int | None = None


def sweep_day(transaction: Transaction, day: date, before: Engine) -> Swept:
    """Inside a command: takes expired lots away, gives products that are due to who waits.

    Args:
        transaction: a command's, which has done nothing else yet.
        day: the day that has begun.
        before: what connects to the database as it is until the command is committed.
    """
    connection = transaction.connection
    day_before = swept_on(connection)
    entries = [
        Entry(
            row.warehouse_id,
            row.product_id,
            row.location_id,
            0,
            Cause.EXPIRY,
            lot=row.lot,
            unavailable=row.units,
        )
        for row in expired_bins(connection, day)
    ]
    due = preorders_due(connection, day) | products_held_up(connection)
    due |= products_claimed(connection, day)
    note_sweep(connection, day)
    transaction.customs_changed = True  # whatever an older version left is told anew
    effects = change_stock(transaction, entries, due) if entries or due else Effects()
    units = sum(entry.unavailable for entry in entries)
    with before.connect() as others_see:
        keep_sweep(transaction, others_see, day, day_before)
    return Swept(units, effects.released, effects.taken_back, transaction.command_id)
