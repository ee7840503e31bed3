"""What a scanner that takes the computer's keyboard for a US one means by its keys.

Such a scanner presses the keys where a US keyboard has its characters; on another layout other
characters come of it (a French `q` of its `a`). The place of a key tells what was meant: its scan
code, which the window system hands on as it came from the keyboard.
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


def us_character(event: QKeyEvent) -> str | None:
    """The character that a US keyboard has on this key; None for a key in another place.

    Caps Lock does not count: it is the computer's, and the scanner knows nothing of it.
    """
    code = event.nativeScanCode() - (0 if sys.platform == "win32" else _XKB_OFFSET)
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return (_WITH_SHIFT if shifted else _CHARACTERS).get(code)
