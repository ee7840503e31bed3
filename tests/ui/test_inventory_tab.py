import os

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from helpers.shop import (
    cells,
    click_message,
    last,
    open_dialog,
    page,
    press,
    run,
    scan,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.packs import Pack
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.stock.changes import list_stock
from packbench.services.stock.known_packs import show_packs
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.screens.inventory.dialogs.packs import PacksDialog
from packbench.ui.screens.inventory.dialogs.receive import ReceiveDialog
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _allocated(place: Workplace) -> None:
    allocate(place.context)
    settle()


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def on_hand(place: Workplace, sku: str) -> dict[str, int]:
    return {row.warehouse: row.on_hand for row in list_stock(place.context, sku=sku)}


def receiving(place: Workplace) -> ReceiveDialog:
    press(place.desk.window, Qt.Key.Key_F7)
    dialog = open_dialog(place, "receive_dialog")
    assert isinstance(dialog, ReceiveDialog)
    return dialog


def take_back(place: Workplace, qtbot: QtBot) -> None:
    window = place.desk.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_Z, CONTROL)


def field(dialog: QDialog, name: str) -> QLineEdit:
    [found] = [found for found in dialog.findChildren(QLineEdit) if found.accessibleName() == name]
    return found


def test_the_tab_shows_stock_and_how_it_stands(place: Workplace) -> None:
    shown = page(place, "inventory")
    assert cells(shown, "sku") == ["CUP-3", "MUG-2", "TEA-1"]
    assert cells(shown, "warehouse") == ["VIE", "GRZ", "VIE"]
    assert cells(shown, "state") == ["Short", "In stock", "In stock"]
    assert cells(shown, "available") == ["0", "2", "6"]
    assert cells(shown, "on_hand") == ["0", "5", "10"]
    assert cells(shown, "waiting") == ["4", "0", "0"]


def test_what_rows_are_worth_is_read_once_the_column_is_shown(place: Workplace) -> None:
    shown = page(place, "inventory")
    view, keys = shown.pane.view, [one.key for one in shown.pane.model.columns]
    assert view.isColumnHidden(keys.index("value"))
    assert set(cells(shown, "value")) == {"–"}
    view.setColumnHidden(keys.index("value"), False)
    wait_for(lambda: "–" not in cells(shown, "value"))
    assert cells(shown, "value") == ["0.00 EUR", "cost unknown", "cost unknown"]
    if pictures := os.environ.get("PACKBENCH_TEST_PICTURES"):
        settle()
        place.desk.window.grab().save(f"{pictures}/value.png")


@pytest.mark.parametrize(
    ("state", "skus"),
    [
        (FilterState("mug"), ["MUG-2"]),
        (FilterState("product"), ["CUP-3", "MUG-2", "TEA-1"]),
        (FilterState("", {"sku": frozenset({"tea-1"})}), ["TEA-1"]),
        (FilterState("", {"warehouse": frozenset({"GRZ"})}), ["MUG-2"]),
        (FilterState("", {"stock": frozenset({"short"})}), ["CUP-3"]),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, skus: list[str]
) -> None:
    shown = page(place, "inventory")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert cells(shown, "sku") == skus


def test_details_show_every_warehouse_and_who_waits(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "CUP-3")
    everywhere, queue = shown.details.findChildren(TextRows)
    assert everywhere.words(0) == "VIE  0 available of 0"
    assert queue.words(0) == "SO-1003  4 units · just now, Out of stock"


def test_stock_received_by_keyboard_serves_who_waits(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "CUP-3")
    dialog = receiving(place)
    assert field(dialog, "SKU").text() == "CUP-3"
    type_into(dialog, "12")
    assert dialog._receive.text() == "Receive 12 units"
    press(dialog, Qt.Key.Key_Return)
    assert not shiboken6.isValid(dialog)
    assert last(place) == (
        Level.DONE,
        "12 of CUP-3 received at VIE. 1 back order is ready.",
    )
    assert cells(shown, "available")[0] == "8"
    assert get_order(place.context, "SO-1003").status == "ready"
    click_message(place, "Show")
    assert cells(page(place, "orders"), "number") == ["SO-1003"]
    assert page(place, "orders")._panel.heading == "SO-1003"


def test_a_receipt_can_be_taken_back(place: Workplace, qtbot: QtBot) -> None:
    shown = page(place, "inventory")
    select(shown, "MUG-2")
    press(receiving(place), Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 of MUG-2 received at GRZ.")
    assert on_hand(place, "MUG-2") == {"GRZ": 6}
    run(place, CommandId.UNDO)
    begun, done = place.desk.window.messages.past()[-2:]
    assert (begun.level, begun.text) == (
        Level.INFO,
        "Taking it back: 1 of MUG-2 received at GRZ.",
    )
    assert (done.level, done.text) == (Level.DONE, "Taken back: 1 of MUG-2 received at GRZ.")
    assert on_hand(place, "MUG-2") == {"GRZ": 5}
    qtbot.waitUntil(lambda: cells(shown, "on_hand") == ["0", "5", "10"])


def test_a_receipt_that_can_not_be_taken_back_any_more_says_why(
    place: Workplace, qtbot: QtBot
) -> None:
    select(page(place, "inventory"), "MUG-2")
    press(receiving(place), Qt.Key.Key_Return)
    undo(place.context)
    before = on_hand(place, "MUG-2")
    settle()
    take_back(place, qtbot)
    qtbot.waitUntil(lambda: last(place)[0] is Level.REFUSED)
    assert "It was undone already" in last(place)[1]
    assert on_hand(place, "MUG-2") == before == {"GRZ": 5}


def test_an_undo_without_a_database_is_told_as_not_done(place: Workplace, qtbot: QtBot) -> None:
    select(page(place, "inventory"), "MUG-2")
    press(receiving(place), Qt.Key.Key_Return)
    undo(place.context)  # so that it is refused, and the refusal is taken for a lost database
    window = place.desk.window
    lost = EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, cause="no route")
    window.errors.translate = lambda _: lost
    take_back(place, qtbot)
    qtbot.waitUntil(window.banner.isVisible)
    assert last(place) == (Level.REFUSED, "Not taken back: 1 of MUG-2 received at GRZ.")
    assert on_hand(place, "MUG-2") == {"GRZ": 5}


def test_undo_is_not_offered_of_a_receipt_that_served_somebody(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "CUP-3")
    dialog = receiving(place)
    type_into(dialog, "4")
    press(dialog, Qt.Key.Key_Return)
    assert last(place)[1] == "4 of CUP-3 received at VIE. 1 back order is ready."
    message = place.desk.window.messages.past()[-1]
    assert [action.text for action in message.actions] == ["Show"]
    assert not place.desk.window.registry.action(CommandId.UNDO).isEnabled()
    assert on_hand(place, "CUP-3") == {"VIE": 4}


def test_undo_is_not_offered_of_a_receipt_that_is_promised_in_part(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "CUP-3")
    press(receiving(place), Qt.Key.Key_Return)
    assert not place.desk.window.registry.action(CommandId.UNDO).isEnabled()


def test_receiving_the_same_twice_needs_two_dialogs(place: Workplace) -> None:
    page(place, "inventory")
    dialog = receiving(place)
    field(dialog, "SKU").setText("MUG-2")
    dialog._warehouse.setCurrentText("GRZ")
    dialog._submit()
    dialog._submit()
    settle()
    assert on_hand(place, "MUG-2") == {"GRZ": 6}


def test_a_refusal_stays_in_the_dialog_with_what_was_typed(place: Workplace) -> None:
    page(place, "inventory")
    dialog = receiving(place)
    field(dialog, "SKU").setText("NO-SUCH")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.refusal == "There is no product NO-SUCH. Check the spelling."
    assert dialog.isVisible()
    assert field(dialog, "SKU").text() == "NO-SUCH"
    press(dialog, Qt.Key.Key_Escape)
    assert not shiboken6.isValid(dialog)
    with place.context.database.read.connect() as connection:
        receipts = text("SELECT count(*) FROM command WHERE name = 'stock.receive'")
        assert connection.execute(receipts).scalar_one() == 0


@pytest.mark.parametrize(
    ("sku", "expires", "words"),
    [
        ("", "", "Type or scan the SKU of what came."),
        ("MUG-2", "31.1.", "“31.1.” is not a date such as 2027-01-31."),
    ],
)
def test_what_is_missing_is_told_before_anything_is_asked_for(
    place: Workplace, sku: str, expires: str, words: str
) -> None:
    page(place, "inventory")
    dialog = receiving(place)
    field(dialog, "SKU").setText(sku)
    field(dialog, "Expires on").setText(expires)
    press(dialog, Qt.Key.Key_Return)
    assert dialog.refusal == words
    assert on_hand(place, "MUG-2") == {"GRZ": 5}
    dialog.close()


def test_a_scan_fills_in_the_product(place: Workplace) -> None:
    page(place, "inventory")
    dialog = receiving(place)
    scan(dialog, "8*TEA-1")
    assert dialog.isVisible()
    assert field(dialog, "SKU").text() == "TEA-1"
    [quantity] = dialog.findChildren(QSpinBox)
    assert quantity.value() == 8
    scan(dialog, "NOBODY-KNOWS-IT")
    assert dialog.refusal == "NOBODY-KNOWS-IT is neither a product nor a bin that is known here."
    assert on_hand(place, "TEA-1") == {"VIE": 10}
    dialog.close()


def test_the_warehouse_of_the_top_bar_is_taken_and_filters(place: Workplace) -> None:
    shown = page(place, "inventory")
    place.desk.window.top_bar.warehouse_chosen.emit("GRZ")
    settle()
    assert cells(shown, "sku") == ["MUG-2"]
    press(place.desk.window, Qt.Key.Key_Escape)
    dialog = receiving(place)
    assert dialog._warehouse.currentText() == "GRZ"
    dialog.close()


def packs_of(place: Workplace) -> PacksDialog:
    select(page(place, "inventory"), "TEA-1")
    press(place.desk.window, Qt.Key.Key_F7, CTRL, SHIFT)
    dialog = open_dialog(place, "packs_dialog")
    assert isinstance(dialog, PacksDialog)
    return dialog


def test_packs_are_said_by_typing_and_scanning_and_taken_back(place: Workplace) -> None:
    dialog = packs_of(place)
    scan(dialog, "TEA-BOX")
    assert dialog.refusal.startswith("Type how many are in the pack and a star")
    packs = field(dialog, "Packs")
    packs.setText("12*")
    scan(dialog, "TEA-BOX")
    packs.setText(f"{packs.text()}6*TEA-SIX")
    press(dialog, Qt.Key.Key_Return)
    assert not shiboken6.isValid(dialog) or not dialog.isVisible()
    kept = show_packs(place.context, "TEA-1")
    assert (kept.packs, kept.pick_multiple) == ([Pack(6, "TEA-SIX"), Pack(12, "TEA-BOX")], None)
    assert last(place)[1] == "The packs of TEA-1 are kept."
    run(place, CommandId.UNDO)
    assert show_packs(place.context, "TEA-1").packs == []


def test_what_is_no_pack_is_told_in_the_dialog(place: Workplace) -> None:
    dialog = packs_of(place)
    field(dialog, "Packs").setText("a dozen")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.refusal.startswith("“a dozen” is no pack.")
    assert dialog.refusal.endswith("Nothing was changed.")
    assert show_packs(place.context, "TEA-1").packs == []
    dialog.close()
