"""The dashboard: what needs somebody today, and plots; every number opens the rows behind it."""

from datetime import date
from functools import partial
from time import monotonic
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.dashboard import DailyNeed
from packbench.services.dashboard.needs import count_need
from packbench.services.dashboard.rows import SPANS, Scope
from packbench.services.dashboard.work import is_empty
from packbench.ui import company_clock
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.bars import Bar
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.screens.dashboard.charts import PLOTS, SOURCES, Plot, PlotSource
from packbench.ui.screens.dashboard.opening import open_bar, open_need
from packbench.ui.screens.dashboard.plot_box import PlotBox
from packbench.ui.screens.dashboard.saving import ask_and_save
from packbench.ui.screens.dashboard.tile import Tile
from packbench.ui.workplace import Workplace
from packbench.words.dashboard import need_word, need_words
from packbench.words.language import tr, tr_count

_KINDS = (
    *(Kind.ORDER, Kind.STOCK, Kind.PURCHASE_ORDER, Kind.SHIPMENT, Kind.WAVE, Kind.PRODUCT),
    *(Kind.WAREHOUSE, Kind.SETTING),
)
_PAUSE_MS = 5_000  # between a change and the next look
_MINUTE_MS = 60_000
_SLOW_S = 600  # what takes longer is read again after so much time at the soonest
_COLUMNS = 5
_LOOKS = {
    DailyNeed.LATE: ("calendar-x", Tone.WRONG),
    DailyNeed.DUE: ("calendar-days", Tone.ATTENTION),
    DailyNeed.PROBLEMS: ("triangle-alert", Tone.ATTENTION),
    DailyNeed.TO_VERIFY: ("user", Tone.ATTENTION),
    DailyNeed.COULD_SHIP: ("hourglass", Tone.WAITING),
    DailyNeed.SHORT_PICKS: ("clipboard-check", Tone.WRONG),
    DailyNeed.BELOW_MINIMUM: ("warehouse", Tone.ATTENTION),
    DailyNeed.OVERDUE: ("truck", Tone.WRONG),
    DailyNeed.INCOMING: ("package-plus", Tone.MOVING),
}


class DashboardPage(Page):
    """Tiles above, plots below. Each reads by itself and shows words until its number is there.

    Args:
        place: the window and the database.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("dashboard_page")
        self._place, self._theme = place, place.desk.theme
        self._stale, self._day = True, date.min
        self._slow_since_s = 0.0
        self._shown: dict[str, Any] = {}
        self.tiles = {need: self._make_tile(need) for need in DailyNeed}
        self.plots = {one.key: self._make_plot(one) for one in PLOTS}
        self.span = self._make_span()
        self._heading, self._where = PlainLabel(tr("What needs somebody today"), self), PlainLabel()
        self._plots = PlainLabel(tr("How it stands"), self)
        self._empty = EmptyState(self._theme, self)
        self._stack = QStackedWidget(self)
        self._area = QScrollArea(self)
        self._pause, self._clock = QTimer(self), QTimer(self)
        self._lay_out()
        self._take_fonts()
        self._theme.changed.connect(self._take_fonts)
        self._follow_times()
        place.desk.bus.changed.connect(self._follow)
        place.desk.window.uncovered.connect(self._read_if_stale)
        place.desk.window.top_bar.warehouse_chosen.connect(self._choose)

    @property
    def scope(self) -> Scope:
        """The warehouse at hand, and how many days are looked back."""
        return Scope(self._place.desk.window.top_bar.warehouse, int(self.span.currentData()))

    def activate(self) -> None:
        """Reads what changed meanwhile; the number that was left has the keyboard again."""
        focused = QApplication.focusWidget()
        typing = isinstance(focused, QLineEdit) and not self.isAncestorOf(focused)
        self._read_if_stale()
        if typing:  # into the search field
            return
        if self._stack.currentWidget() is self._empty:
            self._empty.take_keyboard()
        else:
            left = self.focusWidget() or self.tiles[DailyNeed.LATE]
            left.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Reads everything again, in the background."""
        self._read(slow=True)

    def focus_filter(self) -> None:
        """The keyboard goes to the span of the plots."""
        self.span.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Looks at the clock while it is seen."""
        super().showEvent(event)
        self._take_fonts()  # a scroll area gives its own to what comes into it
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._clock.stop()
        self._pause.stop()  # what is stale is read when it is seen again

    def _read(self, *, slow: bool) -> None:
        """Asks for each number in a slot of its own: what is quick is there before what is slow."""
        context, runner, scope = self._place.context, self._place.desk.runner, self.scope
        self._stale, self._day = False, company_clock.today()
        self._slow_since_s = monotonic() if slow else self._slow_since_s
        self._where.setText(scope.warehouse or tr("All warehouses"))
        runner.read("dashboard.empty", lambda: is_empty(context), self._take_empty, owner=self)
        for need, tile in self.tiles.items():
            runner.read(
                f"dashboard.{need}",
                partial(count_need, context, need, scope),
                tile.show_count,
                on_error=partial(self._fail_tile, tile),
                owner=self,
            )
        for key, source in SOURCES.items():
            if slow or not source.slow:
                self._read_source(key, source, scope)

    def _read_source(self, key: str, source: PlotSource, scope: Scope) -> None:
        self._place.desk.runner.read(
            f"dashboard.{key}",
            partial(source.read, self._place.context, scope),
            partial(self._take_source, key),
            on_error=partial(self._fail_source, key),
            owner=self,
        )

    def _take_empty(self, empty: bool) -> None:
        self._stack.setCurrentWidget(self._empty if empty else self._area)

    def _take_source(self, key: str, found: Any) -> None:
        if self._shown.get(key) != found:
            self._shown[key] = found
            for box in self._plots_of(key):
                box.show_found(found)

    def _plots_of(self, source: str) -> list[PlotBox]:
        return [box for box in self.plots.values() if box.plot.source == source]

    def _fail_tile(self, tile: Tile, error: BaseException) -> None:
        tile.show_words(tr("can't be read now"))
        self._place.desk.runner.failed.emit(error)

    def _fail_source(self, key: str, error: BaseException) -> None:
        self._shown.pop(key, None)
        for box in self._plots_of(key):
            box.tell(tr("This can't be read now."))
        self._place.desk.runner.failed.emit(error)

    def _follow(self, changes: ChangeSet) -> None:
        """Looks again a while after a change: many changes are one look."""
        if changes.touches(*_KINDS):
            self._stale = True
            if self.isVisible() and not self._pause.isActive():
                self._pause.start()

    def _read_if_stale(self) -> None:
        if self.isVisible() and not self._place.desk.window.is_covered and self._is_old():
            old = monotonic() - self._slow_since_s > _SLOW_S
            self._read(slow=old or self._day != company_clock.today())

    def _is_old(self) -> bool:
        return self._stale or self._day != company_clock.today()

    def _choose(self, _key: object = None) -> None:
        """Another warehouse or span: what is shown is not of it."""
        self._stale = True
        self._day = date.min
        self._read_if_stale()

    def _open(self, bar: Bar) -> None:
        open_bar(self._place, bar, self.scope)

    def _save(self, box: PlotBox) -> None:
        ask_and_save(self._place, box)

    def _step(self, tile: Tile, columns: int, rows: int) -> None:
        tiles = list(self.tiles.values())
        number = tiles.index(tile) + columns + rows * _COLUMNS
        if 0 <= number < len(tiles):
            tiles[number].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_tile(self, need: DailyNeed) -> Tile:
        words = need_word(need), need_words(need)
        tile = Tile(need.value, words, _LOOKS[need], self._theme, self)
        tile.clicked.connect(lambda: open_need(self._place, need, self.scope))
        tile.stepped.connect(partial(self._step, tile))
        return tile

    def _make_plot(self, plot: Plot) -> PlotBox:
        box = PlotBox(plot, self._theme, self)
        box.chart.opened.connect(self._open)
        box.save_wanted.connect(partial(self._save, box))
        return box

    def _make_span(self) -> ChoiceBox:
        made = ChoiceBox(tr("Plots look back"), self._theme, self)
        for days in SPANS:
            words = tr_count("{count} day", "{count} days", days)
            made.addItem(words.format(count=days), days)
        made.setCurrentIndex(SPANS.index(Scope().days))
        made.currentIndexChanged.connect(self._choose)
        return made

    def _follow_times(self) -> None:
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._read_if_stale)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self._read_if_stale)

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        column.setSpacing(SPACE_INSIDE)
        column.addLayout(self._make_head(self._heading, self._where))
        column.addLayout(self._make_grid(list(self.tiles.values()), _COLUMNS))
        column.addSpacing(SPACE_INSIDE)
        label = PlainLabel(tr("Plots look back"), self)
        label.setBuddy(self.span)
        column.addLayout(self._make_head(self._plots, label, self.span))
        column.addLayout(self._make_plots())
        column.addStretch()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._empty.show_text(
            EmptyText(
                "monitor",
                tr("Nothing to tell yet"),
                tr("Import orders, products and stock (Ctrl+I): their numbers stand here then."),
            ),
            [self._place.desk.window.registry.action(CommandId.IMPORT)],
        )
        self._where.setProperty("role", "muted")
        for part in (self._area, self._empty):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _make_head(self, heading: PlainLabel, *others: QWidget) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(SPACE_INSIDE)
        head.addWidget(heading)
        head.addStretch()
        for one in others:
            head.addWidget(one)
        return head

    def _make_grid(self, parts: list[Any], columns: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        for number, part in enumerate(parts):
            grid.addWidget(part, number // columns, number % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        return grid

    def _make_plots(self) -> QGridLayout:
        """Two in a row; one that stands upright has a row for itself."""
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        row, column = 0, 0
        for box in self.plots.values():
            wide = box.plot.upright
            row, column = (row + 1, 0) if column + wide > 1 else (row, column)
            grid.addWidget(box, row, column, 1, 1 + wide)
            column += 1 + wide
        for number in (0, 1):
            grid.setColumnStretch(number, 1)
        return grid

    def _take_fonts(self) -> None:
        for label in (self._heading, self._plots):
            label.setFont(self._theme.font(SCALE_HEADING, bold=True))
