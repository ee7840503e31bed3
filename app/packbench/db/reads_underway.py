"""What is being read just now, by the thread that reads it, so that it can be stopped from another.

A query whose answer nobody wants any more would go on for seconds: rows are counted, sorted, looked
through. On a file it is interrupted, a server is asked to cancel it.
"""

import sqlite3
import threading
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

_CANCEL_S = 5.0
_SPOILT = "packbench_spoilt"  # what is kept of a connection


class ReadsUnderWay:
    """The connections of an engine that are in use, by threads."""

    def __init__(self, engine: Engine) -> None:
        self._lock = threading.Lock()
        self._of_thread: dict[int, tuple[Any, ConnectionPoolEntry]] = {}
        event.listen(engine, "checkout", self._begin)
        event.listen(engine, "checkin", self._end)

    def stop(self, thread: int) -> None:
        """Ends the statement that runs on a thread's connection; it raises there.

        A server is asked on a thread of its own, and its answer may come when something else runs
        on that line by then: so it is not used again.
        """
        with self._lock:
            connection, entry = self._of_thread.get(thread, (None, None))
            if isinstance(connection, sqlite3.Connection):
                connection.interrupt()
            elif entry is not None and not entry.info.get(_SPOILT):
                entry.info[_SPOILT] = True
                asking = threading.Thread(
                    target=_cancel, args=(connection,), name="packbench-cancel", daemon=True
                )
                asking.start()

    def _begin(self, connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        with self._lock:
            self._of_thread[threading.get_ident()] = connection, entry

    def _end(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        with self._lock:
            found = [thread for thread, one in self._of_thread.items() if one[1] is entry]
            for thread in found:
                del self._of_thread[thread]
            spoilt = entry.info.get(_SPOILT, False)
        if spoilt and connection is not None:
            entry.invalidate()


def _cancel(connection: Any) -> None:
    """What fails of it is only that the query goes on to its end."""
    import psycopg  # noqa: PLC0415 - only servers need it

    try:
        connection.cancel_safe(timeout=_CANCEL_S)
    except psycopg.Error:
        return
