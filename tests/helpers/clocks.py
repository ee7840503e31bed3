"""A clock that tests set: no test waits for a day to pass."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from packbench.db.today import on_clock
from packbench.engine.command.context import Context

_MIDDAY = time(12)


@dataclass(slots=True)
class Clock:
    """A moment, by default noon (UTC) of a day; all commands on it see that moment."""

    at: datetime = datetime(2031, 3, 3, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    @property
    def day(self) -> date:
        """The day of the clock in UTC."""
        return self.at.date()

    def turn(self, days: int = 1) -> None:
        """Some days later."""
        self.at += timedelta(days=days)


def clock_of_today() -> Clock:
    """A clock that stands still at noon of the real day, as data of the tests may need it."""
    return Clock(datetime.combine(datetime.now(UTC).date(), _MIDDAY, UTC))


def on(context: Context, clock: Clock, *, believed: bool = True) -> Context:
    """The context with that clock; one that is not believed has to be confirmed after a jump."""
    return replace(context, database=on_clock(context.database, clock, believed=believed))
