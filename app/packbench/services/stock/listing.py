"""Stock by SKU and warehouse, as the command line lists it."""

from packbench.db.queries.records.inventory import StockRow, stock_rows
from packbench.db.queries.records.lookups import find_product, find_warehouse
from packbench.engine.command.context import Context

__all__ = ["StockRow", "list_stock"]


def list_stock(
    context: Context, *, sku: str | None = None, warehouse: str | None = None
) -> list[StockRow]:
    """Stock by SKU and warehouse; refuses `not_found` for codes that nobody knows."""
    with context.database.read.connect() as connection:
        if sku is not None:
            find_product(connection, sku)
        if warehouse is not None:
            find_warehouse(connection, warehouse)
        return stock_rows(connection, sku=sku, warehouse=warehouse)
