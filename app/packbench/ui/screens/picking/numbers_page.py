"""The numbers of the floor as charts, and the rows behind the bar in hand."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QDate, QLocale, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from packbench.domain.changes import ChangeSet, Kind
from packbench.jobs.progress import Progress
from packbench.services.packing.numbers import (
    Caught,
    FloorNumbers,
    Packed,
    Stay,
    export_caught,
    export_packed,
    export_stays,
    floor_numbers,
)
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.bar_chart import BarChart
from packbench.ui.parts.widgets.bars import Bar
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.day_box import DayBox
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking.numbers_charts import (
    COLUMNS,
    Row,
    caught_columns,
    charts,
    packed_columns,
    stay_columns,
    summary,
)
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_KINDS = (Kind.SHIPMENT, Kind.ORDER, Kind.WAVE, Kind.SETTING)
_AGAIN_MS = 60_000  # wrong scans change nothing, and the day turns by itself
_CHARTS = ("parcels", "pace", "errors", "steps")
_LEAST_ROWS_PX = 160


class NumbersPage(Page):
    """Charts of some days, today unless others are chosen; Enter on a bar shows its rows.

    Args:
        place: the window and the database.
        view: its name among the views of the tab.
        commands: those of the tab.
    """

    def __init__(self, place: Workplace, view: str, commands: Placement) -> None:
        super().__init__()
        self.setObjectName("floor_numbers_page")
        self.view, self.commands = view, commands
        self._place, self._theme = place, place.desk.theme
        self._numbers: FloorNumbers | None = None
        self._follows_today, self._stale = True, True
        self._open: tuple[str, str] | None = None
        self._first, self._last = self._make_day(tr("From")), self._make_day(tr("Until"))
        self._summary, self._behind = PlainLabel(parent=self), PlainLabel(parent=self)
        self.charts = {key: BarChart(key, self._theme, self) for key in _CHARTS}
        self._tables = QStackedWidget(self)
        self.tables = self._make_tables()
        self._lay_out()
        self._take_looks()
        self._theme.changed.connect(self._take_looks)
        place.desk.bus.changed.connect(self._follow)
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._read_if_seen)

    def activate(self) -> None:
        """Reads what changed while others were in front; the first chart gets the keyboard."""
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Reads the days again, in the background."""
        self._stale = False
        context, days = self._place.context, self._days()
        self._place.desk.runner.read(
            "floor_numbers",
            lambda: floor_numbers(context, *days),
            self._take,
            on_error=self._fail,
            owner=self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Looks again and again while it is seen."""
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._again.stop()

    def copy_rows(self) -> None:
        """Puts the rows behind the bar in hand on the clipboard."""
        self._table().copy()

    def focus_filter(self) -> None:
        """The keyboard goes to the first day."""
        self._first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear_filter(self) -> None:
        """Today again."""
        self._show_today()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a row shows its order; Escape goes back to the chart."""
        in_rows = self._table().hasFocus()
        if in_rows and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._show_order()
        elif in_rows and event.key() == Qt.Key.Key_Escape and self._open is not None:
            self.charts[self._open[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def export(self) -> None:
        """Asks where to, and writes the rows that are shown, or all parcels where none are."""
        rows = list(self._table().rows.shown) or list(self._numbers.packed if self._numbers else ())
        window, patterns = self._place.desk.window, tr("Excel (*.xlsx);;CSV (*.csv)")
        path = ask_where_to_save(window, tr("Export the numbers"), "numbers.xlsx", patterns)
        if path:
            self.export_to(path, rows)

    def export_to(self, path: Path, rows: list[Row]) -> None:
        """Writes rows of one kind to a file."""
        context, desk = self._place.context, self._place.desk
        kind = type(rows[0]) if rows else Packed

        def work(_progress: Progress) -> int:
            if kind is Stay:
                return export_stays(context, path, cast("list[Stay]", rows))
            if kind is Caught:
                return export_caught(context, path, cast("list[Caught]", rows))
            return export_packed(context, path, cast("list[Packed]", rows))

        def tell(count: int) -> None:
            words = tr_count(
                "{count} row written to {file}.", "{count} rows written to {file}.", count
            )
            told = words.format(count=QLocale().toString(count), file=path.name)
            desk.window.messages.post(Level.DONE, told)

        desk.runner.render(tr("Exporting the numbers"), work, tell, owner=desk.window)

    def _days(self) -> tuple[date | None, date | None]:
        if self._follows_today:
            return None, None
        return _day(self._first), _day(self._last)

    def _take(self, numbers: FloorNumbers) -> None:
        if numbers == self._numbers:
            return
        self._numbers = numbers
        for field, day in ((self._first, numbers.first), (self._last, numbers.last)):
            with QSignalBlocker(field):
                field.setDate(QDate(day.year, day.month, day.day))
        self._summary.setText(summary(numbers))
        for chart in charts(numbers):
            self.charts[chart.key].show_chart(chart)
        self._show_open()

    def _fail(self, error: BaseException) -> None:
        words = failure_words(self._place.desk.window.errors, error, tr("Choose other days."))
        self._summary.setText(words)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(*_KINDS):
            self._stale = True
            self._read_if_seen()

    def _read_if_seen(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _show_today(self) -> None:
        self._follows_today = True
        self.refresh()

    def _choose_days(self) -> None:
        self._follows_today = False
        if self._last.date() < self._first.date():
            self._last.setDate(self._first.date())
        self.refresh()

    def _open_bar(self, key: str, bar: Bar) -> None:
        self._open = key, bar.label
        for other, chart in self.charts.items():
            if other != key:
                chart.choose_none()
        self._show_open()
        if bar.rows:
            self._table().setFocus(Qt.FocusReason.OtherFocusReason)
            self._table().selectRow(0)

    def _show_open(self) -> None:
        """The rows behind the bar that was opened; none, with what to do, before that."""
        bars = {(key, bar.label): bar for key, chart in self.charts.items() for bar in chart.bars}
        bar = bars.get(self._open) if self._open else None
        if bar is None or self._open is None:
            self._behind.setText(tr("Enter or a click on a bar shows what is behind it."))
            for table in self.tables.values():
                table.rows.show(())
            return
        self._behind.setText(f"{bar.label}: {bar.words}")
        table = self.tables[COLUMNS[self._open[0]]]
        if list(table.rows.shown) != list(bar.rows):
            table.rows.show(bar.rows)
        self._tables.setCurrentWidget(table)

    def _table(self) -> ListTable[Any]:
        return cast("ListTable[Any]", self._tables.currentWidget())

    def _show_order(self) -> None:
        number = self._table().currentIndex().row()
        shown = self._table().rows.shown
        if not 0 <= number < len(shown):
            return
        row = shown[number]
        if isinstance(row, Caught):
            if row.shipment:
                self._place.desk.window.top_bar.search.submitted.emit(row.shipment)
        else:
            self._place.open_record("orders", row.order_id)

    def _make_tables(self) -> dict[str, ListTable[Any]]:
        columns: dict[str, list[ListColumn[Any]]] = {
            "packed": packed_columns(),
            "caught": caught_columns(),
            "stays": stay_columns(),
        }
        name = tr("Behind the bar")
        made: dict[str, ListTable[Any]] = {}
        for key, found in columns.items():
            made[key] = ListTable(name, found, self._theme, self)
            made[key].doubleClicked.connect(lambda _index: self._show_order())
            self._tables.addWidget(made[key])
        return made

    def _make_day(self, name: str) -> DayBox:
        made = DayBox(name, self._theme, self)
        made.dateChanged.connect(self._choose_days)
        return made

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(self._make_head())
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        for number, (key, chart) in enumerate(self.charts.items()):
            grid.addWidget(chart, number // 2, number % 2)
            chart.opened.connect(partial(self._open_bar, key))
        layout.addLayout(grid, 3)
        layout.addWidget(self._behind)
        self._tables.setMinimumHeight(_LEAST_ROWS_PX)
        layout.addWidget(self._tables, 2)

    def _make_head(self) -> QHBoxLayout:
        registry = self._place.desk.window.registry
        today = QPushButton(tr("Today"), self)
        today.setAutoDefault(False)
        today.clicked.connect(self._show_today)
        head = QHBoxLayout()
        head.setSpacing(SPACE_INSIDE)
        head.addWidget(self._summary, 1)
        for words, field in ((tr("&From"), self._first), (tr("&Until"), self._last)):
            label = PlainLabel(words.replace("&", ""), self)
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        head.addSpacing(SPACE_GROUPS)
        head.addWidget(today)
        head.addWidget(CommandButton(registry.action(CommandId.EXPORT_NUMBERS), parent=self))
        return head

    def _take_looks(self) -> None:
        self._summary.setFont(self._theme.font(SCALE_HEADING, bold=True, tabular=True))


def _day(field: DayBox) -> date:
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())
