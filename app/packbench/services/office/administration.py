"""The database as a whole: making it, upgrading it, looking whether it is sound."""

import logging
import platform
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from packbench import __version__
from packbench.db.engine import Database
from packbench.db.errors import translate
from packbench.db.migrate import HEAD, current_revision, require_current, upgrade
from packbench.db.queries.records.settings import keep_setting
from packbench.db.today import company_zone
from packbench.engine.check.database import check_database
from packbench.engine.check.result import Check
from packbench.settings import TIME_ZONE

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All invariants; `ok` when every one holds."""

    ok: bool
    checks: list[Check]


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """Which database this is, and of which schema revision."""

    url: str
    engine: str
    revision: str | None
    head: str
    current: bool
    time_zone: str | None


def upgrade_database(database: Database) -> bool:
    """Makes the schema or brings it to this version; True when something was to do.

    The company's time zone is then set, to that of this computer where nobody chose one.
    """
    changed = _upgrade(database)
    with database.write.begin() as connection:
        keep_setting(connection, TIME_ZONE)
    return changed


def _upgrade(database: Database) -> bool:
    before = _log_start(database)
    changed = upgrade(database)
    if changed:
        _log.info("schema from=%s to=%s", before or "-", HEAD)
    return changed


def make_ready(database: Database) -> None:
    """Before any work: an embedded database is made or upgraded, a shared one must be current.

    A file that makes itself goes by the zone of its computer until somebody sets another one
    (decision 0021). Raises an EnvironmentFault that says what to do.
    """
    if database.is_sqlite:
        _upgrade(database)
    else:
        _log_start(database)
        require_current(database)


def _log_start(database: Database) -> str | None:
    """The start line: version, platform, database (without its password) and its schema."""
    revision, known = None, False
    try:
        revision = current_revision(database)
        known = True
    finally:
        url = database.read.url.render_as_string(hide_password=True)
        system = f"{platform.system()}-{platform.release()}-{platform.machine()}"
        told = "start version=%s python=%s platform=%s database=%s schema=%s"
        schema = (revision or "none") if known else "unknown"
        _log.info(told, __version__, platform.python_version(), system, url, schema)
    return revision


def meaning_of(database: Database, error: BaseException) -> BaseException:
    """The refusal or fault that a database error means; any other error as it is."""
    return translate(error, database.url) if isinstance(error, SQLAlchemyError) else error


def database_info(database: Database) -> DatabaseInfo:
    """Where the database is (without its password) and whether its schema is this version's."""
    revision = current_revision(database)
    url = database.read.url.render_as_string(hide_password=True)
    engine = database.read.dialect.name
    current = revision == HEAD
    return DatabaseInfo(url, engine, revision, HEAD, current, _zone(database) if current else None)


def _zone(database: Database) -> str:
    with database.read.connect() as connection:
        return company_zone(connection).key


def check(
    database: Database, on_progress: Callable[[int, int], None] = lambda _done, _total: None
) -> CheckResult:
    """Counts every invariant over the whole database."""
    with database.read.connect() as connection:
        checks = check_database(connection, on_progress)
    return CheckResult(all(one.ok for one in checks), checks)
