"""Boxes at the packing bench and in the window, by scans and keys typed into it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpers.shop import open_dialog, page, press, scan, type_into, wait_for
from packbench.domain.boxes import Box
from packbench.domain.packing import BenchRule
from packbench.domain.scanning.control_codes import control_code
from packbench.services.orders.allocating import allocate
from packbench.services.packing.boxes import list_boxes, set_boxes
from packbench.services.packing.looking import get_packing
from packbench.services.packing.rules import set_rules
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.ui.screens.packing.boxes_dialog import BoxesDialog
from packbench.ui.screens.packing.choosing import BenchList
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bench(place: Workplace, qapp: QApplication) -> StationScreen:  # noqa: ARG001 - a window is shown
    """Picked: SO-1001 (2 of TEA-1). Boxes S, which uses up CUP-3, and M; one is needed."""
    context = place.context
    small = Box("S", "Small", 200, 150, 100, max_weight_g=900, material="CUP-3")
    set_boxes(context, [small, Box("M", "Medium", 400, 300, 200, max_weight_g=20_000)])
    set_rules(context, {(BenchRule.NEEDS_BOX, ""): True})
    allocate(context)
    for wave in release_orders(context, ["SO-1001"]).waves:
        confirm_picks(context, wave.number, rest=True)
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    found = open_dialog(place, "station_screen")
    assert isinstance(found, StationScreen)
    return found


def chooser(bench: StationScreen, name: str) -> BenchList[object]:
    wait_for(lambda: bool(bench.findChildren(BenchList)))
    [found] = bench.findChildren(BenchList)
    assert found.objectName() == name
    return found


def parcels(place: Workplace) -> list[tuple[str | None, int]]:
    return [(one.box, one.units) for one in get_packing(place.context, "SO-1001-1").parcels]


def test_the_last_scan_waits_for_the_box_which_is_scanned_or_chosen_by_keys(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    wait_for(lambda: bench.order.box != "")
    assert bench.order.box == "No box is suggested: no dimensions of TEA-1"
    scan(bench, "TEA-1")
    scan(bench, "TEA-1")
    told = "Parcel 1 of SO-1001-1 has no box yet. Scan the box, or choose it (F10)."
    assert (bench.band.kind, bench.band.words) == ("look", told)
    press(bench, Qt.Key.Key_F10)
    boxes = chooser(bench, "box_list")
    press(boxes, Qt.Key.Key_Down)
    press(boxes, Qt.Key.Key_Return)
    wait_for(lambda: bench.is_idle)
    assert (bench.band.kind, bench.band.words) == ("right", "SO-1001-1 is packed.")
    assert parcels(place) == [("S", 2)]
    told = "By the books there is no CUP-3 left. Its place is on the list of bins to count."
    assert bench.noted == told
    press(bench, Qt.Key.Key_Escape)


def test_a_parcel_is_opened_again_and_an_item_moves_to_another_one(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    scan(bench, control_code("NEXTBOX"))
    assert bench.band.words == "Scan the box of this parcel first, or choose it (F10)."
    scan(bench, "m")
    assert (bench.band.kind, bench.band.words) == ("right", "This parcel is packed in box M.")
    assert bench.order.box.startswith("In box M")
    scan(bench, control_code("NEXTBOX"))
    press(bench, Qt.Key.Key_F4, SHIFT)
    press(chooser(bench, "parcel_list"), Qt.Key.Key_Return)
    wait_for(lambda: "Parcel 1 is open again" in bench.band.words)
    press(bench, Qt.Key.Key_F3, SHIFT)
    scan(bench, "TEA-1")
    assert bench.band.words.startswith("TEA-1 is out of this parcel.")
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    assert parcels(place) == [("M", 0)]
    press(bench, Qt.Key.Key_Escape)


def test_a_scan_over_the_list_of_boxes_is_the_bench_s(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    press(bench, Qt.Key.Key_F10)
    scan(chooser(bench, "box_list"), "S")
    wait_for(lambda: parcels(place) == [("S", 0)])
    press(bench, Qt.Key.Key_Escape)


def test_boxes_are_made_changed_and_removed_by_keys_and_taken_back(place: Workplace) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_F4, SHIFT)
    press(open_dialog(place, "boxes_dialog"), Qt.Key.Key_Insert)
    form = open_dialog(place, "bulk_dialog")
    type_into(form, "s")
    press(form, Qt.Key.Key_Tab)
    press(form, Qt.Key.Key_Tab)
    type_into(form, "200 x 150 x 100")
    scan(form, "4006381333931")
    press(form, Qt.Key.Key_Return)
    made = Box("s", "s", 200, 150, 100, barcode="04006381333931")
    wait_for(lambda: list_boxes(place.context) == [made])
    listed = open_dialog(place, "boxes_dialog")
    assert isinstance(listed, BoxesDialog)
    assert [one.code for one in listed.table.rows.shown] == ["s"]
    press(listed, Qt.Key.Key_Delete)
    press(open_dialog(place, "bulk_dialog"), Qt.Key.Key_Return)
    wait_for(lambda: list_boxes(place.context) == [])
    press(open_dialog(place, "boxes_dialog"), Qt.Key.Key_Escape)
    window.activateWindow()
    press(window, Qt.Key.Key_Z, CTRL)
    wait_for(lambda: list_boxes(place.context) == [made])
