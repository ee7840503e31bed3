"""A scanner that takes the computer's keyboard for a US one, on other layouts."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from helpers.shop import page, settle
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.services.office.undo import undo
from packbench.services.scanners import set_scanner
from packbench.ui.workplace import Workplace

ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "\\zxcvbnm,./")
SHIFTED = ("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"~', "|ZXCVBNM<>?")
FIRST = (2, 16, 30, 43)
HOST = {
    "fr": {
        **dict(zip("1234567890-=", "&é\"'(-è_çà)=", strict=True)),
        **dict(zip("qwertyuiop[]", "azertyuiop^$", strict=True)),
        **dict(zip("asdfghjkl;'`", "qsdfghjklmù²", strict=True)),
        **dict(zip("\\zxcvbnm,./", "*wxcvbn,;:!", strict=True)),
        **dict(zip("!@#$%^&*()_+", "1234567890°+", strict=True)),
        **dict(zip("QWERTYUIOP{}", "AZERTYUIOP¨£", strict=True)),
        **dict(zip("ASDFGHJKLZXCVBNM", "QSDFGHJKLWXCVBN?", strict=True)),
    },
    "de": {"y": "z", "z": "y", "Y": "Z", "Z": "Y", "-": "ß", "]": "+", "/": "-", ";": "ö"},
    "gb": {'"': "@", "@": '"', "#": "£", "\\": "#", "|": "~", "~": "¬"},
}
CODES = ["SO-1001", "A/17;9_x@y", "]C10104006381333931\x1d10Q+AZ", "https://id.gs1.org/01/0400?x=1"]


def key_of(character: str) -> tuple[int, bool]:
    """The place of a character on a US keyboard, as X11 tells it, and whether Shift is held."""
    for rows, shift in ((ROWS, False), (SHIFTED, True)):
        for row, first in zip(rows, FIRST, strict=True):
            if character in row:
                return first + row.index(character) + 8, shift
    raise AssertionError(character)


class UsScanner:
    """Presses the keys of a US keyboard on a computer with another layout."""

    def __init__(self, place: Workplace, layout: str) -> None:
        self._handle = place.desk.window.windowHandle()
        self._layout, self._time_ms = HOST[layout], 2_000_000_000

    def scan(self, text: str, gap_ms: int = 5) -> None:
        for character in text:
            control = character == "\x1d"
            code, shift = key_of("]" if control else character)
            typed = "" if control else self._layout.get(character, character)
            held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier(0)
            held = Qt.KeyboardModifier.ControlModifier if control else held
            key = Qt.Key(ord(typed.upper()[0])) if typed else Qt.Key.Key_Dollar
            self._press(key, code, held, typed, gap_ms)
        self._press(Qt.Key.Key_Return, 36, Qt.KeyboardModifier(0), "\r", gap_ms)
        settle()

    def _press(
        self, key: Qt.Key, code: int, held: Qt.KeyboardModifier, text: str, gap_ms: int
    ) -> None:
        self._time_ms += gap_ms
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, held, code, 0, 0, text)
            event.setTimestamp(self._time_ms)
            QCoreApplication.sendEvent(self._handle, event)


def scanned(place: Workplace) -> list[str]:
    return [one.scan.text for one in place.desk.window.hub.recorded()]


@pytest.mark.parametrize("layout", list(HOST))
def test_codes_are_read_by_the_place_of_the_keys(place: Workplace, layout: str) -> None:
    set_scanner(place.context, ScannerSetup(us_layout=True))
    settle()
    page(place, "orders")
    scanner = UsScanner(place, layout)
    for code in CODES:
        scanner.scan(code)
    assert scanned(place) == CODES


def test_without_the_option_the_computers_layout_counts(place: Workplace) -> None:
    page(place, "orders")
    UsScanner(place, "de").scan("YZ-1001")
    assert scanned(place) == ["ZYß1001"]


def test_a_prefix_of_the_station_counts_at_once_and_undo_takes_it_back(place: Workplace) -> None:
    set_scanner(place.context, ScannerSetup(ScannerKind.PREFIX, "~", us_layout=True))
    settle()
    page(place, "orders")
    scanner = UsScanner(place, "fr")
    scanner.scan("~]C1SO-1001", gap_ms=200)
    assert scanned(place) == ["]C1SO-1001"]
    undo(place.context)
    settle()
    scanner.scan("SO-1002")
    assert scanned(place)[1:] != ["SO-1002"]  # on a French keyboard its hyphen is another sign
    assert QApplication.focusWidget() is not None
