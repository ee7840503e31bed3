"""Commands on chosen back orders, by keyboard alone: dialog, preview, results, Undo and Show."""

import csv
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from helpers.one_order import set_priority
from helpers.shop import (
    Page,
    cells,
    click_message,
    import_text,
    last,
    open_dialog,
    page,
    press,
    run,
    scan,
    select,
    settle,
    type_into,
)
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.purchasing.orders import get
from packbench.services.stock.changes import Receipt, list_stock, receive
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.empty_state import EmptyState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.back_orders.calendar import PreorderCalendar
from packbench.ui.screens.back_orders.controller import BackOrdersController
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MORE = """order_number,sku,quantity,country,customer_email
SO-2001,CUP-3,2,AT,ana@example.org
SO-2002,MUG-2,9,DE,
"""


@pytest.fixture
def shown(place: Workplace, tmp_path: Path) -> Page:
    import_text(place.context, tmp_path, "orders", MORE)
    allocate(place.context)
    settle()
    return page(place, "back_orders")


def asked(place: Workplace, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> BulkDialog:
    press(place.desk.window, key, *modifiers)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def rows(dialog: BulkDialog) -> list[list[str]]:
    model = dialog.table.rows
    return [
        [model.cell(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def type_slowly(dialog: BulkDialog, text: str, qtbot: QtBot) -> None:
    """Types as a person does, so that no key is held back as a part of a scan."""
    type_into(dialog, text)
    qtbot.waitUntil(lambda: text in str(next(iter(dialog.fields.values.values()))))


def waits_for(place: Workplace, number: str) -> list[tuple[str, int]]:
    lines = get_order(place.context, number).lines
    return [(line.sku, line.waiting) for line in lines if line.waiting]


def test_update_sku_by_keyboard_serves_all_that_are_ticked_and_can_be_taken_back(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_A, CONTROL)
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    assert dialog._do.text() == "Update 3 orders"
    type_slowly(dialog, "TEA-1", qtbot)
    dialog.fields._inputs["old"][1].setFocus()
    press(dialog, Qt.Key.Key_Down)  # most units of MUG-2 wait, then of CUP-3
    press(dialog, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    assert [row[:2] for row in rows(dialog)] == [
        ["SO-2002", "Not possible"],
        ["SO-1003", "Goes through"],
        ["SO-2001", "Goes through"],
    ]
    assert dialog.verdict == "2 would be done · 1 not possible"
    assert dialog._do.text() == "Update 2 orders"
    assert waits_for(place, "SO-1003") == [("CUP-3", 4)]
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.PART, "2 back orders updated. 1 was not possible.")
    assert [row[0] for row in rows(dialog)] == ["SO-2002", "SO-1003", "SO-2001"]
    press(dialog, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().splitlines()[1].startswith("SO-2002\tNot possible\t")
    press(dialog, Qt.Key.Key_Escape)
    assert not shiboken6.isValid(dialog)
    assert get_order(place.context, "SO-1003").status == "ready"
    assert cells(shown, "number") == ["SO-2002"]
    assert len(shown.pane.ticks) == 1
    window.activateWindow()
    run(place, CommandId.UNDO)
    assert last(place)[1].startswith("Taken back: 2 back orders updated")
    assert waits_for(place, "SO-1003") == [("CUP-3", 4)]
    assert cells(shown, "number") == ["SO-1003", "SO-2001", "SO-2002"]


def test_the_dialog_says_what_to_do_while_it_has_no_rows(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    assert dialog.instead == "Type or scan the new SKU."
    assert not dialog.table.isVisible()
    type_slowly(dialog, "NO-SUCH", qtbot)
    qtbot.waitUntil(lambda: dialog.instead == "It can't be done like this")
    for _ in "NO-SUCH":
        press(dialog, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: dialog.instead == "Type or scan the new SKU.")
    type_slowly(dialog, "TEA-1", qtbot)
    qtbot.waitUntil(dialog.table.isVisible)
    assert dialog.instead == ""
    press(dialog, Qt.Key.Key_Escape)


def test_enter_on_cancel_leaves_and_on_preview_only_looks(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003")
    before = get_order(place.context, "SO-1003")
    dialog = asked(place, Qt.Key.Key_R, CONTROL, SHIFT)
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    for button in (dialog._try, dialog._leave):
        for _ in range(5):  # parts of the dialog
            if not button.hasFocus():
                press(dialog, Qt.Key.Key_Tab)
        assert button.hasFocus()
        press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
    assert get_order(place.context, "SO-1003") == before
    assert not place.desk.window.messages.past()


def test_many_orders_are_tried_when_that_is_asked_for(
    shown: Page, place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("packbench.ui.parts.bulk.dialog._TRIED_AT_ONCE", 1)
    select(shown, "SO-1003", "SO-2001")
    dialog = asked(place, Qt.Key.Key_B, CONTROL)
    assert dialog.instead == "Press Alt+P to see what will happen to each of them"
    press(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: len(rows(dialog)) == 2)
    assert dialog.instead == ""
    press(dialog, Qt.Key.Key_Escape)


def test_show_shows_exactly_the_orders_that_were_changed(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003", "SO-2001")
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    type_slowly(dialog, "TEA-1", qtbot)
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "2 back orders updated.")
    assert not shiboken6.isValid(dialog)
    click_message(place, "Show")
    assert place.desk.window.tabs.key == "orders"
    assert sorted(cells(page(place, "orders"), "number")) == ["SO-1003", "SO-2001"]


def test_those_that_still_wait_are_told_as_a_part_of_those_updated(
    shown: Page, place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    order = "order_number,sku,quantity,country\nSO-2003,CUP-3,50,AT\n"
    import_text(place.context, tmp_path, "orders", order)
    allocate(place.context)
    qtbot.waitUntil(lambda: "SO-2003" in cells(shown, "number"))
    select(shown, "SO-1003", "SO-2001", "SO-2002", "SO-2003")
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    type_slowly(dialog, "TEA-1", qtbot)
    dialog.fields._inputs["old"][1].setFocus()
    press(dialog, Qt.Key.Key_Down)  # most units of CUP-3 wait
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    press(dialog, Qt.Key.Key_Return)
    told = "3 back orders updated. 1 of them still waits. 1 was not possible."
    qtbot.waitUntil(lambda: last(place) == (Level.PART, told))
    press(dialog, Qt.Key.Key_Escape)


def test_a_scan_fills_in_the_new_sku(shown: Page, place: Workplace) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    scan(dialog, "TEA-1")
    assert dialog.fields.values["new"] == "TEA-1"
    scan(dialog, "NOBODY")
    assert dialog.verdict == "NOBODY is of no use here."
    press(dialog, Qt.Key.Key_Escape)
    assert waits_for(place, "SO-1003") == [("CUP-3", 4)]


def test_a_refusal_stays_in_the_dialog_and_changes_nothing(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_U, CONTROL)
    press(dialog, Qt.Key.Key_Return)
    assert dialog.verdict == "Type or scan the new SKU."
    type_slowly(dialog, "NO-SUCH", qtbot)
    qtbot.waitUntil(lambda: "NO-SUCH" in dialog.verdict)
    press(dialog, Qt.Key.Key_Return)
    assert dialog.verdict == "There is no product NO-SUCH. Check the spelling."
    assert dialog.fields.values["new"] == "NO-SUCH"
    press(dialog, Qt.Key.Key_Escape)
    assert not shiboken6.isValid(dialog)
    assert waits_for(place, "SO-1003") == [("CUP-3", 4)]
    assert not place.desk.window.undo.next_words


def test_a_preview_is_asked_for_and_keeps_nothing(shown: Page, place: Workplace) -> None:
    select(shown, "SO-2001")
    dialog = asked(place, Qt.Key.Key_D, CONTROL)
    dialog._try.click()
    settle()
    assert [row[:2] for row in rows(dialog)] == [["SO-2001", "Goes through"]]
    assert waits_for(place, "SO-2001") == [("CUP-3", 2)]
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "What waits of 1 order is cancelled.")
    assert waits_for(place, "SO-2001") == []
    assert cells(shown, "number") == ["SO-1003", "SO-2002"]


def test_of_the_only_line_the_typed_quantity_is_cancelled(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_D, CONTROL)
    assert dialog._do.text() == "Cancel 4 units of 1 order"
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "1")
    qtbot.waitUntil(lambda: dialog.fields.values["quantity"] == 1)
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    assert dialog._do.text() == "Cancel 1 unit of 1 order"
    press(dialog, Qt.Key.Key_Return)
    assert waits_for(place, "SO-1003") == [("CUP-3", 3)]


def test_a_quantity_can_be_typed_only_once_a_line_is_chosen(
    shown: Page, place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    order = "order_number,sku,quantity,country\nSO-2003,CUP-3,2,AT\nSO-2003,MUG-2,9,AT\n"
    import_text(place.context, tmp_path, "orders", order)
    allocate(place.context)
    qtbot.waitUntil(lambda: "SO-2003" in cells(shown, "number"))
    select(shown, "SO-2003")
    waited = waits_for(place, "SO-2003")
    dialog = asked(place, Qt.Key.Key_D, CONTROL)
    quantity = dialog.fields._inputs["quantity"][1]
    assert not quantity.isEnabled()
    assert dialog._do.text() == f"Cancel {sum(units for _, units in waited)} units of 1 order"
    press(dialog, Qt.Key.Key_Down)
    assert quantity.isEnabled()
    assert dialog._do.text() == "Cancel 2 units of 1 order"
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "1")
    qtbot.waitUntil(lambda: dialog.fields.values["quantity"] == 1)
    press(dialog, Qt.Key.Key_Return)
    assert waits_for(place, "SO-2003") == [("CUP-3", 1), *waited[1:]]


def test_the_priority_offered_is_above_the_one_that_is(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    set_priority(place.context, "SO-1003", 10)
    settle()
    select(shown, "SO-1003", "SO-2001")
    dialog = asked(place, Qt.Key.Key_R, CONTROL, SHIFT)
    qtbot.waitUntil(lambda: bool(rows(dialog)))
    assert dialog.fields.values["priority"] == 11
    assert any(
        "The priority is 0 to 10 now." in label.text() for label in dialog.findChildren(QLabel)
    )
    press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: last(place) == (Level.DONE, "2 orders moved in the queue."))


@pytest.mark.parametrize(
    ("key", "modifiers", "typed", "told"),
    [
        (Qt.Key.Key_B, (CONTROL,), "", "2 back orders tried. 2 of them still wait."),
        (Qt.Key.Key_R, (CONTROL, SHIFT), "", "2 orders moved in the queue."),
        (Qt.Key.Key_H, (CONTROL,), "call them", "2 orders held."),
        (Qt.Key.Key_W, (CONTROL, SHIFT), "", "2 orders wait for all."),
    ],
)
def test_each_command_has_a_key_and_enter_does_it(
    shown: Page,
    place: Workplace,
    qtbot: QtBot,
    key: Qt.Key,
    modifiers: tuple[Qt.KeyboardModifier, ...],
    typed: str,
    told: str,
) -> None:
    select(shown, "SO-1003", "SO-2001")
    dialog = asked(place, key, *modifiers)
    if typed:
        type_slowly(dialog, typed, qtbot)
    qtbot.waitUntil(lambda: bool(rows(dialog)))  # few are tried without being asked
    press(dialog, Qt.Key.Key_Return)
    changed_nothing = "still wait" in told
    assert last(place) == (Level.INFO if changed_nothing else Level.DONE, told)
    assert place.desk.window.undo.next_words == ("" if changed_nothing else told)


def test_reroute_tells_the_fence_that_forbids_it(shown: Page, place: Workplace) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_R, CONTROL)
    press(dialog, Qt.Key.Key_Down)  # from VIE to GRZ
    assert dialog.fields.values["warehouse"] == "GRZ"
    press(dialog, Qt.Key.Key_Return)
    [row] = rows(dialog)
    assert row[1] == "Not possible"
    assert row[2]
    assert last(place) == (Level.REFUSED, "Nothing was changed. 1 was not possible.")
    press(dialog, Qt.Key.Key_Escape)
    assert waits_for(place, "SO-1003") == [("CUP-3", 4)]


def test_what_is_missing_goes_onto_a_draft(shown: Page, place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    terms = "supplier,sku,supplier_sku,pack_size,unit_cost\nACME,CUP-3,C3,5,1.00\n"
    import_text(place.context, tmp_path, "supplier-products", terms)
    select(shown, "SO-1003", "SO-2001")
    dialog = asked(place, Qt.Key.Key_O, CONTROL, SHIFT)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 purchase order drafted.")
    click_message(place, "Show")
    orders = page(place, "purchase_orders")
    assert len(orders.pane.model) == 1
    assert cells(orders, "status") == ["Draft"]


def test_a_product_that_is_missing_goes_onto_a_draft_alone(
    shown: Page, place: Workplace, tmp_path: Path
) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    terms = "supplier,sku,supplier_sku,pack_size,unit_cost\n"
    terms += "ACME,CUP-3,C3,5,1.00\nACME,MUG-2,M2,5,1.00\n"
    import_text(place.context, tmp_path, "supplier-products", terms)
    window = place.desk.window
    press(window, Qt.Key.Key_F3)
    assert window.tabs.page is not shown
    press(window, Qt.Key.Key_Down)
    dialog = asked(place, Qt.Key.Key_F7, SHIFT)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 purchase order drafted.")
    click_message(place, "Show")
    orders = page(place, "purchase_orders")
    [number] = cells(orders, "number")
    drafted = get(place.context, number)
    assert [(line.sku, line.ordered) for line in drafted.lines] == [("CUP-3", 10)]


def test_only_the_chosen_orders_are_exported(shown: Page, place: Workplace, tmp_path: Path) -> None:
    select(shown, "SO-2001")
    controller = BackOrdersController(place)
    controller.export_to(tmp_path / "chosen.csv", shown.chosen_ids)
    settle()
    assert last(place) == (Level.DONE, "1 row written to chosen.csv.")
    with (tmp_path / "chosen.csv").open(encoding="utf-8", newline="") as file:
        [written] = csv.DictReader(file)
    assert written["order_number"] == "SO-2001"
    assert (written["sku"], written["quantity"]) == ("CUP-3", "2")
    assert "out of stock" in written.values()
    assert [value for value in written.values() if "T" in value and ":" in value] == []


def test_an_e_mail_for_each_customer_comes_onto_the_clipboard(
    shown: Page, place: Workplace
) -> None:
    select(shown, "SO-2001")
    press(place.desk.window, Qt.Key.Key_E, CONTROL, SHIFT)
    assert last(place) == (
        Level.DONE,
        "1 e-mail is on the clipboard. Paste it into your mail program.",
    )
    assert "ana@example.org" in QApplication.clipboard().text()


def test_the_calendar_of_pre_orders_opens_and_shows_who_waits(
    shown: Page, place: Workplace, tmp_path: Path
) -> None:
    products = "sku,name,backorder,available_from\nNEW-9,New one,preorder,2031-03-01\n"
    import_text(place.context, tmp_path, "products", products)
    stock = "warehouse,sku,quantity\nVIE,NEW-9,0\n"
    import_text(place.context, tmp_path, "stock", stock)
    order = "order_number,sku,quantity,country\nSO-3001,NEW-9,3,AT\n"
    import_text(place.context, tmp_path, "orders", order)
    allocate(place.context)
    settle()
    press(place.desk.window, Qt.Key.Key_D, CONTROL, SHIFT)
    calendar = open_dialog(place, "preorder_calendar")
    assert isinstance(calendar, PreorderCalendar)
    model = calendar.table.rows
    assert [model.cell(0, column).text for column in range(4)] == ["01/03/2031", "NEW-9", "3", "1"]
    press(calendar, Qt.Key.Key_Return)
    assert cells(shown, "number") == ["SO-3001"]


def test_a_calendar_without_days_says_so_and_fits_a_small_window(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    place.desk.window.resize(1024, 768)
    qtbot.waitUntil(lambda: place.desk.window.width() == 1024)
    press(place.desk.window, Qt.Key.Key_D, CONTROL, SHIFT)
    calendar = open_dialog(place, "preorder_calendar")
    assert isinstance(calendar, PreorderCalendar)
    assert calendar.width() < 1024
    assert not calendar.table.isVisible()
    instead = calendar.findChild(EmptyState)
    assert instead is not None
    assert instead.sentence == "No product is sold as a pre-order"
    press(calendar, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(calendar) or not calendar.isVisible())
    assert shown.isVisible()


def test_the_panel_tells_what_would_help_and_what_parts_mean(shown: Page, qtbot: QtBot) -> None:
    select(shown, "SO-2002")
    qtbot.waitUntil(lambda: "Whole" in words_of(shown))
    told = words_of(shown)
    assert "7 units wait, nobody knows until when." in told
    assert "Sent now: 2 from GRZ." in told
    assert "7 of MUG-2 wait: out of stock." in told
    assert "never" in told


def words_of(shown: Page) -> str:

    return " | ".join(label.text() for label in shown.details.findChildren(QLabel))


def test_a_receipt_tells_how_many_are_ready_and_the_selection_stays(
    shown: Page, place: Workplace
) -> None:
    select(shown, "SO-2002")
    shown.pane.ticks.tick(shown.selected_ids, on=True)
    window = place.desk.window
    receive(place.context, Receipt("VIE", "CUP-3", 6))
    settle()
    assert cells(shown, "number") == ["SO-2002"]
    assert len(shown.selected_ids) == len(shown.pane.ticks) == 1
    assert window.tabs._bar.tabText(1) == "Back Orders  1"
    assert [row.available for row in list_stock(place.context, sku="CUP-3")] == [0]
    assert isinstance(window.tabs.page, RecordPage)


def test_a_back_to_ship_that_changed_nothing_offers_no_undo(
    shown: Page, place: Workplace, qtbot: QtBot
) -> None:
    select(shown, "SO-1003")
    dialog = asked(place, Qt.Key.Key_B, CONTROL)
    press(dialog, Qt.Key.Key_Return)
    told = "1 back order tried. It still waits."
    qtbot.waitUntil(lambda: last(place) == (Level.INFO, told))
    message = place.desk.window.messages.past()[-1]
    assert "Undo" not in " ".join(action.text for action in message.actions)
    assert place.desk.window.undo.next_words == ""
