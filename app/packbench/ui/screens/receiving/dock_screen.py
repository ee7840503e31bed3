"""The receiving dock over the whole screen: a verdict, a delivery, nothing that needs a mouse."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.receiving.at_dock import ExpectedOrder, ReceiptView
from packbench.ui.parts.scanner.fields import FOR_CODES
from packbench.ui.parts.station.band import VerdictBand
from packbench.ui.parts.station.lines import BenchHelp, station_label
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION_REST,
    SPACE_GROUPS,
    TARGET_STATION,
    Band,
)
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.messages import Message
from packbench.ui.parts.widgets.sounds import Sound, SoundPlayer
from packbench.ui.screens.receiving.dock_parts import DockOrder, IdleDock
from packbench.words.language import tr

KEYS: Mapping[Qt.Key, str] = {
    Qt.Key.Key_F1: "HELP",
    Qt.Key.Key_F2: "DONE",
    Qt.Key.Key_F3: "UNDO",
    Qt.Key.Key_F4: "NOTE",
    Qt.Key.Key_F5: "CANCEL",
    Qt.Key.Key_F6: "BLIND",
    Qt.Key.Key_F7: "DAMAGED",
    Qt.Key.Key_F8: "HOLD",
    Qt.Key.Key_F12: "ONE",
}
"""The commands of the dock; those of the control sheet can be scanned too."""

_NO_BREAK = "\u00a0"


class DockScreen(KeyDialog):
    """Shows the dock. Scans, typed codes and keys reach whoever runs it; Escape leaves.

    Args:
        where: the station and the operator, in words.
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        typed: a code, a number or a word that was typed, and confirmed with Enter.
        commanded: a command's word, of a key.
    """

    typed = Signal(str)
    commanded = Signal(str)

    def __init__(
        self, where: str, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dock_screen")
        self.setWindowTitle(tr("Receiving dock"))
        self._on_scan = on_scan
        self._where = station_label(theme, SCALE_HEADING, self)
        self._where.setText(where)
        self.band = VerdictBand(theme, self)
        self._note = station_label(theme, SCALE_STATION_REST, self)
        self._note.hide()
        self.idle, self.order = IdleDock(theme, self), DockOrder(theme, self)
        self.sounds = SoundPlayer(self)
        self.help = BenchHelp(theme, _keys_explained(), self)
        self._views = QStackedWidget(self)
        self._shown: QWidget = self.idle  # below the help
        self._code = LineField(self)
        self._keys = station_label(theme, SCALE_HEADING, self)
        self._lay_out()
        self.finished.connect(self.sounds.stop)
        self.finished.connect(self.deleteLater)

    def take_scan(self, scan: Scan) -> None:
        """Hands a scan on."""
        self._on_scan(scan)

    @property
    def is_idle(self) -> bool:
        """Whether no delivery is shown."""
        return self._shown is self.idle

    def show_help(self) -> None:
        """Explains the keys and codes until the next verdict."""
        self._views.setCurrentWidget(self.help)

    def show_idle(self, expected: Sequence[ExpectedOrder]) -> None:
        """No delivery is counted; this is expected."""
        self.idle.show_expected(expected)
        self._show(self.idle)

    def show_receipt(self, view: ReceiptView) -> None:
        """The delivery that is counted, as it is now."""
        self.order.show_receipt(view)
        self._show(self.order)

    def tell(self, band: Band, words: str, sound: Sound | None) -> None:
        """The verdict, which stays until the next; None: it is not heard."""
        self._show(self._shown)
        self.band.tell(band, words)
        if sound is not None:
            self.sounds.play(sound)

    def show_message(self, message: Message | None) -> None:
        """Tells what the window would: it lies behind this screen."""
        self.note("" if message is None else message.text)

    @property
    def noted(self) -> str:
        """What stands below the verdict."""
        return self._note.text()

    def note(self, words: str) -> None:
        """Tells what is beside the verdict, as who gets what was booked; empty for nothing."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys are the commands; Enter in the field is a typed code."""
        key = Qt.Key(event.key())
        if key in KEYS and not event.modifiers():
            self.commanded.emit(KEYS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            text = self._code.text().strip()
            self._code.clear()
            if text:
                self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _show(self, view: QWidget) -> None:
        self._shown = view
        self._views.setCurrentWidget(view)
        self._code.setFocus()

    def _lay_out(self) -> None:
        self._code.setPlaceholderText(tr("Scan, or type a code and Enter"))
        self._code.setAccessibleName(tr("Code or number"))
        self._code.setProperty(FOR_CODES, True)
        self._code.setMinimumHeight(TARGET_STATION)
        self._keys.setText(_keys_in_words())
        self._keys.setProperty("role", "muted")
        for view in (self.idle, self.order, self.help):
            self._views.addWidget(view)
        top = QHBoxLayout()
        top.addWidget(self._where)
        top.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(top)
        layout.addWidget(self.band)
        layout.addWidget(self._note)
        layout.addWidget(self._views, 1)
        layout.addWidget(self._code)
        layout.addWidget(self._keys)
        self._code.setFocus()


def _words() -> Mapping[str, tuple[str, str]]:
    """Each command: its word, and what it does."""
    return {
        "HELP": (tr("Help"), tr("The keys and codes of the dock")),
        "DONE": (tr("Book"), tr("All is counted: book it, and serve who waits")),
        "UNDO": (tr("Undo"), tr("Take the last scan back, as often as asked")),
        "NOTE": (tr("Delivery note"), tr("Type or scan the number of the delivery note")),
        "CANCEL": (tr("Give up"), tr("Give this count up (twice): nothing of it is booked")),
        "BLIND": (tr("No order"), tr("Count a delivery in that has no purchase order, by a badge")),
        "DAMAGED": (
            tr("Damaged"),
            tr("Type why, then scan the item; a picture's path behind photo:"),
        ),
        "HOLD": (tr("Rejected"), tr("Type why, then scan what is not taken; the code HOLD")),
        "ONE": (
            tr("Count one"),
            tr("One more of the item that is shown, for goods without a code"),
        ),
    }


def _keys_in_words() -> str:
    words, told = tr("{key} {command}"), _words()
    named = [
        words.format(key=_key_name(key), command=told[command][0]) for key, command in KEYS.items()
    ]
    named.append(words.format(key=tr("Esc"), command=tr("Leave")))
    return "   ".join(one.replace(" ", _NO_BREAK) for one in named)


def _keys_explained() -> list[tuple[str, str, str]]:
    told = _words()
    rows = [(_key_name(key), *told[command]) for key, command in KEYS.items()]
    return [*rows, (tr("Esc"), tr("Leave"), tr("What was counted stays; the dock goes on with it"))]


def _key_name(key: Qt.Key) -> str:
    return f"F{key - Qt.Key.Key_F1 + 1}"
