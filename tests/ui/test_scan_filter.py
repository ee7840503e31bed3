"""Keys go to the window's handle, as the system delivers them: `QTest.keyClick(widget)` would go
around the filter."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from packbench.domain.scanning.assembler import Scan, prefixed
from packbench.ui.parts.scanner.event_filter import ScanFilter

KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\x1d": Qt.Key.Key_BracketRight}


class TakingField(QLineEdit):
    def take_scan(self, scan: Scan) -> None:
        self.setText(f"[{scan.text}]")


@dataclass
class Station:
    """A window with everything that a scan must not touch."""

    window: QMainWindow
    filter: ScanFilter
    button: QPushButton
    line: QLineEdit
    text: QPlainTextEdit
    number: QSpinBox
    taking: TakingField
    pressed: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)

    def scan(self, text: str, end: str = "\r") -> None:
        """Types as fast as the machine can."""
        for character in text + end:
            self.click(character)

    def click(self, character: str) -> None:
        handle = self.window.windowHandle()
        if character in KEYS:
            control = character == "\x1d"
            held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier(0)
            QTest.keyClick(handle, KEYS[character], held)
        else:
            QTest.keyClick(handle, ord(character))

    def press_at(self, character: str, time_ms: int, *, again: bool = False) -> None:
        """One key with a time of its own, as the system sends it: override, press, release.

        `again`: the system says that it repeats.
        """
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        key = KEYS.get(character, Qt.Key(ord(character.upper())))
        for kind in kinds:
            event = QKeyEvent(kind, key, Qt.KeyboardModifier(0), character, again)
            event.setTimestamp(time_ms)
            QCoreApplication.sendEvent(self.window.windowHandle(), event)


@pytest.fixture
def station(qapp: QApplication, qtbot: QtBot) -> Iterator[Station]:
    window, scan_filter = QMainWindow(), ScanFilter(qapp)
    inside = QWidget()
    window.setCentralWidget(inside)
    layout = QVBoxLayout(inside)
    made = Station(
        window,
        scan_filter,
        QPushButton("Ship"),
        QLineEdit(),
        QPlainTextEdit(),
        QSpinBox(),
        TakingField(),
    )
    for widget in (made.button, made.line, made.text, made.number, made.taking):
        layout.addWidget(widget)
    made.number.setMaximum(100_000)
    made.button.clicked.connect(lambda: made.pressed.append("button"))
    scan_filter.scanned.connect(lambda scan: made.scans.append(scan.text))
    for shortcut in ("Ctrl+]", "A"):
        action = QAction(shortcut, window)
        action.setShortcut(shortcut)
        action.triggered.connect(lambda _, shortcut=shortcut: made.pressed.append(shortcut))
        window.addAction(action)
    scan_filter.arm()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    yield made
    scan_filter.disarm()


@pytest.mark.parametrize("end", ["\r", "\t"])
@pytest.mark.parametrize("text", ["A12 3AB", " 4006381", "]C1010400\x1d10AB", "    "])
def test_a_scan_touches_no_button_and_no_shortcut(station: Station, text: str, end: str) -> None:
    station.button.setFocus()
    station.scan(text, end)
    assert station.scans == [text]
    assert station.pressed == []
    assert QApplication.focusWidget() is station.button


def test_scans_back_to_back_are_all_caught(station: Station) -> None:
    station.button.setFocus()
    codes = [f"A {number:06}" for number in range(200)]
    for code in codes:
        station.scan(code)
    assert station.scans == codes
    assert station.pressed == []


def test_a_lone_space_presses_the_button_a_little_later(station: Station, qtbot: QtBot) -> None:
    station.button.setFocus()
    station.click(" ")
    assert station.pressed == []
    qtbot.waitUntil(lambda: station.pressed == ["button"])


def test_a_lone_enter_is_not_held(station: Station) -> None:
    station.line.setFocus()
    station.line.returnPressed.connect(lambda: station.pressed.append("Enter"))
    station.click("\r")
    assert station.pressed == ["Enter"]


def test_a_field_gets_its_text_cursor_and_selection_back(station: Station) -> None:
    station.line.setFocus()
    station.line.setText("three boxes")
    station.line.setSelection(11, -5)
    station.scan("4006381333931")
    assert station.scans == ["4006381333931"]
    assert station.line.text() == "three boxes"
    assert station.line.selectedText() == "boxes"
    assert station.line.cursorPosition() == 6


def test_a_text_gets_its_content_and_cursor_back(station: Station) -> None:
    station.text.setFocus()
    station.text.setPlainText("first line\nsecond line")
    cursor = station.text.textCursor()
    cursor.setPosition(5)
    station.text.setTextCursor(cursor)
    station.scan("AB 12345", "\t")
    assert station.scans == ["AB 12345"]
    assert station.text.toPlainText() == "first line\nsecond line"
    assert station.text.textCursor().position() == 5


def test_a_scan_does_not_change_a_number(station: Station) -> None:
    station.number.setValue(3)
    station.number.setFocus()
    station.number.lineEdit().deselect()
    station.scan("120 A12")
    assert station.number.value() == 3
    assert station.scans == ["120 A12"]


def test_a_field_that_wants_scans_gets_them(station: Station) -> None:
    station.taking.setFocus()
    station.scan("4006381333931")
    assert station.taking.text() == "[4006381333931]"
    assert station.scans == []


def test_a_fast_typist_in_a_field_is_never_taken_for_a_scanner(station: Station) -> None:
    station.line.setFocus()
    typed, time_ms = "wrap the long boxes in brown paper twice", 10_000
    entered: list[str] = []
    station.line.returnPressed.connect(lambda: entered.append(station.line.text()))
    gaps = [100, 40, 130, 70, 110, 30, 150, 90]
    for number, character in enumerate(typed + "\r"):
        time_ms += gaps[number % len(gaps)]
        station.press_at(character, time_ms)
    assert station.line.text() == typed
    assert entered == [typed]
    assert station.scans == []


def test_keys_typed_while_the_window_was_busy_are_judged_by_their_times(station: Station) -> None:
    """They arrive together; only their times tell that a person typed them."""
    station.line.setFocus()
    for number, character in enumerate("hello\r"):
        station.press_at(character, 50_000 + number * 110)
    assert (station.line.text(), station.scans) == ("hello", [])


def test_fast_keys_that_are_no_scan_reach_the_field_in_order(
    station: Station, qtbot: QtBot
) -> None:
    station.line.setFocus()
    for number, character in enumerate("12345"):
        station.press_at(character, 60_000 + number * 5)
    assert station.line.text() == "12"
    qtbot.waitUntil(lambda: station.line.text() == "12345")
    assert station.scans == []


def test_another_key_gives_back_what_was_held(station: Station) -> None:
    station.line.setFocus()
    for number, character in enumerate("1234"):
        station.press_at(character, 70_000 + number * 5)
    QTest.keyClick(station.window.windowHandle(), Qt.Key.Key_Backspace)
    assert station.line.text() == "123"


def test_a_scan_during_a_modal_dialog_is_refused_and_presses_nothing(
    station: Station, qtbot: QtBot
) -> None:
    dialog = QDialog(station.window)
    button = QPushButton("Cancel the order", dialog)
    button.setDefault(True)
    button.clicked.connect(lambda: station.pressed.append("default"))
    refused: list[str] = []
    station.filter.refused.connect(lambda scan: refused.append(scan.text))
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    for character in "12345 ":
        QTest.keyClick(dialog.windowHandle(), ord(character))
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
    assert refused == ["12345 "]
    assert (station.pressed, station.scans) == ([], [])
    dialog.close()


def test_a_prefixed_scanner_may_be_slow(station: Station) -> None:
    station.filter.use(prefixed("~"))
    station.line.setFocus()
    for number, character in enumerate("~]C14006381\r"):
        station.press_at(character, 80_000 + number * 200)
    assert station.scans == ["]C14006381"]
    assert station.line.text() == ""


def test_a_failing_filter_takes_itself_out(
    station: Station, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "broken"
        raise RuntimeError(message)

    told: list[None] = []
    station.filter.disarmed.connect(lambda: told.append(None))
    monkeypatch.setattr(station.filter._assembler, "press", fail)
    station.line.setFocus()
    station.click("x")
    station.click("y")
    assert station.line.text() == "xy"
    assert told == [None]
    assert "was taken out" in caplog.text
    caplog.clear()


def test_a_key_with_alt_is_the_windows_at_once(station: Station, qtbot: QtBot) -> None:
    """Held and sent again, it would be no shortcut any more."""
    station.button.setFocus()
    station.button.setShortcut("Alt+S")
    QTest.keyClick(station.window.windowHandle(), Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: station.pressed == ["button"])  # it is animated


def test_the_same_character_twice_within_a_millisecond_is_no_key_that_is_held(
    station: Station,
) -> None:
    for place, character in enumerate("95200\r"):
        # X11 takes a key that was let go and pressed in one millisecond for one that repeats
        station.press_at(character, 1_000 + place, again=place == 4)
    assert station.scans == ["95200"]


def test_a_key_that_is_held_down_is_no_scan(station: Station) -> None:
    station.button.setFocus()
    station.press_at("7", 1_000)
    for place in range(20):
        station.press_at("7", 1_300 + 30 * place, again=True)
    station.press_at("\r", 2_000)
    assert station.scans == []
