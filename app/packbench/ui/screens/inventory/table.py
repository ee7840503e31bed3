"""The Inventory table: columns, chips, and the query that they make."""

from packbench.domain.custom_fields import PRODUCT_COLUMNS
from packbench.domain.stock_attention import Attention
from packbench.engine.command.context import Context
from packbench.services.office.list_columns import stock_state
from packbench.services.office.list_tabs import Sorted, inventory_query, is_days
from packbench.services.office.lists import (
    FilterValues,
    InventoryQuery,
    InventoryRow,
)
from packbench.services.value.listed import VALUE, ValuedInventory
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.own_columns import own_columns
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.words.language import mark, tr, tr_count


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
        Column("safety", tr("Safety"), lambda row: number(row.safety), 6, Align.END),
        Column("unavailable", tr("Unavailable"), _unavailable, 10, Align.END),
        Column("minimum", tr("Minimum"), _minimum, 8, Align.END, hidden=True),
        Column("reorder_point", tr("Reorder point"), _reorder, 8, Align.END, hidden=True),
        Column(VALUE, tr("Value"), _value, 14, Align.END, sortable=False, hidden=True),
        *own_columns(PRODUCT_COLUMNS, InventoryRow),
    )


def table(context: Context) -> TableSpec[InventoryQuery, InventoryRow]:
    """The table on a database."""
    return TableSpec(
        name="inventory",
        title=tr("Products in stock"),
        columns=columns(),
        source=ValuedInventory(context),
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
        filter_hint=tr("SKU, name or barcode…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What stock can be filtered by, with the values that there are."""
    warehouses = tuple(Choice(code, code) for code in values.warehouses)
    return (
        FilterGroup("warehouse", tr("warehouse"), warehouses),
        FilterGroup("stock", tr("stock"), (Choice("short", tr("short")),), spread=True),
        attention_group(),
        uncounted_group(),
        *typed_groups(),
    )


def attention_group() -> FilterGroup:
    """In which ways stock needs attention."""
    choices = tuple(Choice(one.value, tr(words)) for one, words in _ATTENTION.items())
    return FilterGroup("attention", tr("attention"), choices)


def uncounted_group() -> FilterGroup:
    """For how many days nobody has counted."""
    choices = tuple(
        Choice(str(days), tr_count("{count} day", "{count} days", days).format(count=days))
        for days in _UNCOUNTED_DAYS
    )
    return FilterGroup(
        "uncounted",
        tr("not counted for"),
        choices,
        given=True,
        accepts=is_days,
        wants=tr("Type a number of days, such as “not counted for: 90”."),
        phrase=tr("not counted for {values}"),
        word=_days_word,
    )


def typed_groups() -> tuple[FilterGroup, ...]:
    """What is typed: `SKU: A-100`, `zone: A`, `bin: A-01-2`, `lot: L7`."""
    return (
        FilterGroup("sku", tr("SKU"), given=True),
        FilterGroup("zone", tr("zone"), given=True, whole=True),
        FilterGroup("bin", tr("bin"), given=True, whole=True),
        FilterGroup("lot", tr("lot"), given=True, whole=True),
    )


def _days_word(days: str) -> str:
    return tr_count("{count} day", "{count} days", int(days)).format(count=days)


_UNCOUNTED_DAYS = (30, 90, 365)
_ATTENTION = {
    Attention.ANY: mark("needs attention"),
    Attention.SHORT: mark("short"),
    Attention.NEGATIVE: mark("less than nothing available"),
    Attention.BELOW_MINIMUM: mark("below minimum"),
    Attention.EXPIRING: mark("expires within 30 days, or has"),
    Attention.TO_COUNT: mark("to be counted: a picker found too little"),
    Attention.KEPT_BACK: mark("damaged, quarantined or blocked"),
    Attention.NO_BIN: mark("in no bin"),
    Attention.NO_BARCODE: mark("without barcode"),
}


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


def _minimum(row: InventoryRow) -> Cell:
    return formats.number(row.minimum)


def _reorder(row: InventoryRow) -> Cell:
    return formats.number(row.reorder_point)


def _value(row: InventoryRow) -> Cell:
    """What it cost; units without a cost are told beside it, and are never worth 0."""
    worth = row.worth
    if worth is None:
        return Cell("–", muted=True)
    if worth.unknown == worth.units and worth.units:
        return Cell(tr("cost unknown"), tr("No receipt and no product says what it cost"))
    known = formats.money(worth.value, worth.currency).text
    if not worth.unknown:
        return Cell(known, muted=not worth.units)
    told = tr("{value}; {count} without cost").format(
        value=known, count=formats.number(worth.unknown).text
    )
    return Cell(told, tr("Units without a cost are not in the value"))


def _unavailable(row: InventoryRow) -> Cell:
    return formats.number(row.unavailable)
