"""A code that nobody knows is taught in the window: by its message or its keys, with Undo."""

from PySide6.QtCore import Qt

from helpers.shop import click_message, last, open_dialog, page, press, scan, settle, type_into
from packbench.domain.scanning.meaning import ScanKind
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.packing.looking import get_packing
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.products.teaching import teach_code
from packbench.services.scanning import resolve
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.teaching import TeachDialog
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
EAN = "4006381333931"


def dialog_of(place: Workplace) -> TeachDialog:
    found = open_dialog(place, "teach_dialog")
    assert isinstance(found, TeachDialog)
    return found


def test_the_message_of_an_unknown_scan_teaches_it(place: Workplace) -> None:
    page(place, "orders")
    scan(place.desk.window, EAN)
    assert last(place)[0] is Level.REFUSED
    click_message(place, "Teach it…")
    dialog = dialog_of(place)
    type_into(dialog, "tea-2")
    assert "will stand for" not in dialog.told
    press(dialog, Qt.Key.Key_Return)
    assert resolve(place.context, EAN).kind is ScanKind.UNKNOWN
    press(dialog, Qt.Key.Key_Backspace)
    type_into(dialog, "1")
    assert dialog.told.startswith("04006381333931 will stand for TEA-1")
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "04006381333931 stands for TEA-1 now.")
    assert resolve(place.context, EAN).name == "TEA-1"
    click_message(place, "Undo (Ctrl+Z)")
    assert resolve(place.context, EAN).kind is ScanKind.UNKNOWN


def test_its_keys_begin_with_the_last_unknown_code_and_a_scan_names_the_product(
    place: Workplace,
) -> None:
    page(place, "orders")
    teach_code(place.context, EAN, "MUG-2")
    scan(place.desk.window, "X-99")
    press(place.desk.window, Qt.Key.Key_F5, CONTROL, SHIFT)
    dialog = dialog_of(place)
    scan(dialog, "CUP-3")
    assert dialog.told.startswith("X-99 will stand for CUP-3")
    press(dialog, Qt.Key.Key_Escape)
    settle()
    assert resolve(place.context, "X-99").kind is ScanKind.UNKNOWN


def test_a_code_of_another_product_is_told_before_it_is_shared(place: Workplace) -> None:
    teach_code(place.context, EAN, "MUG-2")
    page(place, "orders")
    press(place.desk.window, Qt.Key.Key_F5, CONTROL, SHIFT)
    dialog = dialog_of(place)
    scan(dialog, EAN)
    scan(dialog, "CUP-3")
    assert "It is product MUG-2 as well" in dialog.told
    press(dialog, Qt.Key.Key_Return)
    assert resolve(place.context, EAN).name == "product MUG-2 | product CUP-3"


def test_at_the_bench_a_shared_code_is_asked_once_for_the_order(place: Workplace) -> None:
    """SO-1005 wants 1 of TEA-1 and 2 of MUG-2, which have one code."""
    teach_code(place.context, EAN, "MUG-2")
    teach_code(place.context, EAN, "TEA-1", also=True)
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-1005"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    shipments = [one.number for one in get_order(place.context, "SO-1005").shipments]
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    for number in shipments:
        scan(bench, number)
        scan(bench, EAN)
    units = {
        line.sku: line.scanned
        for number in shipments
        for line in get_packing(place.context, number).lines
    }
    assert units["TEA-1"] == 1  # its parcel wants nothing else: nobody is asked
    assert units["MUG-2"] == 1
    scan(bench, "NO-SUCH")
    assert "Ctrl+Shift+F5" in bench.band.words
    press(bench, Qt.Key.Key_Escape)
