"""The packing bench over the whole screen: a verdict, an order, and nothing that needs a mouse."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.packing.looking import PackView, WaitingToPack
from packbench.ui.parts.bridge.runner import Runner
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
from packbench.ui.screens.packing.parts import BenchOrder, IdleBench
from packbench.words.language import tr, tr_count
from packbench.words.scanning import command_word, command_words

KEYS: Mapping[Qt.Key, str] = {
    Qt.Key.Key_F1: "HELP",
    Qt.Key.Key_F2: "DONE",
    Qt.Key.Key_F3: "UNDO",
    Qt.Key.Key_F4: "NEXTBOX",
    Qt.Key.Key_F5: "CANCEL",
    Qt.Key.Key_F6: "SHORT",
    Qt.Key.Key_F7: "DAMAGED",
    Qt.Key.Key_F8: "HOLD",
    Qt.Key.Key_F9: "PRINT",
    Qt.Key.Key_F10: "BOX",
}
"""The keys that do what the codes of the control sheet do."""
SHIFTED: Mapping[Qt.Key, str] = {Qt.Key.Key_F3: "TAKEOUT", Qt.Key.Key_F4: "PARCELS"}
"""The keys that do more of the like with Shift."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
BY_HAND = Qt.Key.Key_F12
"""Counts one of the item that is wanted, for goods without a code."""


class StationScreen(KeyDialog):
    """Shows the bench. Scans, typed codes and keys reach whoever runs it; Escape leaves.

    Args:
        where: the station and the operator, in words.
        on_scan: called with a scan. By it the screen holds who runs it.
        runner: reads pictures.
        theme: colours and fonts.
        parent: the window.

    Signals:
        typed: a code or a number that was typed, and confirmed with Enter.
        commanded: a command's word, of a key.
        order_shown: the shipment at the bench, as it is now.
        by_hand: one of the wanted item is counted without a scan.
    """

    typed = Signal(str)
    commanded = Signal(str)
    by_hand = Signal()
    order_shown = Signal(object)

    def __init__(
        self,
        where: str,
        on_scan: Callable[[Scan], None],
        runner: Runner,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("station_screen")
        self.setWindowTitle(tr("Packing bench"))
        self._on_scan = on_scan
        self._where = station_label(theme, SCALE_HEADING, self)
        self._where.setText(where)
        self._today = station_label(theme, SCALE_HEADING, self)
        self._today.setWordWrap(False)
        self.band = VerdictBand(theme, self)
        self._note = station_label(theme, SCALE_STATION_REST, self)
        self._note.hide()
        self.idle, self.order = IdleBench(theme, self), BenchOrder(runner, theme, self)
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
        """Whether no order is shown."""
        return self._shown is self.idle

    @property
    def is_helping(self) -> bool:
        """Whether the keys and codes are explained."""
        return self._views.currentWidget() is self.help

    def show_help(self) -> None:
        """Explains the keys and codes until the next verdict."""
        self._views.setCurrentWidget(self.help)

    def _show(self, view: QWidget) -> None:
        self._shown = view
        self._views.setCurrentWidget(view)

    def show_idle(self, rows: Sequence[WaitingToPack]) -> None:
        """No order is open; this waits."""
        self.idle.show_waiting(rows)
        self._show(self.idle)
        self._code.setFocus()

    def show_order(self, view: PackView, *, asks_weight: bool) -> None:
        """The shipment at the bench as it is now."""
        self.order.show_packing(view, asks_weight=asks_weight)
        self._show(self.order)
        self._code.setFocus()
        self.order_shown.emit(view)

    def show_today(self, parcels: int, errors: int) -> None:
        """How many parcels this station closed today, and how many errors its scans caught."""
        number = QLocale().toString
        words = tr_count("today: {count} parcel", "today: {count} parcels", parcels)
        caught = tr_count("{count} error caught", "{count} errors caught", errors)
        told = [words.format(count=number(parcels)), caught.format(count=number(errors))]
        self._today.setText(" · ".join(told))

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
        """Tells what goes on beside the scans, as a printer that is gone; empty for nothing."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys are the commands of the control sheet; Enter in the field is a typed code."""
        key = Qt.Key(event.key())
        if key in KEYS and not event.modifiers():
            self.commanded.emit(KEYS[key])
        elif key in SHIFTED and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.commanded.emit(SHIFTED[key])
        elif key == BY_HAND and not event.modifiers():
            self.by_hand.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            text = self._code.text().strip()
            self._code.clear()
            if text:
                self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._code.setPlaceholderText(tr("Scan, or type a code and Enter"))
        self._code.setAccessibleName(tr("Code or number"))
        self._code.setProperty(FOR_CODES, True)
        self._code.setMinimumHeight(TARGET_STATION)
        self._keys.setText(_keys_in_words())
        self._keys.setProperty("role", "muted")
        self._views.addWidget(self.idle)
        self._views.addWidget(self.order)
        self._views.addWidget(self.help)
        top = QHBoxLayout()
        top.addWidget(self._where)
        top.addStretch()
        top.addWidget(self._today)
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


def _keys_in_words() -> str:
    words = tr("{key} {command}")
    told = [words.format(key=key, command=command_word(command)) for key, command in _named_keys()]
    told.append(words.format(key="F12", command=tr("Count one by hand")))
    told.append(words.format(key=tr("Esc"), command=tr("Leave")))
    unbroken = (one.replace(" ", _NO_BREAK) for one in told)
    return "   ".join(unbroken)


def _named_keys() -> list[tuple[str, str]]:
    """Each key by its name, with its command."""
    plain = [(f"F{key - Qt.Key.Key_F1 + 1}", command) for key, command in KEYS.items()]
    shifted = [(f"Shift+F{key - Qt.Key.Key_F1 + 1}", command) for key, command in SHIFTED.items()]
    return [*plain, *shifted]


def _keys_explained() -> list[tuple[str, str, str]]:
    """Each key, its word and what it does; the codes of the control sheet do the same."""
    told = [(key, command_word(one), command_words(one)) for key, one in _named_keys()]
    by_hand = tr("One of the item that is wanted is in, for goods without a code")
    told.append(("F12", tr("Count one by hand"), by_hand))
    told.append((tr("Esc"), tr("Leave"), command_words("LOGOUT")))
    return told
