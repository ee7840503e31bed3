"""Which moment it is for the database, and saying that a computer's clock is right."""

from dataclasses import dataclass
from datetime import date, datetime

from packbench.db.today import MOST_AHEAD, ClockReading, read_clock, reading_of
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.day import Swept
from packbench.services.office.sweep import sweep_once


@dataclass(frozen=True, slots=True)
class ClockState:
    """Whose clock counts, and what it shows.

    Attributes:
        of: `server` or `computer`.
        sure: whether the clock is believed; a server's always is.
        at: the moment that counts; the last known one where the clock is not believed.
        shown: what the clock shows.
        known: the last moment that the database knows; None on a server, and before anything was
            done.
        day: the day that counts.
        swept_on: the last day of which all was done that it brings.
        zone: the company's time zone, in which all of these are.
    """

    of: str
    sure: bool
    at: datetime
    shown: datetime
    known: datetime | None
    day: date
    swept_on: date | None
    zone: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The clock after it was confirmed, and what the day brought; None where that was done."""

    clock: ClockState
    swept: Swept | None


def look(context: Context) -> ClockState:
    """Looks at the clock now."""
    with context.database.read.connect() as connection:
        return _state(context, read_clock(connection))


def _state(context: Context, reading: ClockReading) -> ClockState:
    of = "computer" if context.database.is_sqlite else "server"
    at, shown = (moment.astimezone(reading.zone) for moment in (reading.at, reading.shown))
    known = None if reading.known is None else reading.known.astimezone(reading.zone)
    zone = reading.zone.key
    return ClockState(of, reading.sure, at, shown, known, reading.day, reading.swept_on, zone)


def confirm(context: Context, shown: datetime | None = None) -> Confirmed:
    """Somebody says that the computer's clock is right: the day turns, and what it brings is done.

    Nothing is written where the clock is believed already.

    Args:
        context: where it is said.
        shown: what the clock showed when it was asked about; None for what it shows now. Raises the
            fault `clock_unsure` where it has jumped again since.
    """

    def work(transaction: Transaction) -> None:
        reading = reading_of(transaction.connection)
        if shown is not None and abs(reading.shown - shown) > MOST_AHEAD:
            raise reading.fault()

    now = look(context)
    if not now.sure:
        content = {"shown": now.shown, "known": now.known}
        call = Call("clock.confirm", content, moves_stock=False, confirms_clock=True)
        run_command(context, call, type(None), work)
    swept = sweep_once(context)
    return Confirmed(look(context), swept)
