"""The customers that orders tell of: columns, chips, query, and the details of one."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.documents.address import Address, address_lines
from packbench.domain.changes import Kind
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.customers import (
    CustomerQuery,
    CustomerRow,
    customer_list,
    orders_of,
)
from packbench.services.office.list_tabs import Sorted, customers_query
from packbench.services.office.lists import OrderRow
from packbench.ui import company_clock
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec, Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import capital
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.states import status_word

NAME = "customers"
_ORDERS_SHOWN = 20
_BUTTONS = (CommandId.SHOW_CUSTOMER_ORDERS,)
VIEWS = (CommandId.SHOW_ORDERS, CommandId.SHOW_CUSTOMERS)

Page = RecordPage[CustomerQuery, CustomerRow, "CustomerDetails"]


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """A customer with the last orders."""

    row: CustomerRow
    orders: list[OrderRow]


def make_view(place: Workplace, beside_tabs: Placement) -> Page:
    """The page; what can be done with orders is not for its rows.

    Args:
        place: the window and the database.
        beside_tabs: the buttons of the tab, which are the same for all its views.
    """
    context, registry = place.context, place.desk.window.registry
    view = CustomerDetailsView(place)
    spec = RecordSpec(
        table=table(context),
        totals=totals_of(context, ViewTab.CUSTOMERS),
        kinds=frozenset({Kind.ORDER}),
        commands=(*_BUTTONS, None, *VIEWS),
        beside_tabs=beside_tabs,
        read_groups=groups,
        read_counts=dict,
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda _: frozenset(),
        nothing=EmptyText(
            "panel-right",
            tr("No customer selected"),
            tr("Select a row to see the orders; Enter shows them all."),
        ),
        open=lambda _: registry.action(CommandId.SHOW_CUSTOMER_ORDERS).trigger(),
    )
    page = RecordPage(spec, place.desk, context.origin)
    page.acts_as = NAME
    return page


def columns() -> tuple[Column[CustomerRow], ...]:
    """The columns, with their words in the language in use."""
    number = formats.number
    return (
        Column("name", tr("Customer"), lambda row: formats.words(row.name), 18, grows=True),
        Column("email", tr("E-mail"), lambda row: formats.email(row.email), 18),
        Column("city", tr("City"), lambda row: formats.words(row.city), 12, sortable=False),
        Column("orders", tr("Orders"), lambda row: number(row.orders), 6, Align.END),
        Column("open", tr("Open"), lambda row: number(row.open), 6, Align.END),
        Column("waiting", tr("Waiting"), _waiting, 7, Align.END),
        Column("value", tr("Value"), _value, 12, Align.END, sortable=False),
        Column("last", tr("Last order"), lambda row: formats.moment(row.last_at), 10),
    )


def table(context: Context) -> TableSpec[CustomerQuery, CustomerRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Customers"),
        columns=columns(),
        source=customer_list(context),
        make_query=make_query,
        order=Sorting("last", descending=True),
        groups=groups(),
        empty=EmptyText(
            "user",
            tr("No customers yet"),
            tr("They come with the orders: import a file (Ctrl+I)."),
        ),
        texts=TableTexts(
            reading=tr("Reading customers…"),
            nothing_fits=tr("No customers fit this filter"),
            unreadable=tr("Customers can't be read now"),
        ),
        filter_hint=tr("Name, e-mail or telephone…"),
    )


def groups() -> tuple[FilterGroup, ...]:
    """What customers can be filtered by."""
    return (
        FilterGroup("waiting", tr("waiting"), (Choice("waiting", tr("who waits")),), spread=True),
        FilterGroup("open", tr("open"), (Choice("open", tr("open orders")),), spread=True),
    )


def make_query(state: FilterState, order: Sorting) -> CustomerQuery:
    """The filter and the order as the database reads them."""
    return customers_query(state, Sorted(order.key, order.descending), company_clock.moment())


def read_details(context: Context, customer_id: int) -> CustomerDetails | None:
    """A customer by the id of the first order; None when it is gone."""
    rows = customer_list(context).rows([customer_id])
    if not rows:
        return None
    orders = orders_of(context, rows[0].key) if rows[0].key else []
    return CustomerDetails(rows[0], orders[:_ORDERS_SHOWN])


class CustomerDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window.
    """

    def __init__(self, place: Workplace) -> None:
        self._theme, self._registry = place.desk.theme, place.desk.window.registry

    def show(self, details: CustomerDetails) -> Shown:
        """One customer."""
        row = details.row
        facts = [
            (tr("Last address"), formats.words("\n".join(_address(row)))),
            (tr("E-mail"), formats.words(row.email)),
            (tr("Telephone"), formats.words(row.phone)),
            (tr("Open"), formats.number(row.open, bold=True)),
            (tr("Waiting"), _waiting(row)),
            (tr("Value"), _value(row)),
        ]
        sections: list[QWidget] = [
            CommandRow(self._registry, _BUTTONS),
            Facts(facts, self._theme),
        ]
        if details.orders:
            title = tr("Last orders")
            rows = TextRows([_order(one) for one in details.orders], title, self._theme)
            sections.append(DetailsSection(title, rows, self._theme))
        words = tr_count("{count} order", "{count} orders", row.orders)
        return Shown(row.name or row.email, None, words.format(count=row.orders), sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected customers."""
        words = tr_count("{count} customer selected", "{count} customers selected", count)
        heading = words.format(count=QLocale().toString(count))
        return Shown(heading, None, tr("Select one to see the orders."), [])


def _address(row: CustomerRow) -> list[str]:
    address = Address(
        name=row.name,
        company="",
        street=row.street,
        street2="",
        postal_code=row.postal_code,
        city=row.city,
        region="",
        country=row.country,
    )
    return address_lines(address, QLocale().name())


def _order(order: OrderRow) -> TextRow:
    state = f"{capital(status_word(order.status))} · {formats.moment(order.ordered_at).text}"
    return TextRow(Cell(order.number, bold=True), Cell(state, muted=True))


def _waiting(row: CustomerRow) -> Cell:
    return formats.number(row.waiting, bold=True)


def _value(row: CustomerRow) -> Cell:
    return formats.words(" · ".join(_amount(one.amount, one.currency) for one in row.values))


def _amount(amount: Decimal, currency: str) -> str:
    return f"{QLocale().toString(float(amount), 'f', 2)} {currency}".strip()
