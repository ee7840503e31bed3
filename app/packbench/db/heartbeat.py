"""Whether a server answers: asked every two seconds, on a line of its own.

A cable that is cut without a word, a server that hangs: nobody tells. What waits then for an answer
would wait for a quarter of an hour. Here it is noticed within five seconds, and every line of the
pool is cut, so that whoever waits gets an error at once (decision 0043).
"""

import select
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from packbench.db.engine import Database
from packbench.db.lines import ServerLines, cut_line

if TYPE_CHECKING:
    import psycopg

PERIOD_S = 2.0
SILENT_S = 4.5
"""After so long without an answer it is told: a little before the five seconds of the promise."""
_AGAIN_S = (0.2, 1.0, 2.0)
_SLICE_S = 0.2
_CALM_S = 0.5
_JOIN_S = 2.0

OnAnswer = Callable[[bool], None]
OnNotice = Callable[[str], None]


def _tell_nobody(_what: object) -> None:
    """Where there is nobody to be told."""


class Pulse:
    """Asks a server again and again whether it answers, and hears a channel meanwhile.

    Args:
        database: on a server.
        on_answer: called with True when it answers (again), with False when it does not (any more).
        channel: a channel of notices to be heard; empty: none.
        on_notice: called with each notice of the channel.
    """

    def __init__(
        self,
        database: Database,
        on_answer: OnAnswer,
        channel: str = "",
        on_notice: OnNotice = _tell_nobody,
    ) -> None:
        self._url, self._lines = database.url, _lines_of(database)
        self._on_answer, self._channel, self._on_notice = on_answer, channel, on_notice
        self._answers: bool | None = None
        self._answered_s = time.monotonic()
        self._idle: dict[int, str] = {}
        self._connection: psycopg.Connection[Any] | None = None
        self._asked_now = threading.Event()

    def ask_now(self) -> None:
        """Asks as soon as possible, without waiting for the next time."""
        self._asked_now.set()

    def answered_since(self, moment_s: float) -> bool:
        """Whether an answer came after a moment of `time.monotonic`."""
        return self._answered_s > moment_s

    def wake(self) -> None:
        """Ends what `run` waits for just now, so that it sees at once that it is to stop."""
        connection = self._connection
        if connection is not None:
            cut_line(connection)

    def run(self, stopping: threading.Event) -> None:
        """Asks until `stopping` is set; after a line was lost it makes a new one."""
        import psycopg  # noqa: PLC0415 - a tenth of a second that SQLite users need not pay

        failures = 0
        while not stopping.is_set():
            try:
                with closing(self._connect()) as connection:
                    failures, self._connection = 0, connection
                    self._follow(connection, stopping)
            except (psycopg.Error, OSError):
                if stopping.is_set():
                    return
                self._fail()
                stopping.wait(_AGAIN_S[min(failures, len(_AGAIN_S) - 1)])
                failures += 1

    def _connect(self) -> "psycopg.Connection[Any]":
        import psycopg  # noqa: PLC0415 - see above

        url = make_url(self._url).set(drivername="postgresql")
        dsn = url.render_as_string(hide_password=False)
        connection = psycopg.connect(dsn, autocommit=True, **self._lines.options)
        if self._channel:
            connection.execute(f"LISTEN {self._channel}")
        return connection

    def _follow(self, connection: "psycopg.Connection[Any]", stopping: threading.Event) -> None:
        self._succeed()
        while not stopping.is_set():
            self._hear(connection, stopping)
            waiting = self._lines.waiting()
            rows = _ask(connection, _STATES if waiting else _ANYTHING, stopping)
            self._succeed()
            self._end_lost_answers(waiting, dict(rows))

    def _hear(self, connection: "psycopg.Connection[Any]", stopping: threading.Event) -> None:
        """Hands notices on until it is time to ask again."""
        pgconn, end_s = connection.pgconn, time.monotonic() + PERIOD_S
        while not stopping.is_set():
            while (notice := pgconn.notifies()) is not None:
                self._on_notice(notice.extra.decode())
            left_s = end_s - time.monotonic()
            if left_s <= 0 or self._asked_now.is_set():
                self._asked_now.clear()
                return
            if select.select([pgconn.socket], [], [], min(left_s, _SLICE_S))[0]:
                pgconn.consume_input()

    def _succeed(self) -> None:
        self._answered_s = time.monotonic()
        if not self._answers:
            self._answers = True
            self._on_answer(True)

    def _fail(self) -> None:
        """Tells that it does not answer; cuts the lines of the pool when it is silent."""
        if time.monotonic() - self._answered_s >= SILENT_S:
            self._lines.cut()
        if self._answers is not False:
            self._answers = False
            self._on_answer(False)

    def _end_lost_answers(
        self, waiting: "dict[int, psycopg.Connection[Any]]", states: dict[str, str]
    ) -> None:
        """Cuts a line that waits for an answer which the server gave two seconds ago or earlier."""
        found = {pid: states[str(pid)] for pid in waiting if str(pid) in states}
        for pid, since in found.items():
            if self._idle.get(pid) == since:
                cut_line(waiting[pid])
        self._idle = found


_ANYTHING = b"SELECT 1, 1"
_STATES = (
    b"SELECT pid, state_change FROM pg_stat_activity"
    b" WHERE datname = current_database() AND usename = current_user AND state LIKE 'idle%'"
)
"""The sessions that wait for their client, and since when."""


def _ask(
    connection: "psycopg.Connection[Any]", query: bytes, stopping: threading.Event
) -> list[tuple[str, str]]:
    """Asks and waits for the answer, at most until the server counts as silent."""
    import psycopg  # noqa: PLC0415 - see above

    pgconn, end_s = connection.pgconn, time.monotonic() + SILENT_S - PERIOD_S
    pgconn.send_query(query)
    pgconn.flush()
    while pgconn.is_busy():
        if time.monotonic() > end_s or stopping.is_set():
            message = "the server did not answer"
            raise psycopg.OperationalError(message)
        if select.select([pgconn.socket], [], [], _SLICE_S)[0]:
            pgconn.consume_input()
    rows: list[tuple[str, str]] = []
    while (result := pgconn.get_result()) is not None:
        for row in range(result.ntuples):
            pid, since = (result.get_value(row, column) or b"" for column in (0, 1))
            rows.append((pid.decode(), since.decode()))
    return rows


def _lines_of(database: Database) -> ServerLines:
    if database.lines is None:
        message = "a file has no lines"
        raise ValueError(message)
    return database.lines


class Heartbeat:
    """A thread with a pulse, for what has no window: it only cuts the lines of a silent server."""

    def __init__(self, database: Database, on_answer: OnAnswer = _tell_nobody) -> None:
        self._pulse = Pulse(database, on_answer)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begins to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; one that connects to a server which hangs is not waited for."""
        self._stopping.set()
        self._pulse.wake()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        if not self._stopping.wait(_CALM_S):  # most commands are over by then
            self._pulse.run(self._stopping)
