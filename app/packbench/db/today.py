"""Which moment and which day it is for the company, at every station alike.

A server's clock counts where there is a server. A file has only its computer's clock, which is
compared with the last moment that the file knows: that of its newest command. A jump is believed
only once somebody has said so (decision 0048); until then the last known moment counts.

The day is that of the company's time zone. Inside a command the clock is read once and stays the
same, also over midnight.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, String, column, func, select, table

from packbench.db.daily import SWEPT
from packbench.db.engine import Database
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Command, StoredSetting
from packbench.db.schema.base import UtcDateTime
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.settings import TIME_ZONE

MOST_AHEAD = timedelta(days=1)
"""A file that was not used for longer than this asks whether the clock is right."""
MOST_BACK = timedelta(minutes=10)
"""By so much a clock may be set back, by the network's time say, without being asked about."""

_CLOCK, _READING = "packbench_clock", "packbench_reading"  # execution options


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One look at the clock, and at what was done for the day.

    Attributes:
        at: the moment that counts, in UTC.
        shown: the moment on the clock; another one where the clock is not believed.
        known: the last moment that a file knows; None on a server and before the first command.
        sure: whether the clock is believed.
        zone: the company's time zone.
        swept_on: the day of the last sweep.
        revision: of the schema, read by the way.
    """

    at: datetime
    shown: datetime
    known: datetime | None
    sure: bool
    zone: ZoneInfo
    swept_on: date | None
    revision: str

    @property
    def day(self) -> date:
        """The day that it is for the company."""
        return self.at.astimezone(self.zone).date()

    @property
    def turns(self) -> bool:
        """Whether a day has begun of which nothing is done yet, as far as anybody can be sure."""
        return self.sure and self.swept_on != self.day

    def confirmed(self) -> "ClockReading":
        """The same when somebody has said that the clock is right."""
        return replace(self, at=self.shown, sure=True)

    def require_sure(self) -> None:
        """Raises the fault `clock_unsure` where the clock is not believed."""
        if not self.sure:
            raise self.fault()

    def fault(self) -> EnvironmentFault:
        """What is told of a clock that is not believed: both moments, in the company's zone."""
        moments = {"shown": self.shown, "known": self.known or self.at}
        local = {name: f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" for name, at in moments.items()}
        return EnvironmentFault(FaultCode.CLOCK_UNSURE, **local)


def on_clock(
    database: Database, clock: Callable[[], datetime], *, believed: bool = True
) -> Database:
    """The same database as it is at the moments that a clock gives (aware ones), for tests.

    A clock that is not `believed` stands in for that of the computer: a file asks about its jumps.
    """
    options = {_CLOCK: (clock, believed)}
    read, write = (one.execution_options(**options) for one in (database.read, database.write))
    return replace(database, read=read, write=write)


def read_clock(connection: Connection) -> ClockReading:
    """Looks at the clock now, with one statement."""
    server = connection.dialect.name == "postgresql"
    row = connection.execute(_SERVER if server else _FILE).one()
    return clock_reading(connection, ClockFacts(*row))


class ClockFacts(NamedTuple):
    """What a look at the clock reads: the server's moment, or the last one that a file knows."""

    at: datetime | None
    zone: str | None
    swept: str | None
    revision: str


def clock_reading(connection: Connection, row: ClockFacts) -> ClockReading:
    """What the clock shows, of what was just read on this connection."""
    clock, believed = connection.get_execution_options().get(_CLOCK, (None, False))
    server = connection.dialect.name == "postgresql"
    now_there = row.at if server and row.at else datetime.now(UTC)
    shown = clock().astimezone(UTC) if clock else now_there
    return _reading(shown, None if believed or server else row.at, row)


def _reading(shown: datetime, known: datetime | None, row: ClockFacts) -> ClockReading:
    zone = TIME_ZONE.default if row.zone is None else TIME_ZONE.read(row.zone)
    swept = None if row.swept is None else date.fromisoformat(row.swept)
    sure = known is None or known - MOST_BACK <= shown <= known + MOST_AHEAD
    if known is None:
        return ClockReading(shown, shown, None, sure, zone, swept, row.revision)
    at = max(shown, known) if sure else known
    return ClockReading(at, shown, known, sure, zone, swept, row.revision)


def _setting(key: str) -> "ColumnElement[str]":
    return select(StoredSetting.value).where(StoredSetting.key == key).scalar_subquery()


_VERSION = column("version_num", String)
_REVISION = select(_VERSION).select_from(table("alembic_version", _VERSION)).scalar_subquery()
_BESIDE = (
    _setting(TIME_ZONE.key).label("zone"),
    _setting(SWEPT).label("swept"),
    _REVISION.label("revision"),
)
_SERVER = select(func.clock_timestamp(type_=UtcDateTime).label("at"), *_BESIDE)
_FILE = select(
    select(Command.at).order_by(Command.id.desc()).limit(1).scalar_subquery().label("at"), *_BESIDE
)


def keep_reading(connection: Connection, reading: ClockReading) -> None:
    """It stays this moment for all that is done on this connection."""
    connection.execution_options(**{_READING: reading})


def reading_of(connection: Connection) -> ClockReading:
    """What the clock showed when the command began; a look at it now where there is none."""
    kept: ClockReading | None = connection.get_execution_options().get(_READING)
    return kept or read_clock(connection)


def now(connection: Connection) -> datetime:
    """The moment, in UTC; inside a command that of its begin."""
    return reading_of(connection).at


def today(connection: Connection) -> date:
    """The day that it is for the company; inside a command that of its begin."""
    return reading_of(connection).day


def company_zone(connection: Connection) -> ZoneInfo:
    """The company's time zone."""
    return read_setting(connection, TIME_ZONE)


def end_of_day(connection: Connection, day: date) -> datetime:
    """The last moment of a day of the company's."""
    return datetime.combine(day, time.max, company_zone(connection))
