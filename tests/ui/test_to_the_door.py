"""Orders to the door in the window, by keys: what waits, what goes in parts, what goes at once."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import import_text, open_dialog, page, press, run, scan, select, settle, wait_for
from packbench.services.channels.verifying import set_verifying
from packbench.services.office.settings import set_setting
from packbench.services.orders.looking import OrderView, get_order
from packbench.services.purchasing.orders import change_status, list_all
from packbench.services.purchasing.receiving import receive
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.screens.orders.progress_view import ProgressView
from packbench.ui.workplace import Workplace

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")


def picture(place: Workplace, name: str) -> None:
    """The window as it is, light and dark, where somebody wants to look at it."""
    app = QApplication.instance()
    if PICTURES and isinstance(app, QApplication):
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            place.desk.theme.choose(app, scheme)
            settle()
            place.desk.window.grab().save(str(Path(PICTURES) / f"{name}-{scheme}.png"))


def order(place: Workplace, number: str) -> OrderView:
    return get_order(place.context, number)


def look_at(place: Workplace, number: str) -> ProgressView:
    """An order in the Orders tab, and its progress."""
    shown = page(place, "orders")
    select(shown, number)
    [found] = [one for one in shown.findChildren(ProgressView) if one.isVisible()]
    return found


def told(view: ProgressView) -> list[str]:
    return view.rows.accessibleDescription().split("; ")


def buttons(view: QWidget) -> set[str]:
    return {one.text().strip() for one in view.findChildren(CommandButton)}


def no_dialog(place: Workplace) -> bool:
    dialogs = place.desk.window.findChildren(BulkDialog)
    return not any(one.isVisible() for one in dialogs)


def do(place: Workplace, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Opens the dialog of a command, waits for its preview, and does it with Enter."""
    press(place.desk.window, key, *modifiers)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.table.rows.rowCount() > 0)
    press(dialog, Qt.Key.Key_Return)
    wait_for(partial(no_dialog, place))
    place.desk.window.activateWindow()
    settle()


def buy_and_receive(place: Workplace, tick: str) -> None:
    """What waits is ordered in the window; the goods come, and are counted at another station."""
    waiting = page(place, "back_orders")
    select(waiting, tick)
    do(place, Qt.Key.Key_O, CTRL, SHIFT)
    gate = replace(place.context, station="gate", origin="gate")
    [draft] = [one for one in list_all(place.context) if one.status == "draft"]
    for action in ("authorize", "send"):
        change_status(gate, draft.number, action)
    receive(gate, draft.number)
    settle()


def to_the_door(place: Workplace, number: str, *codes: str) -> None:
    """Released, picked, packed by scans and shipped, each by its key."""
    look_at(place, number)
    do(place, Qt.Key.Key_F9, CTRL)
    waves = page(place, "pick_pack")
    waves.pane.view.show_row(0)
    settle()
    press(place.desk.window, Qt.Key.Key_F12)
    assert "Pack (F11)" in look_at(place, number).next.text()
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    for code in codes:
        scan(bench, code)
    press(bench, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    assert "Ship (Ctrl+F10)" in look_at(place, number).next.text()
    do(place, Qt.Key.Key_F10, CTRL)


@pytest.fixture
def door(place: Workplace, tmp_path: Path) -> Workplace:
    """CUP-3 can be bought; what comes in waits until somebody sends it back to ship."""
    context = place.context
    import_text(context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    import_text(context, tmp_path, "supplier-products", "supplier,sku\nACME,CUP-3\n")
    set_setting(context, "allocation.auto_release", "no")
    head = "order_number,sku,quantity,country,customer_name,street,city,postal_code,ship_partial\n"
    rows = "".join(
        f"{number},{sku},1,AT,Ana,Ring 1,Graz,8010,{partly}\n"
        for number, partly in (("PARTS", "yes"), ("WHOLE", "no"))
        for sku in ("TEA-1", "CUP-3")
    )
    import_text(context, tmp_path, "orders", head + rows)
    return place


def test_what_waits_comes_and_goes_to_the_door(door: Workplace) -> None:
    view = look_at(door, "SO-1003")
    press(door.desk.window, Qt.Key.Key_F9)
    view = look_at(door, "SO-1003")
    assert told(view)[2:4] == ["Pick  not yet", "4 wait: out of stock"]
    assert view.next.text() == "Next: Back to ship (Ctrl+B)"
    assert buttons(view) == {"Back to ship…"}
    picture(door, "story-1-waiting")
    buy_and_receive(door, "SO-1003")
    assert order(door, "SO-1003").status == "back_order"
    look_at(door, "SO-1003")
    do(door, Qt.Key.Key_B, CTRL)
    view = look_at(door, "SO-1003")
    assert view.next.text() == "Next: Release to picking (Ctrl+F9)"
    picture(door, "story-2-back-to-ship")
    to_the_door(door, "SO-1003", "CUP-3", "CUP-3", "CUP-3", "CUP-3")
    view = look_at(door, "SO-1003")
    assert [one.rpartition("  ")[2] for one in told(view)] == ["not needed"] * 2 + ["done"] * 3
    assert not view.next.isVisible()
    picture(door, "story-3-shipped")


def test_what_is_here_goes_first_and_the_rest_later(door: Workplace) -> None:
    look_at(door, "PARTS")
    press(door.desk.window, Qt.Key.Key_F9)
    view = look_at(door, "PARTS")
    assert view.next.text() == "Next: Release to picking (Ctrl+F9), Back to ship (Ctrl+B)"
    picture(door, "story-4-partly-waiting")
    to_the_door(door, "PARTS", "TEA-1")
    view = look_at(door, "PARTS")
    assert order(door, "PARTS").status == "part_shipped"
    assert told(view)[2:] == [
        *("Pick  1 of 2 picked", "1 waits: out of stock"),
        *("Pack  1 of 2 packed", "Ship  1 of 2 shipped"),
    ]
    picture(door, "story-5-part-shipped")
    buy_and_receive(door, "PARTS")
    look_at(door, "PARTS")
    do(door, Qt.Key.Key_B, CTRL)
    to_the_door(door, "PARTS", "CUP-3")
    done = order(door, "PARTS")
    assert (done.status, [one.number for one in done.shipments]) == (
        "shipped",
        ["PARTS-1", "PARTS-2"],
    )


def test_everything_goes_at_once(door: Workplace) -> None:
    look_at(door, "WHOLE")
    press(door.desk.window, Qt.Key.Key_F9)
    view = look_at(door, "WHOLE")
    assert view.next.text() == "Next: Back to ship (Ctrl+B)"
    assert "Release to picking…" not in buttons(view)
    buy_and_receive(door, "WHOLE")
    look_at(door, "WHOLE")
    do(door, Qt.Key.Key_B, CTRL)
    to_the_door(door, "WHOLE", "TEA-1", "CUP-3")
    done = order(door, "WHOLE")
    assert (done.status, [one.number for one in done.shipments]) == ("shipped", ["WHOLE-1"])


def test_orders_are_verified_in_the_window_with_a_preview_and_undone(door: Workplace) -> None:
    set_verifying(door.context, {"shop": True})
    folder = Path(str(door.context.database.path)).parent
    rows = "order_number,sku,quantity,channel,country\nV1,TEA-1,1,shop,AT\nV2,TEA-1,1,shop,AT\n"
    import_text(door.context, folder, "orders", rows)
    settle()
    shown = page(door, "orders")
    chip = shown.pane.filter_bar._chips["verify", "to_be_verified"]
    assert chip.text() == "to be verified  2"
    view = look_at(door, "V1")
    assert (told(view)[0], view.next.text()) == ("Verify  now", "Next: Verify (Ctrl+Shift+V)")
    select(shown, "V1", "V2")
    do(door, Qt.Key.Key_V, CTRL, SHIFT)
    assert [order(door, one).status for one in ("V1", "V2")] == ["ready", "ready"]
    run(door, CommandId.UNDO)
    assert [order(door, one).status for one in ("V1", "V2")] == ["new", "new"]
    assert chip.text() == "to be verified  2"
