"""The Purchase Orders table: columns, chips, and the query that they make."""

from collections.abc import Callable

from packbench.domain.purchasing import INCOMING, Milestone, PurchaseOrderStatus
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import (
    COMING_DAYS,
    OVERDUE,
    SOON,
    WAITED_FOR,
    Sorted,
    purchase_orders_query,
)
from packbench.services.office.lists import (
    FilterValues,
    PurchaseOrderQuery,
    PurchaseOrderRow,
    purchase_order_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.states import status_cell
from packbench.words.language import tr
from packbench.words.states import milestone_word, status_word


def columns() -> tuple[Column[PurchaseOrderRow], ...]:
    """The columns, with their words in the language in use."""
    number = formats.number
    return (
        Column("number", tr("Number"), lambda row: Cell(row.number), 9),
        Column("status", tr("Status"), lambda row: status_cell(row.status), 15),
        Column("supplier", tr("Supplier"), _supplier, 18),
        Column("warehouse", tr("Warehouse"), lambda row: Cell(row.warehouse), 10),
        Column("created", tr("Created"), lambda row: formats.moment(row.created_at), 9),
        Column("expected", tr("Expected"), expected_cell, 12),
        Column("lines", tr("Lines"), lambda row: number(row.lines), 5, Align.END, False),
        Column("ordered", tr("Ordered"), lambda row: number(row.ordered), 7, Align.END, False),
        Column("received", tr("Received"), lambda row: number(row.received), 8, Align.END, False),
        Column("open", tr("Open"), _open, 6, Align.END, sortable=False),
        Column("milestone", tr("Milestone"), _milestone, 9, sortable=False),
        Column("milestone_on", tr("Since"), _since, 10, sortable=False, hidden=True),
        Column("currency", tr("Currency"), _text("currency"), 8, sortable=False, hidden=True),
        Column("terms", tr("Terms"), _text("terms"), 16, sortable=False, hidden=True),
        Column("note", tr("Note"), _text("note"), 20, sortable=False, hidden=True),
    )


def table(context: Context) -> TableSpec[PurchaseOrderQuery, PurchaseOrderRow]:
    """The table on a database."""
    return TableSpec(
        name="purchase_orders",
        title=tr("Purchase orders"),
        columns=columns(),
        source=purchase_order_list(context),
        make_query=make_query,
        order=Sorting("created", descending=True),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "truck",
            tr("No purchase orders yet"),
            tr("Make one (Alt+Shift+N), or import suppliers and purchase orders (Ctrl+I)."),
        ),
        texts=TableTexts(
            reading=tr("Reading purchase orders…"),
            nothing_fits=tr("No purchase orders fit this filter"),
            unreadable=tr("Purchase orders can't be read now"),
        ),
        filter_hint=tr("Number, supplier or SKU…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What purchase orders can be filtered by, with the values that there are."""
    statuses = tuple(
        Choice(status.value, status_word(status.value)) for status in PurchaseOrderStatus
    )
    warehouses = tuple(Choice(code, code) for code in values.warehouses)
    came = tuple(Choice(one.value, milestone_word(one.value)) for one in Milestone)
    suppliers = tuple(Choice(code, code) for code in values.suppliers)
    needs = (
        Choice(OVERDUE, tr("overdue")),
        Choice(WAITED_FOR, tr("waited for")),
        Choice(SOON, tr("due within {count} days").format(count=COMING_DAYS)),
    )
    return (
        FilterGroup("status", tr("status"), statuses),
        FilterGroup("warehouse", tr("warehouse"), warehouses),
        FilterGroup("supplier", tr("supplier"), suppliers),
        FilterGroup("milestone", tr("milestone"), came),
        FilterGroup("needs", tr("needs attention"), needs),
        FilterGroup("sku", tr("SKU"), given=True),
        FilterGroup("number", tr("number"), given=True),
    )


def make_query(state: FilterState, order: Sorting) -> PurchaseOrderQuery:
    """The filter and the order as the database reads them."""
    return purchase_orders_query(state, Sorted(order.key, order.descending), company_clock.moment())


def expected_cell(row: PurchaseOrderRow) -> Cell:
    """The day on which the first goods are expected; red when it is over and they are not here."""
    cell = formats.day(row.expected_on)
    today = company_clock.today()
    if row.expected_on is None or row.status not in INCOMING:
        return cell
    if row.expected_on < today and row.open:
        tip = tr("Overdue: {day}").format(day=cell.tip)
        return Cell(cell.text, tip, "calendar-x", Tone.WRONG)
    return Cell(cell.text, cell.tip, "clock")


def _supplier(row: PurchaseOrderRow) -> Cell:
    return Cell(row.supplier_name or row.supplier, tip=row.supplier)


def _milestone(row: PurchaseOrderRow) -> Cell:
    if row.milestone is None:
        return Cell("–", muted=True)
    return Cell(milestone_word(row.milestone), tip=formats.day(row.milestone_on).tip)


def _since(row: PurchaseOrderRow) -> Cell:
    return formats.day(row.milestone_on)


def _text(name: str) -> Callable[[PurchaseOrderRow], Cell]:
    return lambda row: Cell(getattr(row, name) or "")


def _open(row: PurchaseOrderRow) -> Cell:
    return formats.number(row.open, bold=True)
