"""What is done about back orders before anything waits: from the Orders tab, by keyboard alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from helpers.shop import import_text, last, open_dialog, page, press, run, select, settle, type_into
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def asked(place: Workplace, key: Qt.Key) -> BulkDialog:
    press(place.desk.window, key, CONTROL, SHIFT)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


@pytest.fixture
def no_waiting(place: Workplace, tmp_path: Path) -> str:
    """An order that needs attention: its product may not be back-ordered."""
    import_text(place.context, tmp_path, "products", "sku,name,backorder\nCUP-4,Cup,no\n")
    import_text(place.context, tmp_path, "stock", "warehouse,sku,quantity\nVIE,CUP-4,0\n")
    order = "order_number,sku,quantity,country\nSO-3001,CUP-4,3,AT\n"
    import_text(place.context, tmp_path, "orders", order)
    allocate(place.context)
    settle()
    assert get_order(place.context, "SO-3001").status == "attention"
    return "SO-3001"


def test_an_order_that_may_not_wait_is_allowed_to(place: Workplace, no_waiting: str) -> None:
    shown = page(place, "orders")
    select(shown, no_waiting)
    dialog = asked(place, Qt.Key.Key_L)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 order may wait.")
    assert get_order(place.context, no_waiting).status == "back_order"


def test_a_promised_order_is_marked_as_back_order(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001")
    dialog = asked(place, Qt.Key.Key_B)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 order marked as back order.")
    assert [line.waiting for line in get_order(place.context, "SO-1001").lines] == [2]


def test_promises_of_a_pool_are_moved(place: Workplace, tmp_path: Path) -> None:
    warehouses = "code,name,kind,rank\nPOOL,Pool,virtual,1\n"
    import_text(place.context, tmp_path, "warehouses", warehouses)
    import_text(place.context, tmp_path, "stock", "warehouse,sku,quantity\nPOOL,CUP-3,4\n")
    allocate(place.context)
    assert get_order(place.context, "SO-1003").status == "ready"
    receive(place.context, Receipt("VIE", "CUP-3", 4))
    settle()
    shown = page(place, "orders")
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_M)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "Promises of 1 order moved.")
    [shipment] = get_order(place.context, "SO-1003").shipments
    assert shipment.warehouse == "VIE"


def test_the_palette_and_the_menu_of_a_row_offer_them(place: Workplace) -> None:
    shown = page(place, "orders")
    commands = (CommandId.ALLOW_BACK_ORDER, CommandId.MARK_BACK_ORDER, CommandId.MOVE_PROMISES)
    assert set(commands) <= set(shown.commands)
    registry = place.desk.window.registry
    assert not any(registry.action(command).isEnabled() for command in commands)
    select(shown, "SO-1001")
    assert all(registry.action(command).isEnabled() for command in commands)


def test_an_order_is_held_and_resumed_where_it_stands(place: Workplace, qtbot: QtBot) -> None:
    allocate(place.context)
    registry = place.desk.window.registry
    shown = page(place, "orders")
    select(shown, "SO-1001")
    assert not registry.action(CommandId.RESUME_BACK_ORDERS).isEnabled()
    press(place.desk.window, Qt.Key.Key_H, CONTROL)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    type_into(dialog, "asked")
    qtbot.waitUntil(lambda: dialog.fields.values["reason"] == "asked")
    press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(place.desk.window.messages.past()))
    assert last(place) == (Level.DONE, "1 order held.")
    settle()
    assert get_order(place.context, "SO-1001").hold_reason == "asked"
    select(shown, "SO-1001")
    assert not registry.action(CommandId.HOLD_BACK_ORDERS).isEnabled()
    assert registry.action(CommandId.RESUME_BACK_ORDERS).isEnabled()


def test_an_unpaid_order_is_paid_and_that_is_taken_back(place: Workplace, qtbot: QtBot) -> None:
    allocate(place.context)
    select(page(place, "orders"), "SO-1004")
    press(asked(place, Qt.Key.Key_Y), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(place.desk.window.messages.past()))
    assert last(place) == (Level.DONE, "1 order marked as paid.")
    assert get_order(place.context, "SO-1004").payment == "paid"
    run(place, CommandId.UNDO)
    qtbot.waitUntil(lambda: get_order(place.context, "SO-1004").payment == "awaiting")
