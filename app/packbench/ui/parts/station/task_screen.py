"""A screen of goods that are carried to bins by scans: where to, with what, and what is left."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.station.lines import station_label
from packbench.ui.parts.station.rows import StationRows
from packbench.ui.parts.station.screen import ScanScreen
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION,
    SCALE_STATION_REST,
    SCALE_STATION_WANTED,
    SPACE_GROUPS,
)

_SIZE = QSize(1_000, 680)


class TaskWords(NamedTuple):
    """What a screen of tasks is called, which keys it has, and what it asks for first."""

    name: str
    title: str
    keys: str
    first: str


class TaskScreen(ScanScreen):
    """Shows where goods go that are carried, and the tasks that are left. Escape leaves.

    Args:
        words: of the screen.
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: over which it lies.

    Signals:
        undone: the last one is to be taken back (F3).

    Attributes:
        rows: the tasks that come next.
    """

    undone = Signal()

    def __init__(
        self, words: TaskWords, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(on_scan, theme, parent)
        self.setObjectName(words.name)
        self.setWindowTitle(words.title)
        self.resize_within_screen(_SIZE)
        self._bin = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._goods = station_label(theme, SCALE_STATION, self)
        self._left = station_label(theme, SCALE_STATION_REST, self)
        self.rows = StationRows(theme, SCALE_HEADING, 0, self)
        self.rows.grid.setHorizontalSpacing(2 * SPACE_GROUPS)
        self.rows.grid.setColumnStretch(3, 1)
        self._keys.setText(words.keys)
        self._lay_out()
        self.band.rest(words.first)

    @property
    def shown(self) -> tuple[str, str, str]:
        """The bin to go to, the goods for it, and how much is left."""
        return self._bin.text(), self._goods.text(), self._left.text()

    def own_keys(self) -> Mapping[int, SignalInstance]:
        """F-keys beside F3, and what each says."""
        return {}

    def show_next(self, bin_: str, goods: str, left: str) -> None:
        """Where to go, with what, and how much is left."""
        self._bin.setText(bin_)
        self._goods.setText(goods)
        self._left.setText(left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F3 takes back, other F-keys as the screen has them, Enter in the field is a code."""
        told = {Qt.Key.Key_F3: self.undone, **self.own_keys()}.get(event.key())
        if told is None:
            super().keyPressEvent(event)
        else:
            told.emit()

    def _lay_out(self) -> None:
        layout = self.column()
        layout.addWidget(self.band)
        layout.addStretch(1)
        for label in (self._bin, self._goods, self._left):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addLayout(self.rows.grid)
        layout.addStretch(1)
        self.add_field(layout)
