"""The receiving dock by scans and keys typed into its window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from helpers.shop import (
    import_text,
    open_dialog,
    press,
    scan,
    scan_on,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.scanning.control_codes import control_code
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.purchasing.orders import get
from packbench.services.receiving.put_away import list_put_away
from packbench.services.receiving.receipts import book_receipt, open_here, open_receipt
from packbench.services.receiving.scanning import count_in
from packbench.services.stations import place_station
from packbench.ui.screens.receiving.correct_dialog import CorrectDialog
from packbench.ui.screens.receiving.dock_screen import DockScreen
from packbench.ui.screens.receiving.put_away_screen import PutAwayScreen
from packbench.ui.workplace import Workplace

ALT_SHIFT = (Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier)
HEAD = "po_number,supplier,warehouse,sku,quantity,status,expected_on\n"


@pytest.fixture
def dock(place: Workplace, qapp: QApplication, tmp_path: Path) -> DockScreen:  # noqa: ARG001 - a window is shown
    """PO-7 (400 of TEA-1, 3 of MUG-2) is sent by S1, PO-8 (MUG-2) by S2; Sue is a supervisor."""
    context = place.context
    import_text(context, tmp_path, "suppliers", "code,name\nS1,Seller\nS2,Other\n")
    import_text(context, tmp_path, "locations", "warehouse,code\nVIE,Q-1\nVIE,Q-2\n")
    table = (
        "PO-7,S1,VIE,TEA-1,400,sent,2026-12-01\nPO-7,S1,VIE,MUG-2,3,,\nPO-8,S2,VIE,MUG-2,2,sent,\n"
    )
    import_text(context, tmp_path, "purchase-orders", HEAD + table)
    place_station(context, "VIE")
    set_setting(context, "receiving.supervisors", "Sue")
    with context.database.write.begin() as connection:
        connection.execute(text("INSERT INTO operator (name, active) VALUES ('Sue', true)"))
    return open_dock(place)


def open_dock(place: Workplace) -> DockScreen:
    place.desk.window.activateWindow()
    press(place.desk.window, Qt.Key.Key_R, *ALT_SHIFT)
    found = open_dialog(place, "dock_screen")
    assert isinstance(found, DockScreen)
    settle()
    return found


def badge(place: Workplace) -> str:
    with place.context.database.read.connect() as connection:
        found = connection.execute(text("SELECT id FROM operator WHERE name = 'Sue'"))
        return own_code(OwnKind.OPERATOR, found.scalar_one())


def received(place: Workplace, number: str) -> dict[str, tuple[int, int]]:
    return {one.sku: (one.received, one.rejected) for one in get(place.context, number).lines}


def test_a_delivery_is_counted_booked_and_put_away(place: Workplace, dock: DockScreen) -> None:
    assert dock.is_idle
    assert dock.isFullScreen()
    scan(dock, "NOBODY-1")
    assert (dock.band.kind, dock.is_idle) == ("wrong", True)
    scan(dock, "MUG-2")
    assert dock.band.words.endswith("1 PO-7 (S1), 2 PO-8 (S2).")
    type_into(dock, "1")
    press(dock, Qt.Key.Key_Return)
    assert dock.order.wanted == ("MUG-2", "1 / 3")
    press(dock, Qt.Key.Key_F4)
    type_into(dock, "DN-55")
    press(dock, Qt.Key.Key_Return)
    assert "DN-55" in dock.order.told[0]
    scan(dock, control_code("DAMAGED"))
    type_into(dock, "dented photo:/p/7.jpg")
    press(dock, Qt.Key.Key_Return)
    scan(dock, "MUG-2")
    assert dock.order.wanted == ("MUG-2", "2 / 3")
    scan(dock, control_code("REJECT"))
    type_into(dock, "3")
    press(dock, Qt.Key.Key_Return)
    assert dock.band.words == "“wrong item”: scan the item."
    scan(dock, "MUG-2")
    assert dock.band.words == "MUG-2: 1 rejected. Lay it aside."
    scan(dock, control_code("UNDO"))
    assert dock.order.wanted == ("MUG-2", "2 / 3")
    scan(dock, control_code("Q5"))
    scan(dock, "MUG-2")
    assert dock.band.kind == "wrong"
    scan(dock, badge(place))
    assert dock.order.wanted == ("MUG-2", "7 / 3")
    press(dock, Qt.Key.Key_Escape)
    again = open_dock(place)
    assert again.order.wanted == ("MUG-2", "7 / 3")
    press(again, Qt.Key.Key_F2)
    assert again.band.words == "RC1 is booked: 7 units."
    assert again.is_idle
    assert received(place, "PO-7") == {"TEA-1": (0, 0), "MUG-2": (7, 0)}
    press(again, Qt.Key.Key_Escape)


def receive_mugs(place: Workplace, dock: DockScreen) -> None:
    press(dock, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    receipt = open_receipt(place.context, "PO-8").receipt
    count_in(place.context, receipt, ["2*MUG-2"])
    book_receipt(place.context, receipt)


def test_goods_are_put_away_by_scans(place: Workplace, dock: DockScreen) -> None:
    receive_mugs(place, dock)
    press(place.desk.window, Qt.Key.Key_T, *ALT_SHIFT)
    shown = open_dialog(place, "put_away_screen")
    assert isinstance(shown, PutAwayScreen)
    settle()
    before = sum(one.units for one in list_put_away(place.context))
    scan(shown, "Q-1")
    assert shown.band.kind == "wrong"
    scan(shown, "MUG-2")
    scan(shown, "0001")  # a code, not a count
    assert shown.band.kind == "wrong"
    type_into(shown, "1")
    press(shown, Qt.Key.Key_Return)
    scan(shown, "Q-1")
    assert shown.band.kind == "right", shown.band.words
    assert sum(one.units for one in list_put_away(place.context)) == before - 1
    press(shown, Qt.Key.Key_F3)
    assert sum(one.units for one in list_put_away(place.context)) == before
    scan(shown, "MUG-2")
    QApplication.clipboard().setText("9" * 5_000)  # no number that anybody means
    shown._code.paste()
    press(shown, Qt.Key.Key_Return)
    assert shown.band.kind == "wrong"
    scan(shown, "Q-1")
    undo(place.context)  # in another window of this station
    scan(shown, "MUG-2")
    assert "MUG-2" in shown.shown[1]
    press(shown, Qt.Key.Key_F3)
    assert shown.band.kind == "wrong"
    assert shown.shown[:2] == ("", "")  # nothing is in hand
    assert sum(one.units for one in list_put_away(place.context)) == before
    press(shown, Qt.Key.Key_Escape)


def test_a_count_is_put_right_after_its_effect_was_shown(
    place: Workplace, dock: DockScreen
) -> None:
    receive_mugs(place, dock)
    press(place.desk.window, Qt.Key.Key_U, *ALT_SHIFT)
    dialog = open_dialog(place, "correct_dialog")
    assert isinstance(dialog, CorrectDialog)
    type_into(dialog, "MUG-2")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.told.startswith("RC1: 2 of MUG-2 were counted; 0 would"))
    dialog._units.setValue(1)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.told.startswith("RC1: 2 of MUG-2 were counted; 1 would"))
    assert received(place, "PO-8") == {"MUG-2": (2, 0)}
    dialog._units.setValue(9)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "MUG-2" in dialog.told and "PO-8" in dialog.told)
    dialog._badge.setText("Sue")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.told.startswith("“Sue” is nobody's badge"))
    dialog._badge.setText(badge(place))
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.told.startswith("RC1: 2 of MUG-2 were counted; 9 would"))
    dialog._units.setValue(1)
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog.told.startswith("RC1: 2 of MUG-2 were counted; 1 would"))
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: received(place, "PO-8") == {"MUG-2": (1, 0)})


def test_four_hundred_scans_book_exactly_those(place: Workplace, dock: DockScreen) -> None:
    scan(dock, "PO-7")
    assert dock.band.words == "PO-7 is open. Scan what came."
    for _ in range(400):
        scan_on(dock, "TEA-1")
    scan_on(dock, control_code("DONE"))
    wait_for(lambda: dock.is_idle)
    assert received(place, "PO-7") == {"TEA-1": (400, 0), "MUG-2": (0, 0)}
    press(dock, Qt.Key.Key_Escape)


def test_without_an_order_by_a_badge_and_given_up(place: Workplace, dock: DockScreen) -> None:
    scan(dock, control_code("DONE"))
    assert dock.band.kind == "wrong"
    press(dock, Qt.Key.Key_F6)
    scan(dock, badge(place))
    scan(dock, "TEA-1")
    press(dock, Qt.Key.Key_F5)
    assert dock.order.wanted == ("TEA-1", "1")
    assert open_here(place.context) is not None
    press(dock, Qt.Key.Key_F5)
    assert dock.is_idle
    assert open_here(place.context) is None
    press(dock, Qt.Key.Key_Escape)
