"""A table with its filter bar and what stands there while no rows are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.tables.columns import Column, R
from packbench.ui.parts.tables.paged_model import PagedModel, Query
from packbench.ui.parts.tables.source import Source
from packbench.ui.parts.tables.table_view import TableView
from packbench.ui.parts.tables.tick_boxes import TickBoxes
from packbench.ui.parts.tables.ticks import Ticks
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.filter_bar import FilterBar
from packbench.ui.parts.widgets.filter_groups import FilterGroup, FilterState
from packbench.words.language import tr, tr_count

_DIGITS_TOLD = 3
"""Of a number that is known only roughly."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """What the rows are sorted by: a column's key."""

    key: str
    descending: bool = False


class TableTexts(NamedTuple):
    """What a table says, translated, while it reads, where no row fits the filter, and in need."""

    reading: str
    nothing_fits: str
    unreadable: str


@dataclass(frozen=True, slots=True)
class TableSpec(Generic[Query, R]):
    """Everything that makes a tab's table.

    Attributes:
        name: the tab's key; object names, settings and read slots begin with it.
        title: what its records are called, translated, e.g. "Orders".
        columns: what is shown.
        source: where rows come from.
        make_query: a query of the source's own from the filter and the order in use.
        order: what rows are sorted by at first.
        groups: what rows can be filtered by.
        empty: the words while there is nothing at all.
        texts: the sentences while there is nothing to be seen for now.
        filter_hint: what the words typed into the filter are looked for in.
        ticked: whether rows have boxes, so that commands work on those ticked.
    """

    name: str
    title: str
    columns: Sequence[Column[R]]
    source: Source[Query, R]
    make_query: Callable[[FilterState, Sorting], Query]
    order: Sorting
    groups: Sequence[FilterGroup]
    empty: EmptyText
    texts: TableTexts
    filter_hint: str = ""
    ticked: bool = False


class TablePane(QWidget, Generic[Query, R]):
    """Filter bar, table, empty state; reads anew when the filter or the order changes.

    Attributes:
        spec: what it was made of.
        view: the table.
        model: its rows.
        filter_bar: the chips.
        ticks: the ticked records; none in a table without boxes.
        boxes: ticks all of them; None in a table without boxes.

    Signals:
        queried: the query now shown (another filter or order); counts of chips may follow it.
        counted: how many rows there are; None while that is not known.
        found: rows are there for another filter.
    """

    queried = Signal(object)
    counted = Signal(object)
    found = Signal()

    def __init__(
        self,
        spec: TableSpec[Query, R],
        runner: Runner,
        theme: Theme,
        empty_actions: Sequence[QAction] = (),
    ) -> None:
        super().__init__()
        self.spec = self._spec = spec
        self._runner = runner
        self._empty_actions = tuple(empty_actions)
        self._order = spec.order
        self._reading = self._row_wanted = self._looking = False
        self.ticks = Ticks(self)
        self.filter_bar = FilterBar(spec.name, spec.groups, theme, spec.filter_hint)
        self.model: PagedModel[Query, R] = PagedModel(
            spec.name, spec.source, spec.columns, runner, self, self.ticks if spec.ticked else None
        )
        self.view = TableView(spec.name, self.model, runner, theme, self.ticks)
        self.view.setAccessibleName(spec.title)
        self.boxes = TickBoxes(self.view, self.model, self.ticks, theme) if spec.ticked else None
        self._instead = EmptyState(theme)
        self._instead.setProperty("part", "surface")
        self._newer = QToolButton(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._show_instead(EmptyText("hourglass", spec.texts.reading))

    @property
    def order(self) -> Sorting:
        """What the rows are sorted by."""
        return self._order

    @property
    def query(self) -> Query:
        """The query for the filter and order in use."""
        return self._spec.make_query(self.filter_bar.state, self._order)

    @property
    def sentence(self) -> str:
        """What stands instead of rows; empty while rows are shown."""
        return "" if self._stack.currentWidget() is self.view else self._instead.sentence

    def reload(self) -> None:
        """Reads for the filter and order in use."""
        query = self.query
        self.view.show_order(self._order.key, self._order.descending)
        self.model.show(query)
        self.queried.emit(query)

    def open_with(self, state: FilterState, order: Sorting) -> None:
        """Reads for the first time, with a filter and an order remembered."""
        self._order = order
        if state == self.filter_bar.state:
            self.reload()
        else:
            self.filter_bar.set_state(state)

    def sort(self, key: str, descending: bool) -> None:
        """Reads in another order."""
        self._order = Sorting(key, descending)
        self.reload()

    def focus_rows(self) -> None:
        """Gives the rows the keyboard, as soon as there are some; until then what stands there."""
        if self._stack.currentWidget() is self.view:
            self.view.setFocus()
        else:
            self._instead.take_keyboard()

    def set_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Shows how many rows each chip stands for."""
        self.filter_bar.set_counts(counts)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._instead)
        self._newer.setObjectName("newer")
        self._newer.setProperty("look", "chip")
        self._newer.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filter_bar)
        layout.addWidget(self._newer)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.filter_bar.filter_changed.connect(lambda _: self._look())
        self.filter_bar.left.connect(self._go_to_rows)
        self.view.sort_requested.connect(self.sort)
        self.model.counted.connect(self._show_count)
        self.model.reading.connect(self._take_reading)
        self.model.behind.connect(self._show_behind)
        self.model.read_failed.connect(self._runner.failed)
        self.model.read_failed.connect(lambda _: self._show_failure())
        self._newer.clicked.connect(self.model.catch_up)
        self.ticks.changed.connect(self._show_ticks)
        self.model.counted.connect(self._show_ticks)
        self.filter_bar.unticked.connect(self.ticks.clear)

    def _look(self) -> None:
        self._looking = True
        self.reload()

    def _go_to_rows(self) -> None:
        """Gives the rows the keyboard; one is selected as soon as they have been read."""
        self.focus_rows()
        self._row_wanted = True
        self._take_reading(reading=self._reading)

    def _take_reading(self, reading: bool) -> None:
        self._reading = reading
        if reading:
            return
        if self._looking:
            self._looking = False
            if len(self.model) and self.filter_bar.is_plain:
                self.found.emit()
        if self._row_wanted:
            self._row_wanted = False
            self.view.select_current()

    def _show_count(self) -> None:
        rows = len(self.model)
        if rows:
            self._show_rows()
        elif self.filter_bar.state:
            self._show_nothing_fits()
        else:
            self._show_instead(self._spec.empty, self._empty_actions)
        self.filter_bar.set_result(self._count_words(rows))
        self.counted.emit(rows if self.model.complete else None)

    def _show_rows(self) -> None:
        if self._stack.currentWidget() is self.view:
            return
        had_keyboard = self._instead.has_keyboard
        self._stack.setCurrentWidget(self.view)
        if had_keyboard:
            self.view.setFocus()

    def _count_words(self, rows: int) -> str:
        if not self.model.complete:
            return self._rough_count(rows)
        words = tr_count("{count} row", "{count} rows", rows)
        return words.format(count=QLocale().toString(rows))

    def _rough_count(self, rows: int) -> str:
        """While the exact number is being counted."""
        number, about = QLocale().toString, self.model.about
        if about is not None and about > rows:
            digits = max(0, len(str(about)) - _DIGITS_TOLD)
            rounded = round(about, -digits)
            return tr("about {count} rows, counting…").format(count=number(rounded))
        return tr("{count} rows or more, counting…").format(count=number(rows))

    def _show_nothing_fits(self) -> None:
        text = EmptyText("list-filter", self._spec.texts.nothing_fits, self.filter_bar.hint)
        self._show_instead(text, [*self._ways_to_look_for_words(), self._clearing()])

    def _clearing(self) -> QAction:
        clear = QAction(tr("Clear the filter (F8)"), self._instead)
        clear.triggered.connect(self.filter_bar.clear_all)
        return clear

    def _ways_to_look_for_words(self) -> list[QAction]:
        """Of a code that no row has whole: to look for the rows that have it as a part."""
        bar = self.filter_bar
        for group in bar.groups:
            values = bar.state.of(group.key)
            if group.whole and len(values) == 1 and not bar.state.text:
                [value] = values
                others = bar.state.chosen(group.key, frozenset()).values
                state = FilterState(value, others)
                words = tr("Look for “{value}” as a part").format(value=value)
                look = QAction(on_button(words), self._instead)
                look.triggered.connect(partial(bar.set_state, state))
                return [look]
        return []

    def _show_failure(self) -> None:
        if not len(self.model):
            again = QAction(tr("Try again"), self)
            again.triggered.connect(self.reload)
            self._show_instead(EmptyText("unplug", self._spec.texts.unreadable), [again])

    def _show_instead(self, text: EmptyText, actions: Sequence[QAction] = ()) -> None:
        # Also while a dialog is in front: what it leaves behind has the keyboard afterwards.
        had_keyboard = self.window().focusWidget() is self.view
        self._instead.show_text(text, actions)
        self._stack.setCurrentWidget(self._instead)
        if had_keyboard:
            self.focus_rows()

    def _show_ticks(self) -> None:
        ticked, number = len(self.ticks), QLocale().toString
        hidden = ticked - self.ticks.among(self.model.all_ids()) if self.model.complete else 0
        words = tr("{count} chosen").format(count=number(ticked)) if ticked else ""
        if hidden:
            words = tr("{count} chosen, {hidden} of them not in this filter").format(
                count=number(ticked), hidden=number(hidden)
            )
        self.filter_bar.set_ticked(words)

    def _show_behind(self, differences: int) -> None:
        words = tr_count("{count} change · show", "{count} changes · show", differences)
        self._newer.setText(words.format(count=QLocale().toString(differences)))
        self._newer.setVisible(differences > 0)
