"""The daily sweep: lots that expire, pre-orders that are due, warehouses that take orders again."""

from dataclasses import dataclass, field
from datetime import date

from packbench.db.queries.planning.expired import (
    expired_bins,
    preorders_due,
    products_claimed,
    products_held_up,
)
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import Released
from packbench.engine.stock_changes import Effects, TakenBack, change_stock
from packbench.engine.today import today
from packbench.engine.writes.daily import note_sweep, swept_on


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    expired_units: int
    released: list[Released] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Once:
    """The sweep of a day; None where another station was quicker."""

    swept: Swept | None


def sweep(context: Context) -> Swept:
    """What a new day brings: expired lots can't be given out, pre-orders reach their date."""
    return run_command(context, Call("sweep", {}), Swept, lambda done: _sweep(done, today()))


def sweep_once(context: Context, day: date) -> Swept | None:
    """The sweep of a day; None when a station did it already, also at this very moment."""
    with context.database.read.connect() as connection:
        if swept_on(connection) == day:
            return None

    def work(transaction: Transaction) -> _Once:
        done = swept_on(transaction.connection) == day
        return _Once(None if done else _sweep(transaction, day))

    return run_command(context, Call("sweep", {"day": day}), _Once, work).swept


def _sweep(transaction: Transaction, day: date) -> Swept:
    connection = transaction.connection
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
    effects = change_stock(transaction, entries, due) if entries or due else Effects()
    units = sum(entry.unavailable for entry in entries)
    return Swept(units, effects.released, effects.taken_back)
