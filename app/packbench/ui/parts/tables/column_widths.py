"""Widths of columns: what the words in view need, and the room that is left for the long ones."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QTableView

from packbench.ui.parts.tables.columns import Column
from packbench.ui.parts.theme.tokens import SPACE_INSIDE


class ColumnWidths(QObject):
    """Sets the widths of a table's columns until a person sets one.

    Codes, numbers and states are never cut: their columns widen when what is in view needs it, and
    never narrow, so that nothing jumps to and fro. Columns that grow share the room that is left.

    Args:
        view: the table, which has got its model.
        columns: of the model.

    Signals:
        set_by_hand: a person set a width.
    """

    set_by_hand = Signal()

    def __init__(self, view: QTableView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(view)
        self._view, self._columns = view, columns
        self._header = view.horizontalHeader()
        self._needed = [0] * len(columns)
        self._fitting = False
        self._by_hand = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._widen)
        self._header.setResizeContentsPrecision(0)  # rows out of view would have to be read
        self._header.setStretchLastSection(not self._grows)
        self._header.sectionResized.connect(self._take_resized)
        view.installEventFilter(self)
        model = view.model()
        for changed in (model.modelReset, model.dataChanged, model.rowsInserted):
            changed.connect(lambda: self._soon.start(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the rows when the table is shown: out of sight they tell no widths."""
        if watched is self._view and event.type() == QEvent.Type.Show:
            self._soon.start(0)
        return super().eventFilter(watched, event)

    @property
    def by_hand(self) -> bool:
        """Whether a person set a width."""
        return self._by_hand

    def restore(self, state: QByteArray, *, by_hand: bool) -> None:
        """Takes the header as it was left; widths only where a person set them."""
        with self._keeping_to_itself():
            self._header.restoreState(state)
        self._by_hand = by_hand
        self._header.setStretchLastSection(by_hand or not self._grows)
        self.fit()

    def take(self, widths: Mapping[int, int]) -> None:
        """Takes widths as a person set them, by column; none: as the contents need."""
        self._by_hand = bool(widths)
        with self._keeping_to_itself():
            for number, width in widths.items():
                self._header.resizeSection(number, max(width, self._header.minimumSectionSize()))
        self._header.setStretchLastSection(self._by_hand or not self._grows)
        self.fit()

    def take_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Measures anew, with other headings."""
        self._columns = columns
        self.take_fonts()

    def take_fonts(self) -> None:
        """Measures anew, with other fonts."""
        least = self._view.fontMetrics().horizontalAdvance("0") * 4
        with self._keeping_to_itself():
            self._header.setMinimumSectionSize(least)
        self._needed = [self._first_width(number) for number in range(len(self._columns))]
        self._widen()

    def fit(self) -> None:
        """Gives the columns their widths for the room that there is."""
        if self._by_hand:
            return
        shown = self._shown()
        growing = [number for number in shown if self._columns[number].grows]
        left = self._view.viewport().width() - sum(self._needed[number] for number in shown)
        base = sum(self._needed[number] for number in growing)
        with self._keeping_to_itself():
            for number in shown:
                more = max(0, left) * self._needed[number] // base if number in growing else 0
                self._header.resizeSection(number, self._needed[number] + more)

    @property
    def _grows(self) -> bool:
        return any(column.grows for column in self._columns)

    def _shown(self) -> list[int]:
        numbers = range(len(self._columns))
        return [number for number in numbers if not self._header.isSectionHidden(number)]

    def _first_width(self, number: int) -> int:
        """What the heading needs, or so many digits as the column names."""
        metrics, column = self._view.fontMetrics(), self._columns[number]
        digits = metrics.horizontalAdvance("0") * column.width
        return max(digits, metrics.horizontalAdvance(column.title)) + 2 * SPACE_INSIDE

    def _widen(self) -> None:
        """Makes columns wide enough for the rows in view."""
        if self._view.isVisible() and not self._by_hand:
            for number in self._shown():
                if not self._columns[number].grows:
                    wanted = self._view.sizeHintForColumn(number)
                    self._needed[number] = max(self._needed[number], wanted)
        self.fit()

    def _take_resized(self, number: int, old: int, new: int) -> None:
        if self._fitting:
            return
        if not old or not new:  # shown or hidden
            self._soon.start(0)
        elif not (self._header.stretchLastSection() and number == self._last()):
            self._by_hand = True
            self._header.setStretchLastSection(True)
            self.set_by_hand.emit()

    def _last(self) -> int:
        """The column at the end, which Qt stretches."""
        places = reversed(range(self._header.count()))
        numbers = (self._header.logicalIndex(place) for place in places)
        return next(number for number in numbers if not self._header.isSectionHidden(number))

    @contextmanager
    def _keeping_to_itself(self) -> Iterator[None]:
        """What is resized within isn't resized by a person."""
        before, self._fitting = self._fitting, True
        try:
            yield
        finally:
            self._fitting = before
