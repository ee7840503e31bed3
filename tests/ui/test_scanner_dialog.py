"""The scanner's settings by keys: a reading of the test symbol, Save, Undo."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from helpers.shop import last, open_dialog, press, scan, settle, wait_for
from packbench.domain.scanning.finding import TEST_DATA
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.services.scanners import get_scanner
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.scanners.dialog import ScannerDialog
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CODE = "\x1d".join(TEST_DATA)


@pytest.fixture
def dialog(place: Workplace) -> ScannerDialog:
    press(place.desk.window, Qt.Key.Key_F4, CONTROL, SHIFT)
    found = open_dialog(place, "scanner_dialog")
    assert isinstance(found, ScannerDialog)
    return found


def type_slowly(dialog: ScannerDialog, text: str, gap_ms: int) -> None:
    """A scanner that is slower than any profile, by the times of its keys."""
    for number, character in enumerate(text):
        key = Qt.Key(ord(character.upper()))
        held = Qt.KeyboardModifier(0)
        if character == "\x1d":
            key, held = Qt.Key.Key_BracketRight, CONTROL
        elif character == "\r":
            key = Qt.Key.Key_Return
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, held, character)
            event.setTimestamp(3_000_000_000 + gap_ms * number)
            QCoreApplication.sendEvent(dialog.windowHandle(), event)


def begin_reading(dialog: ScannerDialog) -> None:
    press(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: "now" in dialog.told)


def read_symbol(dialog: ScannerDialog, text: str, gap_ms: int = 5) -> None:
    begin_reading(dialog)
    type_slowly(dialog, text, gap_ms)
    wait_for(lambda: "now" not in dialog.told)


def save(dialog: ScannerDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "save_scanner")
    assert isinstance(found, QPushButton)
    return found


def test_a_reading_proposes_save_keeps_and_undo_takes_back(
    place: Workplace, dialog: ScannerDialog
) -> None:
    assert not save(dialog).isEnabled()
    read_symbol(dialog, f"~]C1{CODE}\r", gap_ms=120)
    assert dialog.setup == ScannerSetup(ScannerKind.PREFIX, "~")
    assert "prefix: ~" in dialog.told
    press(dialog, Qt.Key.Key_Return)
    assert get_scanner(place.context) == ScannerSetup(ScannerKind.PREFIX, "~")
    assert last(place) == (Level.DONE, "The scanner of this station is set up.")
    scan(place.desk.window, "~]C1SO-1001")
    assert place.desk.window.hub.recorded()[-1].scan.text == "]C1SO-1001"
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, CONTROL)
    assert last(place)[1] == "Taken back: The scanner of this station is set up."
    assert get_scanner(place.context) == ScannerSetup()


def test_a_reading_that_is_no_use_says_what_to_program(
    place: Workplace, dialog: ScannerDialog
) -> None:
    read_symbol(dialog, f"]C1{CODE}", gap_ms=5)
    assert "Program the scanner to send Enter after each code" in dialog.told
    read_symbol(dialog, "4006381333931\r")
    assert "That was not the test symbol" in dialog.told
    assert dialog.setup == ScannerSetup()
    assert not save(dialog).isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert get_scanner(place.context) == ScannerSetup()


def test_escape_ends_the_reading_and_a_second_one_the_dialog(
    place: Workplace, dialog: ScannerDialog
) -> None:
    begin_reading(dialog)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    scan(dialog, "SO-1001")
    assert dialog.told == "A scan was read, by the settings that are kept: SO-1001"
    press(dialog, Qt.Key.Key_Escape)
    settle()
    scan(place.desk.window, "SO-1002")
    assert place.desk.window.hub.recorded()[-1].scan.text == "SO-1002"


def test_the_symbol_is_shown_to_be_printed(place: Workplace, dialog: ScannerDialog) -> None:
    press(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: bool(dialog.findChildren(DocumentPreview)))
    [preview] = dialog.findChildren(DocumentPreview)
    assert preview.windowTitle().startswith("scanner-test")
    preview.close()
    press(dialog, Qt.Key.Key_Escape)
    assert get_scanner(place.context) == ScannerSetup()
