"""Putting away: scan an item, its bin fills the screen; scan the bin, and it lies there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.receiving.put_away import PutAwayView
from packbench.ui.parts.station.lines import clear, station_label
from packbench.ui.parts.station.screen import ScanScreen
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION,
    SCALE_STATION_REST,
    SCALE_STATION_WANTED,
    SPACE_GROUPS,
    SPACE_INSIDE,
)
from packbench.words.language import tr, tr_count

_SIZE = QSize(1_000, 680)
_MOST_ROWS = 8


class PutAwayScreen(ScanScreen):
    """Shows what is to be put away, and where what was scanned goes. Escape leaves.

    Args:
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        undone: the last one is to be taken back (F3).
        printed: the list is wanted on paper (F9).
    """

    undone = Signal()
    printed = Signal()

    def __init__(self, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget) -> None:
        super().__init__(on_scan, theme, parent)
        self.setObjectName("put_away_screen")
        self.setWindowTitle(tr("Put away"))
        self.resize_within_screen(_SIZE.boundedTo(parent.size()))
        self._theme = theme
        self._bin = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._goods = station_label(theme, SCALE_STATION, self)
        self._left = station_label(theme, SCALE_STATION_REST, self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * SPACE_GROUPS)
        self._grid.setVerticalSpacing(SPACE_INSIDE)
        self._lay_out()
        self.band.rest(tr("Scan what you carry."))

    @property
    def shown(self) -> tuple[str, str, str]:
        """The bin, the goods for it, and how much is left."""
        return self._bin.text(), self._goods.text(), self._left.text()

    def show_tasks(self, tasks: Sequence[PutAwayView], chosen: PutAwayView | None) -> None:
        """What is to be put away, and what is carried now."""
        number = QLocale().toString
        units = sum(one.units for one in tasks)
        words = tr_count("{count} unit to put away", "{count} units to put away", units)
        self._left.setText(words.format(count=number(units)))
        if chosen is None:
            self._bin.setText("")
            self._goods.setText("" if tasks else tr("All is put away."))
        else:
            self._bin.setText(chosen.location or tr("any empty bin"))
            goods = tr("{units} of {sku}")
            if chosen.lot:
                goods = tr("{units} of {sku}, lot {lot}")
            told = goods.format(units=number(chosen.units), sku=chosen.sku, lot=chosen.lot)
            self._goods.setText(told)
        clear(self._grid)
        for row, one in enumerate(tasks[:_MOST_ROWS]):
            cells = (one.location or "—", number(one.units), one.sku, one.name)
            for column, cell in enumerate(cells):
                label = station_label(self._theme, SCALE_HEADING, self, bold=not column)
                label.setAlignment(Qt.AlignmentFlag.AlignLeft)
                label.setWordWrap(False)
                label.setText(cell)
                self._grid.addWidget(label, row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F3 takes back, F9 prints the list, Enter in the field is a typed code."""
        key = event.key()
        if key == Qt.Key.Key_F3:
            self.undone.emit()
        elif key == Qt.Key.Key_F9:
            self.printed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._keys.setText(
            tr("Scan the item, then its bin   F3 Undo   F9 List on paper   Esc Leave")
        )
        self._grid.setColumnStretch(3, 1)
        layout = self.column()
        layout.addWidget(self.band)
        layout.addStretch(1)
        layout.addWidget(self._bin)
        layout.addWidget(self._goods)
        layout.addWidget(self._left)
        layout.addStretch(1)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        self.add_field(layout)
