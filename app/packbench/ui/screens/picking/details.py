"""The details of a wave: its paper, its shipments, what to take where, what was short."""

from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.orders import ShipmentStatus
from packbench.domain.slots import slot_label
from packbench.services.office.pick_work import (
    ListedWave,
    PaperOfWave,
    ShipmentOfWave,
    ShortPick,
    TaskView,
    WaveCommand,
    WaveContent,
)
from packbench.ui.parts.commands.registry import CommandRegistry, Placement
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.notice import Notice
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import capital, status_cell
from packbench.ui.screens.picking.table import mode_cell, progress_cell
from packbench.words.language import mark, tr, tr_count
from packbench.words.picking import short_word, walk_words
from packbench.words.places import place_word

_EVENTS = {
    "pick.create": mark("released"),
    "pick.release": mark("released"),
    "pick.release_waves": mark("released"),
    "pick.start": mark("begun"),
    "pick.next": mark("a task taken on"),
    "pick.hand_over": mark("handed over"),
    "pick.confirm": mark("picks booked"),
    "pick.add": mark("orders put in"),
    "pick.remove": mark("orders taken out"),
    "pick.cancel": mark("taken back, or orders of it"),
    "print.pick_list": mark("list printed"),
    "print.pick_difference": mark("changes of a list printed"),
    "undo": mark("something taken back"),
}
"""What was done with a wave, by the command's name."""
_AN_ORDER_CHANGED = mark("an order of it changed")


class WaveDetailsView:
    """Makes the widgets of the panel.

    Args:
        theme: colours and fonts.
        registry: gives the buttons.
        commands: which buttons.
    """

    def __init__(self, theme: Theme, registry: CommandRegistry, commands: Placement) -> None:
        self._theme, self._registry, self._commands = theme, registry, commands

    def show(self, wave: WaveContent) -> Shown:
        """One wave."""
        row = wave.row
        sections: list[QWidget] = [CommandRow(self._registry, self._commands)]
        if row.paper_is_old:
            sections.append(self._old_paper(wave))
        sections.append(Facts(_facts(wave), self._theme))
        if wave.shorts:
            shorts = [part for one in wave.shorts for part in _short_rows(one)]
            sections.append(self._section(tr("Short picks"), shorts))
        shipments = [_shipment_row(one) for one in wave.shipments]
        picked = sum(one.status != ShipmentStatus.CANCELLED for one in wave.shipments)
        sections.append(self._section(_orders_title(picked), shipments))
        tasks = [part for task in wave.tasks for part in _task_rows(task)]
        sections.append(self._section(_tasks_title(len(wave.tasks)), tasks))
        sections.append(self._section(tr("Papers"), [_paper_row(one) for one in wave.papers]))
        sections.append(self._section(tr("History"), [_event_row(one) for one in wave.history]))
        below = tr("At {warehouse}").format(warehouse=row.warehouse)
        return Shown(row.number, status_cell(row.status), below, sections)

    def show_several(self, count: int) -> Shown:
        """A number of selected waves."""
        words = tr_count("{count} wave selected", "{count} waves selected", count)
        heading = words.format(count=QLocale().toString(count))
        row = CommandRow(self._registry, self._commands)
        return Shown(heading, None, tr("The commands work on all of them."), [row])

    def _section(self, title: str, rows: list[TextRow]) -> DetailsSection:
        if not rows:
            rows = [TextRow(Cell(tr("None"), muted=True))]
        return DetailsSection(title, TextRows(rows, title, self._theme), self._theme)

    def _old_paper(self, wave: WaveContent) -> Notice:
        words = tr("The paper in the picker's hand is old: it is revision {old} of {new}.")
        said = words.format(old=wave.row.printed_revision, new=wave.row.revision)
        return Notice(
            Tone.ATTENTION, "triangle-alert", said, tr("Print the list again."), self._theme
        )


def _facts(wave: WaveContent) -> list[tuple[str, Cell]]:
    row = wave.row
    return [
        (tr("Mode"), Cell(mode_cell(row).tip)),
        (tr("Picker"), formats.words(row.picker)),
        (tr("Released"), Cell(formats.exact(row.created_at))),
        (tr("Begun"), _exact(row.started_at)),
        (tr("Done"), _exact(row.picked_at)),
        (tr("Picked"), progress_cell(row)),
        (tr("Walk"), _walk(row)),
        (tr("Revision"), formats.number(row.revision)),
    ]


def _exact(at: datetime | None) -> Cell:
    return Cell(formats.exact(at)) if at is not None else formats.words(None)


def _walk(row: ListedWave) -> Cell:
    """How far it is, and what it saves against the order of the bins' codes."""
    if row.distance_m is None:
        return Cell(
            walk_words(row.walk) if row.walk else tr("by the codes of the bins"), muted=True
        )
    number = QLocale().toString
    if not row.saved_percent:
        return Cell(tr("{distance} m").format(distance=number(row.distance_m)))
    words = tr("{distance} m, {saved} % shorter than by the codes of the bins")
    return Cell(words.format(distance=number(row.distance_m), saved=number(row.saved_percent)))


def _orders_title(count: int) -> str:
    words = tr_count("{count} shipment", "{count} shipments", count)
    return words.format(count=QLocale().toString(count))


def _tasks_title(count: int) -> str:
    words = tr_count("{count} task in walking order", "{count} tasks in walking order", count)
    return words.format(count=QLocale().toString(count))


def _shipment_row(one: ShipmentOfWave) -> TextRow:
    left = tr("{slot}   {order}").format(slot=slot_label(one.slot), order=one.order_number)
    number = QLocale().toString
    if one.status == ShipmentStatus.CANCELLED:
        return TextRow(Cell(left, muted=True), Cell(tr("cancelled"), muted=True))
    if one.short:
        words = tr("{count} short").format(count=number(one.short))
        return TextRow(Cell(left, bold=True), Cell(words, tone=Tone.WRONG))
    if not one.left:
        return TextRow(Cell(left, bold=True), Cell(tr("all picked"), tone=Tone.READY))
    words = tr("{count} to pick").format(count=number(one.left))
    return TextRow(Cell(left, bold=True), Cell(words))


def _task_rows(task: TaskView) -> list[TextRow]:
    number = QLocale().toString
    where = place_word(task.location)
    done = task.picked + task.short >= task.quantity
    count = tr("{picked} of {quantity}").format(
        picked=number(task.picked), quantity=number(task.quantity)
    )
    tone = Tone.WRONG if task.short else Tone.READY if done else None
    what = tr("{sku} for {slot}").format(sku=task.sku, slot=slot_label(task.tote))
    words = tr("{name}, lot {lot}").format(name=task.name, lot=task.lot) if task.lot else task.name
    return [
        TextRow(Cell(f"{number(task.task)}   {where}", bold=True), Cell(count, tone=tone)),
        TextRow(Cell(what), Cell(words, muted=True), inside=True),
    ]


def _short_rows(short: ShortPick) -> list[TextRow]:
    words = tr("{count} of {sku} {reason}").format(
        count=QLocale().toString(short.units), sku=short.sku, reason=short_word(short.reason)
    )
    who = tr("{operator}, {when}").format(
        operator=short.operator, when=formats.moment(short.at).text
    )
    counted = tr("counted since") if short.counted else tr("to be counted")
    return [
        TextRow(
            Cell(place_word(short.location), icon="triangle-alert", tone=Tone.WRONG),
            Cell(words),
        ),
        TextRow(Cell(who, formats.exact(short.at), muted=True), Cell(counted), inside=True),
    ]


def _paper_row(paper: PaperOfWave) -> TextRow:
    if paper.print_number == 1:
        words = tr("List, revision {revision}").format(revision=paper.revision)
    else:
        words = tr("Reprint {number}, revision {revision}").format(
            number=paper.print_number - 1, revision=paper.revision
        )
    return TextRow(Cell(words), _who(paper))


def _event_row(event: WaveCommand) -> TextRow:
    words = tr(_EVENTS.get(event.name, _AN_ORDER_CHANGED))
    return TextRow(Cell(capital(words)), _who(event))


def _who(did: PaperOfWave | WaveCommand) -> Cell:
    """Who did it, where and when; the exact moment in the tip."""
    words = tr("{operator} at {station}, {when}")
    shown, exact = (
        words.format(operator=did.operator, station=did.station, when=when)
        for when in (formats.moment(did.at).text, formats.exact(did.at))
    )
    return Cell(shown, exact, muted=True)
