"""The lines at a station: as many as there is height for, what is wanted first."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION_REST,
    SPACE_GROUPS,
    SPACE_INSIDE,
)
from packbench.words.language import tr, tr_count


class StationLine(Protocol):
    """A line as a station shows it."""

    @property
    def sku(self) -> str:
        """The product."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def scanned(self) -> int:
        """Units that were scanned."""

    @property
    def expected(self) -> int:
        """Units that are wanted."""

    @property
    def left(self) -> int:
        """Units that are still wanted."""


class BenchHelp(QWidget):
    """What the keys and codes of a station do, a row for each."""

    def __init__(self, theme: Theme, rows: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = rows
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(SPACE_GROUPS)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                label = station_label(theme, SCALE_HEADING, self, bold=column == 0)
                label.setAlignment(Qt.AlignmentFlag.AlignLeft)
                label.setWordWrap(False)
                label.setText(cell)
                grid.addWidget(label, line, column)
        grid.setRowStretch(len(rows), 1)


class BenchLines(QWidget):
    """A list that takes what height there is; it never makes its screen higher.

    Lines that are still wanted come first, then those that are complete. Where not all have room
    the last row tells how many more there are.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[StationLine] = []
        self._rows = 0
        self._told: list[str] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_GROUPS)
        self._grid.setVerticalSpacing(SPACE_INSIDE)
        self._grid.setColumnStretch(3, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addStretch()

    def show_lines(self, lines: Sequence[StationLine]) -> None:
        """Shows these, each group in the order of the shipment."""
        self._lines = sorted(lines, key=lambda line: not line.left)
        self.setMaximumHeight(self.sizeHint().height())  # the rest is for the item and its picture
        self._rows = self._room
        self._fill()

    @property
    def told(self) -> list[str]:
        """What each row says: what is still wanted first."""
        return list(self._told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as many rows as have room now."""
        super().resizeEvent(event)
        if self._room != self._rows:
            self._rows = self._room
            self._fill()

    def minimumSizeHint(self) -> QSize:
        """One row: the rest takes what height is left."""
        return QSize(0, self._row_px)

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(0, len(self._lines) * (self._row_px + SPACE_INSIDE))

    @property
    def _row_px(self) -> int:
        return QFontMetrics(self._theme.font(SCALE_STATION_REST, bold=True, tabular=True)).height()

    @property
    def _room(self) -> int:
        """How many rows have room."""
        return max(1, (self.height() + SPACE_INSIDE) // (self._row_px + SPACE_INSIDE))

    def _fill(self) -> None:
        clear(self._grid)
        self._told.clear()
        fits = len(self._lines) <= self._rows
        shown = self._lines if fits else self._lines[: max(0, self._rows - 1)]
        for place, line in enumerate(shown):
            self._show_line(place, line)
        more = len(self._lines) - len(shown)
        if more:
            words = tr_count("and {count} more line", "and {count} more lines", more)
            self._told.append(words.format(count=QLocale().toString(more)))
            label = self._label(self._told[-1], bold=False)
            self._grid.addWidget(label, len(shown), 2, 1, 2)
        self.updateGeometry()

    def _show_line(self, place: int, line: StationLine) -> None:
        number = QLocale().toString
        count = tr("{scanned} / {expected}").format(
            scanned=number(line.scanned), expected=number(line.expected)
        )
        mark = "" if line.left else "✓"
        self._told.append(f"{mark} {count} {line.sku}".strip())
        for column, cell in enumerate((mark, count, line.sku, line.name)):
            self._grid.addWidget(self._label(cell, bold=not line.left), place, column)

    def _label(self, text: str, *, bold: bool) -> PlainLabel:
        label = station_label(self._theme, SCALE_STATION_REST, self, bold=bold)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        label.setWordWrap(False)
        label.setText(text)
        return label


def station_label(theme: Theme, scale: float, parent: QWidget, *, bold: bool = False) -> PlainLabel:
    """Words that are read from afar."""
    label = PlainLabel(parent=parent)
    label.setFont(theme.font(scale, bold=bold, tabular=True))
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def clear(grid: QGridLayout) -> None:
    """Takes everything out of a grid."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
