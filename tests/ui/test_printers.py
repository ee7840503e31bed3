"""Printers in the window, by keys, on a CUPS of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from helpers.cups_server import Cups, SocketPrinter
from helpers.printed_pages import page_texts, scanned
from helpers.shop import (
    click_message,
    last,
    open_dialog,
    page,
    press,
    run,
    select,
    settle,
    wait_for,
)
from packbench.domain.printers import PrinterChoice, PrintKind
from packbench.services.orders.allocating import allocate
from packbench.services.printers.choosing import choose_printers, list_choices
from packbench.ui import printing
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.printers.dialog import PrintersDialog
from packbench.ui.screens.printers.queue_dialog import QueueDialog
from packbench.ui.workplace import Workplace

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def look_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent is looked after in a moment."""
    monkeypatch.setattr(printing, "LOOK_AFTER_MS", 300)


@pytest.fixture(autouse=True)
def window_closed(place: Workplace) -> Iterator[None]:
    yield
    place.desk.window.close()  # nothing is looked after any more


def came(printer: SocketPrinter, count: int = 1) -> list[bytes]:
    """The documents that came out; the window goes on meanwhile."""
    wait_for(lambda: len(printer.documents) >= count)
    return printer.documents


def printers_dialog(place: Workplace) -> PrintersDialog:
    press(place.desk.window, Qt.Key.Key_J, CTRL, SHIFT)
    found = open_dialog(place, "printers_dialog")
    assert isinstance(found, PrintersDialog)
    return found


def queue_dialog(place: Workplace) -> QueueDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Q, CTRL, SHIFT)
    found = open_dialog(place, "print_queue_dialog")
    assert isinstance(found, QueueDialog)
    return found


def tab_to(dialog: QDialog, name: str) -> QWidget:
    """Goes from field to field until one of that name has the focus."""
    for _ in range(60):
        focused = dialog.focusWidget()
        if focused is not None and focused.accessibleName() == name:
            return focused
        press(dialog, Qt.Key.Key_Tab)
    raise AssertionError(name)


def test_a_printer_is_chosen_tried_and_saved_by_keys(place: Workplace, cups: Cups) -> None:
    office = cups.add("Büro-Ö", said="Drucker im Büro", papers=True)
    cups.add("ZEBRA")
    dialog = printers_dialog(place)
    tab_to(dialog, "Printer for packing slips")
    press(dialog, Qt.Key.Key_Down)
    tab_to(dialog, "Paper for packing slips")
    press(dialog, Qt.Key.Key_Down)
    tab_to(dialog, "Tray for packing slips")
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Down)
    tab_to(dialog, "Copies of packing slips")
    press(dialog, Qt.Key.Key_Up)
    tab_to(dialog, "Test page for packing slips")
    press(dialog, Qt.Key.Key_Space)
    wait_for(lambda: bool(dialog.answer))  # a space may begin a scan: it is held for a moment
    assert scanned(came(office)[0], 200) == [["PACKBENCH-100"]]
    assert dialog.answer == "test-page went to Büro-Ö (print job 1)."
    tab_to(dialog, "Copies of packing slips")
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "The printers of this station are saved.")
    assert list_choices(place.context) == {
        PrintKind.PACKING_SLIP: PrinterChoice("Büro-Ö", "A4", 2, "Lower")
    }


def test_escape_leaves_the_printers_as_they_were(place: Workplace, cups: Cups) -> None:
    cups.add("SLIPS")
    dialog = printers_dialog(place)
    tab_to(dialog, "Printer for pick lists")
    press(dialog, Qt.Key.Key_Down)
    assert dialog.changes == {PrintKind.PICK_LIST: PrinterChoice("SLIPS")}
    press(dialog, Qt.Key.Key_Escape)
    assert list_choices(place.context) == {}


def test_without_a_print_system_that_is_told_in_place(place: Workplace) -> None:
    dialog = printers_dialog(place)
    assert "print system does not answer" in dialog.answer
    press(dialog, Qt.Key.Key_Escape)


def print_slip(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001")
    run(place, CommandId.PACKING_SLIPS)
    [preview] = place.desk.window.findChildren(DocumentPreview)
    preview.activateWindow()
    settle()
    press(preview, Qt.Key.Key_P, CTRL)
    wait_for(lambda: bool(place.desk.window.messages.past()))  # Qt shows the button pressed first


@pytest.mark.usefixtures("look_soon")
def test_a_slip_goes_to_the_stations_printer_with_one_key(place: Workplace, cups: Cups) -> None:
    printer = cups.add("SLIPS")
    choose_printers(place.context, {PrintKind.PACKING_SLIP: PrinterChoice("SLIPS")})
    print_slip(place)
    assert "SO-1001" in page_texts(came(printer)[0])[0]
    assert last(place)[1] == "packing-slip-SO-1001-1 went to SLIPS (print job 1)."
    dialog = queue_dialog(place)
    assert dialog.words[0].startswith("packing-slip-SO-1001-1 on SLIPS")
    press(dialog, Qt.Key.Key_A, ALT)
    assert len(came(printer, 2)) == 2
    press(dialog, Qt.Key.Key_F5)
    wait_for(lambda: len(dialog.words) == 2)
    press(dialog, Qt.Key.Key_Escape)


@pytest.mark.usefixtures("look_soon")
def test_a_printer_that_is_gone_offers_another_and_a_file(
    place: Workplace, cups: Cups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cups.add("SLIPS")
    other = cups.add("OTHER")
    choose_printers(place.context, {PrintKind.PACKING_SLIP: PrinterChoice("SLIPS")})
    cups.remove("SLIPS")
    print_slip(place)
    level, words = last(place)
    assert level is Level.FAILED
    assert "There is no printer SLIPS" in words
    monkeypatch.setattr(printing, "ask_where_to_save", lambda *_: str(tmp_path / "slip.pdf"))
    click_message(place, "Save as PDF…")
    assert page_texts((tmp_path / "slip.pdf").read_bytes())
    dialog = queue_dialog(place)
    assert "not printed, kept" in dialog.words[0]
    assert "There is no printer SLIPS" in dialog.told
    tab_to(dialog, "Printer")
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_A, ALT)
    assert came(other) == [(tmp_path / "slip.pdf").read_bytes()]
    press(dialog, Qt.Key.Key_Escape)


@pytest.mark.usefixtures("look_soon")
def test_a_printer_that_does_not_answer_is_told_after_a_while(
    place: Workplace, cups: Cups, qtbot: QtBot
) -> None:
    dead, other = cups.add("SLIPS"), cups.add("OTHER")
    choose_printers(place.context, {PrintKind.PACKING_SLIP: PrinterChoice("SLIPS")})
    dead.switch_off()
    print_slip(place)
    qtbot.waitUntil(lambda: "does not print it yet" in last(place)[1], timeout=10_000)
    click_message(place, "Print on OTHER")
    assert len(came(other)) == 1
    assert dead.documents == []


@pytest.mark.usefixtures("look_soon")
def test_a_list_prints_by_itself_when_its_wave_is_made(place: Workplace, cups: Cups) -> None:
    printer = cups.add("LISTS")
    choice = PrinterChoice("LISTS", automatic=True)
    choose_printers(place.context, {PrintKind.PICK_LIST: choice})
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001")
    run(place, CommandId.PICK_LIST)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.verdict == "1 would be done")
    press(dialog, Qt.Key.Key_Return)
    [pdf] = came(printer)
    assert "SO-1001" in page_texts(pdf)[0]
    assert "REPRINT" not in page_texts(pdf)[0]
    assert place.desk.window.findChildren(DocumentPreview) == []
