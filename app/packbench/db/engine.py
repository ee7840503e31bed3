"""Engines for SQLite and PostgreSQL, with the settings that both need under several stations."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from packbench.db.addresses import read_address, shown_address
from packbench.db.file_guard import FileGuard
from packbench.db.lines import ServerLines
from packbench.db.mounts import share_of
from packbench.db.patience import Patience
from packbench.db.reads_underway import ReadsUnderWay
from packbench.db.rows_written import count_rows
from packbench.db.sqlite_engine import guarded_engine
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
    "jit": "off",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What a server, a database or a role may have set otherwise, and what we rely on (decision 0019).

A single statement takes five minutes at most. The server ends the session of a station that is gone
after about ten seconds, and with it the locks that it held.
Machine code is made of no statement: ours run for milliseconds, and making it takes a second.
The names of our tables carry no schema: they are found and made in `public`, nowhere else.
"""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: `read` for looking, `write` for commands.

    On SQLite a transaction of `write` begins IMMEDIATE, so that it never has to upgrade a read
    lock; both share one pool. `patience` says how long a command is asked for whose fate is not
    known; `lines` are the connections to a server, `guard` knows which file it is, `reads` what is
    being read by which thread.
    """

    url: str = field(repr=False)  # it may hold passwords, as what follows from it
    read: Engine = field(repr=False)
    write: Engine = field(repr=False)
    patience: Patience = field(default_factory=Patience)
    lines: ServerLines | None = None
    guard: FileGuard | None = None
    reads: ReadsUnderWay | None = None

    @property
    def one_moment(self) -> Engine:
        """For looking several times at one moment: nothing that is committed between is seen.

        On SQLite every transaction is so.
        """
        if self.is_sqlite:
            return self.read
        return self.read.execution_options(isolation_level="REPEATABLE READ")

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an embedded file."""
        return self.read.dialect.name == "sqlite"

    @property
    def address(self) -> str:
        """Where it is, for people: the URL without a password in any form."""
        return shown_address(self.url)

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

    def stop_reading(self, thread: int) -> None:
        """Ends what a thread is just reading: it gets an error there."""
        if self.reads is not None:
            self.reads.stop(thread)

    def writing(self, connection: Connection) -> AbstractContextManager[None]:
        """Something is written on this connection, while the block lasts."""
        if self.lines is None:
            return nullcontext()
        driver: Any = connection.connection.driver_connection
        return self.lines.writing(driver)

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

    Raises an EnvironmentFault as `read_address` does, and for a file on a network share.
    """
    parsed = read_address(url)
    url = parsed.render_as_string(hide_password=False)
    lines: ServerLines | None = None
    guard = None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database:
            raise EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=url)
        guard = FileGuard(_on_local_disk(Path(parsed.database)))
        engine = guarded_engine(parsed, guard, busy_timeout_ms)
    else:
        options = server_options(application, busy_timeout_ms)
        engine = _postgres_engine(url, options)
        lines = ServerLines(engine, options)
    write = engine.execution_options(sqlite_begin="IMMEDIATE")
    reads = ReadsUnderWay(engine)
    return Database(url, engine, write, Patience(patience_s), lines, guard, reads)


def _on_local_disk(path: Path) -> Path:
    """Refuses a share: WAL needs memory that processes share, and locks that hold."""
    if share_of(path) is not None:
        raise EnvironmentFault(FaultCode.DATABASE_ON_NETWORK_SHARE, path=str(path.absolute()))
    return path


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
