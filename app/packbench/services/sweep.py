"""The daily sweep: lots that expire, pre-orders that are due, warehouses that take orders again."""

from dataclasses import dataclass, field, replace
from datetime import date

from packbench.db.daily import note_sweep, swept_on
from packbench.db.movements import Entry
from packbench.db.queries.expired import (
    expired_bins,
    preorders_due,
    products_claimed,
    products_held_up,
)
from packbench.db.today import today
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause
from packbench.services.allocation import Released
from packbench.services.commands import NOBODY, Call, Transaction, run_command
from packbench.services.context import Context
from packbench.services.stock_changes import Effects, TakenBack, change_stock


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

    def work(transaction: Transaction) -> Swept:
        return sweep_day(transaction, today(transaction.connection))

    return run_command(context, Call("sweep", {}, turns_day=False), Swept, work)


def sweep_once(context: Context) -> Swept | None:
    """The sweep of the day; None when it was done already, also at this very moment."""
    with context.database.read.connect() as connection:
        day = today(connection)
        if swept_on(connection) == day:
            return None

    def work(transaction: Transaction) -> _Once:
        connection = transaction.connection
        done = swept_on(connection) == today(connection)
        return _Once(None if done else sweep_day(transaction, today(connection)))

    call = Call("sweep", {"day": day}, turns_day=False)
    return run_command(replace(context, operator=NOBODY, station=NOBODY), call, _Once, work).swept


def turn_day(context: Context) -> None:
    """Before something is looked at: what the day brings is done, by whoever is first.

    Where another station is writing, it is that one's to do, and is not waited for any longer.
    """
    try:
        sweep_once(context)
    except Refusal as refusal:
        if refusal.code is not Code.BUSY:
            raise


def sweep_day(transaction: Transaction, day: date) -> Swept:
    """Inside a command: takes expired lots away, gives products that are due to who waits."""
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
