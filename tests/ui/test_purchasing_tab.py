from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from helpers.shop import (
    cells,
    import_text,
    last,
    open_dialog,
    page,
    press,
    select,
    settle,
    wait_for,
)
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.workplace import Workplace

PURCHASES = """po_number,supplier,warehouse,sku,quantity,expected_on,status
PO-1,ACME,VIE,CUP-3,6,2031-01-31,sent
PO-1,ACME,VIE,TEA-1,10,,sent
PO-2,BUCHER,GRZ,MUG-2,3,2020-02-01,authorized
PO-3,BUCHER,GRZ,MUG-2,1,,draft
"""


@pytest.fixture(autouse=True)
def _purchases(place: Workplace, tmp_path: Path) -> None:
    suppliers = "code,name\nACME,Acme Cups\nBUCHER,Bucher\n"
    import_text(place.context, tmp_path, "suppliers", suppliers)
    import_text(place.context, tmp_path, "purchase-orders", PURCHASES)
    settle()


def test_the_tab_shows_purchase_orders(place: Workplace) -> None:
    shown = page(place, "purchase_orders")
    shown.pane.sort("number", False)
    settle()
    assert cells(shown, "number") == ["PO-1", "PO-2", "PO-3"]
    assert cells(shown, "status") == ["Sent", "Authorized", "Draft"]
    assert cells(shown, "supplier") == ["Acme Cups", "Bucher", "Bucher"]
    assert cells(shown, "ordered") == ["16", "3", "1"]
    assert cells(shown, "open") == ["16", "3", "1"]
    assert cells(shown, "expected") == ["31/01/2031", "01/02/2020", "–"]
    assert place.desk.window.tabs._bar.tabText(3) == "Purchase Orders  3"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("acme"), ["PO-1"]),
        (FilterState("mug-2"), ["PO-2", "PO-3"]),
        (FilterState("", {"status": frozenset({"draft", "sent"})}), ["PO-1", "PO-3"]),
        (FilterState("", {"warehouse": frozenset({"GRZ"})}), ["PO-2", "PO-3"]),
        (FilterState("", {"sku": frozenset({"TEA-1"})}), ["PO-1"]),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, numbers: list[str]
) -> None:
    shown = page(place, "purchase_orders")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert sorted(cells(shown, "number")) == numbers


def test_details_show_what_of_each_line_has_come(place: Workplace) -> None:
    shown = page(place, "purchase_orders")
    select(shown, "PO-1")
    [lines] = shown.details.findChildren(TextRows)
    assert [lines.words(row) for row in range(4)] == [
        "CUP-3  0 of 6 received",
        "Product CUP-3  31/01/2031",
        "TEA-1  0 of 10 received",
        "Product TEA-1",
    ]
    assert shown._panel.heading == "PO-1"


def test_the_menu_has_commands_and_each_tells_what_it_would_do(place: Workplace) -> None:
    """By keys: a cancel tells who waits, is done, and is taken back."""
    allocate(place.context)
    shown, window = page(place, "purchase_orders"), place.desk.window
    select(shown, "PO-1", "PO-3")
    assert window.registry.action(CommandId.CANCEL_PURCHASES).isEnabled()
    assert not window.registry.action(CommandId.CLOSE_PURCHASES).isEnabled()
    window.registry.action(CommandId.CANCEL_PURCHASES).trigger()
    settle()
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.table.model().rowCount() == len(("PO-1", "PO-3")))
    rows = dialog.table.model()
    told = " ".join(str(rows.index(row, 2).data()) for row in range(2))
    assert "1 back order loses its expected date: SO-1003." in told
    press(dialog, Qt.Key.Key_Return)
    assert last(place)[1] == "2 purchase orders cancelled."
    shown.pane.sort("number", False)
    settle()
    assert cells(shown, "status") == ["Cancelled", "Authorized", "Cancelled"]
    window.activateWindow()
    settle()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cells(shown, "status") == ["Sent", "Authorized", "Draft"]


def test_authorized_and_sent_by_their_keys(place: Workplace) -> None:
    shown, window = page(place, "purchase_orders"), place.desk.window
    select(shown, "PO-3")
    chord = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier)
    for key, state in ((Qt.Key.Key_Q, "Authorized"), (Qt.Key.Key_W, "Sent")):
        window.activateWindow()
        settle()
        press(window, key, *chord)
        press(open_dialog(place, "bulk_dialog"), Qt.Key.Key_Return)
        assert cells(shown, "status")[cells(shown, "number").index("PO-3")] == state
