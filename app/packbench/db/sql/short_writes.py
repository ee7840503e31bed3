"""What the short ways of commands share where they write a file: raw statements, one after another.

A file needs no round trips, so there it is a statement a table.
"""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Connection

from packbench.db.driver_errors import as_told
from packbench.db.schema import Command, StockBin
from packbench.db.sql.bulk import stored
from packbench.db.sql.one_order import Audited

R = TypeVar("R")


def write_raw(connection: Connection, what: str, write: Callable[[sqlite3.Connection], R]) -> R:
    """Lets `write` use the file's own connection; its errors are told as SQLAlchemy's."""
    raw: Any = connection.connection.driver_connection
    try:
        return write(raw)
    except sqlite3.Error as error:
        raise as_told(connection, what, error) from error


def stored_moment(connection: Connection, at: datetime) -> Any:
    """A moment as a file has it."""
    column: Column[Any] = Command.__table__.c["at"]
    return stored(connection, column, at)


def stored_day(connection: Connection, day: date | None) -> Any:
    """The last day of a lot as a file has it."""
    column: Column[Any] = StockBin.__table__.c["expires_on"]
    return stored(connection, column, day)


def add_command(raw: sqlite3.Connection, audit: Audited, at: Any) -> int:
    """Writes the audit row; gives its id."""
    return raw.execute(_AUDIT, {**audit._asdict(), "at": at}).lastrowid or 0


_AUDIT = (
    "INSERT INTO command"
    " (key, name, content_hash, content, operator_id, station_id, at, result, undo) VALUES"
    " (:key, :name, :content_hash, :content, :operator_id, :station_id, :at, :result, :undo)"
)
MOVE_HEAD = "UPDATE ledger_head SET link = ?, movements = movements + ? WHERE warehouse_id = ?"
ADD_BIN = (
    "INSERT INTO stock_bin (warehouse_id, product_id, location_id, lot, expires_on)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
ADD_MOVEMENT = (
    "INSERT INTO movement (at, command_id, warehouse_id, product_id, location_id, lot,"
    " quantity, unavailable, cause, note, document, chain)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
