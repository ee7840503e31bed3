"""Walking a wave on screen by scans, typed numbers and command codes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert
from sqlalchemy import select as sa_select

from helpers.sample import add_order
from helpers.shop import last, open_dialog, page, press, scan, select, type_into, wait_for
from packbench.db.schema import Location, Operator, Warehouse
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import control_code
from packbench.engine.bulk import Chosen
from packbench.services.office.settings import get_setting, set_setting
from packbench.services.orders.allocating import allocate
from packbench.services.orders.cancelling import cancel
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import get_wave
from packbench.services.stock.changes import Receipt, history, move, receive
from packbench.services.stock.packs import set_packs
from packbench.ui.parts.scanner.scan_queue import ScanQueue
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.picking.walk_screen import WalkScreen
from packbench.ui.screens.picking.walking import _short_words
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


def test_a_typed_number_above_what_is_wanted_is_told(place: Workplace, screen: WalkScreen) -> None:
    type_into(screen, "7")
    press(screen, Qt.Key.Key_Return)
    assert (screen.verdict, screen.shown[2]) == ("Too many: only 2 are wanted.", "0 / 2")
    assert picked(place) == [(0, 0)]
    type_into(screen, "2")
    press(screen, Qt.Key.Key_Return)
    wait_for(lambda: screen.shown[0] == "Done")
    assert picked(place) == [(2, 0)]
    assert screen.verdict == "All of wave P1 is picked."
    press(screen, Qt.Key.Key_Escape)


def test_an_order_that_is_taken_out_meanwhile_is_told_at_the_next_stop(
    place: Workplace,
    qapp: QApplication,  # noqa: ARG001 - a window is shown
) -> None:
    with place.context.database.write.begin() as connection:
        add_order(connection, "SO-1", [("TEA-1", 1)], minute=11)
        add_order(connection, "SO-2", [("TEA-1", 1)], minute=12)
    allocate(place.context)
    release_orders(place.context, ["SO-1", "SO-2", "SO-1001"])
    select(page(place, "pick_pack"), "P1")
    press(place.desk.window, Qt.Key.Key_F11, CTRL)
    screen = open_dialog(place, "walk_screen")
    assert isinstance(screen, WalkScreen)
    cancel(place.context, [Chosen("SO-2")])
    while not picked(place)[0][0]:
        scan(screen, "TEA-1")
    wait_for(lambda: "SO-2-1" in screen.verdict)
    assert screen.verdict == (
        "Taken out of this wave: SO-2-1. What you took for it goes back into its bins; print the"
        " changes of the list."
    )
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
    assert _short_words(get_wave(place.context, "P1"), get_wave(place.context, "P1").tasks[0]) == (
        "TEA-1 is short: what is missing waits again in its old place."
    )
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
        for one in ("GRZ", "VIE"):  # the other one's is not asked about: nobody walks there
            house = sa_select(Warehouse.id).where(Warehouse.code == one).scalar_subquery()
            place_of = {"warehouse_id": house, "code": "X-01", "code_key": "x-01"}
            connection.execute(insert(Location).values(place_of))
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


def open_walk(place: Workplace, wave: str = "P1") -> WalkScreen:
    select(page(place, "pick_pack"), wave)
    press(place.desk.window, Qt.Key.Key_F11, CTRL)
    found = open_dialog(place, "walk_screen")
    assert isinstance(found, WalkScreen)
    return found


def heard(screen: WalkScreen) -> Sound | None:
    return screen.sounds.played


@pytest.fixture
def cartons(place: Workplace, qapp: QApplication) -> WalkScreen:  # noqa: ARG001 - a window is shown
    """P1 at VIE: nine of TEA-1, which comes in cartons of four."""
    set_packs(place.context, "TEA-1", "4*TEA-BOX")
    with place.context.database.write.begin() as connection:
        add_order(connection, "SO-9", [("TEA-1", 9)], minute=0)
    allocate(place.context)
    release_orders(place.context, ["SO-9"])
    return open_walk(place)


def test_a_carton_counts_its_pieces(place: Workplace, cartons: WalkScreen) -> None:
    assert (cartons.packs, cartons.shown[2]) == ("2 cartons of 4 + 1 piece", "0 / 9")
    scan(cartons, "TEA-BOX")
    assert (cartons.verdict, cartons.shown[2]) == ("Right: 4 of TEA-1", "4 / 9")
    scan(cartons, "TEA-1")
    scan(cartons, "TEA-BOX")
    assert picked(place) == [(9, 0)]
    press(cartons, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("codes", "told", "count"),
    [
        (
            ["2*TEA-BOX", "TEA-BOX"],
            "Too many: a carton of 4, and only 1 more is wanted. Scan the pieces.",
            "8 / 9",
        ),
        (
            ["5*TEA-BOX"],
            "Too many: a carton of 4, and only 9 more are wanted. Scan the pieces.",
            "0 / 9",
        ),
        (["TEA-1", "TEA-BOX", control_code("UNDO")], "The last 4 are taken back.", "1 / 9"),
        ([control_code("Q2")], "The next scan counts 2", "0 / 9"),
        ([control_code("Q2"), "TEA-BOX"], "Right: 8 of TEA-1", "8 / 9"),
        ([control_code("Q2"), "TEA-1", "TEA-1"], "Right: TEA-1", "3 / 9"),
        (
            [control_code("Q24"), "TEA-BOX"],
            "Too many: a carton of 4, and only 9 more are wanted. Scan the pieces.",
            "0 / 9",
        ),
    ],
)
def test_cartons_that_are_too_many_or_taken_back(
    place: Workplace, cartons: WalkScreen, codes: list[str], told: str, count: str
) -> None:
    for code in codes:
        scan(cartons, code)
    assert (cartons.verdict, cartons.shown[2]) == (told, count)
    assert picked(place) == [(0, 0)]
    press(cartons, Qt.Key.Key_Escape)


@pytest.fixture
def in_bins(place: Workplace, qapp: QApplication) -> Workplace:  # noqa: ARG001 - a window is shown
    """P1 at VIE: two of TEA-1 in A-01, one of CUP-3 in B-01; both have coordinates."""
    context = place.context
    with context.database.write.begin() as connection:
        vie = connection.execute(sa_select(Warehouse.id).where(Warehouse.code == "VIE")).scalar()
        for code, x, y in (("A-01", 0.0, 1.0), ("A-02", 0.0, 9.0), ("B-01", 4.0, 5.0)):
            values = {"code": code, "code_key": code.lower(), "aisle": code[0], "x": x, "y": y}
            connection.execute(insert(Location).values(warehouse_id=vie, **values))
    move(context, "VIE", "TEA-1", 10, source="FLOOR", target="A-01")
    receive(context, Receipt("VIE", "CUP-3", 1, "B-01"))
    with context.database.write.begin() as connection:
        add_order(connection, "SO-8", [("TEA-1", 2), ("CUP-3", 1)], minute=0)
    allocate(context)
    release_orders(context, ["SO-8"])
    return place


@pytest.mark.parametrize("value", ["yes", "GRZ, vie"])
def test_where_the_bin_must_be_scanned_goods_count_only_then(
    in_bins: Workplace, value: str
) -> None:
    set_setting(in_bins.context, "picking.scan_bin", value)
    screen = open_walk(in_bins)
    here, sku, _ = screen.shown
    scan(screen, sku)
    assert (screen.verdict, screen.shown[2][0]) == (f"Scan bin {here} first.", "0")
    assert heard(screen) is Sound.WRONG
    press(screen, Qt.Key.Key_Return)
    assert screen.verdict == f"Scan bin {here} first."
    scan(screen, "A-02")
    scan(screen, sku)
    assert screen.verdict == f"Scan bin {here} first."
    assert picked(in_bins) == [(0, 0), (0, 0)]
    scan(screen, here)
    assert heard(screen) is Sound.ACCEPTED
    scan(screen, f"{screen.shown[2][-1]}*{sku}")
    assert sum(taken for taken, _ in picked(in_bins)) > 0
    assert heard(screen) is Sound.LINE_DONE
    there, other, _ = screen.shown
    assert there != here
    scan(screen, other)
    assert screen.verdict == f"Scan bin {there} first."
    press(screen, Qt.Key.Key_Escape)


def test_elsewhere_goods_count_at_once_and_sounds_can_be_off(in_bins: Workplace) -> None:
    set_setting(in_bins.context, "picking.scan_bin", "GRZ")
    set_setting(in_bins.context, "scanning.sounds", "no")
    screen = open_walk(in_bins)
    scan(screen, f"{screen.shown[2][-1]}*{screen.shown[1]}")
    assert sum(taken for taken, _ in picked(in_bins)) > 0
    assert heard(screen) is None
    press(screen, Qt.Key.Key_Escape)


def test_a_warehouse_that_nobody_knows_is_refused(place: Workplace) -> None:
    with pytest.raises(Refusal) as refused:
        set_setting(place.context, "picking.scan_bin", "VIE, ATLANTIS")
    assert refused.value.code is Code.NOT_FOUND
    assert get_setting(place.context, "picking.scan_bin").value == "no"


def test_the_walk_is_drawn_beside_the_stop(in_bins: Workplace) -> None:
    screen = open_walk(in_bins)
    first = screen.shown[0]
    assert screen.map.accessibleName() == "Plan of the walk"
    assert screen.map.told.startswith(f"0 of 2 stops done, now {first}, then ")
    drawn = screen.map.grab().toImage()
    scan(screen, f"{screen.shown[2][-1]}*{screen.shown[1]}")
    assert screen.map.told == f"1 of 2 stops done, now {screen.shown[0]}"
    assert screen.map.grab().toImage() != drawn
    press(screen, Qt.Key.Key_Return)
    assert screen.map.told == "2 of 2 stops done"
    assert heard(screen) is Sound.ORDER_DONE
    press(screen, Qt.Key.Key_Escape)


def test_without_a_layout_the_stops_are_told_in_their_order(
    place: Workplace, screen: WalkScreen
) -> None:
    assert screen.map.accessibleName() == "The next stops, without a plan"
    assert screen.map.told == "0 of 1 stops done, now no bin"
    assert not screen.map.grab().isNull()
    assert picked(place) == [(0, 0)]
    press(screen, Qt.Key.Key_Escape)


def test_scans_wait_for_each_other_and_none_is_lost() -> None:
    begun: list[str] = []
    free = True
    queue = ScanQueue(lambda one: begun.append(one.text), lambda: free)
    for text in ("1", "2", "3"):
        queue.put(Scan(text))
    assert begun == ["1"]
    free = False  # the first one books a stop
    queue.answered()
    assert begun == ["1"]
    free = True
    queue.go_on()
    assert begun == ["1", "2"]
    queue.go_on()
    assert begun == ["1", "2"]
    queue.answered()
    assert begun == ["1", "2", "3"]
