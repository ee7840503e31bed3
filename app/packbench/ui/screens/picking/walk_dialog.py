"""A walk on screen: the bin to go to, what to take from it, and what the last scan was."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.walk import AtStop
from packbench.domain.slots import slot_label
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_BENCH,
    SCALE_HEADING,
    SCALE_NUMBER,
    SCALE_WANTED,
    SPACE_GROUPS,
    Band,
)
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.verdict_band import VerdictBand
from packbench.words.language import tr

_KEYS = {
    Qt.Key.Key_F8: "all",
    Qt.Key.Key_F4: "short",
    Qt.Key.Key_F6: "damaged",
}


class WalkDialog(KeyDialog):
    """Fills the screen; a scanner is all that is needed, every button has a key.

    Args:
        wave: its number, for the title.
        on_scan: gets each scan.
        theme: fonts and icons.
        parent: the window.

    Signals:
        wanted: `all`, `short` or `damaged`: what a person says of the stop.
    """

    wanted = Signal(str)

    def __init__(
        self, wave: str, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("walk_dialog")
        self.setWindowTitle(tr("Walk of wave {wave}").format(wave=wave))
        self._on_scan = on_scan
        self._place, self._item, self._count = (PlainLabel(parent=self) for _ in range(3))
        self._about, self._next = PlainLabel(parent=self), PlainLabel(parent=self)
        self._done, self._progress = QProgressBar(self), PlainLabel(parent=self)
        self._done.setTextVisible(False)
        self.band = VerdictBand(theme, self)
        self._buttons = {
            "all": QPushButton(tr("All here (F8)"), self),
            "short": QPushButton(tr("Short (F4)"), self),
            "damaged": QPushButton(tr("Damaged (F6)"), self),
        }
        self._set_fonts(theme)
        self._lay_out()
        for name, button in self._buttons.items():
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))

    def _set_fonts(self, theme: Theme) -> None:
        self._place.setFont(theme.font(SCALE_WANTED, bold=True))
        self._count.setFont(theme.font(SCALE_WANTED, bold=True, tabular=True))
        self._item.setFont(theme.font(SCALE_BENCH))
        self._about.setFont(theme.font(SCALE_NUMBER))
        self._next.setFont(theme.font(SCALE_HEADING))
        self._progress.setFont(theme.font(SCALE_HEADING))
        for label in (self._place, self._item, self._about, self._next):
            label.setWordWrap(True)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self._progress)
        layout.addWidget(self._done)
        layout.addWidget(self._place)
        wanted = QHBoxLayout()
        wanted.addWidget(self._item, 1)
        wanted.addWidget(self._count, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(wanted)
        layout.addWidget(self._about)
        layout.addStretch(1)
        layout.addWidget(self.band)
        layout.addWidget(self._next)
        row = QHBoxLayout()
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        leave = QPushButton(tr("Leave (Esc)"), self)
        leave.setAutoDefault(False)
        leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        leave.clicked.connect(self.reject)
        row.addWidget(leave)
        layout.addLayout(row)

    @property
    def shown(self) -> tuple[str, str, str]:
        """Place, item and count as they are on screen."""
        return self._place.text(), self._item.text(), self._count.text()

    def take_scan(self, scan: Scan) -> None:
        """Every scan is about the stop."""
        self._on_scan(scan)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the buttons."""
        name = _KEYS.get(Qt.Key(event.key()))
        if name is not None and self._buttons[name].isEnabled():
            self.wanted.emit(name)
        else:
            super().keyPressEvent(event)

    def show_stop(self, at: AtStop, done: int, total: int, following: str) -> None:
        """Shows where to go and what to take; `following` is the bin after it."""
        number = QLocale().toString
        stop = at.stop
        self._done.setRange(0, total)
        self._done.setValue(done)
        self._progress.setText(
            tr("Stop {number} of {total}").format(number=number(done + 1), total=number(total))
        )
        self._place.setText(stop.location or tr("Without a bin"))
        self._item.setText(stop.name)
        self._count.setText(f"{number(at.counted)} / {number(stop.quantity)}")
        told = tr("{sku}   for {shipment}, slot {slot}").format(
            sku=stop.sku, shipment=stop.shipment, slot=slot_label(stop.slot)
        )
        if stop.lot:
            told = tr("{item}   lot {lot}").format(item=told, lot=stop.lot)
        self._about.setText(told)
        self._next.setText(tr("Then: {place}").format(place=following) if following else "")

    def wait(self, *, waiting: bool) -> None:
        """While something is booked nothing else is asked for; scans are kept."""
        for button in self._buttons.values():
            button.setEnabled(not waiting)

    def finish(self, words: str) -> None:
        """The walk is over."""
        self._done.setValue(self._done.maximum())
        self._place.setText(tr("All picked"))
        for label in (self._progress, self._item, self._count, self._about, self._next):
            label.clear()
        self.wait(waiting=True)
        self.band.tell(Band.RIGHT, words)
