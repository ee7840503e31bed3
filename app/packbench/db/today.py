"""Which moment and which day it is for the company, at every station alike.

The day is that of the company's time zone. Inside a command it is read once and stays the same,
also over midnight.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from packbench.db.engine import Database
from packbench.db.queries.records.settings import read_setting
from packbench.settings import TIME_ZONE

_CLOCK, _DAY = "packbench_clock", "packbench_day"  # execution options of engines and connections


def on_clock(database: Database, clock: Callable[[], datetime]) -> Database:
    """The same database as it is at the moments that a clock gives (aware ones), for tests."""
    options = {_CLOCK: clock}
    read, write = (one.execution_options(**options) for one in (database.read, database.write))
    return replace(database, read=read, write=write)


def now(connection: Connection) -> datetime:
    """The moment, in UTC."""
    clock = connection.get_execution_options().get(_CLOCK)
    return datetime.now(UTC) if clock is None else clock().astimezone(UTC)


def company_zone(connection: Connection) -> ZoneInfo:
    """The company's time zone."""
    return read_setting(connection, TIME_ZONE)


def today(connection: Connection) -> date:
    """The day that it is for the company; inside a command that of its begin."""
    kept: date | None = connection.get_execution_options().get(_DAY)
    return kept or now(connection).astimezone(company_zone(connection)).date()


def keep_day(connection: Connection, day: date) -> None:
    """It stays this day for all that is done on this connection."""
    connection.execution_options(**{_DAY: day})


def end_of_day(connection: Connection, day: date) -> datetime:
    """The last moment of a day of the company's."""
    return datetime.combine(day, time.max, company_zone(connection))
