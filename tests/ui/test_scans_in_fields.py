"""A scan into a text field of the window arrives whole, whatever the field suggests meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from helpers.shop import last, page, press, scan, type_into
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier
CODES = ["A-100", "s-200", "channel7", "NEW-1", "READY 5", "o-111", "Back-22", "on hold", "W12345"]
TABS = ["orders", "back_orders", "inventory", "purchase_orders", "pick_pack"]


def scanned(place: Workplace) -> list[str]:
    return [one.scan.text for one in place.desk.window.hub.recorded()]


def filter_field(place: Workplace, tab: str) -> QLineEdit:
    """The tab's filter with the keyboard in it."""
    page(place, tab)
    press(place.desk.window, Qt.Key.Key_L, CONTROL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    return field


@pytest.mark.parametrize("tab", TABS)
def test_codes_that_begin_like_a_suggestion_arrive_whole(place: Workplace, tab: str) -> None:
    field = filter_field(place, tab)
    for code in CODES:
        scan(place.desk.window, code)
        assert field.text() == ""
        assert QApplication.activePopupWidget() is None
        assert last(place)[0] is Level.REFUSED
        assert code in last(place)[1]
    assert scanned(place) == CODES
    assert page(place, tab).pane.filter_bar.state == FilterState()


def test_a_scan_while_suggestions_are_open_gives_the_text_back(
    place: Workplace, qtbot: QtBot
) -> None:
    field = filter_field(place, "orders")
    bar = page(place, "orders").pane.filter_bar
    field.setFocus()
    type_into(place.desk.window, "st")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    qtbot.waitUntil(lambda: bar.state == FilterState("st"))  # a person's pause
    scan(place.desk.window, "SO-9999")
    assert scanned(place) == ["SO-9999"]
    assert (field.text(), field.cursorPosition()) == ("st", 2)
    assert QApplication.activePopupWidget() is None


def test_what_is_typed_while_suggestions_come_and_go_is_all_there(
    place: Workplace, qtbot: QtBot
) -> None:
    """Fast as a scanner, but without its Enter: the keys that were held come back in order."""
    field = filter_field(place, "orders")
    type_into(place.desk.window, "statusquo")
    qtbot.waitUntil(lambda: field.text() == "statusquo")
    bar = page(place, "orders").pane.filter_bar
    qtbot.waitUntil(lambda: bar.state == FilterState("statusquo"))
    assert scanned(place) == []


@pytest.mark.parametrize("keys", [Qt.Key.Key_F, Qt.Key.Key_L])
def test_ctrl_z_takes_back_what_was_done_also_after_a_scan(place: Workplace, keys: Qt.Key) -> None:
    undone: list[str] = []
    window = place.desk.window
    page(place, "orders")
    window.undo.done("Something was done.", lambda: undone.append("it"))
    press(window, keys, CONTROL)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    scan(window, "SO-1003")
    press(window, Qt.Key.Key_Z, CONTROL)
    assert undone == ["it"]


def test_ctrl_z_after_a_typed_search_is_the_windows_too(place: Workplace, qtbot: QtBot) -> None:
    undone: list[str] = []
    window = place.desk.window
    window.undo.done("Something was done.", lambda: undone.append("it"))
    press(window, Qt.Key.Key_F, CONTROL)
    search = window.top_bar.search
    search.insert("SO-10")  # typed slowly; Enter alone is no scan
    press(window, Qt.Key.Key_Z, CONTROL)
    assert (search.text(), undone) == ("", [])  # as long as there is something to undo in it
    search.insert("SO-1003")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert undone == ["it"]
    qtbot.waitUntil(lambda: search.text() == "SO-1003")
