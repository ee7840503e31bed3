"""The company's clock in the window: which day it is, and moments in its time zone.

The zone is set when a database is opened; until then it is that of this computer.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from packbench.time_zones import computer_zone

_ZONES = [computer_zone()]


def set_zone(zone: ZoneInfo) -> None:
    """The company's time zone is this one from now on."""
    _ZONES[:] = [zone]


def local(moment: datetime) -> datetime:
    """The moment on the company's clock."""
    return moment.astimezone(_ZONES[0])


def today() -> date:
    """The day that it is for the company."""
    return local(datetime.now(UTC)).date()


def ms_to_tomorrow() -> int:
    """Milliseconds until the next day begins."""
    midnight = datetime.combine(today() + timedelta(days=1), time.min, _ZONES[0])
    return max(0, round((midnight - datetime.now(UTC)).total_seconds() * 1000))
