"""A wave walked with a scanner alone: bin, goods, next; wrong scans, short picks, badges."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert, select

from helpers.shop import open_dialog, page, press, scan, settle, wait_for
from helpers.shop import select as choose
from packbench.db.schema import Location, Operator, Warehouse
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.scanning.control_codes import control_code
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import WaveView, get_wave
from packbench.services.stock.changes import adjust, move
from packbench.ui.screens.picking.walk_dialog import WalkDialog
from packbench.ui.workplace import Workplace

SHIFT = Qt.KeyboardModifier.ShiftModifier


def put_into_bins(place: Workplace, units: dict[str, int]) -> None:
    """All of TEA-1 lies in bins that the walk comes to one after the other."""
    with place.context.database.write.begin() as connection:
        warehouse_id = connection.execute(
            select(Warehouse.id).where(Warehouse.code == "VIE")
        ).scalar_one()
        for number, code in enumerate(units):
            fields = {"code": code, "code_key": code.lower(), "x": 1.0, "y": float(number)}
            connection.execute(insert(Location).values(warehouse_id=warehouse_id, **fields))
    for code, some in units.items():
        move(place.context, "VIE", "TEA-1", some, source="FLOOR", target=code)
    rest = 10 - sum(units.values())
    adjust(place.context, "VIE", "TEA-1", -rest, reason="sold")


@pytest.fixture
def walk(place: Workplace) -> WalkDialog:
    """The walk of P1, opened by its key."""
    put_into_bins(place, {"A-01": 1, "A-02": 1})
    allocate(place.context)
    settle()
    release_orders(place.context, ["SO-1001"])
    shown = page(place, "pick_pack")
    choose(shown, "P1")
    press(place.desk.window, Qt.Key.Key_F12, SHIFT)
    dialog = open_dialog(place, "walk_dialog")
    assert isinstance(dialog, WalkDialog)
    wait_for(lambda: dialog.shown[1] != "")
    return dialog


def wave(place: Workplace) -> WaveView:
    return get_wave(place.context, "P1")


def shoot(dialog: WalkDialog, name: str) -> None:
    folder = os.environ.get("PACKBENCH_PICTURES")
    if folder:
        dialog.grab().save(str(Path(folder, f"{name}.png")))


def test_bin_and_goods_are_scanned_until_all_is_picked(place: Workplace, walk: WalkDialog) -> None:
    assert [task.location for task in wave(place).tasks] == ["A-01", "A-02"]
    for task in wave(place).tasks:
        assert walk.shown == (str(task.location), "Product TEA-1", f"0 / {task.quantity}")
        scan(walk, task.sku)
        assert walk.band.words == f"Scan the bin {task.location} first."
        scan(walk, "A-02" if task.location == "A-01" else "A-01")
        assert "is another bin" in walk.band.words
        scan(walk, str(task.location))
        assert walk.band.words == "Right bin. Scan the goods."
        shoot(walk, f"walk-{task.task}")
        before = walk.shown[2]
        scan(walk, "NO-SUCH-CODE")
        assert walk.band.words.startswith("NO-SUCH-CODE is neither a bin nor goods.")
        assert walk.shown[2] == before
        for _ in range(task.quantity):
            scan(walk, task.sku)
    wait_for(lambda: walk.shown[0] == "All picked")
    shoot(walk, "walk-end")
    assert walk.band.words == "Wave P1 is picked. Bring it to the packing bench."
    assert all(task.picked == task.quantity for task in wave(place).tasks)
    assert wave(place).status == "picked"


def test_a_wrong_scan_books_nothing_and_undo_takes_one_back(
    place: Workplace, walk: WalkDialog
) -> None:
    scan(walk, "A-01")
    scan(walk, control_code("Q24"))
    scan(walk, "TEA-1")
    assert walk.band.words == "Too many: only 1 more are wanted."
    scan(walk, "MUG-2")
    assert walk.band.words == "MUG-2 is not wanted here. Put it back, take TEA-1."
    assert walk.shown[2] == "0 / 1"
    scan(walk, control_code("UNDO"))
    scan(walk, "TEA-1")
    assert walk.band.words == "Scan the bin A-01 first."
    assert all(task.picked == 0 for task in wave(place).tasks)


def test_what_is_short_is_told_by_one_key(place: Workplace, walk: WalkDialog) -> None:
    press(walk, Qt.Key.Key_F4)
    settle()
    assert walk.shown[0] == "A-02"
    assert walk.shown[2] == "0 / 1"
    scan(walk, control_code("DONE"))
    wait_for(lambda: walk.shown[0] == "All picked")
    lines = get_order(place.context, "SO-1001").lines
    assert [(line.picked, line.waiting) for line in lines] == [(1, 1)]


def test_all_of_a_stop_is_booked_by_the_code_done(place: Workplace, walk: WalkDialog) -> None:
    total = len(wave(place).tasks)
    for _ in range(total):
        scan(walk, control_code("DONE"))
    wait_for(lambda: walk.shown[0] == "All picked")
    assert wave(place).status == "picked"
    press(walk, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()


def test_a_badge_hands_the_stop_over(place: Workplace, walk: WalkDialog) -> None:
    with place.context.database.write.begin() as connection:
        connection.execute(insert(Operator).values(name="Ben"))
        number = connection.execute(select(Operator.id).where(Operator.name == "Ben")).scalar_one()
    scan(walk, own_code(OwnKind.OPERATOR, number))
    wait_for(lambda: walk.shown[0] == "A-02")
    scan(walk, own_code(OwnKind.OPERATOR, number))
    wait_for(lambda: walk.shown[0] == "All picked")
    assert walk.band.words == "What is left of wave P1 is walked by others."
