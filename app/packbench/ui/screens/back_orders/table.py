"""The Back Orders table: columns, chips, and the query that they make."""

from packbench.domain.orders import Reason
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import HERE, Sorted, back_orders_query, is_days
from packbench.services.office.lists import (
    BackOrderQuery,
    BackOrderRow,
    FilterValues,
    back_order_list,
)
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.states import country_cell, reason_cell, status_cell
from packbench.words.language import tr, tr_count
from packbench.words.states import reason_words

TAB = "back_orders"
NAME = TAB  # of the view that is first in front
_AGES_DAYS = (1, 3, 7, 14, 30)


def columns() -> tuple[Column[BackOrderRow], ...]:
    """The columns, with their words in the language in use; a narrow window shows the first."""
    return (
        Column("number", tr("Order"), lambda row: Cell(row.number), 9),
        Column("queue", tr("Place"), _place, 4, Align.END),
        Column("reason", tr("Reason"), _reason, 14),
        Column("waiting", tr("Waiting"), _waiting, 6, Align.END),
        Column("skus", tr("SKUs"), _skus, 12, grows=True),
        Column("age", tr("Age"), lambda row: formats.age(row.since), 6, Align.END),
        Column("expected", tr("Expected"), lambda row: formats.day(row.expected_on), 8),
        Column("email", tr("E-mail"), lambda row: formats.email(row.email), 11, grows=True),
        Column("country", tr("Country"), lambda row: country_cell(row.country), 4),
        Column("status", tr("Order is"), lambda row: status_cell(row.status), 9),
        Column("since", tr("Since"), _since, 8),
        Column("channel", tr("Channel"), lambda row: formats.words(row.channel), 8, hidden=True),
    )


def table(context: Context) -> TableSpec[BackOrderQuery, BackOrderRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Back orders"),
        columns=columns(),
        source=back_order_list(context),
        make_query=make_query,
        order=Sorting("queue"),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "circle-check",
            tr("Nothing waits for stock"),
            tr("Orders come here when Allocate finds too little for them."),
        ),
        texts=TableTexts(
            reading=tr("Reading back orders…"),
            nothing_fits=tr("No back orders fit this filter"),
            unreadable=tr("Back orders can't be read now"),
        ),
        filter_hint=tr("Number, e-mail or SKU…"),
        ticked=True,
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What back orders can be filtered by, with the values that there are."""
    reasons = tuple(Choice(reason.value, reason_words(reason.value)) for reason in Reason)
    ages = tuple(Choice(str(days), _days(days)) for days in _AGES_DAYS)
    return (
        FilterGroup("reason", tr("reason"), reasons, spread=True, counted=True),
        FilterGroup("country", tr("country"), _plain(values.countries)),
        FilterGroup("channel", tr("channel"), _plain(values.channels)),
        FilterGroup("warehouse", tr("warehouse"), _plain(values.warehouses)),
        FilterGroup(
            "older",
            tr("older than"),
            ages,
            given=True,
            accepts=is_days,
            wants=tr("Type a number of days, such as “older than: 12”."),
            phrase=tr("older than {values}"),
            word=_days_typed,
        ),
        FilterGroup("goods", tr("goods"), (Choice(HERE, tr("here")),)),
        FilterGroup("sku", tr("SKU"), given=True, whole=True),
        FilterGroup("email", tr("e-mail"), given=True),
        FilterGroup("number", tr("number"), given=True, whole=True),
    )


def make_query(state: FilterState, order: Sorting) -> BackOrderQuery:
    """The filter and the order as the database reads them."""
    return back_orders_query(state, Sorted(order.key, order.descending), company_clock.moment())


def _plain(values: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)


def _days(days: int) -> str:
    return tr_count("{count} day", "{count} days", days).format(count=days)


def _days_typed(typed: str) -> str:
    return _days(int(typed)) if is_days(typed) else typed


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


def _since(row: BackOrderRow) -> Cell:
    day = company_clock.local(row.since).date()
    return Cell(formats.day(day).text, tip=formats.exact(row.since))
