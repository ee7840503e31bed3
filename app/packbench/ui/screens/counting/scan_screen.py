"""Counting by scan: the bin, the item, how many; big and plain."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.counting.views import CountLineView
from packbench.ui.parts.scanner.fields import FOR_CODES
from packbench.ui.parts.station.band import VerdictBand
from packbench.ui.parts.station.lines import clear, station_label
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION,
    SCALE_STATION_REST,
    SCALE_STATION_WANTED,
    SPACE_GROUPS,
    SPACE_INSIDE,
    TARGET_STATION,
    Band,
)
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.sounds import Sound, SoundPlayer
from packbench.words.counting import units_words
from packbench.words.language import tr, tr_count

_SIZE = QSize(1_000, 680)
_MOST_ROWS = 7


class CountScreen(KeyDialog):
    """Shows which bin is counted, the item in hand, and what the sheet has there. Escape leaves.

    Args:
        sheet: its name.
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        typed: a code or a number that was typed, and confirmed with Enter.
        undone: the last count is to be taken back (F3).
        emptied: all of the bin's places that are not counted are empty (F4).
        timed: what is typed next says when it was counted, on paper (F6).
    """

    typed = Signal(str)
    undone = Signal()
    emptied = Signal()
    timed = Signal()

    def __init__(
        self, sheet: str, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("count_screen")
        self.setWindowTitle(tr("Counting {sheet}").format(sheet=sheet))
        self.resize_within_screen(_SIZE)
        self._on_scan, self._theme = on_scan, theme
        self.band = VerdictBand(theme, self)
        self._bin = station_label(theme, SCALE_STATION_WANTED, self, bold=True)
        self._goods = station_label(theme, SCALE_STATION, self)
        self._left = station_label(theme, SCALE_STATION_REST, self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * SPACE_GROUPS)
        self._grid.setVerticalSpacing(SPACE_INSIDE)
        self._code = LineField(self)
        self._keys = station_label(theme, SCALE_HEADING, self)
        self.sounds = SoundPlayer(self)
        self._lay_out()
        self.band.rest(tr("Scan a bin."))
        self.finished.connect(self.sounds.stop)
        self.finished.connect(self.deleteLater)

    def take_scan(self, scan: Scan) -> None:
        """Hands a scan on."""
        self._on_scan(scan)

    @property
    def shown(self) -> tuple[str, str, str]:
        """The bin, the item, and how much is left."""
        return self._bin.text(), self._goods.text(), self._left.text()

    def tell(self, band: Band, words: str, sound: Sound | None) -> None:
        """The verdict, which stays until the next; None: it is not heard."""
        self.band.tell(band, words)
        if sound is not None:
            self.sounds.play(sound)

    def show_work(
        self, location: str, goods: str, left: int, lines: Sequence[CountLineView]
    ) -> None:
        """What is counted now, how many places are left, and the next ones or the bin's own."""
        self._bin.setText(location)
        self._goods.setText(goods)
        words = tr_count("{count} place to count", "{count} places to count", left)
        done = tr("All is counted. Post it from the sheet.")
        self._left.setText(words.format(count=QLocale().toString(left)) if left else done)
        clear(self._grid)
        for row, one in enumerate(lines[:_MOST_ROWS]):
            self._show_line(row, one)
        more = len(lines) - _MOST_ROWS
        if more > 0:
            words = tr_count("and {count} more line", "and {count} more lines", more)
            label = self._label(words.format(count=QLocale().toString(more)), bold=False)
            self._grid.addWidget(label, _MOST_ROWS, 1, 1, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F3 takes back, F4 says empty, F6 asks when; Enter in the field is what was typed."""
        key = event.key()
        if key == Qt.Key.Key_F3:
            self.undone.emit()
        elif key == Qt.Key.Key_F4:
            self.emptied.emit()
        elif key == Qt.Key.Key_F6:
            self.timed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            text = self._code.text().strip()
            self._code.clear()
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _show_line(self, row: int, one: CountLineView) -> None:
        counted = "–"
        if one.counted is not None and one.expected is None:  # blind, and once more
            counted = tr("count it again")
        elif one.counted is not None:
            counted = units_words(one.counted, one.taken, one.picked)
        elif one.expected is not None:
            told = units_words(one.expected, 0, one.picked)
            counted = tr("{units} expected").format(units=told)
        elif one.picked:
            counted = f"(+{one.picked})"
        for column, cell in enumerate((one.location, one.sku, one.lot, counted, one.name)):
            self._grid.addWidget(self._label(cell, bold=not column), row, column)

    def _label(self, text: str, *, bold: bool) -> QWidget:
        label = station_label(self._theme, SCALE_HEADING, self, bold=bold)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        label.setWordWrap(False)
        label.setText(text)
        return label

    def _lay_out(self) -> None:
        self._code.setPlaceholderText(tr("Scan, or type a code or a number and Enter"))
        self._code.setAccessibleName(tr("Code or number"))
        self._code.setProperty(FOR_CODES, True)
        self._code.setMinimumHeight(TARGET_STATION)
        self._keys.setText(
            tr("F3 Undo   F4 Rest of the bin is empty   F6 Counted on paper   Esc Leave")
        )
        self._keys.setProperty("role", "muted")
        self._grid.setColumnStretch(4, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self.band)
        layout.addStretch(1)
        layout.addWidget(self._bin)
        layout.addWidget(self._goods)
        layout.addWidget(self._left)
        layout.addStretch(1)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        layout.addWidget(self._code)
        layout.addWidget(self._keys)
        self._code.setFocus()
