"""The Inventory table: columns, chips, and the query that they make."""

from packbench.domain.custom_fields import PRODUCT_COLUMNS
from packbench.engine.command.context import Context
from packbench.services.office.list_columns import stock_state
from packbench.services.office.list_tabs import BELOW_MINIMUM, SHORT, Sorted, inventory_query
from packbench.services.office.lists import (
    FilterValues,
    InventoryQuery,
    InventoryRow,
    inventory_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.own_columns import own_columns
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.words.language import mark, tr


def columns() -> tuple[Column[InventoryRow], ...]:
    """The columns, with their words in the language in use."""
    number = formats.number
    return (
        Column("sku", tr("SKU"), lambda row: Cell(row.sku), 13),
        Column("name", tr("Name"), lambda row: formats.words(row.name), 26),
        Column("warehouse", tr("Warehouse"), lambda row: Cell(row.warehouse), 10),
        Column("state", tr("State"), state_cell, 15, sortable=False),
        Column("available", tr("Available"), _available, 8, Align.END),
        Column("on_hand", tr("On hand"), lambda row: number(row.on_hand), 7, Align.END),
        Column("allocated", tr("Allocated"), lambda row: number(row.allocated), 8, Align.END),
        Column("waiting", tr("Waiting"), _waiting, 7, Align.END, sortable=False),
        Column("incoming", tr("Incoming"), _incoming, 8, Align.END, sortable=False),
        Column("safety", tr("Safety"), lambda row: number(row.safety), 6, Align.END, False),
        Column("unavailable", tr("Unavailable"), _unavailable, 10, Align.END),
        *own_columns(PRODUCT_COLUMNS, InventoryRow),
    )


def table(context: Context) -> TableSpec[InventoryQuery, InventoryRow]:
    """The table on a database."""
    return TableSpec(
        name="inventory",
        title=tr("Products in stock"),
        columns=columns(),
        source=inventory_list(context),
        make_query=make_query,
        order=Sorting("sku"),
        groups=groups(FilterValues([], [], [])),
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
        filter_hint=tr("SKU or name…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What stock can be filtered by, with the values that there are."""
    warehouses = tuple(Choice(code, code) for code in values.warehouses)
    return (
        FilterGroup("warehouse", tr("warehouse"), warehouses),
        FilterGroup(
            "stock",
            tr("stock"),
            (Choice(SHORT, tr("short")), Choice(BELOW_MINIMUM, tr("below minimum"))),
            spread=True,
        ),
        FilterGroup("sku", tr("SKU"), given=True),
    )


def make_query(state: FilterState, order: Sorting) -> InventoryQuery:
    """The filter and the order as the database reads them."""
    return inventory_query(state, Sorted(order.key, order.descending), company_clock.moment())


def state_cell(row: InventoryRow) -> Cell:
    """How it stands: short, enough only for what is promised, on order, or in stock."""
    state = stock_state(row)
    if state not in _STATES:
        return Cell(tr("None here") if state == "none_here" else tr("In stock"), muted=True)
    words, tip, icon, tone = _STATES[state]
    return Cell(tr(words), tr(tip).format(count=row.minimum), icon, tone)


_STATES = {
    "short": (
        mark("Short"),
        mark("Somebody waits for it and nothing is available here"),
        "circle-x",
        Tone.WRONG,
    ),
    "on_order": (
        mark("On order"),
        mark("Nothing is available; more is coming"),
        "clock",
        Tone.MOVING,
    ),
    "all_promised": (
        mark("All promised"),
        mark("Everything that is here is promised or may not be given out"),
        "triangle-alert",
        Tone.ATTENTION,
    ),
    "below_minimum": (
        mark("Below minimum"),
        mark("Less than the minimum of {count}"),
        "triangle-alert",
        Tone.ATTENTION,
    ),
}


def _available(row: InventoryRow) -> Cell:
    return formats.number(row.available, bold=True)


def _waiting(row: InventoryRow) -> Cell:
    cell = formats.number(row.waiting)
    tip = tr("Waiting for this product, at whatever warehouse")
    return Cell(cell.text, tip, muted=cell.muted)


def _incoming(row: InventoryRow) -> Cell:
    cell = formats.number(row.incoming)
    return Cell(cell.text, tr("On order for this warehouse"), muted=cell.muted)


def _unavailable(row: InventoryRow) -> Cell:
    return formats.number(row.unavailable)
