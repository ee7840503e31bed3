"""Engines for SQLite and PostgreSQL, with the settings that both need under several stations."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from packbench.db.file_guard import FileGuard
from packbench.db.mounts import share_of
from packbench.db.rows_written import count_rows
from packbench.db.sqlite_engine import guarded_engine
from packbench.domain.refusals import EnvironmentFault, FaultCode

if TYPE_CHECKING:
    import psycopg

BUSY_TIMEOUT_MS = 5_000
_READ_TIMEOUT_MS = 30_000
_ENCODING = "UTF8"
_SESSION = {
    "DateStyle": "ISO,MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "search_path": "public",
    "default_transaction_isolation": r"read\ committed",
    "standard_conforming_strings": "on",
    "statement_timeout": "0",
}
"""What a server, a database or a role may have set otherwise, and what we rely on (decision 0019).

The names of our tables carry no schema: they are found and made in `public`, nowhere else.
"""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: `read` for looking, `write` for commands.

    On SQLite a transaction of `write` begins IMMEDIATE, so that it never has to upgrade a read
    lock; both share one pool. `guard` knows which file it is; None for a server.
    """

    url: str
    read: Engine
    write: Engine
    guard: FileGuard | None = None

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
    def is_made(self) -> bool:
        """Whether there is something to connect to: a file that is not there has no tables."""
        return self.guard is None or self.guard.is_made

    @property
    def fault(self) -> EnvironmentFault | None:
        """What is wrong with the embedded file, as somebody saw it last."""
        return None if self.guard is None else self.guard.fault

    def dispose(self) -> None:
        """Closes every connection."""
        self.read.dispose()
        if self.guard is not None:
            self.guard.forget()


def open_database(
    url: str, *, application: str = "packbench", busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Database:
    """An engine pair for a SQLAlchemy URL; nothing is connected yet.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
        application: shown by the server as the holder of a lock, e.g. the station's name.
        busy_timeout_ms: how long a command waits for another station's before it gives up.

    Raises an EnvironmentFault for a URL that is not one, and for a file on a network share.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=url) from error
    guard = None
    if backend == "sqlite" and parsed.database:
        guard = FileGuard(_on_local_disk(Path(parsed.database)))
        engine = guarded_engine(parsed, guard, busy_timeout_ms)
    elif backend == "postgresql":
        engine = _postgres_engine(url, application, busy_timeout_ms)
    else:
        raise EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=url)
    write = engine.execution_options(sqlite_begin="IMMEDIATE")
    return Database(url, engine, write, guard)


def _on_local_disk(path: Path) -> Path:
    """Refuses a share: WAL needs memory that processes share, and locks that hold."""
    if share_of(path) is not None:
        raise EnvironmentFault(FaultCode.DATABASE_ON_NETWORK_SHARE, path=str(path.absolute()))
    return path


def _postgres_engine(url: str, application: str, busy_timeout_ms: int) -> Engine:
    settings = {
        **_SESSION,
        "lock_timeout": str(busy_timeout_ms),
        "idle_in_transaction_session_timeout": str(_READ_TIMEOUT_MS),
    }
    options: dict[str, Any] = {
        "application_name": application[:63],
        "client_encoding": _ENCODING,
        "connect_timeout": 5,
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
    }
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
