"""Stock as a table for people."""

from packbench.cli.session import table
from packbench.services.stock.listing import StockRow
from packbench.words.language import tr


def stock_table(rows: list[StockRow]) -> object:
    """Stock by SKU and warehouse."""
    columns = (
        *(tr("SKU"), tr("warehouse"), tr("on hand"), tr("unavailable"), tr("allocated")),
        *(tr("available"), tr("incoming"), tr("waiting")),
    )
    return table(
        columns,
        [
            (
                *(row.sku, row.warehouse, row.on_hand, row.unavailable, row.allocated),
                *(row.available, row.incoming, row.waiting),
            )
            for row in rows
        ],
    )
