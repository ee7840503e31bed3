"""One statement that gives one row, by the driver alone.

A command of a single order asks twice. SQLAlchemy's account of a statement and its twenty columns
costs more than the statement itself; what goes wrong is told as SQLAlchemy tells it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from packbench.db.driver_errors import as_told


def one_row(
    connection: Connection, statement: str, values: Mapping[str, Any]
) -> tuple[Any, ...] | None:
    """The row of a statement in the driver's own words; None where it gives none.

    Raises the DBAPIError that SQLAlchemy would raise; a line that broke is not used again.
    """
    raw: Any = connection.connection.driver_connection
    try:
        row: tuple[Any, ...] | None = raw.execute(statement, values).fetchone()
    except connection.dialect.loaded_dbapi.Error as error:
        raise as_told(connection, statement, error) from error
    return row
