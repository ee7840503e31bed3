"""Stock changed in the window: by keys and by scans, looked at first, told, and taken back."""

from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTabBar

from helpers.sample import add_location, warehouse_id_of
from helpers.shop import (
    Page,
    cells,
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
    wait_for,
)
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import Receipt, list_stock, receive
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture(autouse=True)
def _allocated(place: Workplace) -> None:
    allocate(place.context)
    with place.context.database.write.begin() as connection:
        for code in ("BIN-A1", "BIN-A2"):
            add_location(connection, warehouse_id_of(connection, "VIE"), code)
        add_location(connection, warehouse_id_of(connection, "GRZ"), "GRZ-01")
    settle()


def opened(place: Workplace, key: Qt.Key, *chord: Qt.KeyboardModifier) -> BulkDialog:
    press(place.desk.window, key, *chord)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def told(dialog: BulkDialog) -> list[tuple[str, str]]:
    """What it would do, once that is known."""
    wait_for(lambda: dialog.table.rows.rowCount() > 0)
    rows = dialog.table.rows
    return [
        (rows.index(row, 0).data(), rows.index(row, 2).data()) for row in range(rows.rowCount())
    ]


def tea(place: Workplace) -> tuple[int, int]:
    [row] = list_stock(place.context, sku="TEA-1", warehouse="VIE")
    return row.on_hand, row.unavailable


def test_a_mistyped_count_is_mended_by_keys_and_taken_back(place: Workplace) -> None:
    select(page(place, "inventory"), "TEA-1")
    dialog = opened(place, Qt.Key.Key_1, CTRL, SHIFT)
    type_into(dialog, "3")
    rows = told(dialog)
    assert rows[0] == ("TEA-1 · VIE", "On hand 10 → 3, available 6 → 0. FLOOR: 10 → 3.")
    assert rows[1] == ("SO-1005", "It loses 1 unit of TEA-1, and waits for it in its old place.")
    assert tea(place) == (10, 0)  # nothing is changed by looking
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: tea(place) == (3, 0))
    press(dialog, Qt.Key.Key_Escape)  # it stays, and tells who lost
    assert last(place) == (Level.DONE, "3 of TEA-1 counted at VIE.")
    run(place, CommandId.UNDO)
    wait_for(lambda: tea(place) == (10, 0))


def test_units_are_moved_by_scans_alone(place: Workplace) -> None:
    select(page(place, "inventory"), "TEA-1")
    dialog = opened(place, Qt.Key.Key_2, CTRL, SHIFT)
    scan(dialog, "FLOOR")
    scan(dialog, "4*TEA-1")
    scan(dialog, "GRZ-01")
    assert dialog.verdict == "GRZ-01 is a bin of GRZ, not of VIE."
    scan(dialog, "NOBODY")
    assert dialog.verdict == "NOBODY is of no use here."
    scan(dialog, "BIN-A1")
    assert dict(dialog.fields.values) == {
        "warehouse": "VIE",
        "location": "FLOOR",
        "sku": "TEA-1",
        "quantity": 4,
        "target": "BIN-A1",
        "lot": "",
        "reason": "",
    }
    assert told(dialog)[0][1] == "On hand 10 → 10, available 6 → 6. BIN-A1: 0 → 4. FLOOR: 10 → 6."
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not shiboken6.isValid(dialog))
    assert last(place) == (Level.DONE, "4 of TEA-1 moved to BIN-A1 at VIE.")


@pytest.mark.parametrize(
    ("key", "chord", "typed", "button", "done"),
    [
        (Qt.Key.Key_A, (ALT, SHIFT), "2", "Adjust by +2", "TEA-1 adjusted by +2 at VIE."),
        (
            Qt.Key.Key_D,
            (ALT, SHIFT),
            "2",
            "Report 2 as damaged",
            "2 of TEA-1 reported as damaged at VIE.",
        ),
        (
            Qt.Key.Key_3,
            (CTRL, SHIFT),
            "2",
            "Put 2 into quarantine",
            "2 of TEA-1 put into quarantine at VIE.",
        ),
        (Qt.Key.Key_F, (ALT, SHIFT), "2", "Transfer 2", "2 of TEA-1 moved from VIE to GRZ."),
    ],
)
def test_each_act_says_on_its_button_what_it_does(
    place: Workplace,
    key: Qt.Key,
    chord: tuple[Qt.KeyboardModifier, ...],
    typed: str,
    button: str,
    done: str,
) -> None:
    select(page(place, "inventory"), "TEA-1")
    dialog = opened(place, key, *chord)
    type_into(dialog, typed)
    press(dialog, Qt.Key.Key_Return)
    if shiboken6.isValid(dialog) and dialog.isVisible():  # it asks why, and says so
        assert dialog.verdict == "Say why." or dialog.fields.values.get("reason") == ""
        type_into(dialog, "wet")
        told(dialog)
        assert dialog._do.text() == button
        press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: last(place) == (Level.DONE, done))


def test_what_is_not_kept_back_can_not_be_made_good(place: Workplace) -> None:
    select(page(place, "inventory"), "TEA-1")
    dialog = opened(place, Qt.Key.Key_4, CTRL, SHIFT)
    wait_for(lambda: "damaged or quarantined" in dialog.verdict)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.isVisible() and "damaged or quarantined" in dialog.verdict)
    assert tea(place) == (10, 0)
    press(dialog, Qt.Key.Key_Escape)


def test_from_a_product_to_its_bins_and_a_count_of_the_one_in_hand(place: Workplace) -> None:
    context = place.context
    receive(context, Receipt("VIE", "TEA-1", 20, "BIN-A1", "L7", date(2999, 3, 1)))
    settle()
    select(page(place, "inventory"), "TEA-1")
    window = place.desk.window
    press(window, Qt.Key.Key_Return)
    shown = front(place, "stock_bins")
    wait_for(lambda: cells(shown, "bin") == ["BIN-A1", "FLOOR"])
    select(shown, "BIN-A1")
    dialog = opened(place, Qt.Key.Key_1, CTRL, SHIFT)
    values = dialog.fields.values
    assert (values["sku"], values["location"], values["lot"]) == ("TEA-1", "BIN-A1", "L7")
    type_into(dialog, "19")
    assert told(dialog)[0][1].endswith("BIN-A1, lot L7: 20 → 19.")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: cells(shown, "on_hand") == ["19", "10"])
    window.activateWindow()
    wait_for(window.isActiveWindow)
    press(window, Qt.Key.Key_9, CTRL, SHIFT)
    assert cells(front(place, "stock_lots"), "lot") == ["L7"]
    press(window, Qt.Key.Key_7, CTRL, SHIFT)
    assert cells(front(place, "stock_products"), "sku") == ["TEA-1"]
    press(window, Qt.Key.Key_5, CTRL, SHIFT)
    wait_for(lambda: cells(front(place, "inventory"), "sku") == ["CUP-3"])


def test_copied_rows_change_stock_after_a_look(place: Workplace) -> None:
    page(place, "inventory")
    rows = "warehouse\tsku\tquantity\nVIE\tTEA-1\t9\nVIE\tNONE\t1\n"
    QGuiApplication.clipboard().setText(rows)
    dialog = opened(place, Qt.Key.Key_0, CTRL, SHIFT)
    assert told(dialog) == [
        ("2 · NONE · VIE", "There is no product NONE. Check the spelling."),
        ("1 · TEA-1 · VIE", "FLOOR: 10 → 9."),
    ]
    assert tea(place) == (10, 0)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: tea(place) == (9, 0))
    press(dialog, Qt.Key.Key_Escape)  # it stays, and tells what was not possible
    run(place, CommandId.UNDO)
    wait_for(lambda: tea(place) == (10, 0))


def front(place: Workplace, view: str) -> Page:
    """The view of stock in front."""
    settle()
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    wait_for(lambda: shown.view == view)
    settle()
    return shown


def test_no_tab_is_cut_by_what_stands_beside_them(place: Workplace) -> None:
    """On a small screen the icons stand alone, and say by their names and tips what they do."""
    page(place, "inventory")
    window = place.desk.window
    bar = window.findChild(QTabBar, "tabs")
    assert isinstance(bar, QTabBar)
    for width, in_words in ((1440, True), (1024, False), (1440, True)):
        window.resize(width, 768)
        settle()
        buttons = [one for one in window.tabs.findChildren(CommandButton) if one.isVisible()]
        assert bar.tabRect(bar.count() - 1).right() <= bar.width()
        assert any("By bin" in one.text() for one in buttons) is in_words
        assert any(one.accessibleName() == "By bin" for one in buttons)


def test_sets_are_put_together_by_keys_and_taken_back(place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "products", "sku,name\nBOX-9,Box\nGIFT-9,Gift\n")
    kits = "kit_sku,component_sku,quantity\nGIFT-9,TEA-1,2\n"
    import_text(place.context, tmp_path, "kits", kits)
    page(place, "inventory")
    dialog = opened(place, Qt.Key.Key_U, ALT)
    type_into(dialog, "gift-9")
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "TEA-1")
    words = "TEA-1 is a component of the kit. Name the SKU of the finished set."
    wait_for(lambda: dialog.verdict == words)
    for _ in "TEA-1":
        press(dialog, Qt.Key.Key_Backspace)
    type_into(dialog, "BOX-9")
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "3")
    assert told(dialog) == [
        ("BOX-9 · VIE", "It is new there: on hand 3, available 3. FLOOR: 0 → 3."),
        ("TEA-1 · VIE", "On hand 10 → 4, available 6 → 0. FLOOR: 10 → 4."),
    ]
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: tea(place) == (4, 0))
    assert last(place) == (Level.DONE, "3 of BOX-9 put together at VIE.")
    run(place, CommandId.UNDO)
    wait_for(lambda: tea(place) == (10, 0))
