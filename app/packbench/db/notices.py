"""Change notices between stations: a hint to look again, never data.

PostgreSQL: NOTIFY inside the transaction, LISTEN on a connection of its own. SQLite: a look at
`PRAGMA data_version`, which changes only when another connection has committed; who was served by
commands since the last look stands with them.
"""

import json
import logging
import sqlite3
import threading
from collections.abc import Callable

from sqlalchemy import Connection, text, update

from packbench.db.engine import Database
from packbench.db.file_guard import open_file
from packbench.db.heartbeat import Pulse
from packbench.db.schema import Command
from packbench.domain.changes import EVERYTHING, ChangeSet, Kind
from packbench.domain.refusals import EnvironmentFault, FaultCode

_log = logging.getLogger(__name__)

CHANNEL = "packbench_changes"
_COMPACT = json.JSONEncoder(separators=(",", ":"))
_PAYLOAD_LIMIT = 7_900
_POLL_S = 0.5
_JOIN_S = 2.0


def notify(connection: Connection, command_id: int, changes: ChangeSet) -> None:
    """Tells the other stations when the command's transaction commits."""
    if connection.dialect.name == "sqlite":
        if changes.served:
            own = update(Command).where(Command.id == command_id)
            connection.execute(own.values(notice=encode(changes)))
    elif changes.ids:
        payload = encode(changes)
        connection.execute(
            text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload}
        )


def encode(changes: ChangeSet) -> str:
    """The change as a payload; kinds alone ("many") when the ids do not fit."""
    for ids in (True, False):
        kinds = {kind.value: sorted(some) if ids else [] for kind, some in changes.ids.items()}
        content = {"origin": changes.origin, "ids": kinds, "served": changes.served}
        payload = _COMPACT.encode(content)
        if len(payload) <= _PAYLOAD_LIMIT:
            break
    return payload


def decode(payload: str) -> ChangeSet:
    """The change of a payload; EVERYTHING for one that this version does not understand."""
    try:
        data = json.loads(payload)
        ids = {Kind(kind): frozenset(map(int, some)) for kind, some in data["ids"].items()}
        return ChangeSet(ids, str(data["origin"]), int(data.get("served", 0)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return EVERYTHING


class Listener:
    """A thread that calls `on_change` for what other stations change, until `stop`.

    After every (re)connect it tells EVERYTHING, because notices sent meanwhile are lost.
    `on_connection` hears True when changes are heard from now on, False when the server is lost,
    within five seconds. A server that is silent has the lines of the pool cut.
    """

    def __init__(
        self,
        database: Database,
        on_change: Callable[[ChangeSet], None],
        on_connection: Callable[[bool], None],
    ) -> None:
        self._database = database
        self._on_change = on_change
        self._on_connection = on_connection
        self._failures = 0
        self._pulse: Pulse | None = None
        self._stopping = threading.Event()
        work = self._poll if database.is_sqlite else self._listen
        self._thread = threading.Thread(target=work, name="change-listener", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it, two seconds at most: a server may hang just then."""
        self._stopping.set()
        if self._pulse is not None:
            self._pulse.wake()
        self._thread.join(_JOIN_S)

    def ask_now(self) -> None:
        """Asks a server at once whether it answers."""
        if self._pulse is not None:
            self._pulse.ask_now()

    def answered_since(self, moment_s: float) -> bool:
        """Whether the database answered after a moment of `time.monotonic`; a file always does."""
        if self._database.is_sqlite:
            return True
        return self._pulse is not None and self._pulse.answered_since(moment_s)

    def _poll(self) -> None:
        heard: tuple[bool, FaultCode | None] | None = None
        watch: _Watch | None = None
        while True:
            fault = None
            try:
                watch = watch or _Watch(self._database)
                changes, hears = watch.look(missed=heard is not None and not heard[0]), True
            except (EnvironmentFault, sqlite3.Error) as error:
                changes, hears = [], False
                fault = error.code if isinstance(error, EnvironmentFault) else None
            if heard != (hears, fault):
                heard = hears, fault
                self._on_connection(hears)
            for change in changes:
                self._on_change(change)
            if self._stopping.wait(_POLL_S):
                break
        if watch is not None:
            watch.close()

    def _listen(self) -> None:
        self._pulse = Pulse(self._database, self._take_answer, CHANNEL, self._take_notice)
        self._pulse.run(self._stopping)

    def _take_answer(self, answers: bool) -> None:
        if answers:
            _log.info("listener state=connected failures=%d", self._failures)
        else:
            _log.info("listener state=lost")
        self._failures = 0 if answers else 1
        self._on_connection(answers)
        if answers:
            self._on_change(EVERYTHING)

    def _take_notice(self, payload: str) -> None:
        self._on_change(decode(payload))


class _Watch:
    """What others commit in a file, seen by a connection that only looks; raises what is wrong."""

    def __init__(self, database: Database) -> None:
        if database.guard is None:
            raise AssertionError
        self._guard = database.guard
        self._guard.look()
        self._connection = open_file(self._guard.path)
        self._seen, self._last = _data_version(self._connection), _last_command(self._connection)
        self._wal = self._guard.wal_place()

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def look(self, *, missed: bool) -> list[ChangeSet]:
        """What happened since the last look; EVERYTHING first, where anything did or may have."""
        self._guard.look(self._wal)
        self._guard.look_at_schema(self._connection)
        version = _data_version(self._connection)
        if version == self._seen and not missed:
            return []
        self._seen = version
        served = self._connection.execute(_SERVED, (self._last,)).fetchall()
        self._last = max((command_id for command_id, _ in served), default=self._last)
        return [EVERYTHING, *(decode(notice) for _, notice in served)]


def _data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _last_command(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM command").fetchone()[0])


_SERVED = "SELECT id, notice FROM command WHERE id > ? AND notice IS NOT NULL ORDER BY id"
