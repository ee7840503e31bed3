"""Back-ups of a server's database, and their way back, by PostgreSQL's own programs.

A back-up is restored into a new database beside the old one, which is looked at and then takes its
name; the old one keeps standing under another.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, text

from packbench.db.engine import Database, open_database
from packbench.db.file_guard import sync_folder
from packbench.db.migrate import upgrade
from packbench.db.postgres_tools import ToolError, address, find_tool, run_tool, server_major
from packbench.db.schema import Base
from packbench.domain.refusals import EnvironmentFault, FaultCode

if TYPE_CHECKING:
    import psycopg

_ADMINISTRATIVE = "postgres"
_NAME_BYTES = 63  # NAMEDATALEN less its end
_LEAVING_S, _LOOK_S = 3.0, 0.1
_ROLE_MISSING = re.compile(r'role ".*" does not exist')


def dump(database: Database, target: Path) -> None:
    """A verified back-up of a server's database at `target`, which it replaces.

    Raises `backup_failed`, `tool_missing` or `tool_older`; what lay there is then as it was.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _dump(database, part)
        verify_dump(part, _major(database))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except (ToolError, OSError) as error:
        raise _failed(FaultCode.BACKUP_FAILED, target, error) from error
    finally:
        part.unlink(missing_ok=True)


def verify_dump(path: Path, wanted: int = 0) -> None:
    """Reads a back-up as a whole; raises `backup_damaged` where it is not one of all tables.

    Args:
        path: written by `dump`.
        wanted: the major version whose programs wrote it, or a later one.
    """
    program = find_tool("pg_restore", wanted)
    try:
        listed = run_tool(program, ["--list", str(path)])
        run_tool(program, ["--file", os.devnull, str(path)])
    except ToolError as error:
        raise _failed(FaultCode.BACKUP_DAMAGED, path, error) from error
    for table in Base.metadata.tables:
        if f"TABLE DATA public {table} " not in listed:
            raise EnvironmentFault(FaultCode.BACKUP_DAMAGED, path=str(path), cause=table)


def restore_dump(path: Path, database: Database, check: Callable[[Database], None]) -> str | None:
    """Restores a back-up and gives the name under which the old database still stands.

    Args:
        path: the back-up; it stays as it is.
        database: its address; a database of that name need not be there.
        check: looks at the new database before it takes over, and raises what is wrong.

    Raises `database_in_use` where anybody is connected with the old one.
    """
    name = _name_of(database)
    stamp = datetime.now().astimezone().strftime("%Y%m%d_%H%M%S")
    fresh, aside = _named(name, f"_restoring_{stamp}"), _named(name, f"_before_restore_{stamp}")
    with _administration(database, path) as server:
        verify_dump(path, server.info.server_version // 10_000)
        _require_unused(server, name)
        _execute(server, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", fresh)
        try:
            _fill(path, database, fresh, check)
            was_there = _exists(server, name)
            _require_unused(server, name)
            if was_there:
                _copy_rights(server, name, fresh)
            with server.transaction():  # both or none: never no database under its name
                if was_there:
                    _execute(server, "ALTER DATABASE {} RENAME TO {}", name, aside)
                _execute(server, "ALTER DATABASE {} RENAME TO {}", fresh, name)
        except ToolError as error:
            raise _failed(FaultCode.RESTORE_FAILED, path, error) from error
        finally:
            _execute(server, "DROP DATABASE IF EXISTS {}", fresh)
    return aside if was_there else None


def _name_of(database: Database) -> str:
    """Its name; an address may leave it to a service file or to the environment."""
    name = database.read.url.database
    if name is None:
        with database.read.connect() as connection:
            name = str(connection.execute(text("SELECT current_database()")).scalar_one())
        database.dispose()
    return name


def _copy_rights(
    server: "psycopg.Connection[tuple[object, ...]]", source: str, target: str
) -> None:
    """Who may connect to the one may connect to the other, and nobody else."""
    query = (
        "SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type"
        " FROM pg_database, aclexplode(datacl) WHERE datname = %s"
    )
    rights = server.execute(query, [source]).fetchall()
    if rights:
        _execute(server, "REVOKE ALL ON DATABASE {} FROM PUBLIC", target)
    for role, right in rights:  # as the server itself has just written them, quoted
        _execute(server, f"GRANT {right} ON DATABASE {{}} TO {role}", target)


def _named(name: str, ending: str) -> str:
    """A name with an ending, not too long: a server cuts off silently, and with it the ending."""
    room = _NAME_BYTES - len(ending)
    return name.encode()[:room].decode(errors="ignore") + ending


def _dump(database: Database, target: Path) -> None:
    url = database.read.url
    program = find_tool("pg_dump", _major(database))
    wanted = ["--format=custom", "--no-password", "--schema=public", "--file", str(target)]
    run_tool(program, [*wanted, "--dbname", address(url)], url)


def _fill(path: Path, database: Database, fresh: str, check: Callable[[Database], None]) -> None:
    url = database.read.url
    program = find_tool("pg_restore", _major_of(database, fresh))
    wanted = ["--no-owner", "--no-password", "--exit-on-error"]
    whole = ["--single-transaction", "--clean", "--if-exists"]
    place = ["--dbname", address(url, fresh), str(path)]
    _make_search(_url_of(database, fresh))
    try:
        run_tool(program, [*wanted, *whole, *place], url)
    except ToolError as error:
        if not _ROLE_MISSING.search(str(error)):
            raise
        # Another server: the rights in the back-up are those of roles that are not here.
        run_tool(program, [*wanted, "--no-privileges", *whole, *place], url)
    made = open_database(_url_of(database, fresh))
    try:
        upgrade(made, keep_copy=False)
        check(made)
    finally:
        made.dispose()


def _make_search(url: str) -> None:
    """What the index of words is made of, where the server has it; no back-up holds it."""
    made = open_database(url)
    try:
        with made.write.begin() as connection:
            connection.exec_driver_sql(_SEARCH)
    finally:
        made.dispose()


_SEARCH = (
    "DO $$ BEGIN CREATE SCHEMA IF NOT EXISTS packbench_search;"
    " CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA packbench_search;"
    " EXCEPTION WHEN OTHERS THEN NULL; END $$"
)


def _major(database: Database) -> int:
    with database.read.connect() as connection:
        return server_major(connection)


def _major_of(database: Database, name: str) -> int:
    there = open_database(_url_of(database, name))
    try:
        return _major(there)
    finally:
        there.dispose()


def _url_of(database: Database, name: str) -> str:
    return make_url(database.url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _administration(
    database: Database, path: Path
) -> "Iterator[psycopg.Connection[tuple[object, ...]]]":
    """A connection to the server beside our database, which is about to change its name."""
    import psycopg  # noqa: PLC0415 - for servers only

    url = make_url(_url_of(database, _ADMINISTRATIVE)).set(drivername="postgresql")
    try:
        with psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5
        ) as connection:
            yield connection
    except psycopg.Error as error:
        cause = str(error).partition("\n")[0]
        raise EnvironmentFault(FaultCode.RESTORE_FAILED, path=str(path), cause=cause) from error


def _require_unused(server: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Whoever has just left may be on the server for a moment still: that is waited for."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    until_s = time.monotonic() + _LEAVING_S
    while (row := server.execute(query, [name]).fetchone()) is not None and row[0]:
        if time.monotonic() > until_s:
            raise EnvironmentFault(FaultCode.DATABASE_IN_USE, name=name)
        time.sleep(_LOOK_S)


def _exists(server: "psycopg.Connection[tuple[object, ...]]", name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return server.execute(query, [name]).fetchone() is not None


def _execute(server: "psycopg.Connection[tuple[object, ...]]", statement: str, *names: str) -> None:
    from psycopg import sql  # noqa: PLC0415 - for servers only

    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    server.execute(composed)


def _failed(code: FaultCode, path: Path, error: Exception) -> EnvironmentFault:
    return EnvironmentFault(code, path=str(path), cause=str(error))
