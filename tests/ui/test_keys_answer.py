"""No key is answered by silence: what is off says why, and the ring stands on the selected row."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from helpers.shop import cells, last, page, press, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.parts.commands.palette import CommandPalette
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_keys_of_a_command_that_is_off_say_what_to_do_first(place: Workplace) -> None:
    page(place, "back_orders")
    press(place.desk.window, Qt.Key.Key_B, CONTROL)
    told = "Choose back orders first: Space ticks one, Ctrl+A all."
    assert last(place) == (Level.INFO, told)


def test_undo_says_when_there_is_nothing_to_take_back(place: Workplace, qtbot: QtBot) -> None:
    window, undone = place.desk.window, list[str]()
    page(place, "back_orders")
    nothing = (Level.INFO, "There is nothing to take back.")
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: last(place) == nothing)
    window.undo.done("Order 1 was put on hold.", lambda: undone.append("order 1"))
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: undone == ["order 1"])
    assert last(place) == (Level.INFO, "Taking it back: Order 1 was put on hold.")
    press(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: last(place) == nothing)
    assert undone == ["order 1"]


def test_the_palette_tells_why_a_command_is_off(place: Workplace, qtbot: QtBot) -> None:
    page(place, "back_orders")
    palette = CommandPalette(place.desk.window.registry, place.desk.theme, place.desk.window)
    qtbot.addWidget(palette)
    palette.show()
    type_into(palette, "back to ship by hand")
    qtbot.waitUntil(lambda: palette._list.topLevelItemCount() == 1)
    item = palette._list.topLevelItem(0)
    assert item is not None
    assert item.isDisabled()
    assert item.text(0).startswith("Back to ship…  (Choose back orders first")
    press(palette, Qt.Key.Key_Return)
    assert palette.chosen is None


def test_what_the_message_is_about_is_shown_by_keys(place: Workplace, qtbot: QtBot) -> None:
    window = place.desk.window
    allocate(place.context)
    page(place, "back_orders")
    press(window, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: last(place) == (Level.INFO, "The last message has nothing to show."))
    receive(replace(place.context, origin="neighbour"), Receipt("VIE", "CUP-3", 4))
    qtbot.waitUntil(lambda: "is ready" in last(place)[1])
    button = next(one for one in window.findChildren(QToolButton) if "Show" in one.text())
    assert button.text() == "Show (Ctrl+G)"
    press(window, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: window.tabs.key == "orders")
    qtbot.waitUntil(lambda: cells(page(place, "orders"), "number") == ["SO-1003"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Home])
def test_enter_in_the_filter_then_a_key_has_the_only_row_in_hand(
    place: Workplace, qtbot: QtBot, key: Qt.Key
) -> None:
    shown = page(place, "orders")
    window = place.desk.window
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "SO-1003")
    qtbot.waitUntil(lambda: shown.pane.filter_bar.state == FilterState("SO-1003"))
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(shown.pane.view.hasFocus)
    press(window, key)
    settle()
    assert list(shown.selected_ids) == [shown.pane.view.current_id()]
    assert shown._panel.heading == "SO-1003"


def test_after_control_home_the_ring_stands_on_the_selected_row(place: Workplace) -> None:
    shown = page(place, "orders")
    window = place.desk.window
    for _ in range(3):
        press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Home, CONTROL)
    assert shown.pane.view.currentIndex().row() == 0
    assert list(shown.selected_ids) == [shown.pane.view.current_id()]
    assert shown._panel.heading == "SO-1005"
