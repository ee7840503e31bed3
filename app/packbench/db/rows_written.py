"""How many rows a connection has written, for the log.

SQLite counts them itself, with those that triggers write; for PostgreSQL the statements are
counted as they are run, and COPY where it is done.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event

_COUNT = "rows_written"
_WRITING = ("INSERT", "UPDATE", "DELETE")


def count_rows(engine: Engine) -> None:
    """Counts on every connection of a PostgreSQL engine from now on."""
    event.listen(engine, "after_cursor_execute", _count)


def add_rows(connection: Connection, rows: int) -> None:
    """Counts rows that were written without a statement of SQLAlchemy's."""
    connection.info[_COUNT] = connection.info.get(_COUNT, 0) + rows


def rows_written(connection: Connection) -> int:
    """The rows that this connection has written since it was opened."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        return int(driver.total_changes)
    return int(connection.info.get(_COUNT, 0))


def _count(connection: Connection, cursor: Any, *_of_the_statement: object) -> None:
    if (cursor.statusmessage or "").startswith(_WRITING):
        add_rows(connection, max(cursor.rowcount, 0))
