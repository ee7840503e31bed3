"""A list that empties and fills again: the keyboard stays in it, so that no key goes elsewhere."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.shop import Page, cells, import_text, open_dialog, page, press, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.services.picking.releasing import release_orders
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier
NOBODY = FilterState("nobody has this number")
OF_CUPS = FilterState("", {"sku": frozenset({"CUP-3"})})


@pytest.fixture
def cups(place: Workplace, qtbot: QtBot) -> Page:
    """Back orders of CUP-3, one alone; the list was empty once before."""
    allocate(place.context)
    shown = page(place, "back_orders")
    shown.pane.filter_bar.set_state(NOBODY)
    qtbot.waitUntil(lambda: cells(shown, "number") == [])
    shown.pane.filter_bar.set_state(OF_CUPS)
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-1003"])
    qtbot.waitUntil(shown.pane.view.hasFocus)
    return shown


def in_pane(shown: Page) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and shown.pane.isAncestorOf(focused)


def update_sku(place: Workplace, qtbot: QtBot) -> None:
    """By keys: all of the list get TEA-1 instead, which is there."""
    window = place.desk.window
    press(window, Qt.Key.Key_A, CONTROL)
    press(window, Qt.Key.Key_U, CONTROL)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    type_into(dialog, "TEA-1")
    qtbot.waitUntil(lambda: dialog.table.rows.rowCount() == 1)
    press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_a_command_that_empties_the_list_and_its_undo_keep_the_keyboard_in_it(
    cups: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    update_sku(place, qtbot)
    qtbot.waitUntil(lambda: cells(cups, "number") == [] and not cups.pane.view.isVisible())
    qtbot.waitUntil(lambda: in_pane(cups))
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: cells(cups, "number") == ["SO-1003"])
    qtbot.waitUntil(cups.pane.view.hasFocus)
    cups.pane.view.clearSelection()
    press(window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: list(cups.selected_ids) == [cups.pane.view.current_id()])
    assert cups.pane.filter_bar.state == OF_CUPS


def test_a_keyboard_that_went_elsewhere_meanwhile_is_left_there(
    cups: Page, place: Workplace, qtbot: QtBot
) -> None:
    update_sku(place, qtbot)
    qtbot.waitUntil(lambda: in_pane(cups))
    search = place.desk.window.top_bar.search
    press(place.desk.window, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(search.hasFocus)
    place.desk.window.undo.undo_last()
    qtbot.waitUntil(lambda: cells(cups, "number") == ["SO-1003"] and cups.pane.view.isVisible())
    assert search.hasFocus()


def test_rows_that_come_while_a_dialog_is_in_front_get_the_keyboard_after_it(
    cups: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    cups.pane.filter_bar.set_state(NOBODY)
    qtbot.waitUntil(lambda: not cups.pane.view.isVisible() and in_pane(cups))
    press(window, Qt.Key.Key_Comma, CONTROL)
    settings = open_dialog(place, "settings_dialog")
    qtbot.waitUntil(settings.isActiveWindow)
    cups.pane.filter_bar.set_state(OF_CUPS)
    qtbot.waitUntil(cups.pane.view.isVisible)
    assert not in_pane(cups)
    press(settings, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(settings) or not settings.isVisible())
    window.activateWindow()
    qtbot.waitUntil(cups.pane.view.hasFocus)


@pytest.mark.parametrize(
    "tab", ["orders", "back_orders", "inventory", "purchase_orders", "pick_pack"]
)
def test_every_list_keeps_the_keyboard_however_often_it_empties(
    place: Workplace, tmp_path: Path, qtbot: QtBot, tab: str
) -> None:
    allocate(place.context)
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    ordered = "po_number,supplier,warehouse,sku,quantity\nPO-1,ACME,VIE,CUP-3,1\n"
    import_text(place.context, tmp_path, "purchase-orders", ordered)
    release_orders(place.context, ["SO-1001"])
    shown = page(place, tab)
    qtbot.waitUntil(shown.pane.view.hasFocus)
    for _ in range(2):
        shown.pane.filter_bar.set_state(NOBODY)
        qtbot.waitUntil(lambda: not shown.pane.view.isVisible())
        settle()  # buttons of the empty list before are deleted only now
        qtbot.waitUntil(lambda: in_pane(shown))
        press(place.desk.window, Qt.Key.Key_F8)
        qtbot.waitUntil(shown.pane.view.hasFocus)


@pytest.mark.parametrize("typed", ["country: fr", "SO-1005", "country: "])
def test_after_enter_in_a_filter_the_keyboard_is_in_the_table(
    place: Workplace, qtbot: QtBot, typed: str
) -> None:
    """Also when a value is taken from the suggestions with the arrow key."""
    shown = page(place, "orders")
    press(place.desk.window, Qt.Key.Key_L, CONTROL)
    bar = shown.pane.filter_bar
    for character in typed:
        type_into(place.desk.window, character)
    qtbot.waitUntil(lambda: bar._field.text() == typed)
    if typed.endswith(" "):
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        press(place.desk.window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not bar._typing.isActive())  # a person's pace, or it is a scan
    press(place.desk.window, Qt.Key.Key_Return)
    qtbot.waitUntil(shown.pane.view.hasFocus)
    assert QApplication.activePopupWidget() is None
    qtbot.waitUntil(lambda: len(shown.selected_ids) == 1)
