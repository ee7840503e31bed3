"""What customs ask, in the window: told at the bench, said of a product, printed of a shipment."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from helpers.shop import last, open_dialog, page, press, run, scan, select, type_into, wait_for
from packbench.db.schema import Order, Warehouse
from packbench.services.customs import look_at_customs
from packbench.services.orders.allocating import allocate
from packbench.services.packing.closing import close_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.products.customs import customs_facts, set_customs_facts
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SHIPMENT = "SO-1001-1"
KNOWN = {"hs_code": "610910", "country_of_origin": "PT", "customs_value": "4", "weight_g": "150"}


@pytest.fixture(autouse=True)
def _to_zurich(place: Workplace) -> None:
    """SO-1001 leaves the customs area; it is picked. Of its TEA-1 nothing is known."""
    way = {"street": "Weg 1", "city": "Zürich", "postal_code": "8001", "country": "CH"}
    house = {"street": "Ring 1", "city": "Wien", "postal_code": "1010", "country": "AT"}
    with place.context.database.write.begin() as connection:
        connection.execute(update(Order).where(Order.number == "SO-1001").values(way))
        connection.execute(update(Warehouse).values(house))
    allocate(place.context)
    wave = create_wave(place.context, WaveRequest(orders=["SO-1001"])).number
    confirm_picks(place.context, wave, rest=True)


def packed(place: Workplace) -> RecordPage:  # type: ignore[type-arg]  # rows of any kind
    """The shipment is packed, and selected in the list of those that are."""
    open_packing(place.context, SHIPMENT)
    scan_items(place.context, SHIPMENT, ["2*TEA-1"])
    close_packing(place.context, SHIPMENT)
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F2, CTRL)
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    select(shown, SHIPMENT)
    place.desk.window.activateWindow()
    return shown


def test_the_bench_tells_what_customs_will_ask(place: Workplace) -> None:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    scan(bench, "SO-1001")
    wait_for(lambda: "TEA-1: the HS code" in bench.noted)
    scan(bench, "TEA-1")
    assert bench.band.kind == "right"  # it is told, and packing goes on
    press(bench, Qt.Key.Key_Escape)


def test_customs_data_of_a_product_are_typed_and_taken_back(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "TEA-1")
    run(place, CommandId.PRODUCT_CUSTOMS)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    type_into(dialog, "12")
    wait_for(lambda: "12" in dialog.verdict or "HS" in dialog.verdict)
    assert customs_facts(place.context, "TEA-1").facts.hs_code == ""
    type_into(dialog, "3456")
    wait_for(lambda: dialog.verdict == "1 would be done")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: customs_facts(place.context, "TEA-1").facts.hs_code == "123456")
    place.desk.window.activateWindow()
    run(place, CommandId.UNDO)
    wait_for(lambda: customs_facts(place.context, "TEA-1").facts.hs_code == "")


def test_the_dialog_ship_tells_what_customs_will_ask_and_ships(place: Workplace) -> None:
    packed(place)
    press(place.desk.window, Qt.Key.Key_F10, CTRL)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.verdict == "1 would be done")
    rows = dialog.table.rows
    told = " ".join(str(rows.index(0, column).data()) for column in range(rows.columnCount()))
    assert "Missing: " in told
    assert "TEA-1: the HS code" in told
    press(dialog, Qt.Key.Key_Escape)


def test_customs_forms_are_shown_once_nothing_is_missing(place: Workplace) -> None:
    packed(place)
    press(place.desk.window, Qt.Key.Key_F1, SHIFT)
    wait_for(lambda: "TEA-1: the HS code" in last(place)[1])
    set_customs_facts(place.context, "TEA-1", KNOWN)
    with place.context.database.write.begin() as connection:
        connection.execute(update(Order).values(currency="EUR"))
    assert look_at_customs(place.context, SHIPMENT).gaps == []
    press(place.desk.window, Qt.Key.Key_F1, SHIFT)
    wait_for(lambda: bool(place.desk.window.findChildren(DocumentPreview)))
    preview = open_dialog(place, "document_preview")
    assert isinstance(preview, DocumentPreview)
    press(preview, Qt.Key.Key_Escape)
