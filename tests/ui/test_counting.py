"""Counting, lots and serials in the window, by keys and scans."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from helpers.shop import import_text, last, open_dialog, press, scan, settle, type_into, wait_for
from packbench.services.counting.views import list_sheets, show_sheet
from packbench.services.office.undo import undo
from packbench.services.stock.changes import Receipt, receive
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.screens.counting.list_dialog import NewSheetDialog, SheetListDialog
from packbench.ui.screens.counting.lots_dialogs import ExpiringDialog, SerialsDialog, TraceDialog
from packbench.ui.screens.counting.scan_screen import CountScreen
from packbench.ui.screens.counting.sheet_dialog import AccuracyDialog, SheetDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT_SHIFT = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier)


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


@pytest.fixture
def bins(place: Workplace, tmp_path: Path) -> Workplace:
    """VIE has 6 of MUG-2 in Q-1, and 3 of lot L7 in Q-2, which ends in ten days."""
    context = place.context
    table = "warehouse,code,zone\nVIE,Q-1,Front\nVIE,Q-2,Front\n"
    import_text(context, tmp_path, "locations", table)
    receive(context, Receipt("VIE", "MUG-2", 6, "Q-1"))
    day = date.today() + timedelta(days=10)  # noqa: DTZ011 - the company's day is near enough
    receive(context, Receipt("VIE", "MUG-2", 3, "Q-2", "L7", day))
    settle()
    return place


def opened(place: Workplace, key: Qt.Key, name: str) -> QWidget:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, key, *ALT_SHIFT)
    return open_dialog(place, name)


def asked(place: Workplace, dialog: QWidget, key: Qt.Key, name: str) -> QWidget:
    """What a button opens, by its letter."""
    dialog.activateWindow()  # as a window manager does when the one above it is closed
    settle()
    press(dialog, key, Qt.KeyboardModifier.AltModifier)
    found = place.desk.window.findChildren
    wait_for(lambda: any(one.isVisible() for one in found(QDialog, name)))
    return open_dialog(place, name)


def made(bins: Workplace) -> SheetListDialog:
    """The list with a new sheet of the zone."""
    sheets = opened(bins, Qt.Key.Key_H, "count_sheets_dialog")
    assert isinstance(sheets, SheetListDialog)
    wait_for(lambda: "0 of 0" in sheets.told)
    shot(bins, sheets, "counts-empty")
    making = asked(bins, sheets, Qt.Key.Key_N, "new_sheet_dialog")
    assert isinstance(making, NewSheetDialog)
    making.warehouse.setCurrentIndex(making.warehouse.findData("VIE"))
    shot(bins, making, "counts-new")
    press(making, Qt.Key.Key_Return)
    wait_for(lambda: "CS1 is made" in last(bins)[1] and len(sheets.table.rows.shown) == 1)
    return sheets


def typed(screen: CountScreen, text: str) -> None:
    type_into(screen, text)
    press(screen, Qt.Key.Key_Return)


def counted(bins: Workplace, sheets: SheetListDialog) -> None:
    """5 of MUG-2 in Q-1, where 6 should be, and 2 of TEA-1 that nobody expected there."""
    screen = asked(bins, sheets, Qt.Key.Key_C, "count_screen")
    assert isinstance(screen, CountScreen)
    wait_for(lambda: "2 places" in screen.shown[2])
    scan(screen, "MUG-2")
    assert "Scan the bin first" in screen.band.words
    scan(screen, "NOBODY-9")
    assert "is no item and no bin" in screen.band.words
    scan(screen, "Q-1")
    scan(screen, "MUG-2")
    assert screen.shown[0] == "Q-1"
    press(screen, Qt.Key.Key_F3)
    assert "Nothing was counted" in screen.band.words
    assert screen.shown[1] == ""  # nothing is in hand
    scan(screen, "MUG-2")
    typed(screen, "six")
    assert "is no number of units" in screen.band.words
    shot(bins, screen, "counts-scan")
    typed(screen, "5")
    wait_for(lambda: "1 place" in screen.shown[2])
    press(screen, Qt.Key.Key_F3)
    wait_for(lambda: "2 places" in screen.shown[2])
    scan(screen, "MUG-2")
    typed(screen, "5")
    wait_for(lambda: "1 place" in screen.shown[2])
    press(screen, Qt.Key.Key_F6)
    typed(screen, "soon")
    assert "is no time of day" in screen.band.words
    typed(screen, "")
    press(screen, Qt.Key.Key_F6)  # and goes on instead of answering
    scan(screen, "2*TEA-1")
    assert "2 lie here? Enter says so" in screen.band.words
    typed(screen, "")
    wait_for(lambda: len(show_sheet(bins.context, "CS1").lines) == 3)
    press(screen, Qt.Key.Key_Escape)


def posted(bins: Workplace, sheets: SheetListDialog) -> None:
    """What posting does is shown first; what is not counted is left only when that is said."""
    press(sheets, Qt.Key.Key_Return)
    shown = open_dialog(bins, "count_sheet_dialog")
    assert isinstance(shown, SheetDialog)
    wait_for(lambda: len(shown.table.rows.shown) == 3)
    press(shown, Qt.Key.Key_Return)
    wait_for(lambda: "2 places would be posted" in shown.told and "1 place stays" in shown.told)
    shown.resize(QSize(1008, 700))
    shot(bins, shown, "counts-sheet")
    press(shown, Qt.Key.Key_Return)
    wait_for(lambda: "1 place of CS1 was not counted" in shown.told)
    shown.leave.click()
    press(shown, Qt.Key.Key_Return)
    wait_for(lambda: "would be posted" in shown.told)
    press(shown, Qt.Key.Key_Return)
    wait_for(lambda: "CS1: 2 places posted" in last(bins)[1])
    assert list_sheets(bins.context)[0].status == "posted"
    press(shown, Qt.Key.Key_Escape)


def test_a_sheet_is_made_counted_looked_at_and_posted(bins: Workplace) -> None:
    sheets = made(bins)
    counted(bins, sheets)
    posted(bins, sheets)
    right = asked(bins, sheets, Qt.Key.Key_A, "accuracy_dialog")
    assert isinstance(right, AccuracyDialog)
    wait_for(lambda: len(right.zones.rows.shown) == 1)
    shot(bins, right, "counts-accuracy")
    undo(bins.context)
    assert list_sheets(bins.context)[0].status == "open"


def test_lots_near_expiry_are_traced(bins: Workplace) -> None:
    expiring = opened(bins, Qt.Key.Key_J, "expiring_dialog")
    assert isinstance(expiring, ExpiringDialog)
    wait_for(lambda: "3 units expire within 30 days" in expiring.told)
    type_into(expiring, "soon")
    press(expiring, Qt.Key.Key_Return)
    wait_for(lambda: "“soon” is no number of days" in expiring.told)
    type_into(expiring, "12")
    press(expiring, Qt.Key.Key_Return)
    wait_for(lambda: "within 12 days" in expiring.told)
    shot(bins, expiring, "lots-expiring")
    trace = asked(bins, expiring, Qt.Key.Key_T, "trace_dialog")
    assert isinstance(trace, TraceDialog)
    wait_for(lambda: "Lot L7 of MUG-2: 0 orders got 0 units; 3 units lie here" in trace.told)
    shot(bins, trace, "lots-trace")
    type_into(trace, "nothing")
    press(trace, Qt.Key.Key_Return)
    wait_for(lambda: "Nobody knows a lot nothing" in trace.told)
    press(trace, Qt.Key.Key_Escape)
    press(expiring, Qt.Key.Key_Escape)
    serials = opened(bins, Qt.Key.Key_M, "serials_dialog")
    assert isinstance(serials, SerialsDialog)
    wait_for(lambda: "No serial number" in serials.told)
    press(serials, Qt.Key.Key_Escape)
