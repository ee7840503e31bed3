"""The details of a back order: what it waits for, why, since when, and when it may come."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.engine.command.context import Context
from packbench.services.office.history import RecordKind
from packbench.services.office.lists import (
    BackOrderRow,
    WaitingLine,
    back_order_lines,
    back_order_list,
)
from packbench.services.orders.partial_shipment import Choices, choices
from packbench.ui.history import history_section
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.record_page import Shown
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.read_later import Later, ReadLater
from packbench.ui.parts.widgets.states import country_cell, reason_cell, status_cell
from packbench.ui.screens.back_orders.parts import choice_facts
from packbench.ui.why import advice_later
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


@dataclass(frozen=True, slots=True)
class BackOrderDetails:
    """An order that waits, with its waiting lines."""

    row: BackOrderRow
    lines: list[WaitingLine]


def read_details(context: Context, order_id: int) -> BackOrderDetails | None:
    """A back order by its order's id; None when it waits no more."""
    rows = back_order_list(context).rows([order_id])
    return BackOrderDetails(rows[0], back_order_lines(context, order_id)) if rows else None


class BackOrderDetailsView:
    """Makes the widgets of the panel.

    Args:
        place: the window and the database, for what is read later.
        commands: which buttons.
        parts: the buttons that ship in parts or not.
    """

    def __init__(self, place: Workplace, commands: Placement, parts: Placement) -> None:
        self._place = place
        self._theme, self._registry = place.desk.theme, place.desk.window.registry
        self._commands, self._parts = commands, parts

    def show(self, details: BackOrderDetails) -> Shown:
        """One back order."""
        row = details.row
        facts = [
            (tr("E-mail"), formats.words(row.email)),
            (tr("Country"), country_cell(row.country)),
            (tr("Channel"), formats.words(row.channel)),
            (tr("Order is"), status_cell(row.status)),
            (tr("Waits since"), Cell(formats.exact(row.since))),
            (tr("Expected"), formats.day(row.expected_on)),
            (tr("Passed over"), _passed_over(details.lines)),
        ]
        units = tr_count("{count} unit waits", "{count} units wait", row.waiting)
        below = units.format(count=QLocale().toString(row.waiting))
        lines = TextRows(_rows(details.lines), tr("Waiting lines"), self._theme)
        advice = advice_later(self._place, "back_orders.advice", row.number)
        sections = [
            CommandRow(self._registry, self._commands),
            Facts(facts, self._theme),
            DetailsSection(tr("Waiting lines"), lines, self._theme),
            DetailsSection(tr("What would help"), advice, self._theme),
            DetailsSection(
                tr("In parts, or whole"), self._choices(details.row.number), self._theme
            ),
            history_section(self._place, "back_orders", RecordKind.ORDER, row.number),
        ]
        return Shown(row.number, reason_cell(row.reason), below, sections)

    def _choices(self, number: str) -> QWidget:
        """What sending what is here and waiting for all would mean."""
        context = self._place.context
        later = Later("back_orders.parts", lambda: choices(context, number), self._chosen)
        return ReadLater(later, self._place.desk.runner)

    def _chosen(self, found: Choices) -> list[QWidget]:
        return [
            Facts(choice_facts(found), self._theme),
            CommandRow(self._registry, self._parts),
        ]

    def show_several(self, count: int) -> Shown:
        """A number of selected back orders."""
        words = tr_count("{count} back order chosen", "{count} back orders chosen", count)
        heading = words.format(count=QLocale().toString(count))
        below = tr("The commands work on all of them.")
        return Shown(heading, None, below, [CommandRow(self._registry, self._commands)])


def _rows(lines: list[WaitingLine]) -> list[TextRow]:
    rows = []
    for line in lines:
        units = tr("{count} waiting").format(count=QLocale().toString(line.quantity))
        rows.append(TextRow(Cell(line.sku, bold=True), Cell(units)))
        rows.append(TextRow(reason_cell(line.reason), _place(line), inside=True))
        if line.expected_on:
            rows.append(TextRow(_expected(line), inside=True))
        if line.passed_over:
            rows.append(TextRow(_passed(line), inside=True))
    return rows


def _place(line: WaitingLine) -> Cell:
    position = QLocale().toString(line.queue_position)
    tip = tr("place {position} in the queue").format(position=position)
    return Cell(tr("place {position}").format(position=position), tip, muted=True)


def _passed_over(lines: list[WaitingLine]) -> Cell:
    """How often stock that a line waits for went to somebody behind it."""
    times = max((line.passed_over for line in lines), default=0)
    if not times:
        return Cell(tr("never"), muted=True)
    words = tr_count("{count} time", "{count} times", times)
    return Cell(words.format(count=QLocale().toString(times)), bold=True)


def _passed(line: WaitingLine) -> Cell:
    words = tr_count(
        "Passed over {count} time, last by {order}",
        "Passed over {count} times, last by {order}",
        line.passed_over,
    )
    count = QLocale().toString(line.passed_over)
    order = line.passed_by or tr("an order that is gone")
    return Cell(words.format(count=count, order=order), icon="info", tone=Tone.ATTENTION)


def _expected(line: WaitingLine) -> Cell:
    day = formats.day(line.expected_on)
    words = tr("Enough is expected on {day}").format(day=day.tip)
    return Cell(words, icon="clock", tone=Tone.MOVING)
