"""The form of a purchase order by keys: made, edited, two people at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication

from helpers.shop import import_text, last, open_dialog, page, press, select, settle, wait_for
from packbench.services.purchasing.edited import PurchaseEdit, PurchaseLineEdit
from packbench.services.purchasing.editing import edit_purchase
from packbench.services.purchasing.orders import get, list_all
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.order_form.lines import DAY, PRICE, QUANTITY
from packbench.ui.workplace import Workplace

CHORD = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier)
TERMS = """supplier,sku,supplier_sku,unit_cost,pack_size,minimum_quantity
ACME,CUP-3,A-77,1.20,6,12
"""


@pytest.fixture(autouse=True)
def _suppliers(place: Workplace, tmp_path: Path) -> None:
    suppliers = "code,name,currency\nACME,Acme Cups,EUR\nBUCHER,Bucher,CHF\n"
    import_text(place.context, tmp_path, "suppliers", suppliers)
    import_text(place.context, tmp_path, "supplier-products", TERMS)
    settle()
    page(place, "purchase_orders")


def _form(place: Workplace) -> OrderFormDialog:
    dialog = open_dialog(place, "purchase_dialog")
    assert isinstance(dialog, OrderFormDialog)
    return dialog


def _put(dialog: OrderFormDialog, row: int, column: int, text: str) -> None:
    dialog.table.rows.setData(dialog.table.rows.index(row, column), text)


def _made(place: Workplace) -> None:
    """PO1: 12 of CUP-3 and 2 of MUG-2 from ACME."""
    press(place.desk.window, Qt.Key.Key_N, *CHORD)
    dialog = _form(place)
    dialog.fields.put("supplier", "acme")
    dialog.fields.put("warehouse", "vie")
    QGuiApplication.clipboard().setText("Article\tQty\tPrice\tExpected\nA-77\t5\t\t2031-01-05\n")
    dialog.table.pasted.emit(QGuiApplication.clipboard().text())
    settle()
    dialog.table.pasted.emit("MUG-2\t2")
    settle()
    _put(dialog, 1, PRICE, "2,50")
    wait_for(lambda: "rounded" in dialog.verdict or "instead of" in dialog.verdict)
    assert "CUP-3: 12 units instead of 5 (packs of 6, at least 12)." in dialog.verdict
    assert "It costs 19.40 EUR." in dialog.verdict
    assert "theirs: A-77" in dialog.lines[0].plan
    press(dialog, Qt.Key.Key_Return)
    assert "Purchase order PO1 is made: a draft." in last(place)[1]


def test_made_by_keys_and_paste_with_the_terms_of_the_supplier(place: Workplace) -> None:
    assert QLocale().decimalPoint() == "."
    _made(place)
    made = get(place.context, "PO1")
    assert (made.supplier, made.warehouse, made.currency) == ("ACME", "VIE", "EUR")
    assert [(one.sku, one.ordered, one.unit_cost) for one in made.lines] == [
        ("CUP-3", 12, Decimal("1.20")),
        ("MUG-2", 2, Decimal("2.50")),
    ]
    assert made.lines[0].expected_on == date(2031, 1, 5)
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [one.status for one in list_all(place.context)] == ["cancelled"]


def test_edited_while_somebody_else_does(place: Workplace) -> None:
    _made(place)
    select(page(place, "purchase_orders"), "PO1")
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_E, *CHORD)
    dialog = _form(place)
    theirs = [PurchaseLineEdit(2, quantity="9"), PurchaseLineEdit(1, expected_on="2031-02-01")]
    edit_purchase(place.context, "PO1", PurchaseEdit({}, theirs))
    _put(dialog, 1, QUANTITY, "7")
    _put(dialog, 1, DAY, "2031-03-03")
    press(dialog, Qt.Key.Key_Return)
    settle()
    assert "Line 2, Quantity is “9” now." in dialog.verdict
    assert get(place.context, "PO1").lines[1].ordered == 9
    assert dialog.lines[1].quantity == "7"
    press(dialog, Qt.Key.Key_Return)
    settle()
    now = get(place.context, "PO1").lines
    assert [(one.ordered, str(one.expected_on)) for one in now] == [
        (12, "2031-02-01"),
        (7, "2031-03-03"),
    ]
