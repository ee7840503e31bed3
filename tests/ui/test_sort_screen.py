"""What was picked together is sorted by scans: the letter of the slot fills the screen."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from helpers.shop import last, open_dialog, page, press, scan, select
from packbench.domain.scanning.control_codes import control_code
from packbench.services.orders.allocating import allocate
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.ui.screens.picking.sort_screen import SortScreen
from packbench.ui.workplace import Workplace

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def screen(place: Workplace) -> SortScreen:
    """P2 at VIE: two of TEA-1 for slot A, one for slot B."""
    allocate(place.context)
    release_orders(place.context, ["SO-1001", "SO-1005"])
    confirm_picks(place.context, "P2", rest=True)
    select(page(place, "pick_pack"), "P2")
    press(place.desk.window, Qt.Key.Key_F11, SHIFT)
    found = open_dialog(place, "sort_screen")
    assert isinstance(found, SortScreen)
    return found


def test_each_scan_tells_its_slot(screen: SortScreen) -> None:
    assert screen.shown == ("", "Scan what you have in your hand.")
    seen = []
    for _ in range(3):
        scan(screen, "TEA-1")
        seen.append(screen.shown)
        folder = os.environ.get("PACKBENCH_PICTURES")
        if folder:
            screen.grab().save(str(Path(folder, f"sort-{len(seen)}.png")))
    right, done = "Right: TEA-1", "All is sorted. Bring it to the packing bench."
    assert seen == [("A", right), ("A", right), ("B", done)]
    scan(screen, "TEA-1")
    assert screen.shown == ("", "Too many: TEA-1 has all slots full.")
    scan(screen, control_code("UNDO"))
    scan(screen, "TEA-1")
    assert screen.shown == ("B", done)
    press(screen, Qt.Key.Key_Escape)


def test_who_comes_back_goes_on_where_he_was(place: Workplace, screen: SortScreen) -> None:
    scan(screen, "2*TEA-1")
    press(screen, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_F11, SHIFT)
    again = open_dialog(place, "sort_screen")
    assert isinstance(again, SortScreen)
    assert again.shown[1] == "Go on where you were: scan what you have in your hand."
    scan(again, control_code("UNDO"))
    assert again.shown[1] == "The last one is taken back."
    scan(again, control_code("UNDO"))
    assert again.shown[1] == "Nothing was sorted here yet."
    press(again, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("MUG-2", "Wrong: nobody here wants MUG-2."),
        ("3*TEA-1", "Too many: slot A takes 2 more."),
        ("WHAT-IS-IT", "WHAT-IS-IT is of no use here. Scan goods."),
    ],
)
def test_a_wrong_scan_changes_nothing(screen: SortScreen, code: str, told: str) -> None:
    scan(screen, code)
    assert screen.shown == ("", told)
    scan(screen, "2*TEA-1")
    assert screen.shown[0] == "A"
    press(screen, Qt.Key.Key_Escape)


def test_a_wave_that_nobody_picked_has_nothing_to_sort(place: Workplace) -> None:
    allocate(place.context)
    release_orders(place.context, ["SO-1001"])
    select(page(place, "pick_pack"), "P1")
    press(place.desk.window, Qt.Key.Key_F11, SHIFT)
    assert last(place)[1].startswith("There is nothing to sort")
