"""The company's clock in the window: which moment and day it is, and moments in its time zone.

It is set by what the database told last, and runs on from there by a clock that nobody sets; until
a database is opened it is that of this computer. The zone is the company's from then on.
"""

import time as timer
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from packbench.domain.views import Moment
from packbench.time_zones import computer_zone

_ZONES = [computer_zone()]
_TOLD: list[tuple[datetime, float]] = []
"""The moment that was told last, and what the running clock showed then, in seconds."""


def set_clock(moment: datetime, zone: ZoneInfo) -> None:
    """It is this moment now, and the company's time zone is this one."""
    _TOLD[:] = [(moment, timer.monotonic())]
    _ZONES[:] = [zone]


def forget() -> None:
    """It goes by this computer again: no database tells the moment any more."""
    _TOLD.clear()
    _ZONES[:] = [computer_zone()]


def now() -> datetime:
    """The moment, in UTC."""
    for moment, since_s in _TOLD:
        return moment + timedelta(seconds=timer.monotonic() - since_s)
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The moment on the company's clock."""
    return moment.astimezone(_ZONES[0])


def today() -> date:
    """The day that it is for the company."""
    return local(now()).date()


def moment() -> Moment:
    """When a list is looked at."""
    return Moment(now(), today(), _ZONES[0])


def ms_to_tomorrow() -> int:
    """Milliseconds until the next day begins."""
    midnight = datetime.combine(today() + timedelta(days=1), time.min, _ZONES[0])
    return max(0, round((midnight - now()).total_seconds() * 1000))
