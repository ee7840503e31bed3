"""How a long look at a database is stopped from another thread."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection

from packbench.db.engine import Database, open_database
from packbench.db.heartbeat import Heartbeat

Ending = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Keeps what ends a step for as long as the block lasts (`packbench.jobs.progress`)."""


@contextmanager
def stoppable(database: Database, ending: Ending) -> Iterator[Database]:
    """The database; one on a server with lines of its own, which are cut to stop it.

    The lines of the others stay: a command may be under way on them. A file is stopped by
    `interruption`.
    """
    if database.lines is None:
        yield database
        return
    own = open_database(database.url, application=database.lines.options["application_name"])
    heartbeat = Heartbeat(own)
    heartbeat.start()
    try:
        with ending(own.give_up):
            yield own
    finally:
        heartbeat.stop()
        own.dispose()


def interruption(connection: Connection) -> Callable[[], None]:
    """What ends the statement that runs on a connection to a file; nothing on a server's."""
    driver: Any = connection.connection.driver_connection
    return driver.interrupt if isinstance(driver, sqlite3.Connection) else _nothing


def _nothing() -> None:
    """A server's lines are cut instead."""
