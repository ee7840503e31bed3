"""The database as a whole: making it, upgrading it, looking whether it is sound."""

from dataclasses import dataclass

from packbench.db.engine import Database
from packbench.db.migrate import HEAD, current_revision
from packbench.db.queries.records.settings import keep_setting
from packbench.db.stopping import interruption, stoppable
from packbench.db.today import company_zone
from packbench.db.transport import transport_of
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.domain.transport import Transport
from packbench.engine.command.context import Context
from packbench.jobs.progress import Ending, never_ended
from packbench.services.office.checking import (
    PERCENT,
    CheckResult,
    OnProgress,
    file_damage,
    part,
)
from packbench.services.office.ready import bring_up, make_ready
from packbench.settings import TIME_ZONE

__all__ = [
    "CheckResult",
    "DatabaseInfo",
    "check",
    "database_info",
    "make_ready",
    "transport",
    "upgrade_database",
]


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """Which database this is, and of which schema revision."""

    url: str
    engine: str
    revision: str | None
    head: str
    current: bool
    time_zone: str | None
    transport: Transport


def upgrade_database(database: Database) -> bool:
    """Makes the schema or brings it to this version; True when something was to do.

    The company's time zone is then set, to that of this computer where nobody chose one.
    """
    changed = bring_up(database)
    with database.write.begin() as connection:
        keep_setting(connection, TIME_ZONE)
    return changed


def transport(context: Context) -> Transport:
    """Who could listen to what a station and its database say to each other."""
    return transport_of(context.database)


def database_info(database: Database) -> DatabaseInfo:
    """Where the database is (without its password) and whether its schema is this version's."""
    revision = current_revision(database)
    url = database.address
    engine = database.read.dialect.name
    current = revision == HEAD
    zone = _zone(database) if current else None
    return DatabaseInfo(url, engine, revision, HEAD, current, zone, transport_of(database))


def _zone(database: Database) -> str:
    with database.read.connect() as connection:
        return company_zone(connection).key


def _make_ready_for_check(database: Database) -> None:
    """A file that does not begin as a database does, and of which nothing is left, is foreign."""
    try:
        make_ready(database)
    except EnvironmentFault as fault:
        if fault.code is FaultCode.DATABASE_FOREIGN:
            raise EnvironmentFault(FaultCode.DATABASE_FOREIGN) from fault
        raise


def check(
    database: Database,
    on_progress: OnProgress = lambda _done, _total: None,
    ending: Ending = never_ended,
) -> CheckResult:
    """Looks at the file or the server's pages, at every table, and counts every invariant.

    A damaged file is told and never written to; a sound one is made ready first, which raises the
    fault that tells why it can't be.

    Args:
        database: a file or a server's.
        on_progress: is told how many of 100 percent are done; what it raises breaks it off.
        ending: gets, while a long step runs, what ends that step from another thread. Whoever ends
            one has `on_progress` raise, since what comes of such a step is no answer.
    """
    from packbench.engine.check.database import check_database  # noqa: PLC0415 - only this needs it

    path, begin = database.path, 0
    if path is not None and path.exists():
        damage = file_damage(path, on_progress, ending)
        if damage is not None:
            return damage
        begin = PERCENT // 2
    if database.guard is not None and database.guard.identity:
        database.guard.look()  # an open connection reads on in a file that is gone
    with stoppable(database, ending) as own:
        _make_ready_for_check(own)
        with own.read.connect() as connection, ending(interruption(connection)):
            checks = check_database(connection, part(on_progress, begin, PERCENT))
    return CheckResult(all(one.ok for one in checks), checks)
