"""Engines for SQLite and PostgreSQL, with the settings that both need under several stations."""

import os
import sqlite3
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from packbench.db.lines import ServerLines
from packbench.db.patience import Patience
from packbench.db.rows_written import count_rows
from packbench.domain.refusals import EnvironmentFault, FaultCode

if TYPE_CHECKING:
    import psycopg

BUSY_TIMEOUT_MS = 5_000
PATIENCE_S = 30.0
_READ_TIMEOUT_MS = 30_000
_ENCODING = "UTF8"
_SESSION = {
    "DateStyle": "ISO,MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "search_path": "public",
    "default_transaction_isolation": r"read\ committed",
    "standard_conforming_strings": "on",
    "statement_timeout": "300000",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What a server, a database or a role may have set otherwise, and what we rely on (decision 0019).

A single statement takes five minutes at most. The server ends the session of a station that is gone
after about ten seconds, and with it the locks that it held.
The names of our tables carry no schema: they are found and made in `public`, nowhere else.
"""
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "sshfs", "fuse.sshfs"}
)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: `read` for looking, `write` for commands.

    On SQLite a transaction of `write` begins IMMEDIATE, so that it never has to upgrade a read
    lock; both share one pool. `patience` says how long a command is asked for whose fate is not
    known; `lines` are the connections to a server.
    """

    url: str
    read: Engine
    write: Engine
    patience: Patience = field(default_factory=Patience)
    lines: ServerLines | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an embedded file."""
        return self.read.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The embedded file, None for a server."""
        name = self.read.url.database
        return Path(name) if self.is_sqlite and name else None

    @property
    def cuts(self) -> int:
        """How often the lines to the server were cut from here."""
        return self.lines.cuts if self.lines is not None else 0

    def give_up(self, *, reads: bool = True) -> None:
        """Ends at once what waits for a server; what was under way is asked for no longer."""
        self.patience.give_up()
        if self.lines is not None:
            self.lines.cut(reads=reads)

    def writing(self, connection: Connection) -> AbstractContextManager[None]:
        """Something is written on this connection, while the block lasts."""
        if self.lines is None:
            return nullcontext()
        driver: Any = connection.connection.driver_connection
        return self.lines.writing(driver)

    def dispose(self) -> None:
        """Closes every connection."""
        self.read.dispose()


def open_database(
    url: str,
    *,
    application: str = "packbench",
    busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    patience_s: float | None = PATIENCE_S,
) -> Database:
    """An engine pair for a SQLAlchemy URL; nothing is connected yet.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
        application: shown by the server as the holder of a lock, e.g. the station's name.
        busy_timeout_ms: how long a command waits for another station's before it gives up.
        patience_s: how long a command is asked for whose fate is not known; None: until it is
            given up.

    Raises an EnvironmentFault for a URL that is not one, and for a file on a network share.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=url) from error
    lines: ServerLines | None = None
    if backend == "sqlite":
        if parsed.database:
            _refuse_network_share(Path(parsed.database))
        engine = _sqlite_engine(url, busy_timeout_ms)
    elif backend == "postgresql":
        options = server_options(application, busy_timeout_ms)
        engine = _postgres_engine(url, options)
        lines = ServerLines(engine, options)
    else:
        raise EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=url)
    write = engine.execution_options(sqlite_begin="IMMEDIATE")
    return Database(url, engine, write, Patience(patience_s), lines)


def _sqlite_engine(url: str, busy_timeout_ms: int) -> Engine:
    # The driver's timeout is SQLite's busy_timeout, for `BEGIN IMMEDIATE` as for everything else.
    engine = create_engine(url, connect_args={"timeout": busy_timeout_ms / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # With isolation_level None the driver never begins a transaction by itself; _begin_sqlite does.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "cache_size=-65536",
        # Not temp_store=MEMORY: inside a savepoint each statement would then walk through all that
        # the savepoint has kept so far, and a row of thousands takes milliseconds.
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")


def server_options(application: str, busy_timeout_ms: int) -> dict[str, Any]:
    """How every connection to a server is made: what is set, and when a dead line is noticed.

    A request that the server does not acknowledge for five seconds ends the line, and so does a
    silent one after about as long.
    """
    settings = {
        **_SESSION,
        "lock_timeout": str(busy_timeout_ms),
        "idle_in_transaction_session_timeout": str(_READ_TIMEOUT_MS),
    }
    return {
        "application_name": application[:63],
        "client_encoding": _ENCODING,
        "connect_timeout": 4,
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        "keepalives": 1,
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 2,
        "tcp_user_timeout": 5_000,
    }


def _postgres_engine(url: str, options: dict[str, Any]) -> Engine:
    engine = create_engine(url, connect_args=options, pool_pre_ping=True, pool_size=8)
    # First of all: SQLAlchemy's own look at a new server fails on what such a database answers.
    event.listen(engine, "connect", _require_encoding, insert=True)
    count_rows(engine)
    return engine


def _require_encoding(connection: "psycopg.Connection[Any]", _entry: ConnectionPoolEntry) -> None:
    """Refuses a database that can't keep every letter, before a word is read or written."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != _ENCODING:
        database = connection.info.dbname
        connection.close()
        raise EnvironmentFault(
            FaultCode.DATABASE_ENCODING, encoding=encoding, wanted=_ENCODING, database=database
        )


def _refuse_network_share(path: Path) -> None:
    """WAL needs shared memory between processes, which network file systems do not give."""
    mounts = Path("/proc/mounts")
    if os.name != "posix" or not mounts.exists():
        return
    target = str(path.expanduser().absolute())
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, folder, kind, *_ = line.split(" ")
        inside = target == folder or target.startswith(folder.rstrip("/") + "/")
        if inside and len(folder) >= len(best[0]):
            best = (folder, kind)
    if best[1] in _NETWORK_FILE_SYSTEMS:
        raise EnvironmentFault(FaultCode.DATABASE_ON_NETWORK_SHARE, path=target)
