"""Keys as the window system sends them, with times of their own: a scanner's and a typist's."""

import random
from collections.abc import Callable, Iterator
from itertools import count

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow

_KEYS = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab}
_KINDS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
_BEGIN_MS = count(1_500_000_000, 10_000_000)
SCAN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-. /%+\x1d"


class Keyboard:
    """Types into the window that has the keyboard.

    Args:
        window: gives the handle of that window now; a list that opens takes it.
    """

    def __init__(self, window: Callable[[], QWindow | None]) -> None:
        self._window = window
        self.time_ms = next(_BEGIN_MS)

    def press(self, character: str, gap_ms: int) -> None:
        """One key, so long after the one before."""
        self.time_ms += gap_ms
        held = Qt.KeyboardModifier.NoModifier
        key = _KEYS.get(character) or Qt.Key(ord(character.upper()))
        if character == "\x1d":
            key, held = Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier
        window = self._window()
        for kind in _KINDS:
            event = QKeyEvent(kind, key, held, character)
            event.setTimestamp(self.time_ms)
            if window is not None:
                QCoreApplication.sendEvent(window, event)

    def scan(self, code: str, gap_ms: int = 3, end: str = "\r") -> None:
        """A scan, back to back with the one before."""
        for character in code + end:
            self.press(character, gap_ms)

    def type(self, text: str, gaps_ms: Iterator[int]) -> None:
        """A person types, with a pause before."""
        self.time_ms += 400
        for character in text:
            self.press(character, next(gaps_ms))


def codes(chance: random.Random, times: int, longest: int = 30) -> list[str]:
    """Codes as they stand on goods and papers, with blanks and group separators in some."""
    return [
        "".join(chance.choices(SCAN_CHARACTERS, k=chance.randint(4, longest))) for _ in range(times)
    ]


def typist_gaps_ms(chance: random.Random, words_a_minute: int) -> Iterator[int]:
    """Gaps of fast typing: log-normal around the mean, with keys that overlap at times."""
    mean_ms = 60_000 / (words_a_minute * 5)
    while True:
        yield max(8, round(chance.lognormvariate(4.5, 0.45) * mean_ms / 100))
