"""What a warehouse keeps of a product, and when it orders more."""

from collections.abc import Mapping

from sqlalchemy import Connection, update

from packbench.db.schema import Stock


def write_levels(connection: Connection, stock_id: int, levels: Mapping[str, int | None]) -> None:
    """Sets levels of a stock row by their columns: what is kept back, when more is ordered."""
    connection.execute(update(Stock).where(Stock.id == stock_id).values(dict(levels)))
