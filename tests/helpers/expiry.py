"""Lets a lot expire: a test can't wait for the day, and the database refuses another date."""

from datetime import date

from sqlalchemy import Connection, text, update

from packbench.db.engine import Database
from packbench.db.schema import StockBin

_GUARD = "stock_bin_keeps_its_place"


def let_expire(database: Database, lot: str, on: date) -> None:
    """Gives a lot another last day, as if that much time had passed; the guard stands again."""
    statement = update(StockBin).where(StockBin.lot == lot).values(expires_on=on)
    with database.write.begin() as connection:
        guard = _take_away(connection)
        connection.execute(statement)
        connection.execute(text(guard))


def _take_away(connection: Connection) -> str:
    """Switches the guard off; the statement that switches it on again."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE stock_bin DISABLE TRIGGER {_GUARD}"))
        return f"ALTER TABLE stock_bin ENABLE TRIGGER {_GUARD}"
    made = text("SELECT sql FROM sqlite_master WHERE name = :name")
    statement = str(connection.execute(made, {"name": _GUARD}).scalar_one())
    connection.execute(text(f"DROP TRIGGER {_GUARD}"))
    return statement
