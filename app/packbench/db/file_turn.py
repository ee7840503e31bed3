"""Whose turn it is to write in a file: every station asks again at the same steady pace.

SQLite's own wait asks less and less often, up to ten times a second. Whoever comes then has a short
pause and gets in first, and among many stations some wait for seconds. Here nobody's pause grows,
so that each one that waits is as likely to be the next (decision 0282). The lock itself is SQLite's
and no other: one that dies frees it, and programs that know nothing of this keep to it.
"""

import random
import sqlite3
import time

from sqlalchemy import Connection

_PAUSE_S = 0.001


def begin_in_turn(connection: Connection, raw: sqlite3.Connection, kind: str) -> None:
    """Begins a write transaction; waits for others as long as the connection waits for anything.

    Raises the driver's error for a file that stayed locked, as SQLite's own wait does.
    """
    (limit_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
    _wait_in_sqlite(raw, 0)
    try:
        if not _begun_within(raw, kind, limit_ms / 1000):
            connection.exec_driver_sql(f"BEGIN {kind}")  # the last time, and told as ever
    finally:
        _wait_in_sqlite(raw, limit_ms)


def _begun_within(raw: sqlite3.Connection, kind: str, limit_s: float) -> bool:
    end_s = time.monotonic() + limit_s
    while True:
        try:
            raw.execute(f"BEGIN {kind}").close()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
        if time.monotonic() >= end_s:
            return False
        time.sleep(_PAUSE_S * random.uniform(0.5, 1.5))  # noqa: S311 - so that none are in step


def _wait_in_sqlite(raw: sqlite3.Connection, limit_ms: int) -> None:
    """How long SQLite itself waits from now on, as it does for everything else."""
    raw.execute(f"PRAGMA busy_timeout = {limit_ms}").close()
