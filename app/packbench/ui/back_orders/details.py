"""The details of a back order: what it waits for, why, since when, and when it may come."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.services.context import Context
from packbench.services.lists import (
    BackOrderRow,
    WaitingLine,
    back_order_lines,
    back_order_list,
)
from packbench.texts import tr, tr_count
from packbench.ui.commands.registry import CommandRegistry, Placement
from packbench.ui.shell.record_page import Shown
from packbench.ui.tables import formats
from packbench.ui.tables.columns import Cell
from packbench.ui.theme.theme import Theme
from packbench.ui.theme.tokens import Tone
from packbench.ui.widgets.command_row import CommandRow
from packbench.ui.widgets.details_panel import Facts, Section
from packbench.ui.widgets.painted_rows import TextRow, TextRows
from packbench.ui.widgets.states import country_cell, reason_cell, status_cell


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
        theme: colours and fonts.
        registry: gives the buttons.
        commands: which buttons.
    """

    def __init__(self, theme: Theme, registry: CommandRegistry, commands: Placement) -> None:
        self._theme, self._registry, self._commands = theme, registry, commands

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
        ]
        units = tr_count("{count} unit waits", "{count} units wait", row.waiting)
        below = units.format(count=QLocale().toString(row.waiting))
        lines = TextRows(_rows(details.lines), tr("Waiting lines"), self._theme)
        sections = [
            CommandRow(self._registry, self._commands),
            Facts(facts, self._theme),
            Section(tr("Waiting lines"), lines, self._theme),
        ]
        return Shown(row.number, reason_cell(row.reason), below, sections)

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
        place = tr("place {position} in the queue").format(
            position=QLocale().toString(line.queue_position)
        )
        rows.append(TextRow(reason_cell(line.reason), Cell(place, muted=True), inside=True))
        if line.expected_on:
            rows.append(TextRow(_expected(line), inside=True))
    return rows


def _expected(line: WaitingLine) -> Cell:
    day = formats.day(line.expected_on)
    words = tr("Enough is expected on {day}").format(day=day.tip)
    return Cell(words, icon="clock", tone=Tone.MOVING)
