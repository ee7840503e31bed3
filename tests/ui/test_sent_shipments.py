"""The list of what is packed and has left, worked with by keys: ship, void, tracking, methods."""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from helpers.shop import (
    Page,
    cells,
    last,
    open_dialog,
    page,
    press,
    run,
    scan,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.camera import Picture
from packbench.services.orders.allocating import allocate
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.photos import attach_photo
from packbench.services.packing.scanning import scan_items
from packbench.services.packing.second_checks import check_packing
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking.packing_record import PackingRecordDialog
from packbench.ui.workplace import Workplace

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
UPS = "1Z5R89390357567127"


@pytest.fixture
def sent(place: Workplace) -> Page:
    """Two shipments are packed: the list that shows them."""
    context = place.context
    allocate(context)
    wave = create_wave(context, WaveRequest(orders=["SO-1001"])).number
    confirm_picks(context, wave, rest=True)
    wave = create_wave(context, WaveRequest(orders=["SO-1002"])).number
    confirm_picks(context, wave, rest=True)
    for number in ("SO-1001-1", "SO-1002-1"):
        open_packing(context, number)
        lines = get_packing(context, number).lines
        scan_items(context, number, [f"{one.expected}*{one.sku}" for one in lines])
        close_packing(context, number)
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F2, CTRL)
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    return shown


def ask(place: Workplace, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> BulkDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, key, *modifiers)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def picture(place: Workplace, name: str) -> None:
    """Saves the window's picture where somebody wants to look at it."""
    folder = os.environ.get("PACKBENCH_TEST_PICTURES")
    if folder:
        place.desk.window.grab().save(str(Path(folder) / f"{name}.png"))


def test_what_is_packed_is_shipped_and_brought_back_by_keys(place: Workplace, sent: Page) -> None:
    assert cells(sent, "status") == ["Packed", "Packed"]
    select(sent, "SO-1001-1", "SO-1002-1")
    dialog = ask(place, Qt.Key.Key_F10, CTRL)
    type_into(dialog, "Pigeon")
    wait_for(lambda: dialog.verdict == "2 would be done")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: cells(sent, "status") == ["Shipped", "Shipped"])
    assert cells(sent, "carrier") == ["Pigeon", "Pigeon"]
    assert last(place) == (Level.DONE, "2 shipments shipped.")
    picture(place, "shipped")
    run(place, CommandId.UNDO)
    wait_for(lambda: cells(sent, "status") == ["Packed", "Packed"])


def test_a_number_is_typed_afterwards_and_the_shipment_voided(place: Workplace, sent: Page) -> None:
    ship_shipment(place.context, "SO-1001-1")
    settle()
    assert sorted(cells(sent, "tracking")) == ["none yet", "–"]
    select(sent, "SO-1001-1")
    dialog = ask(place, Qt.Key.Key_F7, CTRL)
    scan(dialog, UPS)
    wait_for(lambda: dialog.verdict == "1 would be done")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: UPS in cells(sent, "tracking"))
    assert "UPS" in cells(sent, "carrier")
    sent.pane.filter_bar.set_state(FilterState(UPS[-8:]))
    settle()
    assert cells(sent, "number") == ["SO-1001-1"]
    picture(place, "tracked")
    sent.pane.filter_bar.set_state(FilterState())
    settle()
    select(sent, "SO-1001-1")
    dialog = ask(place, Qt.Key.Key_F10, CTRL, SHIFT)
    wait_for(lambda: dialog.verdict == "1 would be done")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: cells(sent, "status") == ["Packed", "Packed"])


def test_pictures_and_who_looked_are_shown_of_a_shipment(place: Workplace, sent: Page) -> None:
    context = place.context
    reopen_packing(context, "SO-1002-1")
    check_packing(replace(context, operator="Cleo"), "SO-1002-1")
    jpeg = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(jpeg, "JPEG")
    attach_photo(context, "SO-1002-1", Picture("a.jpg", jpeg.getvalue()))
    close_packing(context, "SO-1002-1")
    settle()
    select(sent, "SO-1002-1")
    press(place.desk.window, Qt.Key.Key_F5, SHIFT)
    dialog = open_dialog(place, "packing_record")
    assert isinstance(dialog, PackingRecordDialog)
    assert "Cleo looked into the parcels" in dialog.words[0]
    pictures = [one.pixmap() for one in dialog.findChildren(QLabel) if not one.pixmap().isNull()]
    assert [one.width() for one in pictures] == [420]
    press(dialog, Qt.Key.Key_Escape)
