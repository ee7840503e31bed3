"""Ctrl+Z is the window's wherever the keyboard is; after a scan the keyboard is in the table."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from helpers.shop import page, press, scan, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.search_field import SearchField
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier
VIEWS = {
    "orders": ("orders", "customers"),
    "back_orders": ("back_orders", "back_order_products"),
    "inventory": ("inventory", "stock_products", "stock_bins", "stock_lots"),
    "purchase_orders": ("",),
    "pick_pack": ("pick_pack", "pick_steps", "sent_shipments"),
}


def takes_keys(window: QWidget) -> list[QWidget]:
    """Everything in the window that the keyboard can be in."""
    nowhere = Qt.FocusPolicy.NoFocus
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() != nowhere
    ]


@pytest.mark.parametrize("tab", VIEWS)
def test_undo_is_the_windows_wherever_the_keyboard_is(place: Workplace, tab: str) -> None:
    window, undone = place.desk.window, list[str]()
    allocate(place.context)
    page(place, tab)
    for view in VIEWS[tab]:
        if view:
            place.show_view(tab, view)
            settle()
        front = window.tabs.page
        assert front is not None
        press(window, Qt.Key.Key_Home)
        for one in takes_keys(window):
            if not one.isVisible():
                continue
            one.setFocus()
            name = f"{type(one).__name__} {one.objectName()}"
            window.undo.done(name, partial(undone.append, name))
            press(window, Qt.Key.Key_Z, CONTROL)
            assert undone[-1:] == [name]


def test_what_is_typed_in_a_field_is_undone_there_first(place: Workplace) -> None:
    window, undone = place.desk.window, list[str]()
    page(place, "orders")
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "abc")
    window.undo.done("x", lambda: undone.append("x"))
    press(window, Qt.Key.Key_Z, CONTROL)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert (field.text(), undone) == ("", [])
    press(window, Qt.Key.Key_Z, CONTROL)
    assert undone == ["x"]


@pytest.mark.parametrize("tab", VIEWS)
@pytest.mark.parametrize("code", ["SO-1001", "TEA-1", "NOBODY-KNOWS"])
def test_after_a_scan_the_keyboard_is_in_the_table(place: Workplace, tab: str, code: str) -> None:
    window = place.desk.window
    page(place, tab)
    for keys in (Qt.Key.Key_F, Qt.Key.Key_L, None):
        page(place, tab)
        if keys is not None:
            press(window, keys, CONTROL)
        scan(window, code)
        front = window.tabs.page
        focused = QApplication.focusWidget()
        assert front is not None
        assert focused is not None
        if code == "NOBODY-KNOWS" and keys is Qt.Key.Key_F:
            assert isinstance(focused, SearchField)  # what nobody knows can be mended there
            assert focused.selectedText() == code
            continue
        assert front.isAncestorOf(focused)
        assert not isinstance(focused, QLineEdit), keys


def test_the_kinds_of_messages_have_plain_names() -> None:
    assert [one.word for one in Level] == ["Note", "Done", "Partly done", "Refused", "Trouble"]
