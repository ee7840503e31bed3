"""One statement that gives one row, by the driver alone.

A command of a single order asks twice. SQLAlchemy's account of a statement and its twenty columns
costs more than the statement itself; what goes wrong is told as SQLAlchemy tells it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from packbench.db.driver_errors import as_told


def one_row(
    connection: Connection, statement: str, values: Mapping[str, Any], *, after: str = ""
) -> tuple[Any, ...] | None:
    """The row of a statement in the driver's own words; None where it gives none.

    With `after` a server is sent that statement first, in the same message. Raises the DBAPIError
    that SQLAlchemy would raise; a line that broke is not used again.
    """
    raw: Any = connection.connection.driver_connection
    try:
        cursor = _sent_together(raw, after, statement, values) if after else None
        row: tuple[Any, ...] | None = (cursor or raw.execute(statement, values)).fetchone()
    except connection.dialect.loaded_dbapi.Error as error:
        raise as_told(connection, statement, error) from error
    return row


def _sent_together(raw: Any, first: str, statement: str, values: Mapping[str, Any]) -> Any:
    """One after the other at the server, each with a look of its own at what is committed."""
    with raw.pipeline():
        raw.execute(first)
        return raw.execute(statement, values)
