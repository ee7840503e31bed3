"""Carrying by scan: the reserve bin, the item, and the pick bin that fills the screen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.replenishing.views import ReplenishView
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
_MOST_ROWS = 6


class CarryScreen(ScanScreen):
    """Shows what is to be carried, and where what was scanned goes. Escape leaves.

    Args:
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: over which it lies.

    Signals:
        undone: the last one is to be taken back (F3).
        missed: the rest of the task in hand was not found (F4).
    """

    undone = Signal()
    missed = Signal()

    def __init__(self, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget) -> None:
        super().__init__(on_scan, theme, parent)
        self.setObjectName("carry_screen")
        self.setWindowTitle(tr("Fill pick bins"))
        self.resize_within_screen(_SIZE)
        self._theme = theme
        self._bin = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._goods = station_label(theme, SCALE_STATION, self)
        self._left = station_label(theme, SCALE_STATION_REST, self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * SPACE_GROUPS)
        self._grid.setVerticalSpacing(SPACE_INSIDE)
        self._lay_out()
        self.band.rest(tr("Scan the reserve bin."))

    @property
    def shown(self) -> tuple[str, str, str]:
        """The bin to go to, the goods for it, and how much is left."""
        return self._bin.text(), self._goods.text(), self._left.text()

    def show_tasks(
        self, tasks: Sequence[ReplenishView], source: str | None, chosen: ReplenishView | None
    ) -> None:
        """What is to be carried; the bin that the next step is at."""
        number = QLocale().toString
        units = sum(one.units for one in tasks)
        words = tr_count("{count} unit to carry", "{count} units to carry", units)
        self._left.setText(words.format(count=number(units)))
        first = chosen or next((one for one in tasks if source in {None, one.source}), None)
        if first is None:
            self._bin.setText("")
            self._goods.setText(tr("All is carried."))
        else:
            self._bin.setText(first.target if chosen else first.source)
            goods = tr("{units} of {sku}, lot {lot}") if first.lot else tr("{units} of {sku}")
            told = goods.format(units=number(first.units), sku=first.sku, lot=first.lot)
            self._goods.setText(told)
        self._show_rows(tasks)

    def _show_rows(self, tasks: Sequence[ReplenishView]) -> None:
        clear(self._grid)
        for row, one in enumerate(tasks[:_MOST_ROWS]):
            way = tr("{source} to {target}").format(source=one.source, target=one.target)
            cells = (way, QLocale().toString(one.units), one.sku, one.name)
            for column, cell in enumerate(cells):
                label = station_label(self._theme, SCALE_HEADING, self, bold=not column)
                label.setAlignment(Qt.AlignmentFlag.AlignLeft)
                label.setWordWrap(False)
                label.setText(cell)
                self._grid.addWidget(label, row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F3 takes back, F4 says that the rest is missing, Enter in the field is a typed code."""
        key = event.key()
        if key == Qt.Key.Key_F3:
            self.undone.emit()
        elif key == Qt.Key.Key_F4:
            self.missed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._keys.setText(
            tr("Scan bin, item, bin   F3 Undo   F4 The rest is not there   Esc Leave")
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
