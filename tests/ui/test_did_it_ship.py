"""“Did it ship?”: asked by a tracking number in the one field, answered in the first lines."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from helpers.shop import page, press, settle, type_into, wait_for
from packbench.services.orders.allocating import allocate
from packbench.services.packing.closing import close_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment
from packbench.ui.parts.widgets.details_panel import LongValue
from packbench.ui.workplace import Workplace

CTRL = Qt.KeyboardModifier.ControlModifier
UPS = "1Z5R89390357567127"
PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")


def answer(place: Workplace) -> list[str]:
    """The first lines of the panel of an order, in their order."""
    shown = place.desk.window.tabs.page
    assert shown is not None
    [view] = [one for one in shown.findChildren(QWidget, "did_it_ship") if one.isVisible()]
    told = [one for one in view.findChildren(QWidget) if isinstance(one, QLabel | LongValue)]
    return [one.text() for one in told]


def ask(place: Workplace, text: str) -> None:
    """Types into the one field and goes to what is found."""
    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_F, CTRL)
    type_into(place.desk.window, text)
    press(place.desk.window, Qt.Key.Key_Return)
    settle()


def test_did_it_ship_is_answered_first(place: Workplace) -> None:
    context = place.context
    allocate(context)
    wave = create_wave(context, WaveRequest(orders=["SO-1001"])).number
    confirm_picks(context, wave, rest=True)
    open_packing(context, "SO-1001-1")
    lines = get_packing(context, "SO-1001-1").lines
    scan_items(context, "SO-1001-1", [f"{one.expected}*{one.sku}" for one in lines])
    close_packing(context, "SO-1001-1")
    ship_shipment(context, "SO-1001-1", carrier="UPS", tracking=UPS)
    create_wave(context, WaveRequest(orders=["SO-1002"]))
    page(place, "orders")
    ask(place, UPS)
    wait_for(lambda: "Carrier" in answer(place))
    told = answer(place)
    assert told[0] == "Shipped"
    assert "from VIE" in told[1]
    assert told[2:] == ["Carrier", "UPS", "Tracking", UPS, "Parcels", "1 parcel, 2 units"]
    copy = place.desk.window.findChild(QPushButton, "copy_tracking")
    assert copy is not None
    place.desk.window.activateWindow()
    settle()
    copy.setFocus()
    press(place.desk.window, Qt.Key.Key_Space)
    wait_for(lambda: QApplication.clipboard().text() == UPS)
    if PICTURES:
        place.desk.window.grab().save(str(Path(PICTURES) / "did-it-ship.png"))
    ask(place, "SO-1002")
    wait_for(lambda: answer(place)[1].startswith("Not yet: Picking"))
    assert "just now" in answer(place)[1]
    ask(place, "b@example.org")
    wait_for(lambda: answer(place)[1].startswith("Not yet: Back order"))
    assert answer(place)[2:] == ["Waits for", "4 units; nobody knows yet when they come"]
