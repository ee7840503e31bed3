"""Sorting any table without a mouse."""

import pytest
from PySide6.QtCore import Qt

from helpers.shop import cells, open_dialog, page, press, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.tables.table_pane import Sorting
from packbench.ui.workplace import Workplace


def choose(place: Workplace, letters: str) -> None:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_F6)
    dialog = open_dialog(place, "order_dialog")
    type_into(dialog, letters)
    press(dialog, Qt.Key.Key_Return)


def test_a_column_is_chosen_by_its_letters_and_enter_again_turns_the_order(
    place: Workplace,
) -> None:
    shown = page(place, "orders")
    shown.pane.view.setFocus()
    choose(place, "num")
    assert shown.pane.order == Sorting("number")
    assert cells(shown, "number") == ["SO-1001", "SO-1002", "SO-1003", "SO-1004", "SO-1005"]
    assert place.desk.window.focusWidget() is shown.pane.view
    choose(place, "")
    assert shown.pane.order == Sorting("number", descending=True)
    assert cells(shown, "number")[0] == "SO-1005"


def test_a_table_is_left_as_it_was_by_escape(place: Workplace) -> None:
    shown = page(place, "orders")
    before = shown.pane.order
    press(place.desk.window, Qt.Key.Key_F6)
    dialog = open_dialog(place, "order_dialog")
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Escape)
    assert shown.pane.order == before


@pytest.mark.parametrize("tab", ["back_orders", "inventory", "purchase_orders", "pick_pack"])
def test_every_table_is_sorted_so(place: Workplace, tab: str) -> None:
    allocate(place.context)
    shown = page(place, tab)
    before = shown.pane.order
    settle()
    press(place.desk.window, Qt.Key.Key_F6)
    dialog = open_dialog(place, "order_dialog")
    press(dialog, Qt.Key.Key_End)
    press(dialog, Qt.Key.Key_Return)
    assert shown.pane.order != before
