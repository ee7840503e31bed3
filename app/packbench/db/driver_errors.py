"""Errors of a driver that was asked without SQLAlchemy between, told as SQLAlchemy tells them."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def as_told(connection: Connection, statement: str, error: Exception) -> Exception:
    """What SQLAlchemy would raise in its place; a line that broke is not used again."""
    dialect = connection.dialect
    raw: Any = connection.connection.driver_connection
    broke = dialect.is_disconnect(error, raw, None)  # type: ignore[arg-type]  # the driver's error
    if broke:
        connection.invalidate(error)
    return DBAPIError.instance(
        *(statement, None, error, dialect.loaded_dbapi.Error),
        connection_invalidated=broke,
        dialect=dialect,
    )
