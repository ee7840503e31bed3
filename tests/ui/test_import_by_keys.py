"""A shop's export with columns that nobody knows, from the first key to the counts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpers.file_asking import type_file
from helpers.shop import cells, import_text, last, open_dialog, page, press, type_into, wait_for
from packbench.services.purchasing.orders import get
from packbench.ui.screens.importing.dialog import ImportDialog
from packbench.ui.screens.importing.mapping_dialog import MappingDialog
from packbench.ui.workplace import Workplace

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
EXPORT = "xa,xb,xc,xd\nSO-9601,TEA-1,2,DE\nSO-9602,MUG-2,1,AT\nSO-9603,TEA-1,0,DE\n"


@pytest.mark.parametrize("quickly", [False, True])
def test_a_whole_path_that_is_typed_is_opened(
    place: Workplace, tmp_path: Path, *, quickly: bool
) -> None:
    path = tmp_path / "who.csv"
    path.write_text(EXPORT)
    (tmp_path / "who.csv.bak").write_text("another one that begins so")
    taken = type_file(path, quickly=quickly)
    press(place.desk.window, Qt.Key.Key_I, CONTROL)
    assert taken()
    wait_for(lambda: bool(place.desk.window.findChildren(ImportDialog)))
    [dialog] = place.desk.window.findChildren(ImportDialog)
    assert dialog.file == path
    dialog.reject()


def _name_in_hand() -> str:
    focused = QApplication.focusWidget()
    return focused.accessibleName() if focused is not None else ""


def test_unknown_columns_come_in_by_keys_alone(place: Workplace, tmp_path: Path) -> None:
    shown = page(place, "orders")
    path = tmp_path / "who.csv"
    path.write_text(EXPORT)
    type_file(path)
    press(place.desk.window, Qt.Key.Key_I, CONTROL)
    wait_for(lambda: bool(place.desk.window.findChildren(ImportDialog)))
    dialog = open_dialog(place, "import_dialog")
    assert isinstance(dialog, ImportDialog)
    assert dialog.verdict == "Choose what the file holds."
    assert _name_in_hand() == "The file holds"
    type_into(dialog, "order")
    assert dialog.request is not None
    assert dialog.request.kind == "orders"
    wait_for(lambda: "has no column order_number" in dialog.verdict)
    press(dialog, Qt.Key.Key_Return)
    mapping = open_dialog(place, "mapping_dialog")
    assert isinstance(mapping, MappingDialog)
    for letters in ("order", "sku", "quantity", "country"):
        type_into(mapping, letters)
        press(mapping, Qt.Key.Key_Tab)
        while "is written as" in _name_in_hand():
            press(mapping, Qt.Key.Key_Tab)
    assert mapping.verdict == "Everything that is needed is there."
    press(mapping, Qt.Key.Key_Return)
    dialog.activateWindow()
    wait_for(lambda: dialog.verdict.startswith("Orders: 2 new"))
    assert dialog._import.text() == "Import 2 records"
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: {"SO-9601", "SO-9602"} <= set(cells(shown, "number")))
    assert last(place)[1].startswith("Imported orders: 2 new, 1 rejected.")


def test_what_a_supplier_confirms_comes_in_by_keys_and_is_taken_back(
    place: Workplace, tmp_path: Path
) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme Cups\n")
    ordered = "po_number,supplier,warehouse,sku,quantity,status\nPO-1,ACME,VIE,CUP-3,6,sent\n"
    import_text(place.context, tmp_path, "purchase-orders", ordered)
    page(place, "purchase_orders")
    path = tmp_path / "confirmed.csv"
    path.write_text("po_number,sku,quantity,expected_on\nPO-1,CUP-3,4,2031-01-31\n")
    type_file(path)
    press(place.desk.window, Qt.Key.Key_I, CONTROL)
    wait_for(lambda: bool(place.desk.window.findChildren(ImportDialog)))
    dialog = open_dialog(place, "import_dialog")
    assert isinstance(dialog, ImportDialog)
    type_into(dialog, "conf")
    assert dialog.request is not None
    assert dialog.request.kind == "purchase-confirmations"
    wait_for(lambda: "1 new" in dialog.verdict)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: [one.ordered for one in get(place.context, "PO-1").lines] == [4])
    window = place.desk.window
    window.activateWindow()
    wait_for(window.isActiveWindow)
    press(window, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: [one.ordered for one in get(place.context, "PO-1").lines] == [6])
