"""The Orders table: columns, chips, and the query that they make."""

from collections.abc import Iterable

from packbench.domain.custom_fields import ORDER_COLUMNS
from packbench.domain.orders import CUSTOMS_PROBLEMS, WARNINGS, OrderStatus, Payment, Problem
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import (
    KEPT,
    LATE,
    OLDER,
    OPEN,
    TODAY,
    Sorted,
    days_of,
    orders_query,
)
from packbench.services.office.lists import FilterValues, OrderQuery, OrderRow, order_list
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.own_columns import own_columns, own_groups
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.states import capital, country_cell, status_cell
from packbench.words.language import mark, tr
from packbench.words.states import status_word

_PROBLEMS = {
    Problem.UNKNOWN_SKU: mark("unknown SKU"),
    Problem.COUNTRY_MISSING: mark("no country"),
    Problem.NOT_BACKORDERABLE: mark("may not wait"),
    Problem.ADDRESS_INCOMPLETE: mark("address incomplete"),
    Problem.TO_BE_VERIFIED: mark("to be verified"),
    Problem.HS_CODE_MISSING: mark("no HS code"),
    Problem.ORIGIN_MISSING: mark("no country of origin"),
    Problem.WEIGHT_MISSING: mark("no weight"),
    Problem.VALUE_MISSING: mark("no customs value"),
    Problem.PHONE_MISSING: mark("no telephone"),
}
_OF_PRODUCTS = CUSTOMS_PROBLEMS - {Problem.PHONE_MISSING}
_DONE = {OrderStatus.SHIPPED, OrderStatus.CANCELLED}


def columns() -> tuple[Column[OrderRow], ...]:
    """The columns, with their words in the language in use."""
    return (
        Column("number", tr("Number"), lambda row: Cell(row.number), 9),
        Column("date", tr("Date"), lambda row: formats.moment(row.ordered_at), 10),
        Column("status", tr("Status"), lambda row: status_cell(row.status), 14),
        Column("waiting", tr("Waiting"), _waiting, 7, Align.END),
        Column("problems", tr("Problems"), _problems, 12, sortable=False),
        Column("customer", tr("Customer"), lambda row: formats.words(row.customer), 18),
        Column("country", tr("Country"), lambda row: country_cell(row.country), 7),
        Column("lines", tr("Lines"), lambda row: formats.number(row.lines), 5, Align.END),
        Column("units", tr("Units"), lambda row: formats.number(row.units), 6, Align.END),
        Column("ship_by", tr("Ship by"), _ship_by, 11),
        Column("warehouses", tr("Warehouses"), _warehouses, 11, sortable=False),
        Column("channel", tr("Channel"), lambda row: formats.words(row.channel), 12),
        Column("tags", tr("Tags"), _tags, 12, sortable=False),
        Column("priority", tr("Priority"), _priority, 8, Align.END, sortable=False, hidden=True),
        Column("ship_method", tr("Ship method"), _ship_method, 14, sortable=False, hidden=True),
        *own_columns(ORDER_COLUMNS, OrderRow),
    )


def table(context: Context) -> TableSpec[OrderQuery, OrderRow]:
    """The table on a database."""
    return TableSpec(
        name="orders",
        title=tr("Orders"),
        columns=columns(),
        source=order_list(context),
        make_query=make_query,
        order=Sorting("date", descending=True),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "clipboard-list",
            tr("No orders yet"),
            tr("Import a file (Ctrl+I), or drop a CSV or XLSX file onto the window."),
        ),
        texts=TableTexts(
            reading=tr("Reading orders…"),
            nothing_fits=tr("No orders fit this filter"),
            unreadable=tr("Orders can't be read now"),
        ),
        filter_hint=tr("Number, customer or SKU…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What orders can be filtered by, with the values that there are."""
    return (
        FilterGroup("status", tr("status"), _choices_of_status()),
        FilterGroup("problem", tr("problem"), _choices_of_problem()),
        FilterGroup("channel", tr("channel"), _plain(values.channels)),
        FilterGroup("country", tr("country"), _plain(values.countries)),
        FilterGroup("tag", tr("tag"), _plain(values.tags)),
        FilterGroup("warehouse", tr("warehouse"), _plain(values.warehouses)),
        FilterGroup("payment", tr("payment"), (Choice("awaiting", tr("unpaid")),), spread=True),
        FilterGroup("verify", tr("verify"), (_to_verify(),), spread=True, counted=True),
        FilterGroup("hold", tr("hold"), (Choice("held", tr("on hold")),), spread=True),
        FilterGroup(
            "ship_by",
            tr("ship by"),
            (Choice(LATE, tr("late")), Choice(TODAY, tr("due today"))),
            spread=True,
        ),
        FilterGroup(
            "open",
            tr("progress"),
            (Choice(OPEN, tr("not done")), Choice(KEPT, tr("not cancelled"))),
        ),
        FilterGroup(
            "closed",
            tr("closed"),
            (Choice(OLDER, tr("older closed orders")),),
            spread=True,
            counted=True,
        ),
        FilterGroup(
            "ordered",
            tr("ordered"),
            given=True,
            accepts=_is_span,
            wants=tr("Type a day or two of them, such as “ordered: 2026-11-01..2026-11-30”."),
            word=span_words,
        ),
        FilterGroup("sku", tr("SKU"), given=True),
        FilterGroup("number", tr("number"), given=True),
        FilterGroup("customer", tr("customer"), given=True, whole=True),
        *own_groups(values.order_fields),
    )


def make_query(state: FilterState, order: Sorting) -> OrderQuery:
    """The filter and the order as the database reads them."""
    return orders_query(state, Sorted(order.key, order.descending), company_clock.moment())


def problem_word(problem: str) -> str:
    """A problem in two words."""
    return tr(_PROBLEMS[Problem(problem)])


def _is_span(typed: str) -> bool:
    return days_of(typed) is not None


def span_words(typed: str) -> str:
    """Days as people read them: from one until another, or a single one."""
    first, last = days_of(typed) or (None, None)
    begin, end = formats.day(first).tip, formats.day(last).tip
    if first and last:
        return begin if first == last else f"{begin} – {end}"
    if first:
        return tr("since {day}").format(day=begin)
    return tr("until {day}").format(day=end) if last else typed


def _to_verify() -> Choice:
    return Choice(Problem.TO_BE_VERIFIED.value, problem_word(Problem.TO_BE_VERIFIED))


def _choices_of_status() -> tuple[Choice, ...]:
    return tuple(Choice(status.value, status_word(status.value)) for status in OrderStatus)


def _choices_of_problem() -> tuple[Choice, ...]:
    return tuple(Choice(problem.value, tr(word)) for problem, word in _PROBLEMS.items())


def _plain(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)


def _waiting(row: OrderRow) -> Cell:
    return formats.number(row.waiting, bold=True)


def _ship_by(row: OrderRow) -> Cell:
    cell = formats.day(row.ship_by)
    if row.ship_by is None or row.ship_by >= company_clock.today() or row.status in _DONE:
        return cell
    return Cell(cell.text, tr("Late: {day}").format(day=cell.tip), "calendar-x", Tone.WRONG)


def _warehouses(row: OrderRow) -> Cell:
    return formats.words(", ".join(row.warehouses))


def _tags(row: OrderRow) -> Cell:
    return formats.words(", ".join(row.tags))


def _problems(row: OrderRow) -> Cell:
    of_products = {one for one in row.problems if one in _OF_PRODUCTS}
    words = [problem_word(one) for one in row.problems if one not in of_products]
    if len(of_products) > 1:
        words.append(tr("customs data missing"))
    words += [problem_word(one) for one in of_products if len(of_products) == 1]
    if row.payment == Payment.AWAITING:
        words.append(tr("not paid yet"))
    if not words:
        return formats.words(None)
    text = capital(", ".join(words))
    if {*row.problems} <= WARNINGS and row.payment != Payment.AWAITING:
        return Cell(text, icon="info", muted=True)
    return formats.state(text, "triangle-alert", Tone.ATTENTION)


def _priority(row: OrderRow) -> Cell:
    return formats.number(row.priority)


def _ship_method(row: OrderRow) -> Cell:
    return formats.words(row.ship_method)
