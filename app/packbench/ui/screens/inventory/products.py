"""Stock by product, over all warehouses: columns, chips, query."""

from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import Sorted, stock_products_query
from packbench.services.office.lists import (
    StockProductQuery,
    StockProductRow,
    stock_product_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import FilterGroup, FilterState
from packbench.ui.screens.inventory.table import attention_group
from packbench.words.language import tr

NAME = "stock_products"


def columns() -> tuple[Column[StockProductRow], ...]:
    """The columns, with their words in the language in use."""
    number, end = formats.number, Align.END
    return (
        Column("sku", tr("SKU"), lambda row: Cell(row.sku), 13),
        Column("name", tr("Name"), lambda row: formats.words(row.name), 22, grows=True),
        Column("available", tr("Available"), _available, 8, end, sortable=False),
        Column("on_hand", tr("On hand"), lambda row: number(row.on_hand), 7, end, sortable=False),
        Column(
            *("allocated", tr("Allocated"), lambda row: number(row.allocated), 8, end),
            sortable=False,
        ),
        Column("waiting", tr("Waiting"), lambda row: number(row.waiting), 7, end, sortable=False),
        Column(
            "incoming", tr("Incoming"), lambda row: number(row.incoming), 7, end, sortable=False
        ),
        Column(
            *("unavailable", tr("Unavailable"), lambda row: number(row.unavailable), 8, end),
            sortable=False,
        ),
        Column(
            *("warehouses", tr("Warehouses"), lambda row: number(row.warehouses), 8, end),
            sortable=False,
        ),
    )


def table(context: Context) -> TableSpec[StockProductQuery, StockProductRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Stock by product"),
        columns=columns(),
        source=stock_product_list(context),
        make_query=make_query,
        order=Sorting("sku"),
        groups=groups(),
        empty=EmptyText(
            "warehouse",
            tr("No stock yet"),
            tr("Import products, warehouses and stock (Ctrl+I), or receive stock (F7)."),
        ),
        texts=TableTexts(
            reading=tr("Reading products in stock…"),
            nothing_fits=tr("No products in stock fit this filter"),
            unreadable=tr("Products in stock can't be read now"),
        ),
        filter_hint=tr("SKU, name or barcode…"),
    )


def groups() -> tuple[FilterGroup, ...]:
    """What products can be filtered by."""
    return (attention_group(), FilterGroup("sku", tr("SKU"), given=True))


def make_query(state: FilterState, order: Sorting) -> StockProductQuery:
    """The filter and the order as the database reads them."""
    return stock_products_query(state, Sorted(order.key, order.descending), company_clock.moment())


def _available(row: StockProductRow) -> Cell:
    return formats.number(row.available, bold=True)
