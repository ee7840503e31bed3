from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from helpers.one_order import cancel
from helpers.shop import cells, click_message, import_text, last, page, press, run, select, settle
from packbench.domain.changes import ChangeSet, Kind
from packbench.services.back_orders.looking import BackOrderFilter, find_back_orders
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.workplace import Workplace

MORE = """order_number,sku,quantity,country,customer_email
SO-2001,CUP-3,2,AT,ana@example.org
SO-2002,MUG-2,9,DE,
"""


@pytest.fixture(autouse=True)
def _waiting_orders(place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "orders", MORE)
    allocate(place.context)
    settle()


def test_the_tab_shows_who_waits_in_the_order_of_the_queue(place: Workplace) -> None:
    shown = page(place, "back_orders")
    assert cells(shown, "number") == ["SO-1003", "SO-2001", "SO-2002"]
    assert cells(shown, "queue") == ["1", "2", "1"]
    assert cells(shown, "waiting") == ["4", "2", "7"]
    assert cells(shown, "reason") == ["Out of stock"] * 3
    assert cells(shown, "status") == ["Back order", "Back order", "Ready"]


def test_reasons_stand_on_top_with_their_counts(place: Workplace) -> None:
    bar = page(place, "back_orders").pane.filter_bar
    assert bar._chips["reason", "out_of_stock"].text() == "out of stock  3"
    assert bar._chips["reason", "not_stocked"].isHidden()


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("cup-3"), ["SO-1003", "SO-2001"]),
        (FilterState("ana@"), ["SO-2001"]),
        (FilterState("", {"country": frozenset({"AT"})}), ["SO-2001"]),
        (FilterState("", {"sku": frozenset({"MUG-2"})}), ["SO-2002"]),
        (FilterState("", {"reason": frozenset({"preorder"})}), []),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, numbers: list[str]
) -> None:
    shown = page(place, "back_orders")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert cells(shown, "number") == numbers


def test_details_tell_what_each_line_waits_for(place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    purchase = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
    purchase += "PO-1,ACME,VIE,CUP-3,6,2031-01-31,sent\n"
    import_text(place.context, tmp_path, "purchase-orders", purchase)
    shown = page(place, "back_orders")
    select(shown, "SO-2001")
    [lines] = shown.details.findChildren(TextRows)
    assert [lines.words(row) for row in range(3)] == [
        "CUP-3  2 waiting",
        "Out of stock  place 2 in the queue",
        "Enough is expected on 31/01/2031",
    ]
    assert cells(shown, "expected") == ["31/01/2031", "31/01/2031", "–"]


def test_the_order_of_a_back_order_can_be_shown(place: Workplace) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-2001")
    run(place, CommandId.SHOW_ORDER)
    orders = place.desk.window.tabs.page
    assert isinstance(orders, RecordPage)
    assert place.desk.window.tabs.key == "orders"
    assert orders._panel.heading == "SO-2001"
    assert list(orders.selected_ids) == list(shown.selected_ids)


def test_selected_orders_are_tried_again(place: Workplace) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-1003")
    press(place.desk.window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert last(place) == (Level.INFO, "1 order tried. 0 units allocated. 4 units wait.")
    assert cells(shown, "number") == ["SO-1003", "SO-2001", "SO-2002"]
    assert list(shown.selected_ids) == [shown.pane.model.id_at(0)]


def test_an_order_that_another_station_serves_leaves_and_the_others_keep_their_place(
    place: Workplace,
) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-2002")
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    receive(neighbour, Receipt("VIE", "CUP-3", 4))
    settle()
    assert len(find_back_orders(place.context, BackOrderFilter())) == 2
    assert cells(shown, "number") == ["SO-2001", "SO-2002"]
    assert last(place) == (Level.INFO, "1 back order is ready (another station).")
    assert shown._panel.heading == "SO-2002"
    assert list(shown.selected_ids) == [shown.pane.model.id_at(1)]


def test_when_the_row_in_hand_leaves_the_next_one_is_in_hand(
    place: Workplace, qtbot: QtBot
) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-2002")
    shown.pane.ticks.tick(shown.selected_ids, on=True)
    press(place.desk.window, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: shown._panel.heading == "SO-1003")
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    receive(neighbour, Receipt("VIE", "CUP-3", 4))
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-2001", "SO-2002"])
    qtbot.waitUntil(lambda: shown._panel.heading == "SO-2001")
    assert list(shown.selected_ids) == [shown.pane.model.id_at(0)]
    assert list(shown.pane.ticks.ids) == [shown.pane.model.id_at(1)]
    press(place.desk.window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: shown._panel.heading == "SO-2002")


def test_when_the_last_row_leaves_the_one_before_is_in_hand(place: Workplace, qtbot: QtBot) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-2002")
    receive(
        replace(place.context, station="station 4", origin="neighbour"), Receipt("GRZ", "MUG-2", 9)
    )
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-1003", "SO-2001"])
    qtbot.waitUntil(lambda: shown._panel.heading == "SO-2001")


def test_where_nothing_was_in_hand_nothing_is_after_a_row_left(
    place: Workplace, qtbot: QtBot
) -> None:
    shown = page(place, "back_orders")
    select(shown, "SO-1003")
    press(place.desk.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shown.selected_ids)
    receive(replace(place.context, origin="neighbour"), Receipt("VIE", "CUP-3", 4))
    qtbot.waitUntil(lambda: cells(shown, "number") == ["SO-2001", "SO-2002"])
    settle()
    assert not shown.selected_ids


def test_what_another_station_serves_is_told_and_shown(place: Workplace, qtbot: QtBot) -> None:
    page(place, "back_orders")
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    receive(neighbour, Receipt("VIE", "CUP-3", 6))
    qtbot.waitUntil(lambda: bool(place.desk.window.messages.past()))
    assert last(place) == (Level.INFO, "2 back orders are ready (another station).")
    click_message(place, "Show")
    assert place.desk.window.tabs.key == "orders"
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    assert sorted(cells(shown, "number")) == ["SO-1003", "SO-2001"]


def test_what_touched_too_many_orders_to_name_shows_all_that_are_ready(
    place: Workplace, qtbot: QtBot
) -> None:
    place.desk.bus.post(ChangeSet({Kind.ORDER: frozenset()}, "neighbour", served=700))
    qtbot.waitUntil(lambda: bool(place.desk.window.messages.past()))
    assert last(place) == (Level.INFO, "700 back orders are ready (another station).")
    click_message(place, "Show")
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    assert set(cells(shown, "status")) == {"Ready"}


def test_what_this_window_serves_is_not_told_as_another_stations(
    place: Workplace, qtbot: QtBot
) -> None:
    heard: list[ChangeSet] = []
    place.desk.bus.changed.connect(heard.append)
    receive(place.context, Receipt("VIE", "CUP-3", 6))
    qtbot.waitUntil(lambda: any(changes.served == 2 for changes in heard))
    assert not place.desk.window.messages.past()


def test_a_row_that_went_for_another_reason_is_named(place: Workplace, qtbot: QtBot) -> None:
    shown = page(place, "back_orders")
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    cancel(neighbour, "SO-1003")
    qtbot.waitUntil(lambda: "SO-1003" not in cells(shown, "number"))
    qtbot.waitUntil(lambda: bool(place.desk.window.messages.past()))
    assert last(place) == (Level.INFO, "No longer in this list: SO-1003.")
