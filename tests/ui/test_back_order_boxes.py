"""Choosing back orders: boxes, all of a filter, what stays chosen; the two views; the filters."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from helpers.shop import Page, cells, import_text, last, press, run, select, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables.table_pane import Sorting
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.back_orders import products
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MORE = """order_number,sku,quantity,country,customer_email,channel
SO-2001,CUP-3,2,AT,ana_1@example.org,shop
SO-2002,MUG-2,9,DE,ana%1@example.org,market
"""


@pytest.fixture
def shown(place: Workplace, tmp_path: Path) -> Page:
    import_text(place.context, tmp_path, "orders", MORE)
    allocate(place.context)
    settle()
    press(place.desk.window, Qt.Key.Key_2, CONTROL)
    found = place.desk.window.tabs.page
    assert isinstance(found, RecordPage)
    return found


def ticked(shown: Page) -> list[str]:
    model = shown.pane.model
    rows = [row for row in range(len(model)) if model.id_at(row) in shown.pane.ticks]
    return [model.index(row, 0).data() for row in rows]


def chip(shown: Page) -> str:
    found = shown.pane.filter_bar._ticked
    return "" if found.isHidden() else found.text()


def filter_by(shown: Page, state: FilterState) -> None:
    shown.pane.filter_bar.set_state(state)
    settle()


def test_space_ticks_the_row_in_hand_and_takes_the_tick_away(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    assert shown.pane.view.hasFocus()
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ticked(shown) == ["SO-2001"])  # once it is known to be no scan
    assert chip(shown) == "1 chosen"
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ticked(shown) == [])
    assert chip(shown) == ""


def test_a_single_tick_shows_that_order(shown: Page, place: Workplace) -> None:
    select(shown, "SO-2001")
    shown.pane.ticks.tick(shown.selected_ids, on=True)
    press(place.desk.window, Qt.Key.Key_Escape)
    assert not shown.selected_ids
    assert shown._panel.heading == "SO-2001"
    press(place.desk.window, Qt.Key.Key_A, CONTROL)
    assert shown._panel.heading == "3 back orders chosen"


def test_control_a_ticks_all_of_the_filter_and_shift_control_a_none(
    shown: Page, place: Workplace
) -> None:
    window = place.desk.window
    filter_by(shown, FilterState("", {"sku": frozenset({"CUP-3"})}))
    press(window, Qt.Key.Key_A, CONTROL)
    assert ticked(shown) == ["SO-1003", "SO-2001"]
    filter_by(shown, FilterState("", {"sku": frozenset({"MUG-2"})}))
    assert ticked(shown) == []
    assert chip(shown) == "2 chosen, 2 of them not in this filter"
    filter_by(shown, FilterState())
    assert ticked(shown) == ["SO-1003", "SO-2001"]
    press(window, Qt.Key.Key_A, CONTROL, SHIFT)
    assert ticked(shown) == []


def test_the_boxes_of_rows_and_of_the_heading_can_be_clicked(shown: Page, place: Workplace) -> None:
    view = shown.pane.view
    row = view.visualRect(shown.pane.model.index(1, 0))
    box = QPoint(row.left() + 12, row.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    settle()
    assert ticked(shown) == ["SO-2001"]
    heading = view.horizontalHeader().viewport()
    at = QPoint(12, heading.rect().center().y())
    QTest.mouseClick(heading, Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert ticked(shown) == ["SO-1003", "SO-2001", "SO-2002"]
    QTest.mouseClick(heading, Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert ticked(shown) == []
    assert shown.pane.order == Sorting("queue")
    assert not list(shown.selected_ids)
    assert place.desk.window.registry.context.selected == 0


def test_ticks_stay_when_another_station_serves_others(shown: Page, place: Workplace) -> None:
    select(shown, "SO-2001")
    shown.pane.ticks.tick(shown.selected_ids, on=True)
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    receive(neighbour, Receipt("VIE", "CUP-3", 4))
    settle()
    assert last(place) == (Level.INFO, "1 back order is ready (another station).")
    assert shown.pane._newer.isHidden()
    assert cells(shown, "number") == ["SO-2001", "SO-2002"]
    assert ticked(shown) == ["SO-2001"]
    assert list(shown.selected_ids) == list(shown.pane.ticks.ids)


def test_what_waits_no_more_is_not_chosen_any_more(shown: Page, place: Workplace) -> None:
    press(place.desk.window, Qt.Key.Key_A, CONTROL)
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    receive(neighbour, Receipt("VIE", "CUP-3", 4))
    run(place, CommandId.REFRESH)
    assert ticked(shown) == ["SO-2001", "SO-2002"]
    assert chip(shown) == "2 chosen"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("ana_1"), ["SO-2001"]),
        (FilterState("%"), ["SO-2002"]),
        (FilterState("", {"email": frozenset({"a%1"})}), ["SO-2002"]),
        (FilterState("", {"email": frozenset({"ANA_"})}), ["SO-2001"]),
        (FilterState("", {"channel": frozenset({"market"})}), ["SO-2002"]),
        (FilterState("", {"warehouse": frozenset({"GRZ"})}), ["SO-2002"]),
        (FilterState("", {"older": frozenset({"0"})}), ["SO-1003", "SO-2001", "SO-2002"]),
        (FilterState("", {"older": frozenset({"3"})}), []),
        (FilterState("", {"sku": frozenset({"mug-2", "NO"})}), ["SO-2002"]),
        (FilterState("", {"number": frozenset({"so-2001"})}), ["SO-2001"]),
    ],
)
def test_filters_take_every_character_as_it_is(
    shown: Page, state: FilterState, numbers: list[str]
) -> None:
    filter_by(shown, state)
    assert cells(shown, "number") == numbers


def test_an_age_is_typed_as_any_number_of_days(shown: Page, place: Workplace, qtbot: QtBot) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "older than: 12")
    qtbot.waitUntil(lambda: shown.pane.filter_bar._field.text() == "older than: 12")
    press(window, Qt.Key.Key_Return)
    state = FilterState("", {"older": frozenset({"12"})})
    qtbot.waitUntil(lambda: shown.pane.filter_bar.state == state)
    assert shown.pane.filter_bar._chips["older", ""].text() == "older than 12 days"


def test_an_e_mail_is_typed_in_part_and_by_either_name(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "email: ana_")
    qtbot.waitUntil(lambda: shown.pane.filter_bar._field.text() == "email: ana_")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-2001"])
    assert shown.pane.filter_bar._chips["email", ""].text() == "e-mail: ana_"


def test_a_part_of_a_sku_that_no_row_has_whole_can_be_looked_for(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "SKU: cup")
    qtbot.waitUntil(lambda: shown.pane.filter_bar._field.text() == "SKU: cup")
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.pane.sentence == "No back orders fit this filter")
    # Enter goes to the rows: there are none, so what helps has the keyboard.
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton))
    button = QApplication.focusWidget()
    assert isinstance(button, QPushButton)
    assert "Look for “cup” as a part" in (button.accessibleName(), button.text())
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-1003", "SO-2001"])
    assert shown.pane.filter_bar.state == FilterState("cup")


def test_words_that_look_like_a_filter_and_find_nothing_say_what_can_be_typed(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "colour: red")
    hint = "There is no filter “colour”. You can filter by reason, country,"
    next_step = shown.pane._instead._next_step
    qtbot.waitUntil(lambda: next_step.text().startswith(hint))
    assert shown.pane.sentence == "No back orders fit this filter"


def test_an_age_that_is_no_number_is_refused(shown: Page, place: Workplace, qtbot: QtBot) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "older than: abc")
    field = shown.pane.filter_bar._field
    qtbot.waitUntil(lambda: field.text() == "older than: abc")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)  # no value fits any more
    press(window, Qt.Key.Key_Return)
    told = "Type a number of days, such as “older than: 12”."
    qtbot.waitUntil(lambda: last(place) == (Level.REFUSED, told))
    assert field.hasFocus()
    assert field.text() == "older than: abc"
    assert shown.pane.filter_bar.state == FilterState()


@pytest.mark.parametrize("key", ["reason", "skus", "expected", "age", "since", "email", "channel"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts(shown: Page, key: str, descending: bool) -> None:
    shown.pane.sort(key, descending)
    settle()
    assert sorted(cells(shown, "number")) == ["SO-1003", "SO-2001", "SO-2002"]
    if key == "skus":
        skus = cells(shown, "skus")
        assert skus == sorted(skus, reverse=descending)


def test_what_is_expected_first_sorts_first(shown: Page, place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    purchase = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
    purchase += "PO-1,ACME,VIE,CUP-3,4,2031-01-31,sent\nPO-2,ACME,GRZ,MUG-2,9,2030-01-31,sent\n"
    import_text(place.context, tmp_path, "purchase-orders", purchase)
    settle()
    shown.pane.sort("expected", False)
    settle()
    assert cells(shown, "number") == ["SO-2002", "SO-1003", "SO-2001"]
    assert cells(shown, "expected") == ["31/01/2030", "31/01/2031", "–"]


def test_by_product_tells_what_is_missing_and_enter_shows_who_waits(
    shown: Page, place: Workplace
) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_F3)
    by_product = window.tabs.page
    assert isinstance(by_product, RecordPage)
    assert by_product.view == products.NAME
    assert cells(by_product, "sku") == ["MUG-2", "CUP-3"]
    assert cells(by_product, "waiting") == ["7", "6"]
    assert cells(by_product, "missing") == ["7", "6"]
    assert cells(by_product, "orders") == ["1", "2"]
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert window.tabs.page is shown
    assert shown.pane.filter_bar.state == FilterState("", {"sku": frozenset({"CUP-3"})})
    assert cells(shown, "number") == ["SO-1003", "SO-2001"]
    press(window, Qt.Key.Key_F3, SHIFT)
    assert window.tabs.page is shown


def test_with_nothing_chosen_the_commands_say_what_to_do_first(
    shown: Page, place: Workplace
) -> None:
    action = place.desk.window.registry.action(CommandId.BACK_TO_SHIP)
    assert not action.isEnabled()
    assert "Choose back orders first: Space ticks one, Ctrl+A all." in action.toolTip()
    select(shown, "SO-2001")
    assert action.isEnabled()
    assert "first" not in action.toolTip()
