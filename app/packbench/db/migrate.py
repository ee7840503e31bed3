"""The schema's version: looked at with one SELECT, changed by Alembic only when it differs.

Alembic is imported late: it costs a tenth of a second that most starts do not need.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from packbench.db.daily import note_sweep
from packbench.db.engine import Database
from packbench.db.errors import translate
from packbench.db.file_copy import copy_file
from packbench.db.file_guard import sync_folder
from packbench.db.today import today
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.paths import migrations_dir

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "20261128_1310_customers"
"""The newest revision under `migrations/versions`; a test keeps it true."""

_MIGRATION_LOCK = 7_225_001  # any number that no other lock of this database uses

_STEP_LIMIT = "1h"
"""How long one statement of an upgrade may take: it may write a large table anew."""


def current_revision(database: Database) -> str | None:
    """The database's schema revision; None for one without our schema.

    Raises an EnvironmentFault when it can't be reached or holds something else.
    """
    if not database.is_made:
        return None
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
        _refuse_hidden(connection)
        if inspect(connection).get_table_names():
            raise EnvironmentFault(FaultCode.DATABASE_FOREIGN) from None
        return None
    return str(found) if found is not None else None


def _refuse_hidden(connection: Connection) -> None:
    """Raises where nothing can be seen because nobody gave us the right to look."""
    if connection.dialect.name != "postgresql":
        return
    query = text("SELECT has_schema_privilege(current_schema(), 'USAGE')")
    if not connection.execute(query).scalar():
        raise EnvironmentFault(FaultCode.DATABASE_FORBIDDEN, cause="USAGE ON SCHEMA public")


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
    require_unchanged(revision)


def require_unchanged(revision: str) -> None:
    """Raises an EnvironmentFault where a schema is not this version's, or is no more.

    Args:
        revision: as it was read just now.
    """
    if revision == HEAD:
        return
    older = revision in known_revisions()
    code = FaultCode.DATABASE_OLDER if older else FaultCode.DATABASE_NEWER
    raise EnvironmentFault(code, revision=revision, wanted=HEAD)


def refuse_newer(revision: str | None) -> None:
    """Raises an EnvironmentFault for a revision that this version doesn't know."""
    if revision is not None and revision not in known_revisions():
        raise EnvironmentFault(FaultCode.DATABASE_NEWER, revision=revision, wanted=HEAD)


def upgrade(database: Database, *, keep_copy: bool = True) -> bool:
    """Brings the schema to this version; True when something was to do.

    An embedded file with data is copied beside itself first; where that can't be, nothing is
    upgraded. On a server the upgrade takes an advisory lock, so that two stations never migrate at
    once. A newer schema is refused.
    """
    revision = current_revision(database)
    if revision == HEAD:
        return False
    refuse_newer(revision)
    if revision is None and database.guard is not None:
        database.guard.create()
    try:
        done = _upgrade(database, revision, keep_copy=keep_copy)
    except DatabaseError as error:
        raise translate(error, database.url) from error
    if database.path is not None:
        # A new file had a journal until it got its log: one that comes back would undo all.
        sync_folder(database.path.parent)
    return done


def _upgrade(database: Database, revision: str | None, *, keep_copy: bool) -> bool:
    from alembic import command  # noqa: PLC0415 - see the module's docstring

    with database.write.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            connection.execute(text(f"SET LOCAL statement_timeout = '{_STEP_LIMIT}'"))
        if revision is not None and _revision(connection) == HEAD:
            return False  # another station was quicker
        if revision is not None and keep_copy:
            _keep_copy(database)
        command.upgrade(configuration(connection), "head")
        if revision is None:
            note_sweep(connection, today(connection))  # there is nothing yet to expire
    return True


def configuration(connection: Connection) -> "Config":
    """Alembic's settings in code: no ini file, no password on disk."""
    from alembic.config import Config  # noqa: PLC0415 - see the module's docstring

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _keep_copy(database: Database) -> None:
    """Inside the upgrade's transaction: nobody writes between the copy and the upgrade."""
    path = database.path
    if path is not None:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        copy_file(path, Path(f"{path}.before-upgrade-{stamp}"))
