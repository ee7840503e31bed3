"""Who waits for a server's disk: a command does, after it has given the mutex back (decision 0289).

What the server has committed others may see a few milliseconds before it is on the disk. Its log is
in one order, so that whoever waits for the end of it waits for all that stands before: what a
command was built on is on the disk when it is answered. What is told without a command's answer has
to wait for itself (`wait_for_disk`).
"""

from typing import Any

from sqlalchemy import Connection, text

from packbench.db.engine import Database
from packbench.db.locks import LOG_SOMETHING


def release_before_disk(connection: Connection) -> None:
    """The commit that comes next gives the locks back, and waits for the disk after that.

    Where the server does not let this role write into its log, it waits first, as any commit does.
    """
    line: Any = connection.connection.driver_connection
    line.releases_early = line.may_release_early


def wait_for_disk(database: Database) -> None:
    """Comes back when all that can be seen in the database is on its disk, as its server has it."""
    if database.lines is None:
        return  # a file is read only after its disk was waited for
    with database.write.connect() as connection, connection.begin():
        line: Any = connection.connection.driver_connection
        if line.may_release_early:
            connection.execute(text(LOG_SOMETHING))
