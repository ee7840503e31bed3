"""Rows of words at a station, and what it shows while nothing is open there."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from packbench.ui.parts.station.lines import clear, station_label
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_STATION,
    SCALE_STATION_REST,
    SCALE_STATION_WANTED,
    SPACE_GROUPS,
    SPACE_INSIDE,
)


class StationRows:
    """Rows of words below each other, of which one column stands out.

    Args:
        theme: fonts.
        scale: of the words.
        bold: the column that stands out.
        owner: the widget that shows them.

    Attributes:
        grid: is to be put into its layout.
        wraps: whether long words take a second line.
    """

    def __init__(self, theme: Theme, scale: float, bold: int, owner: QWidget) -> None:
        self._theme, self._scale, self._bold, self._owner = theme, scale, bold, owner
        self.wraps = False
        self.grid = QGridLayout()
        self.grid.setVerticalSpacing(SPACE_INSIDE)

    def show(self, rows: Iterable[Sequence[str]]) -> None:
        """Shows these instead of those that are there."""
        clear(self.grid)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                is_bold = column == self._bold
                label = station_label(self._theme, self._scale, self._owner, bold=is_bold)
                label.setAlignment(Qt.AlignmentFlag.AlignLeft)
                label.setWordWrap(self.wraps)
                label.setText(cell)
                self.grid.addWidget(label, row, column)


class IdleView(QWidget):
    """Nothing is open: what to scan, and what waits here.

    Args:
        asked: what to scan.
        bold: the column of the rows that stands out.
        theme: colours and fonts.
        parent: the station's screen.
    """

    def __init__(self, asked: str, bold: int, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        ask = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        ask.setText(asked)
        self._told = station_label(theme, SCALE_STATION, self)
        self.rows = StationRows(theme, SCALE_STATION_REST, bold, self)
        self.rows.grid.setHorizontalSpacing(4 * SPACE_GROUPS)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addLayout(self.rows.grid)
        middle.addStretch()
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE_GROUPS)
        layout.addStretch()
        layout.addWidget(ask)
        layout.addWidget(self._told)
        layout.addLayout(middle)
        layout.addStretch()

    @property
    def told(self) -> str:
        """How much waits."""
        return self._told.text()

    def tell(self, words: str) -> None:
        """Says how much waits."""
        self._told.setText(words)
