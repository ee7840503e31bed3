"""Walking a wave on screen by scans, typed numbers and command codes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert
from sqlalchemy import select as sa_select

from helpers.shop import last, open_dialog, page, press, scan, select, type_into, wait_for
from packbench.db.schema import Location, Operator, Warehouse
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.scanning.control_codes import control_code
from packbench.services.orders.allocating import allocate
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import get_wave
from packbench.services.stock.changes import history
from packbench.ui.screens.picking.walk_screen import WalkScreen
from packbench.ui.workplace import Workplace

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def screen(place: Workplace, qapp: QApplication) -> WalkScreen:  # noqa: ARG001 - a window is shown
    """P1 at VIE: two of TEA-1 for SO-1001, then one for SO-1005."""
    allocate(place.context)
    release_orders(place.context, ["SO-1001"])
    select(page(place, "pick_pack"), "P1")
    press(place.desk.window, Qt.Key.Key_F11, CTRL)
    found = open_dialog(place, "walk_screen")
    assert isinstance(found, WalkScreen)
    return found


def picked(place: Workplace) -> list[tuple[int, int]]:
    return [(task.picked, task.short) for task in get_wave(place.context, "P1").tasks]


def test_scans_count_until_the_stop_is_booked(place: Workplace, screen: WalkScreen) -> None:
    assert screen.shown == ("no bin", "TEA-1", "0 / 2")
    scan(screen, "TEA-1")
    assert (screen.shown[2], screen.verdict) == ("1 / 2", "Right: TEA-1")
    assert picked(place) == [(0, 0)]
    scan(screen, "TEA-1")
    assert picked(place) == [(2, 0)]
    assert screen.shown[0] == "Done"
    assert last(place)[1] == "Task 1 of wave P1 is booked."
    press(screen, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("MUG-2", "Wrong: that is MUG-2. Take TEA-1."),
        ("9*TEA-1", "Too many: only 2 are wanted."),
        ("WHAT-IS-IT", "WHAT-IS-IT is of no use here. Scan TEA-1."),
    ],
)
def test_a_wrong_scan_is_told_and_changes_nothing(
    place: Workplace, screen: WalkScreen, code: str, told: str
) -> None:
    scan(screen, code)
    assert (screen.verdict, screen.shown[2]) == (told, "0 / 2")
    assert picked(place) == [(0, 0)]
    press(screen, Qt.Key.Key_Escape)


def test_a_number_is_typed_and_the_rest_stays_to_be_taken(
    place: Workplace, screen: WalkScreen
) -> None:
    type_into(screen, "1")
    press(screen, Qt.Key.Key_Return)
    assert picked(place) == [(1, 0)]
    assert screen.shown == ("no bin", "TEA-1", "0 / 1")
    press(screen, Qt.Key.Key_Escape)


@pytest.mark.parametrize("way", ["code", "key"])
def test_what_is_not_there_is_told_by_a_code_or_a_key(
    place: Workplace, screen: WalkScreen, way: str
) -> None:
    scan(screen, "TEA-1")
    if way == "code":
        scan(screen, control_code("SHORT"))
    else:
        press(screen, Qt.Key.Key_M, ALT)
    wait_for(lambda: picked(place) != [(0, 0)])
    assert picked(place) == [(1, 1)]
    press(screen, Qt.Key.Key_Escape)


def test_a_badge_hands_the_stop_over(place: Workplace, screen: WalkScreen) -> None:
    with place.context.database.write.begin() as connection:
        connection.execute(insert(Operator).values(name="Ben"))
        number = connection.execute(sa_select(Operator.id).where(Operator.name == "Ben")).scalar()
    scan(screen, own_code(OwnKind.OPERATOR, int(number or 0)))
    wait_for(lambda: screen.shown[0] == "Done")
    assert picked(place) == [(0, 0)]
    scan(screen, "TEA-1")
    assert picked(place) == [(0, 0)]
    press(screen, Qt.Key.Key_Escape)


def test_goods_that_lie_in_another_bin_are_taken_from_there(
    place: Workplace, screen: WalkScreen
) -> None:
    with place.context.database.write.begin() as connection:
        vie = sa_select(Warehouse.id).where(Warehouse.code == "VIE").scalar_subquery()
        connection.execute(insert(Location).values(warehouse_id=vie, code="X-01", code_key="x-01"))
    scan(screen, "X-01")
    assert screen.verdict == "Wrong: this is X-01. Go to no bin; scan X-01 again if it lies here."
    scan(screen, "X-01")
    assert screen.verdict == "What you take now comes from X-01."
    scan(screen, "2*TEA-1")
    wait_for(lambda: screen.shown[0] == "Done")
    assert picked(place) == [(2, 0)]
    rows = history(place.context, "TEA-1")
    assert {row.location for row in rows if row.cause == "pick" and row.quantity < 0} == {"X-01"}
    press(screen, Qt.Key.Key_Escape)
