from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from sqlalchemy import text

from helpers.shop import (
    cells,
    import_text,
    last,
    open_dialog,
    page,
    press,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.profiles import own_profiles_dir
from packbench.jobs.progress import JobCancelled
from packbench.services.importing.files import IMPORTABLE, ImportRequest, import_file
from packbench.services.importing.looking import Fit, look_at
from packbench.services.masters.kinds import SUPPLIER_PRODUCTS
from packbench.services.masters.reading import find_records
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.screens.importing.dialog import ImportDialog
from packbench.ui.screens.importing.mapping_dialog import MappingDialog
from packbench.ui.screens.importing.rejects_dialog import RejectsDialog
from packbench.ui.screens.importing.words import KINDS
from packbench.ui.workplace import Workplace

ORDERS = "order_number,sku,quantity,country\nSO-7001,TEA-1,2,DE\nSO-7002,MUG-2,0,DE\n"
PRODUCTS = "sku,name\nPOT-9,Pot\n"


def test_every_kind_of_file_has_its_sentences() -> None:
    assert set(KINDS) == set(IMPORTABLE)


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
    assert [one.text for one in place.desk.window.messages.past()[-1].actions] == ["Undo (Ctrl+Z)"]
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


def choice(dialog: ImportDialog, name: str) -> QComboBox:
    return next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == name)


def test_an_encoding_can_be_chosen_where_words_look_misread(
    place: Workplace, tmp_path: Path
) -> None:
    shown = page(place, "orders")
    path = tmp_path / "orders.csv"
    content = "order_number,sku,quantity,country,customer_name\nSO-8001,TEA-1,1,PL,Łucja\n"
    path.write_bytes(content.encode("cp1250"))
    drop(place, path)
    dialog = asking(place)
    assert "“£ucja” would be “Łucja” in Windows-1250" in dialog._notes.text()
    box = choice(dialog, "Encoding")
    box.setFocus()
    for _ in range(3):
        press(dialog, Qt.Key.Key_Down)
    assert dialog.request == ImportRequest("orders", path, encoding="Windows-1250")
    assert dialog._notes.text() == "1 row · The file was read as Windows-1250."
    dialog._import.setFocus()
    press(dialog, Qt.Key.Key_Return)
    assert "SO-8001" in cells(shown, "number")
    with place.context.database.read.connect() as connection:
        query = text("SELECT customer_name FROM orders WHERE number = 'SO-8001'")
        assert connection.execute(query).scalar_one() == "Łucja"


def test_a_file_whose_letters_can_not_be_told_waits_for_its_encoding(
    place: Workplace, tmp_path: Path
) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes("sku,name\nPOT-9,Töpfe für Küche\n".encode("cp850"))
    drop(place, path)
    dialog = asking(place)
    assert "can't be read as Windows-1252" in dialog.verdict
    assert not dialog._import.isEnabled()
    box = choice(dialog, "Encoding")
    box.setCurrentIndex(box.findData("CP850"))
    assert dialog.verdict == "Products: 1 new."
    press(dialog, Qt.Key.Key_Escape)


def test_a_profile_in_a_file_is_offered(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "mine.toml"
    columns = 'order_number = "No"\nsku = "Item"\nquantity = "Qty"\n'
    profile.write_text(f'title = "My shop"\n[kinds.orders.columns]\n{columns}')
    path = write(tmp_path, "shop.csv", "No,Item,Qty\nSO-9001,TEA-1,1\n")
    drop(place, path)
    dialog = asking(place)
    kinds = choice(dialog, "The file holds")
    kinds.setCurrentIndex(kinds.findData("orders"))
    # Qt's own file dialog runs a loop of its own; what it answers is what counts here.
    monkeypatch.setattr(
        "packbench.ui.screens.importing.controller.ask_for_files", lambda *_: [profile]
    )
    columns_box = choice(dialog, "Columns")
    columns_box.setCurrentIndex(columns_box.count() - 1)
    assert columns_box.currentText() == "My shop"
    assert dialog.request == ImportRequest("orders", path, profile=str(profile))
    assert dialog.verdict == "Orders: 1 new."
    press(dialog, Qt.Key.Key_Escape)


def test_a_broken_profile_of_ones_own_stops_no_file(place: Workplace, tmp_path: Path) -> None:
    broken = own_profiles_dir() / "broken.toml"
    broken.write_text("title = ")
    try:
        drop(place, write(tmp_path, "products.csv", PRODUCTS))
        dialog = asking(place)
        assert dialog.verdict == "Products: 1 new."
        assert "The import profile broken can't be used" in dialog._notes.text()
        press(dialog, Qt.Key.Key_Escape)
    finally:
        broken.unlink()


def test_a_workbook_has_no_encoding(place: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "products.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["sku", "name"])
        sheet.write_row(1, 0, ["POT-9", "Pot"])
    drop(place, path)
    dialog = asking(place)
    assert not choice(dialog, "Encoding").isEnabled()
    press(dialog, Qt.Key.Key_Escape)


FOREIGN = "Bestellnr,Was,Menge,Land,Bestelldatum\nSO-9501,TEA-1,2,Österreich,27.11.2026\n"


def test_a_price_list_is_of_the_supplier_that_is_chosen(place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\nZETA,Zeta\n")
    drop(place, write(tmp_path, "prices.csv", "Artikelnummer;Einkaufspreis\nCUP-3;2,75\n"))
    dialog = asking(place)
    kinds = choice(dialog, "The file holds")
    kinds.setCurrentIndex(kinds.findData("supplier-products"))
    dialog._map.setFocus()
    press(dialog, Qt.Key.Key_Return)
    mapping = open_dialog(place, "mapping_dialog")
    assert isinstance(mapping, MappingDialog)
    assert mapping.verdict == "Still needed: supplier."
    press(mapping, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    press(mapping, Qt.Key.Key_End)
    assert mapping.verdict == "Everything that is needed is there."
    mapping._take.setFocus()
    press(mapping, Qt.Key.Key_Return)
    wait_for(lambda: dialog.verdict.endswith("1 new."))
    dialog._import.setFocus()
    press(dialog, Qt.Key.Key_Return)
    wait_for(
        lambda: (
            [
                (one["supplier"], one["unit_cost"])
                for one in find_records(place.context, SUPPLIER_PRODUCTS)
            ]
            == [("ZETA", "2.75")]
        )
    )


def test_unknown_columns_are_mapped_by_eye(place: Workplace, tmp_path: Path) -> None:
    shown = page(place, "orders")
    path = write(tmp_path, "shop.csv", FOREIGN)
    drop(place, path)
    dialog = asking(place)
    kinds = choice(dialog, "The file holds")
    kinds.setCurrentIndex(kinds.findData("orders"))
    dialog._map.setFocus()
    press(dialog, Qt.Key.Key_Return)
    mapping = open_dialog(place, "mapping_dialog")
    assert isinstance(mapping, MappingDialog)
    mapping.choose("Bestellnr", "")
    settle()
    assert mapping.verdict == "Still needed: order number."
    assert not mapping._take.isEnabled()
    mapping.choose("Bestellnr", "sku")
    settle()
    assert mapping.verdict.startswith("sku is chosen twice: “Bestellnr”, “Was”.")
    assert not mapping._take.isEnabled()
    mapping.choose("Bestellnr", "order_number")
    settle()
    assert mapping.verdict == "Everything that is needed is there."
    values = [label.text() for label in mapping.findChildren(PlainLabel)]
    assert "Österreich → AT" in values
    assert "27.11.2026 → 2026-11-27" in values
    mapping._take.setFocus()
    press(mapping, Qt.Key.Key_Return)
    assert dialog.verdict == "Orders: 1 new."
    dialog._import.setFocus()
    press(dialog, Qt.Key.Key_Return)
    assert "SO-9501" in cells(shown, "number")
    later = write(tmp_path, "later.csv", FOREIGN.replace("SO-9501", "SO-9502"))
    drop(place, later)
    again = asking(place)
    assert again.verdict == "Orders: 1 new."
    assert "The columns are mapped as for “shop.csv” before." in again._notes.text()
    press(again, Qt.Key.Key_Escape)


def test_an_export_of_a_shop_is_known_by_its_columns(place: Workplace, tmp_path: Path) -> None:
    head = "Sale Date,Item Name,Quantity,Price,Date Paid,Date Shipped,Ship Name,Ship Address1"
    row = "11/14/26,Tea,1,3.00,11/14/26,,Ann,St. 1,AT,55,TEA-1"
    drop(place, write(tmp_path, "x.csv", f"{head},Ship Country,Order ID,SKU\n{row}\n"))
    dialog = asking(place)
    assert dialog.verdict == "Orders: 1 new."
    assert "This looks like an export of Etsy" in dialog._notes.text()
    press(dialog, Qt.Key.Key_Escape)


def test_rejected_rows_are_mended_in_the_window(place: Workplace, tmp_path: Path) -> None:
    shown = page(place, "orders")
    path = write(tmp_path, "monday.csv", ORDERS)
    drop(place, path)
    press(asking(place), Qt.Key.Key_Return)
    [show] = place.desk.window.messages.past()[-1].actions
    show.run()
    settle()
    dialog = open_dialog(place, "rejects_dialog")
    assert isinstance(dialog, RejectsDialog)
    where = dialog.table.currentIndex()
    cause = where.siblingAtColumn(0).data()
    assert (where.data(), cause) == ("0", "quantity: “0” is not above 0.")
    type_into(dialog, "3")  # it may be the beginning of a scan, so it comes a moment later
    wait_for(lambda: dialog.table.findChild(QLineEdit) is not None)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: where.data() == "3")
    dialog._again.setFocus()
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "Imported orders: 1 new.")
    assert "SO-7002" in cells(shown, "number")


def test_leaving_rejected_rows_leaves_their_file(place: Workplace, tmp_path: Path) -> None:
    path = write(tmp_path, "monday.csv", ORDERS)
    drop(place, path)
    press(asking(place), Qt.Key.Key_Return)
    rejected = path.with_name("monday.csv.rejected.csv")
    before = rejected.read_bytes()
    place.desk.window.messages.past()[-1].actions[0].run()
    settle()
    dialog = open_dialog(place, "rejects_dialog")
    press(dialog, Qt.Key.Key_Escape)
    assert rejected.read_bytes() == before
    assert count(place, "orders") == 6
