"""What is being read just now, by the thread that reads it, so that it can be stopped from another.

A query whose answer nobody wants any more would go on for seconds: rows are counted, sorted, looked
through. On a file it is interrupted, a server is asked to cancel it.

SQLite keeps what a long look went through, up to 64 MB a connection, and a window has several: it
is given back after such a look, for the file is in the system's memory anyway.
"""

import sqlite3
import threading
import time
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from packbench.db.system_memory import return_what_is_free

_CANCEL_S = 5.0
_LONG_S = 0.05
_SPOILT = "packbench_spoilt"  # what is kept of a connection


class _Use(NamedTuple):
    """A connection, its place in the pool, since when it is in use, and what it had changed."""

    connection: Any
    entry: ConnectionPoolEntry
    since_s: float
    changes: int


class ReadsUnderWay:
    """The connections of an engine that are in use, by threads."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._of_thread: dict[int, _Use] = {}
        event.listen(engine, "checkout", self._begin)
        event.listen(engine, "checkin", self._end)

    def stop(self, thread: int) -> None:
        """Ends the statement that runs on a thread's connection; it raises there.

        A server is asked on a thread of its own, and its answer may come when something else runs
        on that line by then: so it is not used again.
        """
        with self._lock:
            use = self._of_thread.get(thread)
            if use is None:
                return
            if isinstance(use.connection, sqlite3.Connection):
                use.connection.interrupt()
            elif not use.entry.info.get(_SPOILT):
                use.entry.info[_SPOILT] = True
                asking = threading.Thread(
                    target=_cancel, args=(use.connection,), name="packbench-cancel", daemon=True
                )
                asking.start()

    def _begin(self, connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        changes = connection.total_changes if isinstance(connection, sqlite3.Connection) else 0
        with self._lock:
            use = _Use(connection, entry, time.monotonic(), changes)
            self._of_thread[threading.get_ident()] = use

    def _end(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        with self._lock:
            found = [thread for thread, use in self._of_thread.items() if use.entry is entry]
            uses = [self._of_thread.pop(thread) for thread in found]
            spoilt = entry.info.get(_SPOILT, False)
        if spoilt and connection is not None:
            entry.invalidate()
        for use in uses:
            _forget_what_was_read(use)


def _forget_what_was_read(use: _Use) -> None:
    """After a long look; what a command had read it may need again."""
    if time.monotonic() - use.since_s < _LONG_S:
        return
    if isinstance(use.connection, sqlite3.Connection):
        with suppress(sqlite3.Error):  # then it is of no use anyway
            if use.connection.total_changes == use.changes:
                use.connection.execute("PRAGMA shrink_memory").close()
    return_what_is_free()


def _cancel(connection: Any) -> None:
    """What fails of it is only that the query goes on to its end."""
    import psycopg  # noqa: PLC0415 - only servers need it

    try:
        connection.cancel_safe(timeout=_CANCEL_S)
    except psycopg.Error:
        return
