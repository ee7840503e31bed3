"""Lets a lot expire: a test can't wait for the day, and the database refuses another date."""

from datetime import date

from sqlalchemy import update

from helpers.guards import without_guard
from packbench.db.engine import Database
from packbench.db.schema import StockBin


def let_expire(database: Database, lot: str, on: date) -> None:
    """Gives a lot another last day, as if that much time had passed; the guard stands again."""
    statement = update(StockBin).where(StockBin.lot == lot).values(expires_on=on)
    with (
        database.write.begin() as connection,
        without_guard(connection, "stock_bin", "stock_bin_keeps_its_place"),
    ):
        connection.execute(statement)
