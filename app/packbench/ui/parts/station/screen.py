"""Screens that are worked by scans: a verdict, a field for codes, keys; nothing needs a mouse."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
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
from packbench.words.language import tr

_LONGEST = 1_000
"""Letters of a code or word; more are pasted by mistake, and are no number either."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class StationKey(NamedTuple):
    """An F-key of a station: its command, in a word or two, and what that does."""

    key: Qt.Key
    command: str
    word: str
    told: str
    shift: bool = False

    @property
    def name(self) -> str:
        """The key as it is printed on a keyboard."""
        plain = f"F{self.key - Qt.Key.Key_F1 + 1}"
        return f"Shift+{plain}" if self.shift else plain


class ScanScreen(KeyDialog):
    """A verdict, and a field in which Enter confirms a code. Escape leaves.

    Args:
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        typed: a code, a number or a word that was typed, and confirmed with Enter.
    """

    typed = Signal(str)

    def __init__(self, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._on_scan = on_scan
        self.band = VerdictBand(theme, self)
        self.sounds = SoundPlayer(self)
        self._code = LineField(self)
        self._code.setPlaceholderText(tr("Scan, or type a code and Enter"))
        self._code.setAccessibleName(tr("Code or number"))
        self._code.setProperty(FOR_CODES, True)
        self._code.setMaxLength(_LONGEST)
        self._code.setMinimumHeight(TARGET_STATION)
        self._keys = station_label(theme, SCALE_HEADING, self)
        self._keys.setProperty("role", "muted")
        self.finished.connect(self.sounds.stop)
        self.finished.connect(self.deleteLater)

    def take_scan(self, scan: Scan) -> None:
        """Hands a scan on."""
        self._on_scan(scan)

    def tell(self, band: Band, words: str, sound: Sound | None) -> None:
        """The verdict, which stays until the next; None: it is not heard."""
        self.band.tell(band, words)
        if sound is not None:
            self.sounds.play(sound)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field is a typed code."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        text = self._code.text().strip()
        self._code.clear()
        self.confirm(text)

    def confirm(self, text: str) -> None:
        """Enter was pressed in the field; of an empty one it says nothing."""
        if text:
            self.typed.emit(text)

    def column(self) -> QVBoxLayout:
        """The layout of the screen, with nothing in it yet."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        return layout

    def add_field(self, layout: QVBoxLayout) -> None:
        """Puts the field and the line of keys at the end."""
        layout.addWidget(self._code)
        layout.addWidget(self._keys)
        self._code.setFocus()


class StationBase(ScanScreen):
    """A station over the whole screen: what waits while it is idle, what is at work, the help.

    Args:
        where: the station and the operator, in words.
        on_scan: called with a scan. By it the screen holds who runs it.
        keys: its F-keys.
        theme: colours and fonts.
        parent: the window.

    Signals:
        commanded: a command's word, of a key.
    """

    commanded = Signal(str)

    def __init__(
        self,
        where: str,
        on_scan: Callable[[Scan], None],
        keys: Sequence[StationKey],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(on_scan, theme, parent)
        self._where = station_label(theme, SCALE_HEADING, self)
        self._where.setText(where)
        self._note = station_label(theme, SCALE_STATION_REST, self)
        self._note.hide()
        self._commands = {(one.key, one.shift): one.command for one in keys}
        self.help = BenchHelp(theme, self._explained(keys), self)
        self._keys.setText(_in_words(keys))
        self._views = QStackedWidget(self)
        self._idle: QWidget = self.help
        self._shown: QWidget = self.help  # below the help

    def lay_out(self, idle: QWidget, at_work: QWidget, *beside: QWidget) -> None:
        """Puts all in its place, once.

        Args:
            idle: what is shown while nothing is open.
            at_work: what is shown otherwise.
            beside: what stands beside the name of the station.
        """
        self._idle = self._shown = idle
        for view in (idle, at_work, self.help):
            self._views.addWidget(view)
        top = QHBoxLayout()
        top.addWidget(self._where)
        top.addStretch()
        for one in beside:
            top.addWidget(one)
        layout = self.column()
        layout.addLayout(top)
        layout.addWidget(self.band)
        layout.addWidget(self._note)
        layout.addWidget(self._views, 1)
        self.add_field(layout)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is open."""
        return self._shown is self._idle

    @property
    def is_helping(self) -> bool:
        """Whether the keys and codes are explained."""
        return self._views.currentWidget() is self.help

    def show_help(self) -> None:
        """Explains the keys and codes until the next verdict."""
        self._views.setCurrentWidget(self.help)

    def show_view(self, view: QWidget) -> None:
        """Brings one of its views to the front; what is typed is a code again."""
        self._shown = view
        self._views.setCurrentWidget(view)
        self._code.setFocus()

    def tell(self, band: Band, words: str, sound: Sound | None) -> None:
        """The verdict, which stays until the next; None: it is not heard."""
        self._views.setCurrentWidget(self._shown)
        super().tell(band, words, sound)

    def show_message(self, message: Message | None) -> None:
        """Tells what the window would: it lies behind this screen."""
        self.note("" if message is None else message.text)

    @property
    def noted(self) -> str:
        """What stands below the verdict."""
        return self._note.text()

    def note(self, words: str) -> None:
        """Tells what is beside the verdict, as a printer that is gone; empty for nothing."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def run_key(self, command: str) -> None:
        """An F-key was pressed."""
        self.commanded.emit(command)

    def leaving(self) -> str:
        """What Escape does."""
        return tr("Leave")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys are the commands; Enter in the field is a typed code."""
        held = event.modifiers()
        shift = held == Qt.KeyboardModifier.ShiftModifier
        command = self._commands.get((Qt.Key(event.key()), shift))
        if command is not None and (shift or not held):
            self.run_key(command)
        else:
            super().keyPressEvent(event)

    def _explained(self, keys: Sequence[StationKey]) -> list[tuple[str, str, str]]:
        rows = [(one.name, one.word, one.told) for one in keys]
        return [*rows, (tr("Esc"), tr("Leave"), self.leaving())]


def _in_words(keys: Sequence[StationKey]) -> str:
    words = tr("{key} {command}")
    told = [words.format(key=one.name, command=one.word) for one in keys]
    told.append(words.format(key=tr("Esc"), command=tr("Leave")))
    return "   ".join(one.replace(" ", _NO_BREAK) for one in told)
