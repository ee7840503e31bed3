"""Transfers in the window: sent from the list and from Inventory, received by scan, short, back."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from helpers.shop import (
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
from packbench.services.office.settings import set_setting
from packbench.services.stock.changes import list_stock
from packbench.services.transfers.views import list_transfers
from packbench.settings import STOCK_TRANSFERS
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.transfers.list_dialog import TransferListDialog
from packbench.ui.workplace import Workplace

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def asked(place: Workplace, name: str) -> QDialog:
    """What a key opened, once it is there."""
    window = place.desk.window
    wait_for(lambda: any(one.isVisible() for one in window.findChildren(QDialog, name)))
    return open_dialog(place, name)


def bulk(place: Workplace) -> BulkDialog:
    dialog = asked(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def told(dialog: BulkDialog, wanted: str) -> None:
    """It would do this."""
    rows = dialog.table.rows

    def found() -> bool:
        return any(wanted in rows.index(row, 2).data() for row in range(rows.rowCount()))

    wait_for(found)


def gone(dialog: BulkDialog) -> None:
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not shiboken6.isValid(dialog))


def transfers(place: Workplace) -> TransferListDialog:
    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_Y, ALT)
    dialog = asked(place, "transfers_dialog")
    assert isinstance(dialog, TransferListDialog)
    return dialog


def on_list(shown: TransferListDialog, key: Qt.Key, *chord: Qt.KeyboardModifier) -> None:
    """A key on the list, which is in front again as soon as what lay above it is closed."""
    shown.activateWindow()
    settle()
    press(shown, key, *chord)


def incoming(place: Workplace) -> tuple[int, int, int]:
    """TEA-1 on hand at VIE and at GRZ, and incoming there; 0 where it never was."""
    rows = {one.warehouse: one for one in list_stock(place.context, sku="TEA-1")}
    there = rows.get("GRZ")
    return rows["VIE"].on_hand, *((there.on_hand, there.incoming) if there else (0, 0))


def test_goods_are_sent_received_by_scan_and_closed_short(place: Workplace) -> None:
    shown = transfers(place)
    wait_for(lambda: shown.told == "0 transfers are on their way.")
    on_list(shown, Qt.Key.Key_N, ALT)
    form = bulk(place)
    type_into(form, "TEA-1=6")
    told(form, "On hand 10 → 4")
    gone(form)
    assert last(place) == (Level.DONE, "T-1: 6 units are on their way from VIE to GRZ.")
    wait_for(lambda: shown.told == "1 transfer is on its way.")
    wait_for(lambda: len(shown.lines.rows.shown) == 1)
    on_list(shown, Qt.Key.Key_Return)
    form = bulk(place)
    told(form, "received 6")  # nothing named: all of it
    scan(form, "4*TEA-1")
    told(form, "on its way 2, received 4")
    gone(form)
    assert last(place) == (Level.DONE, "T-1: 2 units are still on their way.")
    wait_for(lambda: incoming(place) == (4, 4, 2))
    wait_for(lambda: shown.in_hand is not None and shown.in_hand.received == 4)
    on_list(shown, Qt.Key.Key_S, ALT)
    form = bulk(place)
    type_into(form, "a carton fell")
    told(form, "lost 2")
    gone(form)
    assert last(place) == (Level.DONE, "T-1 is closed: 2 units were lost in transit.")
    run(place, CommandId.UNDO)
    wait_for(lambda: incoming(place) == (4, 4, 2))


def test_inventory_sends_as_the_setting_says_and_it_is_taken_back(place: Workplace) -> None:
    set_setting(place.context, STOCK_TRANSFERS.key, "two-step")
    select(page(place, "inventory"), "TEA-1")
    press(place.desk.window, Qt.Key.Key_F, ALT, SHIFT)
    form = bulk(place)
    type_into(form, "3")
    told(form, "On hand 10 → 7")
    gone(form)
    assert last(place) == (Level.DONE, "T-1: 3 units are on their way from VIE to GRZ.")
    shown = transfers(place)
    wait_for(lambda: shown.in_hand is not None)
    on_list(shown, Qt.Key.Key_B, ALT)
    form = bulk(place)
    told(form, "On hand 7 → 10")
    gone(form)
    assert last(place) == (Level.DONE, "T-1 is cancelled: 3 units are back at VIE.")
    assert [one.returned for one in list_transfers(place.context)] == [3]
    run(place, CommandId.UNDO)
    wait_for(lambda: list_transfers(place.context)[0].in_transit == 3)
