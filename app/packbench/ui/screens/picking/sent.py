"""The shipments that are packed or have left: columns, chips, query, and the details of one."""

from PySide6.QtCore import QLocale

from packbench.domain.orders import ShipmentStatus
from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.list_tabs import TODAY, WEEK, Sorted, sent_query
from packbench.services.office.sent_work import SentQuery, SentRow, SentValues, sent_list
from packbench.ui import company_clock
from packbench.ui.history import history_section
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.tables.table_pane import Sorting, TableSpec, TableTexts
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import Facts
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup, FilterState
from packbench.ui.parts.widgets.notice import Notice
from packbench.ui.parts.widgets.states import capital
from packbench.ui.workplace import Workplace
from packbench.words.language import mark, tr, tr_count
from packbench.words.states import status_word

NAME = "sent_shipments"

_OPEN = {
    "unprinted": mark("label not printed"),
    "untracked": mark("no tracking number"),
    "unlisted": mark("on no manifest"),
}


def columns() -> tuple[Column[SentRow], ...]:
    """The columns, with their words in the language in use."""
    return (
        Column("number", tr("Shipment"), lambda row: Cell(row.number), 11),
        Column("status", tr("Status"), status_cell, 10, sortable=False),
        Column("method", tr("Ship method"), lambda row: formats.words(row.ship_method), 12),
        Column("carrier", tr("Carrier"), lambda row: formats.words(row.carrier), 9),
        Column("tracking", tr("Tracking"), tracking_cell, 16),
        Column("shipped", tr("Shipped"), lambda row: formats.moment(row.shipped_at), 9),
        Column("customer", tr("Customer"), _customer, 12, grows=True, sortable=False),
        Column("parcels", tr("Parcels"), _parcels, 6, Align.END, sortable=False),
        Column("label", tr("Label"), label_cell, 9, sortable=False),
        Column("manifest", tr("Manifest"), manifest_cell, 7, sortable=False),
        Column("warehouse", tr("Warehouse"), _warehouse, 6, hidden=True, sortable=False),
    )


def table(context: Context) -> TableSpec[SentQuery, SentRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Shipments"),
        columns=columns(),
        source=sent_list(context),
        make_query=make_query,
        order=Sorting("newest", descending=True),
        groups=groups(SentValues([], [], [])),
        empty=EmptyText(
            "truck",
            tr("Nothing is packed, and nothing has left"),
            tr("Pack at the bench (F11): what is packed comes here."),
        ),
        texts=TableTexts(
            reading=tr("Reading shipments…"),
            nothing_fits=tr("No shipments fit this filter"),
            unreadable=tr("Shipments can't be read now"),
        ),
        filter_hint=tr("Shipment, tracking number or customer…"),
    )


def groups(values: SentValues) -> tuple[FilterGroup, ...]:
    """What shipments can be filtered by, with the values that there are."""
    statuses = (ShipmentStatus.PACKED, ShipmentStatus.SHIPPED)
    states = tuple(Choice(one.value, status_word(one.value)) for one in statuses)
    still = tuple(Choice(word, tr(told)) for word, told in _OPEN.items())
    days = (Choice(TODAY, tr("today")), Choice(WEEK, tr("last 7 days")))
    return (
        FilterGroup("status", tr("status"), states, spread=True),
        FilterGroup("open", tr("still open"), still, spread=True, counted=True),
        FilterGroup("day", tr("shipped"), days, spread=True),
        FilterGroup("carrier", tr("carrier"), _plain(values.carriers)),
        FilterGroup("method", tr("ship method"), _plain(values.methods)),
        FilterGroup("warehouse", tr("warehouse"), _plain(values.warehouses)),
    )


def make_query(state: FilterState, order: Sorting) -> SentQuery:
    """The filter and the order as the database reads them."""
    return sent_query(state, Sorted(order.key, order.descending), company_clock.moment())


def status_cell(row: SentRow) -> Cell:
    """Packed or shipped, as a pill."""
    words = capital(status_word(row.status))
    if row.status == ShipmentStatus.SHIPPED:
        return formats.state(words, "truck", Tone.READY)
    return formats.state(words, "package-check", Tone.MOVING)


def tracking_cell(row: SentRow) -> Cell:
    """The carrier's number; of what has left without one that it is missing."""
    if row.tracking or row.status != ShipmentStatus.SHIPPED:
        return formats.words(row.tracking)
    return formats.state(tr("none yet"), "hourglass", Tone.WAITING)


def label_cell(row: SentRow) -> Cell:
    """Whether a label still has to be printed."""
    if not row.unprinted:
        return formats.words(None)
    return formats.state(tr("Not printed"), "printer", Tone.ATTENTION)


def manifest_cell(row: SentRow) -> Cell:
    """The manifest that it is on."""
    return formats.words(None if row.manifest is None else f"M{row.manifest}")


class SentDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
        commands: which buttons.
    """

    def __init__(self, place: Workplace, commands: Placement) -> None:
        self._place, self._commands = place, commands
        self._theme, self._registry = place.desk.theme, place.desk.window.registry

    def show(self, row: SentRow) -> Shown:
        """One shipment."""
        sections = [
            CommandRow(self._registry, self._commands),
            *self._notices(row),
            Facts(_facts(row), self._theme),
            history_section(self._place, "sent", RecordKind.ORDER, row.order_number),
        ]
        below = tr("At {warehouse}").format(warehouse=row.warehouse)
        return Shown(row.number, status_cell(row), below, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected shipments."""
        words = tr_count("{count} shipment selected", "{count} shipments selected", count)
        heading = words.format(count=QLocale().toString(count))
        row = CommandRow(self._registry, self._commands)
        return Shown(heading, None, tr("The commands work on all of them."), [row])

    def _notices(self, row: SentRow) -> list[Notice]:
        if not row.unprinted:
            return []
        said = tr("The label was made, and never went to a printer.")
        then = tr("Print it: it is the same label.")
        return [Notice(Tone.ATTENTION, "printer", said, then, self._theme)]


def _facts(row: SentRow) -> list[tuple[str, Cell]]:
    return [
        (tr("Order"), Cell(row.order_number)),
        (tr("Customer"), formats.words(row.customer)),
        (tr("Ship method"), formats.words(row.ship_method)),
        (tr("Carrier"), formats.words(row.carrier)),
        (tr("Tracking"), tracking_cell(row)),
        (tr("Shipped"), formats.moment(row.shipped_at)),
        (tr("Parcels"), formats.number(row.parcels, bold=True)),
        (tr("Manifest"), manifest_cell(row)),
    ]


def _customer(row: SentRow) -> Cell:
    return formats.words(row.customer)


def _warehouse(row: SentRow) -> Cell:
    return Cell(row.warehouse)


def _parcels(row: SentRow) -> Cell:
    return formats.number(row.parcels, bold=True)


def _plain(values: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)
