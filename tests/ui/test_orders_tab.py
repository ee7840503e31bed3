from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import text, update

from helpers.shop import (
    cells,
    click_message,
    import_text,
    last,
    open_dialog,
    page,
    press,
    run,
    select,
    settle,
    wait_for,
)
from packbench.db.schema import Order, OrderLine
from packbench.services.office.settings import set_setting
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import OrderFilter, find_orders, get_order
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.notice import Notice
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.screens.orders.line_rows import LineRows
from packbench.ui.workplace import Workplace

ALL = ["SO-1005", "SO-1004", "SO-1003", "SO-1002", "SO-1001"]


def statuses(place: Workplace) -> dict[str, str]:
    return {order.number: order.status for order in find_orders(place.context, OrderFilter())}


def commands_run(place: Workplace) -> int:
    with place.context.database.read.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM command")).scalar_one())


def test_the_tab_shows_real_orders_the_newest_first(place: Workplace) -> None:
    shown = page(place, "orders")
    assert cells(shown, "number") == ALL
    assert set(cells(shown, "status")) == {"New"}
    assert cells(shown, "customer")[4] == "Ana Novak"
    assert cells(shown, "problems")[:2] == ["Address incomplete", "Not paid yet"]
    assert place.desk.window.tabs._bar.tabText(0) == "Orders  5"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("tea-1"), ["SO-1005", "SO-1004", "SO-1001"]),
        (FilterState("novak"), ["SO-1001"]),
        (FilterState("", {"sku": frozenset({"MUG-2"})}), ["SO-1005", "SO-1002"]),
        (FilterState("", {"country": frozenset({"AT", "FR"})}), ["SO-1005", "SO-1002"]),
        (FilterState("", {"payment": frozenset({"awaiting"})}), ["SO-1004"]),
        (FilterState("", {"problem": frozenset({"unknown_sku"})}), []),
        (FilterState("", {"number": frozenset({"so-1003"})}), ["SO-1003"]),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, numbers: list[str]
) -> None:
    shown = page(place, "orders")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert cells(shown, "number") == numbers


def test_a_sku_typed_by_its_name_is_a_chip(place: Workplace) -> None:
    shown = page(place, "orders")
    run(place, CommandId.FILTER)
    bar = shown.pane.filter_bar
    bar._field.setText("sku: mug-2")
    press(place.desk.window, Qt.Key.Key_Return)
    assert bar.state == FilterState("", {"sku": frozenset({"mug-2"})})
    assert bar._chips["sku", ""].text() == "SKU: mug-2"
    assert cells(shown, "number") == ["SO-1005", "SO-1002"]
    bar._chips["sku", ""].click()
    settle()
    assert cells(shown, "number") == ALL
    assert bar._chips["sku", ""].isHidden()


def test_older_closed_orders_are_left_out_and_a_chip_brings_them_back(place: Workplace) -> None:
    shown = page(place, "orders")
    old = {"ordered_at": datetime(2020, 1, 2, tzinfo=UTC), "status": "cancelled"}
    with place.context.database.write.begin() as connection:
        connection.execute(update(Order).where(Order.number == "SO-1003").values(**old))
    set_setting(place.context, "orders.closed_days", "1500")
    chip = shown.pane.filter_bar._chips["closed", "older"]
    wait_for(lambda: not chip.isHidden())
    assert "older closed orders" in chip.text()
    assert chip.text().endswith("1")
    wait_for(lambda: cells(shown, "number") == [one for one in ALL if one != "SO-1003"])
    chip.click()
    wait_for(lambda: sorted(cells(shown, "number")) == sorted(ALL))
    chip.click()
    bar = shown.pane.filter_bar
    bar.set_state(FilterState("so-1003"))
    wait_for(lambda: cells(shown, "number") == ["SO-1003"])
    [order] = shown.pane.model.all_ids()
    for state in (FilterState(), FilterState("so-1001")):  # a scan finds it, whatever is shown
        bar.set_state(state)
        wait_for(lambda: "SO-1003" not in cells(shown, "number"))
        place.open_record("orders", order)
        wait_for(lambda: list(shown.selected_ids) == [order])
        assert bar.state == FilterState("", {"closed": frozenset({"older"})})
    bar.set_state(FilterState("so-1001"))
    wait_for(lambda: cells(shown, "number") == ["SO-1001"])
    young = shown.pane.model.id_at(0) + 1
    place.open_record("orders", young)  # it needs no chip
    wait_for(lambda: list(shown.selected_ids) == [young])
    assert not bar.state


def test_late_orders_are_red_and_found(place: Workplace) -> None:
    yesterday = datetime(2026, 1, 6, tzinfo=UTC).date()
    with place.context.database.write.begin() as connection:
        connection.execute(update(Order).where(Order.number == "SO-1002").values(ship_by=yesterday))
    shown = page(place, "orders")
    shown.pane.filter_bar.set_state(FilterState("", {"ship_by": frozenset({"late"})}))
    settle()
    assert cells(shown, "number") == ["SO-1002"]
    column = [one.key for one in shown.pane.model.columns].index("ship_by")
    assert shown.pane.model.index(0, column).data(Qt.ItemDataRole.ToolTipRole).startswith("Late: ")


def test_the_ship_method_is_shown_when_somebody_wants_it(place: Workplace) -> None:
    with place.context.database.write.begin() as connection:
        here = Order.number == "SO-1001"
        connection.execute(update(Order).where(here).values(ship_method="Express 24h"))
    shown = page(place, "orders")
    view = shown.pane.view
    number = [one.key for one in shown.pane.model.columns].index("ship_method")
    assert view.isColumnHidden(number)
    menu = QMenu(view)
    view.fill_columns_menu(menu)
    menu.actions()[number].trigger()
    assert not view.isColumnHidden(number)
    press(place.desk.window, Qt.Key.Key_F5)
    assert cells(shown, "ship_method") == ["–", "–", "–", "–", "Express 24h"]
    select(shown, "SO-1001")
    told = [label.text() for label in shown.details.findChildren(QLabel)]
    assert "Express 24h" in told


def test_f9_allocates_new_orders_and_the_rows_change(place: Workplace) -> None:
    shown = page(place, "orders")
    press(place.desk.window, Qt.Key.Key_F9)
    assert cells(shown, "status") == ["Ready", "Ready", "Back order", "Ready", "Ready"]
    assert cells(shown, "warehouses")[0] == "GRZ, VIE"
    assert last(place) == (Level.PART, "5 orders tried. 7 units allocated. 4 units wait.")
    assert place.desk.window.tabs._bar.tabText(1) == "Back Orders  1"
    click_message(place, "Show back orders")
    assert cells(page(place, "back_orders"), "number") == ["SO-1003"]


def test_f9_allocates_the_selected_orders_alone(place: Workplace) -> None:
    shown = page(place, "orders")
    select(shown, "SO-1001", "SO-1003")
    allocate_action = place.desk.window.registry.action(CommandId.ALLOCATE)
    assert allocate_action.text() == "Allocate 2 orders"
    press(place.desk.window, Qt.Key.Key_F9)
    changed = {number for number, status in statuses(place).items() if status != "new"}
    assert changed == {"SO-1001", "SO-1003"}
    assert len(shown.selected_ids) == 2
    press(place.desk.window, Qt.Key.Key_Escape)
    assert allocate_action.text() == "Allocate new orders"


def test_nothing_new_is_told(place: Workplace) -> None:
    page(place, "orders")
    allocate(place.context)
    settle()
    press(place.desk.window, Qt.Key.Key_F9)
    assert last(place) == (Level.INFO, "There are no new orders to allocate.")


def test_details_show_lines_problems_shipments_and_why(place: Workplace, qtbot: QtBot) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1005")
    assert shown._panel.heading == "SO-1005"
    [lines] = shown.details.findChildren(LineRows)
    assert lines.words(1) == "2. MUG-2 Product MUG-2: 2 allocated"
    [problem] = shown.details.findChildren(Notice)
    assert [label.text() for label in problem.findChildren(QLabel) if label.text()] == [
        "The address is incomplete.",
        "Complete it before a carrier label is printed.",
    ]
    _progress, shipments, why = shown.details.findChildren(TextRows)
    assert [shipments.words(row) for row in range(2)] == [
        "SO-1005-1  VIE · ready",
        "SO-1005-2  GRZ · ready",
    ]
    assert [why.words(row) for row in range(6)] == [
        "TEA-1  1 wanted",
        "VIE  1 taken · rank 1",
        "GRZ  Not stocked",
        "MUG-2  2 wanted",
        "VIE  Not stocked",
        "GRZ  2 taken · rank 2",
    ]
    qtbot.wait(1)
    assert why.height() == 6 * why.row_height()


def test_details_of_a_waiting_line_say_why(place: Workplace) -> None:
    shown = page(place, "orders")
    select(shown, "SO-1003")
    [lines] = shown.details.findChildren(LineRows)
    assert lines.words(0).endswith(": 4 not allocated yet")
    press(place.desk.window, Qt.Key.Key_F9)
    [lines] = [found for found in shown.details.findChildren(LineRows) if found.isVisible()]
    assert lines.words(0).endswith(": 4 waiting: out of stock")


def test_details_of_a_waiting_line_say_what_would_serve_it(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    allocate(place.context)
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    content = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
    content += "PO-1,ACME,VIE,CUP-3,6,2031-03-03,sent\n"
    import_text(place.context, tmp_path, "purchase-orders", content)
    shown = page(place, "orders")
    select(shown, "SO-1003")
    assert shown.details.findChildren(LineRows)
    assert not shown.details.findChildren(Notice)  # the lines do not wait for it
    qtbot.waitUntil(lambda: bool(shown.details.findChildren(Notice)))
    [notice] = shown.details.findChildren(Notice)
    assert [label.text() for label in notice.findChildren(QLabel) if label.text()] == [
        "4 of CUP-3 wait: out of stock.",
        "PO-1 brings 6 on 3 March 2031.",
    ]


def test_several_selected_orders_are_counted(place: Workplace) -> None:
    shown = page(place, "orders")
    select(shown, "SO-1001", "SO-1002", "SO-1003")
    assert shown._panel.heading == "3 orders selected"


def release_dialog(place: Workplace) -> BulkDialog:
    """The preview to which Ctrl+Shift+P leads."""
    press(
        place.desk.window,
        Qt.Key.Key_P,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def test_pick_lists_are_shown_after_the_preview_of_a_release(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001", "SO-1005")
    dialog = release_dialog(place)
    wait_for(lambda: dialog._do.text() == "Release 2 orders in 2 waves")
    assert get_order(place.context, "SO-1001").status == "ready"
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "2 orders are released in 2 waves.")
    assert cells(shown, "status")[0] == "Picking"
    [preview] = place.desk.window.findChildren(DocumentPreview)
    assert preview.isVisible()
    assert preview.windowTitle() == "pick-list-P1-P2"
    assert preview._pages == 2
    preview.close()
    settle()


def test_packing_slips_of_some_of_the_orders_are_told_as_partly_done(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001", "SO-1003")
    press(place.desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    told = "These have no shipment and no packing slip yet: SO-1003."
    assert last(place) == (Level.PART, told)
    [preview] = place.desk.window.findChildren(DocumentPreview)
    preview.close()
    settle()


def test_packing_slips_are_shown(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001", "SO-1005")
    press(place.desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    [preview] = place.desk.window.findChildren(DocumentPreview)
    assert preview.windowTitle() == "packing-slip-SO-1001-1-and-2-more"
    assert preview._pages == 3
    preview.close()
    settle()


def test_letters_without_a_font_are_asked_about_before_printing(place: Workplace) -> None:
    with place.context.database.write.begin() as connection:
        here = Order.number == "SO-1001"
        connection.execute(update(Order).where(here).values(customer_name="김민수"))
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001")
    press(place.desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    level, words = last(place)
    assert level is Level.REFUSED
    assert "SO-1001-1: 김 민 수 (Hangul)" in words
    assert place.desk.window.findChildren(DocumentPreview) == []
    click_message(place, "Print all the same")
    [preview] = place.desk.window.findChildren(DocumentPreview)
    assert "SO-1001-1: 김 민 수 (Hangul)" in last(place)[1]
    preview.close()
    settle()


def test_an_unpaid_order_is_not_released_and_nothing_changes(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1004")
    before = commands_run(place)
    dialog = release_dialog(place)
    wait_for(lambda: dialog.verdict == "1 not possible")
    press(dialog, Qt.Key.Key_Escape)
    assert get_order(place.context, "SO-1004").status == "ready"
    assert commands_run(place) == before
    assert place.desk.window.findChildren(DocumentPreview) == []


def test_documents_can_be_asked_for_only_where_there_are_some(place: Workplace) -> None:
    shown = page(place, "orders")
    registry = place.desk.window.registry
    pick_list, slips = (
        registry.action(command) for command in (CommandId.PICK_LIST, CommandId.PACKING_SLIPS)
    )
    assert not pick_list.isEnabled()
    select(shown, "SO-1001")
    assert not pick_list.isEnabled()
    assert not slips.isEnabled()
    press(place.desk.window, Qt.Key.Key_F9)
    assert pick_list.isEnabled()
    assert slips.isEnabled()


def test_a_change_of_another_station_is_counted_and_shown_on_demand(place: Workplace) -> None:
    shown = page(place, "orders")
    shown.pane.filter_bar.set_state(FilterState("", {"status": frozenset({"new"})}))
    settle()
    select(shown, "SO-1003")
    neighbour = replace(place.context, station="station 4", origin="neighbour")
    allocate(neighbour, orders=["SO-1001"])
    settle()
    assert cells(shown, "number") == ALL
    assert cells(shown, "status")[4] == "Ready"  # read again, and left where it was
    assert shown.pane._newer.text() == "1 change · show"
    shown.pane._newer.click()
    settle()
    assert cells(shown, "number") == ALL[:4]
    assert list(shown.selected_ids) == [shown.pane.model.id_at(2)]


def test_an_order_leads_to_its_customer_and_the_customer_to_the_orders(place: Workplace) -> None:
    orders = page(place, "orders")
    select(orders, "SO-1003")
    run(place, CommandId.SHOW_CUSTOMER)
    customers = place.desk.window.tabs.page
    assert isinstance(customers, RecordPage)
    wait_for(lambda: customers._panel.heading != "")
    assert customers._panel.heading == "b@example.org"
    # What is for orders can't be run on customers.
    for command in (CommandId.ALLOCATE, CommandId.CANCEL_ORDERS, CommandId.RELEASE):
        assert not place.desk.window.registry.action(command).isEnabled()
    run(place, CommandId.SHOW_CUSTOMER_ORDERS)
    wait_for(lambda: place.desk.window.tabs.page is orders)
    assert cells(orders, "number") == ["SO-1003"]
    press(place.desk.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ControlModifier)
    assert place.desk.window.tabs.page is customers


def test_the_bar_tells_what_the_selected_orders_come_to(place: Workplace) -> None:
    shown, window = page(place, "orders"), place.desk.window
    with place.context.database.write.begin() as connection:
        connection.execute(update(OrderLine).values(unit_price=Decimal("617.25")))
        connection.execute(update(Order).values(currency="EUR"))
        connection.execute(update(Order).where(Order.number == "SO-1002").values(currency="USD"))
    select(shown, "SO-1001")
    assert window.status.totals == ""
    select(shown, "SO-1001", "SO-1002", "SO-1003")
    assert window.status.totals == (
        "3 orders selected: 3 lines, 7 units, 0 waiting, 3,703.50 EUR, 617.25 USD"
    )
    allocate(place.context)
    settle()
    assert "4 waiting" in window.status.totals
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.status.totals.startswith("5 orders selected: 6 lines, 11 units, 4 waiting, ")
    page(place, "inventory")
    assert window.status.totals == ""
    page(place, "orders")
    assert window.status.totals.startswith("5 orders selected")
    press(window, Qt.Key.Key_Escape)
    assert window.status.totals == ""
