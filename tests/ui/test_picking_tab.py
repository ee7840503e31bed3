"""The waves of the Pick & Pack tab, worked with by keys and scans."""

import pytest
from PySide6.QtCore import Qt

from helpers.shop import Page, cells, last, open_dialog, page, press, run, select, settle, wait_for
from packbench.engine.bulk import Chosen
from packbench.services.office.pick_work import step_counts
from packbench.services.orders.allocating import allocate
from packbench.services.orders.cancelling import cancel
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import get_wave
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.workplace import Workplace

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _waves(place: Workplace) -> None:
    """P1 at GRZ with two orders of mugs, P2 at VIE with two of tea."""
    allocate(place.context)
    release_orders(place.context, ["SO-1001", "SO-1002", "SO-1005"])
    settle()


def told(shown: Page) -> list[str]:
    """Every row of the panel."""
    found = shown.details.findChildren(TextRows)
    return [rows.words(row) for rows in found for row in range(rows._count)]


def test_the_tab_shows_waves(place: Workplace) -> None:
    shown = page(place, "pick_pack")
    assert cells(shown, "number") == ["P2", "P1"]
    assert cells(shown, "status") == ["Open", "Open"]
    assert cells(shown, "warehouse") == ["VIE", "GRZ"]
    assert cells(shown, "orders") == ["2", "2"]
    assert cells(shown, "units") == ["3", "3"]
    assert cells(shown, "progress") == ["0 of 3", "0 of 3"]
    assert cells(shown, "printed") == ["not yet", "not yet"]
    assert place.desk.window.tabs._bar.tabText(4) == "Pick && Pack  2"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("so-1002"), ["P1"]),
        (FilterState("tea-1"), ["P2"]),
        (FilterState("", {"warehouse": frozenset({"GRZ"})}), ["P1"]),
        (FilterState("", {"status": frozenset({"picked"})}), []),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, numbers: list[str]
) -> None:
    shown = page(place, "pick_pack")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert cells(shown, "number") == numbers


def test_a_wave_is_cancelled_by_keys_after_a_look_at_what_becomes_of_each_order(
    place: Workplace,
) -> None:
    shown = page(place, "pick_pack")
    select(shown, "P1")
    press(place.desk.window, Qt.Key.Key_F8, CTRL)
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.verdict == "2 would be done")
    assert dialog._do.text() == "Cancel the wave, 2 orders are ready again"
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "The wave is cancelled, 2 orders are ready again.")
    assert cells(shown, "status") == ["Open", "Cancelled"]
    assert get_wave(place.context, "P1").shipments == []


def test_escape_leaves_a_wave_as_it_is(place: Workplace) -> None:
    before = get_wave(place.context, "P1")
    select(page(place, "pick_pack"), "P1")
    press(place.desk.window, Qt.Key.Key_F8, CTRL)
    press(open_dialog(place, "bulk_dialog"), Qt.Key.Key_Escape)
    assert get_wave(place.context, "P1") == before


def test_one_order_is_taken_out_and_the_paper_is_old_then(place: Workplace) -> None:
    shown = page(place, "pick_pack")
    select(shown, "P1")
    press(place.desk.window, Qt.Key.Key_T, CTRL)
    [preview] = place.desk.window.findChildren(DocumentPreview)
    preview.close()
    place.desk.window.activateWindow()
    settle()
    assert cells(shown, "printed")[1] == "just now · rev. 1"
    run(place, CommandId.TAKE_ORDER_OUT)
    dialog = open_dialog(place, "bulk_dialog")
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Return)
    assert last(place) == (Level.DONE, "1 order left the wave and is ready again.")
    assert cells(shown, "orders")[1] == "1"
    row = shown.pane.model.record_at(1)
    assert row is not None
    assert row.paper_is_old
    assert (row.revision, row.printed_revision) == (2, 1)


def test_an_order_that_was_cancelled_since_is_not_told_as_picked(place: Workplace) -> None:
    cancel(place.context, [Chosen("SO-1002")])
    shown = page(place, "pick_pack")
    select(shown, "P1")
    row = next(row for row in told(shown) if "SO-1002" in row)
    assert "cancelled" in row
    assert "picked" not in row


def test_the_panel_tells_slots_tasks_and_papers(place: Workplace) -> None:
    shown = page(place, "pick_pack")
    select(shown, "P1")
    assert shown._panel.heading == "P1"
    rows = told(shown)
    assert rows[:-1] == [
        "A   SO-1002  1 to pick",
        "B   SO-1005  2 to pick",
        "1   no bin  0 of 1",
        "MUG-2 for A  Product MUG-2",
        "2   no bin  0 of 2",
        "MUG-2 for B  Product MUG-2",
        "None",
    ]
    assert rows[-1].startswith("Released  Ana at station 3, ")


def steps(place: Workplace) -> Page:
    """The view of shipments by step, brought to the front by its keys."""
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F3, CTRL)
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    return shown


def test_shipments_stand_at_their_steps(place: Workplace) -> None:
    shown = steps(place)
    shown.pane.sort("number", False)
    settle()
    found = dict(zip(cells(shown, "number"), cells(shown, "step"), strict=True))
    assert found == {
        "SO-1001-1": "To pick",
        "SO-1002-1": "To pick",
        "SO-1004-1": "Unpaid",
        "SO-1005-1": "To pick",
        "SO-1005-2": "To pick",
    }
    assert cells(shown, "wave")[:2] == ["P2 · A", "P1 · A"]
    assert step_counts(place.context)["step"] == {"to_pick": 4, "unpaid": 1}
    assert step_counts(place.context)["warehouse"] == {"VIE": 3, "GRZ": 2}


def test_a_shipment_that_is_stuck_is_let_go_by_one_key(place: Workplace) -> None:
    shown = steps(place)
    shown.pane.filter_bar.set_state(FilterState("", {"stuck": frozenset({"unpaid"})}))
    settle()
    select(shown, "SO-1004-1")
    press(place.desk.window, Qt.Key.Key_F2)
    dialog = open_dialog(place, "bulk_dialog")
    press(dialog, Qt.Key.Key_Return)
    assert last(place)[0] is Level.DONE
    assert step_counts(place.context)["step"] == {"to_pick": 4, "to_release": 1}
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    assert step_counts(place.context)["step"] == {"to_pick": 4, "unpaid": 1}


def test_enter_on_a_shipment_shows_its_order(place: Workplace) -> None:
    shown = steps(place)
    select(shown, "SO-1005-2")
    press(place.desk.window, Qt.Key.Key_Return)
    assert place.desk.window.tabs.key == "orders"
    assert page(place, "orders")._panel.heading == "SO-1005"
