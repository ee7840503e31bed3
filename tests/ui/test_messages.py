"""The message bar: its levels, and the buttons that it never takes away from the person."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from helpers.one_order import hold
from helpers.shop import import_text, last, page, press, scan, select
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.message_bar import MessageBar
from packbench.ui.parts.widgets.message_list import MessageList
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier


def bar_of(desk: Desk) -> MessageBar:
    found = desk.window.findChild(MessageBar)
    assert isinstance(found, MessageBar)
    return found


def buttons(desk: Desk) -> list[str]:
    """The words of the buttons in the bar, from the left."""
    found = [one for one in bar_of(desk).findChildren(QToolButton) if one in bar_of(desk)._buttons]
    return [one.text() for one in sorted(found, key=lambda one: one.x())]


def test_a_remark_leaves_the_buttons_of_what_was_done(desk: Desk) -> None:
    window, shown = desk.window, []
    show = MessageAction("Show", lambda: shown.append(1), shows=True)
    window.undo.done("3 orders updated.", lambda: None, show)
    for level in (Level.INFO, Level.REFUSED):
        window.messages.post(level, "A remark.")
        assert bar_of(desk).text == "A remark."
        assert buttons(desk) == ["Undo (Ctrl+Z)", "Show (Ctrl+G)"]
    press(window, Qt.Key.Key_G, CONTROL)
    assert shown == [1]
    window.messages.post(Level.DONE, "Something else.")
    assert buttons(desk) == []


def test_what_was_taken_back_is_offered_no_more(desk: Desk) -> None:
    window = desk.window
    window.undo.done("3 orders updated.", lambda: None)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert bar_of(desk).text == "Taking it back: 3 orders updated."
    assert buttons(desk) == []


@pytest.mark.parametrize("error", [Refusal(Code.BUSY), EnvironmentFault(FaultCode.DISK_FULL)])
def test_what_could_not_be_taken_back_just_now_can_be_tried_again(
    place: Workplace, error: Exception
) -> None:
    Undoing(place)._refuse("3 orders updated.", "key", error)
    assert last(place)[0] is Level.REFUSED
    assert buttons(place.desk) == ["Undo (Ctrl+Z)"]
    assert place.desk.window.undo.next_words == "3 orders updated."


def test_a_refusal_leaves_the_bar_when_the_next_search_finds_something(place: Workplace) -> None:
    window = place.desk.window
    window.undo.done("3 orders updated.", lambda: None)
    scan(window, "NOBODY-1")
    assert bar_of(place.desk).text.startswith("Nobody knows NOBODY-1")
    assert buttons(place.desk) == ["Teach it…", "Undo (Ctrl+Z)"]  # nobody loses Undo to it
    scan(window, "SO-1003")
    assert bar_of(place.desk).text == "3 orders updated."
    assert buttons(place.desk) == ["Undo (Ctrl+Z)"]


def test_a_refusal_is_gone_when_there_was_nothing_before_it(place: Workplace) -> None:
    scan(place.desk.window, "NOBODY-1")
    scan(place.desk.window, "SO-1003")
    assert bar_of(place.desk).text == ""


def test_a_refused_filter_leaves_the_bar_when_another_one_finds_rows(
    place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    bar = page(place, "orders").pane.filter_bar
    press(window, Qt.Key.Key_L, CONTROL)
    bar._field.insert("colour: red")
    press(window, Qt.Key.Key_Return)
    assert bar_of(place.desk).text.startswith("There is no filter")
    bar._field.clear()
    bar._field.insert("country: fr")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar_of(place.desk).text == "")


def test_the_buttons_are_in_view_in_a_narrow_window(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.resize(1024, 768)
    show = MessageAction("Show what was rejected", lambda: None, shows=True)
    window.undo.done("many words " * 40, lambda: None, show)
    qtbot.waitUntil(lambda: len(buttons(desk)) == 2)
    bar = bar_of(desk)
    qtbot.waitUntil(lambda: all(one.isVisible() for one in bar._buttons))
    for button in bar._buttons:
        assert bar.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()


def test_f9_on_an_order_on_hold_says_why_nothing_happens(place: Workplace) -> None:
    hold(place.context, "SO-1001", reason="customer asked")
    shown = page(place, "orders")
    select(shown, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F9)
    told = "SO-1001 is on hold (customer asked); resume it first."
    assert last(place) == (Level.REFUSED, told)


@pytest.fixture
def no_country(place: Workplace, tmp_path: Path) -> str:
    order = "order_number,sku,quantity,country\nSO-3001,TEA-1,3,\n"
    import_text(place.context, tmp_path, "orders", order)
    return "SO-3001"


def test_f9_on_an_order_with_a_problem_says_which(place: Workplace, no_country: str) -> None:
    shown = page(place, "orders")
    select(shown, no_country, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F9)
    level, told = last(place)
    assert level is Level.PART
    assert told == (
        "1 order tried. 2 units allocated. SO-3001 has a problem. "
        "The order has no ship-to country. Enter the country of the address."
    )


def test_the_last_hundred_are_listed_and_the_bar_is_emptied(desk: Desk) -> None:
    window, done = desk.window, []
    for number in range(120):
        window.messages.post(Level.DONE, f"Message {number}.")
    window.undo.done("3 orders updated.", lambda: done.append("undone"))
    window.registry.action(CommandId.DISMISS_MESSAGE).trigger()
    assert (bar_of(desk).text, buttons(desk)) == ("", [])
    press(window, Qt.Key.Key_0, CONTROL)
    shown = window.findChild(MessageList)
    assert isinstance(shown, MessageList)
    assert shown.rows.count() == 100
    assert "Done: 3 orders updated." in shown.rows.item(0).text()
    assert "Message 119." in shown.rows.item(1).text()
    press(shown, Qt.Key.Key_Return)  # what is likeliest about the one in hand
    assert done == ["undone"]
    press(window, Qt.Key.Key_Z, CONTROL)
    assert done == ["undone"]  # each at most once
