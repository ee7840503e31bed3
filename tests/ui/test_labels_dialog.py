"""Labels from the window, by keys: of bins, of selected products, on a half-used sheet."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from helpers.cups_server import Cups
from helpers.printed_pages import scanned
from helpers.sample import add_location, warehouse_id_of
from helpers.shop import last, open_dialog, page, press, select, settle, type_into, wait_for
from packbench.domain.printers import PrinterChoice, PrintKind
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.printers.choosing import choose_printers
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.screens.labels.dialog import LabelsDialog
from packbench.ui.workplace import Workplace

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def bins(shop: Context) -> None:
    with shop.database.write.begin() as connection:
        vienna = warehouse_id_of(connection, "VIE")
        for number in range(1, 8):
            add_location(connection, vienna, f"A-{number}")


def labels_dialog(place: Workplace) -> LabelsDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_F6, CTRL, SHIFT)
    found = open_dialog(place, "labels_dialog")
    assert isinstance(found, LabelsDialog)
    found.activateWindow()
    settle()
    return found


def tab_to(dialog: LabelsDialog, name: str) -> None:
    for _ in range(20):
        focused = dialog.focusWidget()
        if focused is not None and focused.accessibleName() == name:
            return
        press(dialog, Qt.Key.Key_Tab)
    raise AssertionError(name)


def shown_pdf(place: Workplace, tmp_path: Path) -> bytes:
    wait_for(lambda: bool(place.desk.window.findChildren(DocumentPreview)))
    [preview] = place.desk.window.findChildren(DocumentPreview)
    preview.save_to(tmp_path / "labels.pdf")
    wait_for((tmp_path / "labels.pdf").exists)
    preview.close()
    settle()
    return (tmp_path / "labels.pdf").read_bytes()


@pytest.mark.usefixtures("bins")
def test_bins_on_a_half_used_letter_sheet(place: Workplace, tmp_path: Path) -> None:
    set_setting(place.context, "documents.label_sheets", "own: letter 2x2 100x60 at 4x10")
    dialog = labels_dialog(place)
    tab_to(dialog, "From")
    type_into(dialog, "A-2")
    tab_to(dialog, "Sheet")
    press(dialog, Qt.Key.Key_End)
    assert dialog.wish.size == "own"
    tab_to(dialog, "First free place")
    press(dialog, Qt.Key.Key_Up)
    press(dialog, Qt.Key.Key_Up)
    press(dialog, Qt.Key.Key_Return)
    assert [len(codes) for codes in scanned(shown_pdf(place, tmp_path), 200)] == [2, 4]


def test_selected_products_and_what_there_is_not(place: Workplace, tmp_path: Path) -> None:
    press(place.desk.window, Qt.Key.Key_3, CTRL)
    select(page(place, "inventory"), "TEA-1")
    dialog = labels_dialog(place)
    assert (dialog.wish.what.value, dialog.wish.names) == ("products", ["TEA-1"])
    tab_to(dialog, "Labels of")
    press(dialog, Qt.Key.Key_Down)
    tab_to(dialog, "From")
    line = dialog.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert("7" * 5_000)  # a paste of what is no number of a tote
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "777…" in dialog.answer)
    tab_to(dialog, "Labels of")
    press(dialog, Qt.Key.Key_Up)
    tab_to(dialog, "Which")
    press(dialog, Qt.Key.Key_End)
    type_into(dialog, "X")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.answer == "There is no product TEA-1X. Check the spelling.")
    press(dialog, Qt.Key.Key_Backspace)
    press(dialog, Qt.Key.Key_Return)
    assert scanned(shown_pdf(place, tmp_path), 200) == [["TEA-1"]]


@pytest.mark.usefixtures("bins")
def test_labels_go_to_the_stations_label_printer(place: Workplace, cups: Cups) -> None:
    printer = cups.add("Büro-Etiketten", said="Etiketten im Büro")
    choose_printers(place.context, {PrintKind.LABELS: PrinterChoice("Etiketten im Büro")})
    dialog = labels_dialog(place)
    for _ in range(20):
        if getattr(dialog.focusWidget(), "text", str)().startswith("Print on"):
            break
        press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: len(printer.documents) == 1)
    assert sum(len(codes) for codes in scanned(printer.documents[0], 200)) == 7
    assert last(place)[1].startswith("bin-labels went to Büro-Etiketten")
    place.desk.window.close()
