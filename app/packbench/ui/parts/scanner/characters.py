"""What a key types, as a scanner means it: on this computer's layout, or on a US one.

A scanner that takes the computer's keyboard for a US one presses the keys where a US keyboard has
its characters; on another layout other characters come of it (a French `q` of its `a`). The place
of a key tells what was meant: its scan code, which the window system hands on as it came.
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_PLAIN = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "\\zxcvbnm,./", " ")
_SHIFTED = ("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"~', "|ZXCVBNM<>?", " ")
_FIRST_CODES = (2, 16, 30, 43, 57)
"""The scan codes of the first key of each row: the PC's set 1, of which Linux made its own."""
_XKB_OFFSET = 8
"""X11 and Wayland tell the code of the Linux kernel and eight more."""


def _by_code(rows: tuple[str, ...]) -> dict[int, str]:
    return {
        first + place: character
        for first, row in zip(_FIRST_CODES, rows, strict=True)
        for place, character in enumerate(row)
    }


_CHARACTERS, _WITH_SHIFT = _by_code(_PLAIN), _by_code(_SHIFTED)


_TERMINATORS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
_CONTROL_KEYS = {Qt.Key.Key_BracketRight: "\x1d", Qt.Key.Key_J: "\n", Qt.Key.Key_M: "\r"}
_US_CONTROL = {"]": "\x1d", "j": "\n", "m": "\r"}


def typed_character(event: QKeyEvent) -> str | None:
    """The character that a key types here, as a scanner means it; None for all other keys."""
    code = Qt.Key(event.key())
    control = _has(event, Qt.KeyboardModifier.ControlModifier)
    if _has(event, Qt.KeyboardModifier.AltModifier) and not control:
        return None  # a key of the window; AltGr is none, or Ctrl and Alt together
    if code in _TERMINATORS and not control:
        return _TERMINATORS[code]
    if control and not _has(event, Qt.KeyboardModifier.AltModifier):
        return _CONTROL_KEYS.get(code)
    text = event.text()
    return text if len(text) == 1 and text.isprintable() else None


def us_character(event: QKeyEvent) -> str | None:
    """The same by the place of the key on a US keyboard; None for keys without a place there.

    Caps Lock does not count: it is the computer's, and the scanner knows nothing of it.
    """
    if event.key() in _TERMINATORS or _has(event, Qt.KeyboardModifier.AltModifier):
        return None
    code = event.nativeScanCode() - (0 if sys.platform == "win32" else _XKB_OFFSET)
    shifted = _has(event, Qt.KeyboardModifier.ShiftModifier)
    character = (_WITH_SHIFT if shifted else _CHARACTERS).get(code)
    if character is None or not _has(event, Qt.KeyboardModifier.ControlModifier):
        return character
    return _US_CONTROL.get(character)


def _has(event: QKeyEvent, modifier: Qt.KeyboardModifier) -> bool:
    return bool(event.modifiers() & modifier)
