from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox
from sqlalchemy import text

from helpers.shop import cells, last, open_dialog, page, press, settle
from packbench.domain.refusals import Code, Refusal
from packbench.jobs.progress import JobCancelled
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.importing.looking import Fit, look_at
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.screens.importing.dialog import ImportDialog
from packbench.ui.workplace import Workplace

ORDERS = "order_number,sku,quantity,country\nSO-7001,TEA-1,2,DE\nSO-7002,MUG-2,0,DE\n"
PRODUCTS = "sku,name\nPOT-9,Pot\n"


def drop(place: Workplace, *paths: Path) -> None:
    """Lets files go over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window = place.desk.window
    middle, copy = window.rect().center(), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(middle, copy, data, buttons, keys)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, buttons, keys))
    settle()


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def asking(place: Workplace) -> ImportDialog:
    dialog = open_dialog(place, "import_dialog")
    assert isinstance(dialog, ImportDialog)
    return dialog


def count(place: Workplace, table: str) -> int:
    with place.context.database.read.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_dropped_file_is_tried_and_then_imported(place: Workplace, tmp_path: Path) -> None:
    shown = page(place, "orders")
    path = write(tmp_path, "monday.csv", ORDERS)
    drop(place, path)
    dialog = asking(place)
    assert dialog.request == ImportRequest("orders", path)
    assert dialog.verdict == "Orders: 1 new, 1 rejected."
    [rejects] = dialog.findChildren(TextRows)
    assert rejects.words(0) == "quantity: “0” is not above 0.  row 2"
    assert count(place, "orders") == 5
    assert not path.with_name("monday.csv.rejected.csv").exists()
    assert dialog._import.text() == "Import 1 record"
    assert dialog._import.hasFocus()
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (
        Level.PART,
        "Imported orders: 1 new, 1 rejected. Mend monday.csv.rejected.csv and import it again.",
    )
    assert "SO-7001" in cells(shown, "number")
    assert path.with_name("monday.csv.rejected.csv").exists()


def test_leaving_the_dialog_changes_nothing(place: Workplace, tmp_path: Path) -> None:
    page(place, "orders")
    before = count(place, "command")
    drop(place, write(tmp_path, "orders.csv", ORDERS))
    press(asking(place), Qt.Key.Key_Escape)
    assert count(place, "orders") == 5
    assert count(place, "command") == before
    assert place.desk.window.messages.past() == []


def test_known_records_are_changed_only_where_it_is_asked_for(
    place: Workplace, tmp_path: Path
) -> None:
    path = write(tmp_path, "products.csv", "sku,name\nTEA-1,Green tea\n")
    drop(place, path)
    dialog = asking(place)
    assert dialog.verdict == "Products: 0 new, 1 rejected."
    dialog._update.setChecked(True)
    assert dialog.verdict == "Products: 0 new, 1 changed."
    assert dialog.request == ImportRequest("products", path, update=True)
    press(dialog, Qt.Key.Key_Escape)


def test_several_files_come_in_the_order_in_which_they_need_each_other(
    place: Workplace, tmp_path: Path
) -> None:
    content = "warehouse,sku,quantity\nVIE,POT-9,4\n"
    stock = write(tmp_path, "a-stock.csv", content)
    products = write(tmp_path, "b-products.csv", PRODUCTS)
    drop(place, stock, products)
    first = asking(place)
    assert first.request == ImportRequest("products", products)
    press(first, Qt.Key.Key_Return)
    second = asking(place)
    assert second.request == ImportRequest("stock", stock)
    assert second.verdict == "Stock: 1 new."
    press(second, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "Imported stock: 1 new.")
    assert "POT-9" in cells(page(place, "inventory"), "sku")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", "", "empty.csv is empty"),
        ("picture.csv", "\0\1\2\3" * 100, "picture.csv is no text file"),
        ("twice.csv", "sku,name,sku\n1,2,3\n", "twice.csv has the column sku twice."),
    ],
)
def test_a_file_that_is_no_table_is_told_in_a_sentence(
    place: Workplace, tmp_path: Path, name: str, content: str, words: str
) -> None:
    page(place, "orders")
    before = count(place, "command")
    drop(place, write(tmp_path, name, content))
    level, told = last(place)
    assert level is Level.REFUSED
    assert told.startswith(words)
    assert place.desk.window.findChildren(ImportDialog) == []
    assert count(place, "command") == before


def test_a_file_that_fits_no_kind_waits_for_a_choice(place: Workplace, tmp_path: Path) -> None:
    drop(place, write(tmp_path, "who.csv", "colour,taste\nred,sweet\n"))
    dialog = asking(place)
    assert dialog.request is None
    assert dialog.verdict == "Choose what the file holds."
    kinds = next(box for box in dialog.findChildren(QComboBox) if box.findData("kits") >= 0)
    kinds.setCurrentIndex(kinds.findData("kits"))
    assert dialog.verdict == (
        "who.csv has no column kit_sku, component_sku, quantity. It is required."
    )
    assert not dialog._import.isEnabled()
    press(dialog, Qt.Key.Key_Escape)


def test_a_file_that_breaks_off_imports_nothing(place: Workplace, tmp_path: Path) -> None:
    drop(place, write(tmp_path, "cut.csv", "order_number,sku,quantity\nSO-1,TEA-1,1\nSO-2,TE"))
    dialog = asking(place)
    assert "breaks off" in dialog.verdict
    assert not dialog._import.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert count(place, "orders") == 5


@pytest.mark.parametrize(
    ("name", "header", "fit"),
    [
        ("x.csv", "order_number,sku,quantity", Fit("orders")),
        ("x.csv", "warehouse,sku,quantity", Fit("stock")),
        ("suppliers.csv", "code,name", Fit("suppliers")),
        ("Warehouses.csv", "code,name", Fit("warehouses")),
        (
            "x.csv",
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            Fit("orders", "online-retail"),
        ),
        ("x.csv", "po_number;supplier;warehouse;sku;quantity", Fit("purchase-orders")),
    ],
)
def test_the_kind_is_guessed_from_the_columns(
    tmp_path: Path, name: str, header: str, fit: Fit
) -> None:
    path = write(tmp_path, name, f"{header}\n")
    assert look_at(path).fits[0] == fit


def test_an_import_can_be_cancelled_up_to_its_commit(place: Workplace, tmp_path: Path) -> None:
    path = write(tmp_path, "orders.csv", ORDERS)
    before = count(place, "command")

    def cancel_at_the_end(done: int, total: int) -> None:
        if done == total:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        import_file(place.context, ImportRequest("orders", path), cancel_at_the_end)
    assert count(place, "orders") == 5
    assert count(place, "command") == before
    assert not path.with_name("orders.csv.rejected.csv").exists()


def test_a_missing_file_is_told(place: Workplace, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as told:
        look_at(tmp_path / "gone.csv")
    assert told.value.code is Code.FILE_MISSING
    drop(place, tmp_path / "gone.csv")
    assert last(place) == (Level.REFUSED, "There is no file gone.csv. Check the path.")
