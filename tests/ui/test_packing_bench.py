"""The packing bench by scans and keys typed into its window."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert, update

from helpers.cups_server import Cups
from helpers.sample import add_order, add_product
from helpers.shop import (
    cells,
    furnished,
    last,
    open_dialog,
    page,
    press,
    scan,
    settle,
    type_into,
    wait_for,
)
from packbench.db.schema import Barcode, Order
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.packing import BenchRule
from packbench.domain.printers import PrinterChoice, PrintKind
from packbench.domain.scanning.control_codes import control_code
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.domain.shipping import LabelKind, Method
from packbench.engine.bulk import Chosen
from packbench.jobs.lanes import Lanes
from packbench.services.orders.allocating import allocate
from packbench.services.orders.cancelling import cancel
from packbench.services.orders.changes import hold
from packbench.services.orders.looking import get_order
from packbench.services.packing.looking import WaitingToPack, get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.rules import rules_for, set_rules
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.printers.choosing import choose_printers
from packbench.services.scanners import set_scanner
from packbench.services.shipping.methods import set_methods
from packbench.services.stock.changes import Receipt, receive
from packbench.ui import company_clock
from packbench.ui.app import open_desk
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def bench(place: Workplace, qapp: QApplication) -> StationScreen:  # noqa: ARG001 - a window is shown
    """Picked: SO-1001 (2 of TEA-1), SO-1002 (1 of MUG-2), SO-1005 (1 of TEA-1; 2 of MUG-2)."""
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-1001", "SO-1002", "SO-1005"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    return open_bench(place)


def open_bench(place: Workplace) -> StationScreen:
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    found = open_dialog(place, "station_screen")
    assert isinstance(found, StationScreen)
    return found


def reopen_bench(place: Workplace, bench: StationScreen) -> StationScreen:
    press(bench, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    return open_bench(place)


def state(place: Workplace, order: str) -> str:
    return get_order(place.context, order).status


def test_the_bench_says_what_waits(bench: StationScreen) -> None:
    assert bench.is_idle
    assert bench.idle.told == "4 shipments wait to be packed."
    assert bench.isFullScreen()
    press(bench, Qt.Key.Key_Escape)


def test_a_parcel_of_one_item_is_one_scan_from_idle_to_idle(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "MUG-2")
    assert (bench.band.kind, bench.band.words) == ("right", "SO-1002-1 is packed.")
    assert bench.is_idle
    assert state(place, "SO-1002") == "packed"
    assert bench.idle.told == "3 shipments wait to be packed."
    assert bench._today.text() == "today: 1 parcel · 0 errors caught"
    press(bench, Qt.Key.Key_Escape)


def test_as_many_scans_as_items_and_a_wrong_one_changes_nothing(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    scan(bench, "MUG-2")
    assert bench.band.kind == "wrong"
    assert "MUG-2" in bench.band.words
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    scan(bench, "TEA-1")
    assert (bench.band.kind, bench.order.wanted[1]) == ("right", "1 / 2")
    scan(bench, "TEA-1")
    assert bench.is_idle
    assert state(place, "SO-1001") == "packed"
    press(bench, Qt.Key.Key_Escape)


def test_a_multiplier_is_scanned_or_typed(place: Workplace, bench: StationScreen) -> None:
    scan(bench, "SO-1001")
    scan(bench, control_code("Q2"))
    assert bench.band.kind == "look"
    scan(bench, "TEA-1")
    assert state(place, "SO-1001") == "packed"
    scan(bench, control_code("UNDO"))
    assert bench.order.wanted == ("All is in", "")
    scan(bench, control_code("UNDO"))
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    type_into(bench, "2*TEA-1")
    press(bench, Qt.Key.Key_Return)
    assert state(place, "SO-1001") == "packed"
    press(bench, Qt.Key.Key_Escape)


def test_what_is_open_is_there_again_with_its_scans(place: Workplace, bench: StationScreen) -> None:
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    again = reopen_bench(place, bench)
    wait_for(lambda: again.order.wanted == ("TEA-1", "1 / 2"))
    scan(again, "TEA-1")
    assert state(place, "SO-1001") == "packed"
    press(again, Qt.Key.Key_Escape)


def test_parcels_are_begun_by_the_code_of_the_next_box(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    scan(bench, control_code("NEXTBOX"))
    assert bench.order.told[1] == "Parcel 2: 0 units in it"
    scan(bench, "TEA-1")
    assert [one.units for one in get_packing(place.context, "SO-1001-1").parcels] == [1, 1]
    press(bench, Qt.Key.Key_Escape)


def test_a_weight_is_asked_for_where_a_rule_says_so(place: Workplace, bench: StationScreen) -> None:
    rules = (BenchRule.ASKS_WEIGHT, BenchRule.SHIPS_AT_ONCE)
    set_rules(place.context, {(rule, ""): True for rule in rules})
    scan(bench, "MUG-2")
    assert bench.order.wanted == ("Weigh the parcel", "")
    scan(bench, control_code("DONE"))
    assert state(place, "SO-1002") == "picked"
    type_into(bench, "420")
    press(bench, Qt.Key.Key_Return)
    assert bench.band.words == "SO-1002-1 is packed and shipped."
    assert get_packing(place.context, "SO-1002-1").parcels[0].weight_g == 420
    assert state(place, "SO-1002") == "shipped"
    scan(bench, control_code("UNDO"))
    assert state(place, "SO-1002") == "picked"
    press(bench, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("NOBODY-1", "Nobody knows the code NOBODY-1."),
        ("CUP-3", "Nothing waits to be packed here for CUP-3."),
        ("SO-1003", "Nothing waits to be packed here for SO-1003."),
        ("SO-1004", "not paid"),
        (control_code("DONE"), "No order is open."),
        (control_code("UNDO"), "nothing to take back"),
    ],
)
def test_what_opens_nothing_is_told(
    place: Workplace, bench: StationScreen, code: str, told: str
) -> None:
    scan(bench, code)
    assert bench.band.kind == "wrong"
    assert told in bench.band.words
    assert bench.is_idle
    assert state(place, "SO-1001") == "picked"
    press(bench, Qt.Key.Key_Escape)


def test_keys_do_what_the_codes_do(place: Workplace, bench: StationScreen) -> None:
    scan(bench, own_code(OwnKind.SHIPMENT, get_packing(place.context, "SO-1001-1").shipment_id))
    press(bench, Qt.Key.Key_F12)
    assert bench.order.wanted == ("TEA-1", "1 / 2")
    press(bench, Qt.Key.Key_F3)
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    press(bench, Qt.Key.Key_F2)
    assert bench.band.kind == "wrong"
    assert "2 × TEA-1" in bench.band.words
    press(bench, Qt.Key.Key_F5)
    assert bench.is_idle
    press(bench, Qt.Key.Key_Escape)


def test_a_slip_without_a_printer_is_told_and_the_parcel_is_packed(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "MUG-2")
    assert (state(place, "SO-1002"), bench.noted) == ("packed", "")
    press(bench, Qt.Key.Key_F9)
    wait_for(lambda: bench.noted != "")
    assert "print system does not answer" in bench.noted
    words = "The slip of SO-1002-1 is not printed."
    assert (bench.band.kind, bench.band.words) == ("wrong", words)
    press(bench, Qt.Key.Key_F3)
    cancel(replace(place.context, station="office", operator="Zoe"), [Chosen("SO-1002")])
    press(bench, Qt.Key.Key_F9)
    wait_for(lambda: "SO-1002-1 is cancelled" in bench.band.words)
    assert bench.band.kind == "wrong"
    press(bench, Qt.Key.Key_Escape)


def test_help_names_each_key_with_what_it_does(place: Workplace, bench: StationScreen) -> None:
    scan(bench, "SO-1001")
    press(bench, Qt.Key.Key_F1)
    assert bench.is_helping
    told = {key: words for key, _, words in bench.help.rows}
    assert told["F5"] == "Leave this order as it is"
    assert [key for key in told if told[key].endswith("twice")] == ["F6", "F7", "F8"]
    assert {"Shift+F3", "Shift+F4", "F12", "Esc"} < told.keys()
    scan(bench, "TEA-1")
    assert (bench.is_helping, bench.order.wanted) == (False, ("TEA-1", "1 / 2"))
    press(bench, Qt.Key.Key_F1)
    press(bench, Qt.Key.Key_F5)
    assert (bench.is_helping, bench.is_idle) == (False, True)
    scan(bench, "SO-1001")
    held = replace(place.context, station="office", operator="Zoe")
    hold(held, ["SO-1005"], reason="asked")
    press(bench, Qt.Key.Key_F5)
    scan(bench, "SO-1005")
    assert (bench.band.kind, "packbench" in bench.band.words) == ("wrong", False)
    press(bench, Qt.Key.Key_Escape)


def test_what_is_missing_waits_again_once_it_was_said_twice(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    scan(bench, control_code("SHORT"))
    assert bench.band.kind == "look"
    assert state(place, "SO-1001") == "picked"
    scan(bench, control_code("SHORT"))
    assert bench.is_idle
    line = get_order(place.context, "SO-1001").lines[0]
    assert (line.packed, line.ordered - line.packed) == (1, 1)
    press(bench, Qt.Key.Key_Escape)


def test_a_damaged_item_is_laid_aside_and_another_one_is_picked(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    for _ in range(2):
        press(bench, Qt.Key.Key_F7)
    scan(bench, "MUG-2")
    assert bench.band.kind == "wrong"
    for _ in range(2):
        press(bench, Qt.Key.Key_F7)
    scan(bench, "TEA-1")
    assert "Lay the damaged TEA-1 aside" in bench.band.words
    assert get_packing(place.context, "SO-1001-1").lines[0].there == 1
    press(bench, Qt.Key.Key_Escape)


def test_an_order_is_set_aside_with_a_reason(place: Workplace, bench: StationScreen) -> None:
    scan(bench, "SO-1001")
    scan(bench, control_code("HOLD"))
    assert state(place, "SO-1001") == "picked"
    type_into(bench, "wet")  # more letters at this speed would be a scan
    press(bench, Qt.Key.Key_Return)
    assert "SO-1001 is on hold: wet." in bench.band.words
    assert (bench.is_idle, state(place, "SO-1001")) == (True, "on_hold")
    press(bench, Qt.Key.Key_Escape)


def test_what_another_station_packs_is_taken_over_by_a_badge(
    place: Workplace, bench: StationScreen
) -> None:
    other = replace(place.context, station="bench 9", operator="Zoe")
    open_packing(other, "SO-1001-1")
    scan(bench, "SO-1001")
    assert (bench.band.kind, "Zoe packs SO-1001-1 at bench 9" in bench.band.words) == (
        "wrong",
        True,
    )
    scan(bench, own_code(OwnKind.OPERATOR, 1))
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    assert get_packing(place.context, "SO-1001-1").station == place.context.station
    press(bench, Qt.Key.Key_Escape)


def test_an_order_that_was_cancelled_while_it_lay_open_is_told_at_the_next_scan(
    place: Workplace, bench: StationScreen
) -> None:
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    cancel(replace(place.context, station="office", operator="Zoe"), [Chosen("SO-1001")])
    scan(bench, "TEA-1")
    assert bench.band.kind == "look"
    assert "Zoe cancelled order SO-1001 at office" in bench.band.words
    assert state(place, "SO-1001") == "cancelled"
    assert (bench.is_idle, bench.noted) == (True, "Carry back: 2 × TEA-1 to FLOOR.")
    scan(bench, "SO-1005")
    cancel(replace(place.context, station="office", operator="Zoe"), [Chosen("SO-1005")])
    press(bench, Qt.Key.Key_F5)
    again = reopen_bench(place, bench)  # nobody has told it yet
    wait_for(lambda: "Zoe cancelled order SO-1005" in again.band.words)
    assert (again.is_idle, again.noted[:10]) == (True, "Carry back")
    once_more = reopen_bench(place, again)
    wait_for(lambda: once_more.idle.told != "")
    assert (once_more.is_idle, once_more.band.words, once_more.noted) == (True, "Ready.", "")
    press(once_more, Qt.Key.Key_Escape)


def test_scans_that_come_while_a_step_is_under_way_wait_for_it(
    place: Workplace, bench: StationScreen
) -> None:
    held: Any = bench._on_scan
    steps = held.__self__._bench
    steps.hold_steps()
    for _ in range(3):
        scan(bench, "TEA-1")
    assert (bench.is_idle, state(place, "SO-1001")) == (True, "picked")
    steps.free_steps()
    assert state(place, "SO-1001") == "packed"  # two of them, and the third is of another order
    statuses = [one.status for one in get_order(place.context, "SO-1005").shipments]
    assert sorted(statuses) == ["packed", "picked"]
    press(bench, Qt.Key.Key_Escape)


def test_the_rules_of_a_station_are_set_by_keys_and_taken_back(place: Workplace) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_F11, ALT)
    dialog = open_dialog(place, "rules_dialog")
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Down)  # the first rule: closes itself
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Return)
    assert not rules_for(place.context).closes_itself
    assert last(place)[1] == "The rules of station 3 were changed."
    window.activateWindow()
    press(window, Qt.Key.Key_Z, CTRL)
    assert rules_for(place.context).closes_itself


def test_a_channel_has_rules_of_its_own(place: Workplace) -> None:
    set_rules(
        place.context, {(BenchRule.ASKS_WEIGHT, ""): True, (BenchRule.ASKS_WEIGHT, "shop"): False}
    )
    assert rules_for(place.context).asks_weight
    assert not rules_for(place.context, "shop").asks_weight
    set_rules(place.context, {(BenchRule.ASKS_WEIGHT, "shop"): None})
    assert rules_for(place.context, "shop").asks_weight


def test_a_number_of_a_label_made_elsewhere_is_scanned_where_parcels_are_shipped_at_once(
    place: Workplace, bench: StationScreen
) -> None:
    ups = Method("UPS", "UPS", plugin="scan", carrier="UPS", label=LabelKind.NONE)
    set_methods(place.context, [replace(ups, cut_off=time(23, 59))])
    with place.context.database.write.begin() as connection:
        connection.execute(update(Order).where(Order.number == "SO-1002").values(ship_method="UPS"))
    set_rules(place.context, {(BenchRule.SHIPS_AT_ONCE, ""): True})
    scan(bench, "MUG-2")
    assert bench.band.kind == "look"
    assert "Scan its tracking number" in bench.band.words
    scan(bench, "1Z5R89390357567128")  # its check digit is another
    assert (bench.band.kind, state(place, "SO-1002")) == ("wrong", "packed")
    scan(bench, "1Z5R89390357567127")
    assert bench.band.words == "SO-1002-1 is packed and shipped."
    assert get_packing(place.context, "SO-1002-1").tracking == "1Z5R89390357567127"
    scan(bench, "SO-1001")
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    press(bench, Qt.Key.Key_Escape)


def test_what_waits_says_until_when_its_carrier_takes_it(
    place: Workplace, bench: StationScreen
) -> None:
    rows = [
        WaitingToPack("UPS", 3, 5, None, "UPS", company_clock.now() + timedelta(minutes=90.5)),
        WaitingToPack("DHL", 1, 1, None, "DHL", company_clock.now() - timedelta(minutes=5)),
    ]
    bench.show_idle(rows)
    shown = [one.text() for one in bench.idle.findChildren(PlainLabel)]
    assert any(one.startswith("UPS ") and one.endswith(": in 1 h 30 min") for one in shown)
    assert any(one.endswith(": gone for today") for one in shown)
    assert state(place, "SO-1001") == "picked"
    press(bench, Qt.Key.Key_Escape)


def test_lists_behind_the_bench_are_read_when_it_is_left(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-1002"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    shown = page(place, "orders")
    read: list[bool] = []
    refresh = shown.pane.model.refresh

    def watched(*, catch_up: bool) -> None:
        read.append(catch_up)
        refresh(catch_up=catch_up)

    monkeypatch.setattr(shown.pane.model, "refresh", watched)
    press(place.desk.window, Qt.Key.Key_F11)
    bench = open_dialog(place, "station_screen")
    assert isinstance(bench, StationScreen)
    scan(bench, "MUG-2")
    assert bench.band.words == "SO-1002-1 is packed."
    assert (read, place.desk.window.is_covered) == ([], True)
    press(bench, Qt.Key.Key_Escape)
    settle()
    assert (read, place.desk.window.is_covered) == ([True], False)
    assert "Packed" in cells(shown, "status")


def test_a_slip_that_was_never_printed_is_told_at_the_next_start(
    place: Workplace, bench: StationScreen, cups: Cups
) -> None:
    scan(bench, "MUG-2")  # closed; nothing prints it: so it looks when the power was lost
    press(bench, Qt.Key.Key_Escape)
    printer = cups.add("SLIPS")
    choice = {PrintKind.PACKING_SLIP: PrinterChoice("SLIPS", automatic=True)}
    choose_printers(place.context, choice)
    place.desk.window.activateWindow()
    again = open_bench(place)
    words = "SO-1002-1 is packed, but its slip was not printed. F9 prints it."
    assert (again.band.kind, again.band.words) == ("look", words)
    press(again, Qt.Key.Key_F9)
    assert len(printer.wait_for()) == 1
    press(again, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()
    later = open_bench(place)
    assert later.band.words == "Ready."
    press(later, Qt.Key.Key_Escape)


def test_a_slow_scanner_is_heard_where_only_codes_are_typed(
    place: Workplace, bench: StationScreen
) -> None:
    set_scanner(place.context, ScannerSetup(ScannerKind.SLOW))
    settle()
    scan(bench, "SO-1001", gap_ms=55)
    assert last_scans(place.desk.window.hub)[-1].text == "SO-1001"
    assert bench.order.wanted == ("TEA-1", "0 / 2")
    type_into(bench, "2*")  # what was typed stays, and is no part of the scan
    scan(bench, "TEA-1", gap_ms=55)
    assert bench.order.wanted == ("TEA-1", "1 / 2")
    press(bench, Qt.Key.Key_Escape)


def test_another_lot_than_the_picked_one_is_told_at_the_bench(place: Workplace) -> None:
    with place.context.database.write.begin() as connection:
        soup = add_product(connection, "SOUP", tracking="lot")
        code = {"product_id": soup, "code": "04006381333931", "code_key": "04006381333931"}
        connection.execute(insert(Barcode).values(code))
        add_order(connection, "SO-2001", [("SOUP", 1)], minute=9, country="AT")
    for lot, day in (("L2", date(2030, 6, 30)), ("L1", date(2030, 1, 31))):
        receive(place.context, Receipt("VIE", "SOUP", 3, lot=lot, expires_on=day))
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-2001"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    bench = open_bench(place)
    scan(bench, "SO-2001")
    scan(bench, "]C1010400638133393110L2")
    assert bench.band.kind == "wrong"
    assert "lot L2 was not picked for this order. These were: L1" in bench.band.words
    assert bench.order.wanted == ("SOUP", "0 / 1")
    scan(bench, "]C1010400638133393110L1")
    assert state(place, "SO-2001") == "packed"
    press(bench, Qt.Key.Key_Escape)


def test_an_order_of_many_lines_fits_on_small_screens_and_the_item_begun_stays(
    place: Workplace,
) -> None:
    skus = [f"GLS-{number}" for number in range(301, 313)]
    with place.context.database.write.begin() as connection:
        for sku in skus:
            add_product(connection, sku, name=f"Drinking glass {sku}, hand-blown")
        add_order(connection, "SO-2001", [(sku, 12) for sku in skus], minute=9, country="AT")
    for sku in skus:
        receive(place.context, Receipt("VIE", sku, 12))
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-2001"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    bench = open_bench(place)
    scan(bench, "SO-2001")
    scan(bench, "12*GLS-301")
    scan(bench, "2*GLS-303")
    assert bench.order.wanted == ("GLS-303", "2 / 12")
    for width, height in ((1366, 768), (1024, 768)):
        bench.showNormal()
        bench.resize(width, height)
        settle()
        assert (bench.width(), bench.height()) == (width, height)
        rows = bench.order.lines.told
        assert rows[:2] == ["0 / 12 GLS-302", "2 / 12 GLS-303"]
        assert rows[-1] == f"and {12 - len(rows) + 1} more lines"
        shown = [one for one in bench.order.lines.findChildren(PlainLabel) if one.isVisible()]
        bottom = bench.order.lines.height()
        assert all(one.geometry().bottom() <= bottom for one in shown)
        assert all(one.height() >= one.fontMetrics().height() for one in shown)
    press(bench, Qt.Key.Key_Escape)


def test_a_closed_window_reads_nothing_when_the_bench_of_another_one_is_left(
    place: Workplace, qapp: QApplication, tmp_path: Path
) -> None:
    closed = open_desk(qapp, Lanes.inline(), Memory(tmp_path))
    furnished(closed, place.context)
    closed.window.show()
    settle()
    closed.scans.disarm()
    closed.window.close()
    closed.runner.shut_down()
    place.desk.window.activateWindow()
    settle()
    told: list[None] = []
    closed.window.uncovered.connect(lambda: told.append(None))
    open_bench(place).close()
    settle()
    assert told == []
