"""A shift at the Pick & Pack tab: released with a preview, picked, short, changed while it runs."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from helpers.shop import (
    Page,
    cells,
    last,
    open_dialog,
    page,
    press,
    scan,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.picking import ShortReason
from packbench.domain.scanning.control_codes import control_code
from packbench.services.documents.printing import pick_lists
from packbench.services.office.pick_work import step_counts
from packbench.services.orders.allocating import allocate
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import get_wave
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables.row_list_dialog import RowListDialog
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking.old_sheets import ChangedList
from packbench.ui.workplace import Workplace

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture(autouse=True)
def _allocated(place: Workplace) -> None:
    allocate(place.context)
    settle()


def steps(place: Workplace) -> Page:
    """The shipments by step."""
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F3, CTRL)
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    return shown


def dialog_of(place: Workplace) -> BulkDialog:
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    return dialog


def back(place: Workplace) -> None:
    """The keyboard is in the window again."""
    place.desk.window.activateWindow()
    settle()


def states(place: Workplace) -> Counter[str]:
    return Counter(step_counts(place.context)["step"])


def released(place: Workplace, *orders: str) -> Page:
    """The waves, P1 of these orders selected."""
    release_orders(place.context, orders)
    shown = page(place, "pick_pack")
    select(shown, "P1")
    return shown


def test_a_release_shows_what_goes_where_and_what_stays_and_why(place: Workplace) -> None:
    shown = steps(place)
    shown.pane.view.selectAll()
    settle()
    press(place.desk.window, Qt.Key.Key_F9, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog.verdict == "3 would be done · 1 not possible")
    assert dialog._do.text() == "Release 3 orders in 2 waves"
    table = dialog.table.rows
    assert [table.cell(0, column).text for column in range(4)] == [
        "SO-1004",
        "Not possible",
        "Mark as paid…",
        "Order SO-1004 is not paid yet. Mark it as paid to release it to picking.",
    ]
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not dialog._do.isVisible())
    press(dialog, Qt.Key.Key_Escape)
    back(place)
    assert last(place)[0] is Level.PART
    assert last(place)[1].startswith("3 orders are released in 2 waves.")
    assert states(place) == {"to_pick": 4, "unpaid": 1}
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert states(place) == {"to_release": 4, "unpaid": 1}


def test_a_release_that_nobody_saw_yet_is_shown_first(place: Workplace) -> None:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F9, CTRL)
    dialog = dialog_of(place)
    dialog._typing.stop()
    dialog._has_looked = False  # as before the look has come
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: dialog._do.text() == "Release 2 orders in 1 wave")
    assert states(place) == {"to_release": 4, "unpaid": 1}
    press(dialog, Qt.Key.Key_Return)
    back(place)
    assert states(place) == {"to_pick": 2, "to_release": 2, "unpaid": 1}


def test_what_keeps_an_order_back_is_mended_from_the_preview(place: Workplace) -> None:
    shown = steps(place)
    select(shown, "SO-1004-1")
    press(place.desk.window, Qt.Key.Key_F9, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog.verdict == "1 not possible")
    press(dialog, Qt.Key.Key_M, ALT)
    wait_for(lambda: place.desk.window.findChildren(BulkDialog) not in ([dialog], []))
    press(dialog_of(place), Qt.Key.Key_Return)
    assert states(place) == {"to_release": 5}


def test_a_proposal_is_released_by_keys(place: Workplace) -> None:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F9, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog._do.text() == "Release 2 orders in 1 wave")
    assert dialog._chosen.text() == "2 chosen"  # of the first proposal, not of the largest
    assert dialog.fields.focus()
    press(dialog, Qt.Key.Key_Down)  # the button never says what was looked at before
    assert dialog._do.text() in {"Release 1 order", "Release 2 orders", "Release 3 orders"}
    press(dialog, Qt.Key.Key_Up)
    wait_for(lambda: dialog.verdict == "2 would be done")
    assert dialog._do.text() == "Release 2 orders in 1 wave"
    press(dialog, Qt.Key.Key_Return)
    back(place)
    assert last(place) == (Level.DONE, "2 orders are released in 1 wave.")
    assert cells(page(place, "pick_pack"), "orders") == ["2"]
    assert get_wave(place.context, "P1").shipments == ["SO-1002-1", "SO-1005-2"]
    assert states(place) == {"to_pick": 2, "to_release": 2, "unpaid": 1}  # VIE's part stays


@pytest.mark.parametrize("way", ["key", "code"])
def test_the_whole_list_is_picked_by_one_key_or_one_scan(place: Workplace, way: str) -> None:
    shown = released(place, "SO-1001")
    if way == "key":
        press(place.desk.window, Qt.Key.Key_F12)
    else:
        scan(place.desk.window, control_code("DONE"))
    assert last(place) == (Level.DONE, "All of wave P1 is picked.")
    assert cells(shown, "status") == ["Picked"]
    assert cells(shown, "progress") == ["2 of 2"]
    assert cells(shown, "picker") == ["Ana"]
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert cells(shown, "progress") == ["0 of 2"]


def test_a_list_that_is_scanned_twice_is_told_and_nothing_is_booked(place: Workplace) -> None:
    released(place, "SO-1001")
    scan(place.desk.window, control_code("DONE"))
    picked = get_wave(place.context, "P1")
    scan(place.desk.window, control_code("DONE"))
    assert get_wave(place.context, "P1") == picked
    assert "not done" in last(place)[1]


def test_only_the_exception_is_told_and_the_rest_waits_again(place: Workplace) -> None:
    shown = released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F12, CTRL)
    dialog = dialog_of(place)
    press(dialog, Qt.Key.Key_U, ALT)
    type_into(dialog, "1")
    press(dialog, Qt.Key.Key_R, ALT)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Return)
    back(place)
    assert last(place)[0] is Level.DONE
    assert cells(shown, "progress") == ["1 of 2"]
    [task] = get_wave(place.context, "P1").tasks
    assert (task.picked, task.short) == (1, 1)


def test_more_than_a_task_asks_for_is_refused_and_nothing_is_booked(place: Workplace) -> None:
    released(place, "SO-1001", "SO-1005")
    before = get_wave(place.context, "P2")
    select(page(place, "pick_pack"), "P2")
    press(place.desk.window, Qt.Key.Key_F12, CTRL)
    dialog = dialog_of(place)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_U, ALT)
    type_into(dialog, "2")
    wait_for(lambda: "1 unit" in dialog.verdict)
    press(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert get_wave(place.context, "P2") == before
    press(dialog, Qt.Key.Key_Escape)


def test_an_urgent_order_is_put_in_and_an_unfit_one_is_told(place: Workplace) -> None:
    shown = released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_N, CTRL, SHIFT)
    dialog = dialog_of(place)
    for part in ("SO-", "100", "5 S", "O-1", "004"):
        type_into(dialog, part)
        QTest.qWait(120)  # a person's pace: longer than any scanner's gap
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not dialog._do.isVisible())
    press(dialog, Qt.Key.Key_Escape)
    assert cells(shown, "orders") == ["2"]
    assert get_wave(place.context, "P1").shipments == ["SO-1001-1", "SO-1005-1"]
    assert get_wave(place.context, "P1").revision == 2


def test_an_old_sheet_tells_what_changed_when_it_is_scanned(place: Workplace) -> None:
    released(place, "SO-1001", "SO-1005")
    pick_lists(place.context, ["P1", "P2"])
    cancel_wave(place.context, "P2", orders=["SO-1005"])
    page(place, "inventory")
    scan(place.desk.window, own_code(OwnKind.PICK_LIST, 2))
    assert last(place) == (
        Level.PART,
        "This list of wave P2 is old: it is revision 1, the wave has 2. 1 stop is not so any more.",
    )
    press(place.desk.window, Qt.Key.Key_G, CTRL)
    dialog = open_dialog(place, "changed_list")
    assert isinstance(dialog, ChangedList)
    shown = [dialog.table.rows.cell(0, column).text for column in range(7)]
    assert shown[1:] == ["Not to be picked any more", "no bin", "TEA-1", "SO-1005-1", "1", "0"]
    press(dialog, Qt.Key.Key_G, ALT)
    wait_for(lambda: place.desk.window.findChildren(DocumentPreview) != [])
    [preview] = place.desk.window.findChildren(DocumentPreview)
    assert preview.windowTitle() == "pick-list-P2-changes-since-1"
    preview.close()
    settle()


def test_a_void_list_says_so_and_a_new_one_says_nothing(place: Workplace) -> None:
    released(place, "SO-1001")
    scan(place.desk.window, own_code(OwnKind.PICK_LIST, 1))
    assert place.desk.window.messages.past() == []
    cancel_wave(place.context, "P1")
    scan(place.desk.window, own_code(OwnKind.PICK_LIST, 1))
    assert last(place) == (
        Level.REFUSED,
        "Wave P1 is cancelled: its list is void. Put the sheet away.",
    )


def test_what_was_picked_for_an_order_that_leaves_is_told_to_be_carried_back(
    place: Workplace,
) -> None:
    shown = released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F12)
    press(place.desk.window, Qt.Key.Key_F8, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog.verdict == "1 would be done")
    assert "2 units that were picked go back" in dialog.table.rows.cell(0, 2).text
    press(dialog, Qt.Key.Key_Return)
    assert last(place)[1] == (
        "The wave is cancelled, 1 order is ready again. Carry back: 2 of TEA-1 to the floor."
    )
    assert cells(shown, "status") == ["Cancelled"]
    back(place)
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert cells(shown, "status") == ["Picked"]
    assert cells(shown, "progress") == ["2 of 2"]


def test_why_an_order_does_not_come_back_into_its_wave_is_told(place: Workplace) -> None:
    shown = released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F8, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog.verdict == "1 would be done")
    press(dialog, Qt.Key.Key_Return)
    release_orders(place.context, ["SO-1001"])
    back(place)
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert last(place)[0] is Level.REFUSED
    assert "Order SO-1001 is picked now, in wave P2." in last(place)[1]
    assert cells(shown, "status") == ["Open", "Cancelled"]


def test_a_wave_is_begun_and_handed_over(place: Workplace) -> None:
    shown = released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F12, SHIFT)
    assert last(place) == (Level.DONE, "Wave P1 is in picking. Its picker is Ana.")
    assert (cells(shown, "status"), cells(shown, "picker")) == (["Picking"], ["Ana"])
    press(place.desk.window, Qt.Key.Key_F12, CTRL, SHIFT)
    dialog = dialog_of(place)
    type_into(dialog, "Zoe")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()  # nobody of that name
    assert cells(shown, "picker") == ["Ana"]
    press(dialog, Qt.Key.Key_Escape)


def test_bins_that_were_short_are_listed_until_they_are_counted(place: Workplace) -> None:
    released(place, "SO-1001")
    press(place.desk.window, Qt.Key.Key_F9, CTRL, SHIFT)
    assert last(place) == (Level.INFO, "No bin is to be counted.")
    confirm_picks(place.context, "P1", [PickedTask(1, 0, ShortReason.DAMAGED)])
    press(place.desk.window, Qt.Key.Key_F9, CTRL, SHIFT)
    dialog = open_dialog(place, "bins_to_count")
    assert isinstance(dialog, RowListDialog)
    row = [dialog.table.rows.cell(0, column).text for column in range(8)]
    assert row == ["VIE", "the floor", "TEA-1", "–", "Damaged", "2", "P1", "Ana"]
    press(dialog, Qt.Key.Key_Return)
    assert place.desk.window.tabs.key == "inventory"


def test_selected_orders_are_released_from_their_own_tab(place: Workplace) -> None:
    orders = page(place, "orders")
    select(orders, "SO-1001", "SO-1003")
    press(place.desk.window, Qt.Key.Key_F9, CTRL)
    dialog = dialog_of(place)
    wait_for(lambda: dialog.verdict == "1 would be done · 1 not possible")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not dialog._do.isVisible())
    press(dialog, Qt.Key.Key_Escape)
    assert get_wave(place.context, "P1").shipments == ["SO-1001-1"]
