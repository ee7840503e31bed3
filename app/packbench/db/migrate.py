"""The schema's version: looked at with one SELECT, changed by Alembic only when it differs.

Alembic is imported late: it costs a tenth of a second that most starts do not need.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from packbench.db.daily import note_sweep
from packbench.db.engine import Database
from packbench.db.errors import translate
from packbench.db.today import today
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.paths import migrations_dir

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "20261126_0500_kept_in_the_queue"
"""The newest revision under `migrations/versions`; a test keeps it true."""

_MIGRATION_LOCK = 7_225_001  # any number that no other lock of this database uses

_STEP_LIMIT = "1h"
"""How long one statement of an upgrade may take: it may write a large table anew."""


def current_revision(database: Database) -> str | None:
    """The database's schema revision; None for one without our schema.

    Raises an EnvironmentFault when it can't be reached or holds something else.
    """
    try:
        with database.read.connect() as connection:
            return _revision(connection)
    except (OperationalError, DatabaseError) as error:
        raise translate(error, database.url) from error


def _revision(connection: Connection) -> str | None:
    try:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (OperationalError, ProgrammingError) as error:
        connection.rollback()
        if isinstance(translate(error, str(connection.engine.url)), EnvironmentFault):
            raise
        if inspect(connection).get_table_names():
            raise EnvironmentFault(FaultCode.DATABASE_FOREIGN) from None
        return None
    return str(found) if found is not None else None


def known_revisions() -> set[str]:
    """The revisions that this version of Packbench can read or upgrade from."""
    return {path.stem for path in (migrations_dir() / "versions").glob("*.py")}


def require_current(database: Database) -> None:
    """Raises an EnvironmentFault that says what to do unless the schema is this version's."""
    revision = current_revision(database)
    if revision == HEAD:
        return
    if revision is None:
        raise EnvironmentFault(FaultCode.DATABASE_EMPTY)
    older = revision in known_revisions()
    code = FaultCode.DATABASE_OLDER if older else FaultCode.DATABASE_NEWER
    raise EnvironmentFault(code, revision=revision, wanted=HEAD)


def upgrade(database: Database) -> bool:
    """Brings the schema to this version; True when something was to do.

    An embedded file with data is copied beside itself first. On a server the upgrade takes an
    advisory lock, so that two stations never migrate at once. A newer schema is refused.
    """
    revision = current_revision(database)
    if revision == HEAD:
        return False
    if revision is not None and revision not in known_revisions():
        raise EnvironmentFault(FaultCode.DATABASE_NEWER, revision=revision, wanted=HEAD)
    if revision is not None:
        _keep_copy(database)
    from alembic import command  # noqa: PLC0415 - see the module's docstring

    try:
        with database.write.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                connection.execute(text(f"SET LOCAL statement_timeout = '{_STEP_LIMIT}'"))
            command.upgrade(configuration(connection), "head")
            if revision is None:
                note_sweep(connection, today(connection))  # there is nothing yet to expire
    except DatabaseError as error:
        raise translate(error, database.url) from error
    return True


def configuration(connection: Connection) -> "Config":
    """Alembic's settings in code: no ini file, no password on disk."""
    from alembic.config import Config  # noqa: PLC0415 - see the module's docstring

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _keep_copy(database: Database) -> None:
    path = database.path
    if path is None:
        return
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    with database.read.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(FULL)"))
        connection.rollback()
    shutil.copy2(path, Path(f"{path}.before-upgrade-{stamp}"))
