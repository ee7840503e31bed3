"""The Back Orders table: columns, chips, and the query that they make."""

from packbench.domain.orders import Reason
from packbench.messages import reason_words
from packbench.services.context import Context
from packbench.services.lists import (
    BackOrderQuery,
    BackOrderRow,
    FilterValues,
    back_order_list,
)
from packbench.texts import tr
from packbench.ui.tables import formats
from packbench.ui.tables.columns import Align, Cell, Column
from packbench.ui.tables.table_pane import Order, TableSpec
from packbench.ui.widgets.empty_state import EmptyText
from packbench.ui.widgets.filter_bar import Choice, FilterGroup, FilterState
from packbench.ui.widgets.states import country_cell, reason_cell, status_cell


def columns() -> tuple[Column[BackOrderRow], ...]:
    """The columns, with their words in the language in use."""
    return (
        Column("number", tr("Order"), lambda row: Cell(row.number), 9),
        Column("queue", tr("Place"), _place, 6, Align.END),
        Column("reason", tr("Reason"), _reason, 21, sortable=False),
        Column("waiting", tr("Waiting"), _waiting, 7, Align.END),
        Column("skus", tr("SKUs"), _skus, 16, sortable=False),
        Column("since", tr("Waits since"), lambda row: formats.moment(row.since), 10),
        Column("expected", tr("Expected"), _expected, 12, sortable=False),
        Column("country", tr("Country"), lambda row: country_cell(row.country), 7),
        Column("email", tr("E-mail"), lambda row: formats.words(row.email), 24),
        Column("status", tr("Order is"), lambda row: status_cell(row.status), 14),
    )


def table(context: Context) -> TableSpec[BackOrderQuery, BackOrderRow]:
    """The table on a database."""
    return TableSpec(
        name="back_orders",
        title=tr("Back orders"),
        columns=columns(),
        source=back_order_list(context),
        make_query=make_query,
        order=Order("queue"),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "circle-check",
            tr("Nothing waits for stock"),
            tr("Orders come here when Allocate finds too little for them."),
        ),
        filter_hint=tr("Number, e-mail or SKU…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What back orders can be filtered by, with the values that there are."""
    reasons = tuple(Choice(reason.value, reason_words(reason.value)) for reason in Reason)
    countries = tuple(Choice(code, code) for code in values.countries)
    channels = tuple(Choice(name, name) for name in values.channels)
    return (
        FilterGroup("reason", tr("reason"), reasons, spread=True),
        FilterGroup("country", tr("country"), countries),
        FilterGroup("channel", tr("channel"), channels),
        FilterGroup("sku", tr("SKU"), given=True),
    )


def make_query(state: FilterState, order: Order) -> BackOrderQuery:
    """The filter and the order as the database reads them."""
    return BackOrderQuery(
        text=state.text,
        skus=tuple(sorted(state.of("sku"))),
        countries=tuple(sorted(state.of("country"))),
        channels=tuple(sorted(state.of("channel"))),
        reasons=tuple(sorted(state.of("reason"))),
        sort=order.key,
        descending=order.descending,
    )


def _place(row: BackOrderRow) -> Cell:
    cell = formats.number(row.queue_position)
    return Cell(cell.text, tr("Place in the queue of its scarcest product"), bold=True)


def _reason(row: BackOrderRow) -> Cell:
    """The first line's reason; the others in the tip."""
    tip = ", ".join(reason_words(reason) for reason in row.reasons)
    return reason_cell(row.reason, tip)


def _waiting(row: BackOrderRow) -> Cell:
    return formats.number(row.waiting, bold=True)


def _skus(row: BackOrderRow) -> Cell:
    return Cell(", ".join(row.skus))


def _expected(row: BackOrderRow) -> Cell:
    cell = formats.day(row.expected_on)
    return Cell(cell.text, cell.tip, "clock") if row.expected_on else cell
