"""The whole way of what is missing, by keys and scans: bought, sent, received, packed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from helpers.shop import import_text, open_dialog, page, press, scan, select, settle, wait_for
from packbench.services.office.settings import set_setting
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.purchasing.orders import get
from packbench.services.receiving.put_away import list_put_away
from packbench.services.stations import place_station
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.screens.receiving.dock_screen import DockScreen
from packbench.ui.workplace import Workplace

ALT_SHIFT = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier)


@pytest.fixture(autouse=True)
def _shop(place: Workplace, qapp: QApplication, tmp_path: Path) -> None:  # noqa: ARG001 - a window is shown
    """SO-1003 waits for all it has: 4 of CUP-3, which S1 sells in packs of 6."""
    context = place.context
    import_text(context, tmp_path, "suppliers", "code,name,currency\nS1,Seller,EUR\n")
    terms = "supplier,sku,pack_size,unit_cost\nS1,CUP-3,6,1.20\n"
    import_text(context, tmp_path, "supplier-products", terms)
    place_station(context, "VIE")
    set_setting(context, "receiving.cross_dock", "yes")
    allocate(context)
    settle()


def agreed(place: Workplace, command: CommandId) -> None:
    """Runs a command of the list, sees its preview and does it by Enter."""
    place.desk.window.activateWindow()
    place.desk.window.registry.action(command).trigger()
    settle()
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.table.model().rowCount() == 1)
    press(dialog, Qt.Key.Key_Return)
    settle()


def test_an_order_that_waits_for_all_is_bought_received_and_packed(place: Workplace) -> None:
    assert get_order(place.context, "SO-1003").status == "back_order"
    select(page(place, "back_orders"), "SO-1003")
    agreed(place, CommandId.PURCHASE_MISSING)
    (line,) = get(place.context, "PO1").lines
    assert (line.sku, line.ordered, str(line.unit_cost)) == ("CUP-3", 6, "1.2000")
    select(page(place, "purchase_orders"), "PO1")
    agreed(place, CommandId.AUTHORIZE_PURCHASES)
    agreed(place, CommandId.SEND_PURCHASES)
    assert get(place.context, "PO1").status == "sent"

    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_R, *ALT_SHIFT)
    dock = open_dialog(place, "dock_screen")
    assert isinstance(dock, DockScreen)
    settle()
    for _ in range(6):  # the order that is selected is open already
        scan(dock, "CUP-3")
    assert dock.order.wanted == ("CUP-3", "6 / 6")
    press(dock, Qt.Key.Key_F2)
    assert dock.is_idle
    press(dock, Qt.Key.Key_Escape)
    order = get_order(place.context, "SO-1003")
    assert order.status == "picked"  # at the dock, in the same moment
    assert sum(one.units for one in list_put_away(place.context)) == 2

    place.desk.window.activateWindow()
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    for _ in range(4):
        scan(bench, "CUP-3")
    assert bench.is_idle
    assert get_order(place.context, "SO-1003").status == "packed"
    press(bench, Qt.Key.Key_Escape)
    wait_for(lambda: not any(one.isActive() for one in place.desk.window.findChildren(QTimer)))
