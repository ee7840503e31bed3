"""The engine of an embedded file: how it is opened, and what each of its writes makes sure of."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from packbench.db.driver_errors import as_told
from packbench.db.file_guard import FileGuard, file_uri
from packbench.db.file_rights import keep_private
from packbench.db.file_turn import begin_in_turn

_PRAGMAS = (
    "journal_mode=WAL",
    # With NORMAL a power cut takes back what was committed since the last checkpoint
    # (decision 0047); bulk runs commit seldom enough to pay for it too.
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "cache_size=-65536",
    # Not temp_store=MEMORY: inside a savepoint each statement would then walk through all that
    # the savepoint has kept so far, and a row of thousands takes milliseconds.
)
_WAL, _CHANGES = "packbench_wal", "packbench_changes"  # what is kept of a connection


def guarded_engine(url: URL, guard: FileGuard, busy_timeout_ms: int) -> Engine:
    """An engine whose connections have the file that the guard knows, or raise its fault.

    The driver's timeout is SQLite's busy_timeout; `BEGIN IMMEDIATE` waits as long, in its turn.
    """
    engine = create_engine(url, connect_args={"timeout": busy_timeout_ms / 1000})

    def open_existing(
        _dialect: Dialect, _entry: ConnectionPoolEntry, args: list[Any], options: dict[str, Any]
    ) -> None:
        guard.look()
        keep_private(guard.path)
        args[:] = [file_uri(guard.path, "rw")]
        options["uri"] = True

    def prepare(raw: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        # With isolation_level None the driver never begins a transaction by itself.
        raw.isolation_level = None
        guard.connected(raw)  # first: the journal's mode is written into the file
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}").close()
        entry.info[_WAL] = guard.wal_place()

    def begin(connection: Connection) -> None:
        if not _writes(connection):
            connection.exec_driver_sql("BEGIN DEFERRED")
        else:
            begin_in_turn(connection, _raw(connection), _kind(connection))
            with _whole_or_not(connection) as raw:
                guard.begun(raw, connection.info[_WAL])
                connection.info[_CHANGES] = raw.total_changes

    def commit(connection: Connection) -> None:
        if _writes(connection):
            with _whole_or_not(connection) as raw:
                guard.committing(raw, changed=raw.total_changes != connection.info[_CHANGES])
                # Not by SQLAlchemy after us: nobody is told "done" before the file was looked at.
                _commit(connection, raw)
                guard.committed(raw, connection.info[_WAL])

    event.listen(engine, "do_connect", open_existing)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", commit)
    return engine


def _commit(connection: Connection, raw: sqlite3.Connection) -> None:
    try:
        raw.execute("COMMIT").close()
    except sqlite3.Error as error:
        raise as_told(connection, "COMMIT", error) from error


@contextmanager
def _whole_or_not(connection: Connection) -> Iterator[sqlite3.Connection]:
    """Rolls back what raises: SQLAlchemy takes it for done, and the lock would be held on."""
    raw = _raw(connection)
    try:
        yield raw
    except BaseException:
        raw.rollback()
        raise


def _kind(connection: Connection) -> str:
    return str(connection.get_execution_options().get("sqlite_begin", "DEFERRED"))


def _writes(connection: Connection) -> bool:
    return _kind(connection) != "DEFERRED"


def _raw(connection: Connection) -> sqlite3.Connection:
    found: Any = connection.connection.dbapi_connection
    return found  # type: ignore[no-any-return]  # the driver of an SQLite engine
