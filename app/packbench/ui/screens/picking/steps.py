"""The shipments at each step of the work: columns, chips, query, and the details of a shipment."""

from PySide6.QtCore import QLocale

from packbench.domain.picking import WorkStep
from packbench.domain.slots import slot_label
from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.list_tabs import LATE, TODAY, Sorted, steps_query
from packbench.services.office.lists import FilterValues
from packbench.services.office.pick_work import ShipmentQuery, ShipmentRow, shipment_list
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
from packbench.words.picking import step_word

NAME = "pick_steps"
INCOMPLETE = "incomplete"

_WORK = (
    *(WorkStep.TO_RELEASE, WorkStep.TO_PICK, WorkStep.IN_PICKING),
    *(WorkStep.PICKED, WorkStep.PACKED),
)
STUCK = (WorkStep.UNPAID, WorkStep.ON_HOLD, WorkStep.COLLECTING, WorkStep.PROMISED)
"""What can't be released to picking as it is."""

_LOOKS = {
    WorkStep.UNPAID: ("triangle-alert", Tone.ATTENTION),
    WorkStep.ON_HOLD: ("circle-pause", Tone.ATTENTION),
    WorkStep.COLLECTING: ("hourglass", Tone.WAITING),
    WorkStep.PROMISED: ("clock", Tone.WAITING),
    WorkStep.TO_RELEASE: ("circle-check", Tone.READY),
    WorkStep.TO_PICK: ("circle-dashed", Tone.MOVING),
    WorkStep.IN_PICKING: ("list-checks", Tone.MOVING),
    WorkStep.PICKED: ("package-open", Tone.MOVING),
    WorkStep.PACKED: ("package-check", Tone.MOVING),
}
_WHY = {
    WorkStep.UNPAID: (
        mark("The order is not paid yet, so it can't be released to picking."),
        mark("Mark it as paid (F2)."),
    ),
    WorkStep.ON_HOLD: (
        mark("The order is on hold: nothing of it is sent."),
        mark("Resume it (F2)."),
    ),
    WorkStep.COLLECTING: (
        mark("The order ships only complete, and a part of it is not here yet."),
        mark("Wait for the rest, or send what is here (F2)."),
    ),
    WorkStep.PROMISED: (
        mark("A virtual warehouse promised it: there is nothing to pick yet."),
        mark("Move the promises to a warehouse that has the goods (F2)."),
    ),
}


def columns() -> tuple[Column[ShipmentRow], ...]:
    """The columns, with their words in the language in use."""
    return (
        Column("number", tr("Shipment"), lambda row: Cell(row.number), 11),
        Column("step", tr("Step"), step_cell, 13, sortable=False),
        Column("since", tr("Since"), since_cell, 9, sortable=False),
        Column("warehouse", tr("Warehouse"), lambda row: Cell(row.warehouse), 6),
        Column("ship_by", tr("Ship by"), ship_by_cell, 8),
        Column("customer", tr("Customer"), lambda row: formats.words(row.customer), 12, grows=True),
        Column("units", tr("Units"), _units, 5, Align.END, sortable=False),
        Column("wave", tr("Wave"), wave_cell, 8, sortable=False),
        Column("address", tr("Address"), _address, 8, sortable=False),
        Column(
            "method", tr("Ship method"), lambda row: formats.words(row.ship_method), 12, hidden=True
        ),
    )


def table(context: Context) -> TableSpec[ShipmentQuery, ShipmentRow]:
    """The table on a database."""
    return TableSpec(
        name=NAME,
        title=tr("Shipments"),
        columns=columns(),
        source=shipment_list(context),
        make_query=make_query,
        order=Sorting("queue"),
        groups=groups(FilterValues([], [], [])),
        empty=EmptyText(
            "circle-check",
            tr("Nothing is to be picked or packed"),
            tr("Allocate orders (F9 in Orders): what has its stock comes here."),
        ),
        texts=TableTexts(
            reading=tr("Reading shipments…"),
            nothing_fits=tr("No shipments fit this filter"),
            unreadable=tr("Shipments can't be read now"),
        ),
        filter_hint=tr("Shipment or customer…"),
    )


def groups(values: FilterValues) -> tuple[FilterGroup, ...]:
    """What shipments can be filtered by, with the values that there are."""
    work, stuck = (
        tuple(Choice(step.value, step_word(step)) for step in found) for found in (_WORK, STUCK)
    )
    incomplete = (Choice(INCOMPLETE, tr("address incomplete")),)
    due = (Choice(LATE, tr("late")), Choice(TODAY, tr("due today")))
    return (
        FilterGroup("step", tr("step"), work, spread=True),
        FilterGroup("stuck", tr("stuck"), stuck, spread=True, counted=True),
        FilterGroup("address", tr("address"), incomplete, spread=True, counted=True),
        FilterGroup("ship_by", tr("ship by"), due, spread=True),
        FilterGroup("warehouse", tr("warehouse"), _plain(values.warehouses)),
        FilterGroup("channel", tr("channel"), _plain(values.channels)),
    )


def make_query(state: FilterState, order: Sorting) -> ShipmentQuery:
    """The filter and the order as the database reads them."""
    return steps_query(state, Sorted(order.key, order.descending), company_clock.moment())


def step_cell(row: ShipmentRow) -> Cell:
    """Where a shipment stands, as a pill."""
    icon, tone = _LOOKS[WorkStep(row.step)]
    return formats.state(capital(step_word(WorkStep(row.step))), icon, tone)


def since_cell(row: ShipmentRow) -> Cell:
    """Since when: of what is stuck or in a wave to the minute, else the day it got its stock."""
    if row.since is not None:
        return formats.age(row.since)
    return formats.day(row.made_on)


def ship_by_cell(row: ShipmentRow) -> Cell:
    """The day by which it is to be sent; red when that is over."""
    cell = formats.day(row.ship_by)
    if row.ship_by is None or row.ship_by >= company_clock.today():
        return cell
    return Cell(cell.text, tr("Late: {day}").format(day=cell.tip), "calendar-x", Tone.WRONG)


def wave_cell(row: ShipmentRow) -> Cell:
    """The wave and the slot on the cart."""
    if row.wave is None or row.slot is None:
        return formats.words(None)
    return Cell(tr("{wave} · {slot}").format(wave=row.wave, slot=slot_label(row.slot)))


class ShipmentDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
        commands: which buttons.
    """

    def __init__(self, place: Workplace, commands: Placement) -> None:
        self._place, self._commands = place, commands
        self._theme, self._registry = place.desk.theme, place.desk.window.registry

    def show(self, row: ShipmentRow) -> Shown:
        """One shipment."""
        sections = [
            CommandRow(self._registry, self._commands),
            *self._notices(row),
            Facts(_facts(row), self._theme),
            history_section(self._place, "pick_steps", RecordKind.ORDER, row.order_number),
        ]
        below = tr("At {warehouse}").format(warehouse=row.warehouse)
        return Shown(row.number, step_cell(row), below, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected shipments."""
        words = tr_count("{count} shipment selected", "{count} shipments selected", count)
        heading = words.format(count=QLocale().toString(count))
        row = CommandRow(self._registry, self._commands)
        return Shown(heading, None, tr("The commands work on all of them."), [row])

    def _notices(self, row: ShipmentRow) -> list[Notice]:
        found = []
        if row.step in STUCK:
            said, then = (tr(words) for words in _WHY[WorkStep(row.step)])
            found.append(Notice(Tone.ATTENTION, "triangle-alert", said, then, self._theme))
        if row.lacks_address:
            said = tr("The address is incomplete: no carrier's label can be made with it.")
            then = tr("Complete it in the order; Enter shows the order.")
            found.append(Notice(Tone.NEUTRAL, "info", said, then, self._theme))
        return found


def _facts(row: ShipmentRow) -> list[tuple[str, Cell]]:
    return [
        (tr("Order"), Cell(row.order_number)),
        (tr("Customer"), formats.words(row.customer)),
        (tr("Channel"), formats.words(row.channel)),
        (tr("Since"), since_cell(row)),
        (tr("Ship by"), ship_by_cell(row)),
        (tr("Ship method"), formats.words(row.ship_method)),
        (tr("Units"), formats.number(row.units, bold=True)),
        (tr("Wave"), wave_cell(row)),
    ]


def _units(row: ShipmentRow) -> Cell:
    return formats.number(row.units, bold=True)


def _address(row: ShipmentRow) -> Cell:
    if not row.lacks_address:
        return formats.words(None)
    since = row.lacks_address_since
    words = tr("Incomplete")
    if since is not None:
        words = tr("Incomplete: {age}").format(age=formats.age(since).text)
    return formats.state(words, "triangle-alert", Tone.ATTENTION)


def _plain(values: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value) for value in values)
