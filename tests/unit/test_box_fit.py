"""Boxes are suggested by what is known: places that were found, volume, weight, or nothing."""

import time
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from packbench.domain.box_advice import BoxAdvice, FoundBy, advise_boxes
from packbench.domain.box_fit import Piece, place
from packbench.domain.boxes import Box, Sides, ToPack, volume_mm3

SMALL = Box("S", "Small", 200, 150, 100, weight_g=80, max_weight_g=5_000)
MEDIUM = Box("M", "Medium", 300, 200, 150, weight_g=150, max_weight_g=10_000)
LARGE = Box("L", "Large", 600, 400, 400, weight_g=600, max_weight_g=30_000)
BOXES = [LARGE, SMALL, MEDIUM]

_SIDE = st.integers(1, 60)
_SIDES = st.tuples(_SIDE, _SIDE, _SIDE)
_PIECES = st.lists(st.tuples(_SIDES, st.integers(0, 900)), min_size=1, max_size=20)


@given(_SIDES, _PIECES, st.one_of(st.none(), st.integers(0, 5_000)))
@settings(max_examples=250, deadline=None)
def test_whatever_is_placed_lies_in_the_box_and_over_nothing_else(
    room: Sides, pieces: list[tuple[Sides, int]], most_g: int | None
) -> None:
    wanted = [Piece(str(number), *one) for number, one in enumerate(pieces)]
    placed = place(room, wanted, most_g)

    assert len({one.piece for one in placed}) == len(placed)
    for one in placed:
        assert sorted(one.sides) == sorted(wanted[one.piece].sides)  # turned, not bent
        assert all(near >= 0 for near in one.at)
        assert all(far <= space for far, space in zip(one.end, room, strict=True))
    for one, other in combinations(placed, 2):
        apart = (
            one.end[axis] <= other.at[axis] or other.end[axis] <= one.at[axis] for axis in range(3)
        )
        assert any(apart), (one, other)
    if most_g is not None:
        assert sum(wanted[one.piece].weight_g for one in placed) <= most_g


@given(_SIDES, _PIECES)
@settings(max_examples=50, deadline=None)
def test_boxes_by_measure_hold_all_and_are_no_fewer_than_the_volume_needs(
    room: Sides, pieces: list[tuple[Sides, int]]
) -> None:
    box = Box("B", "Box", *room)
    goods = [ToPack(f"P{number}", 1, one, 1) for number, (one, _) in enumerate(pieces)]
    advice = advise_boxes([box], goods)

    kept = [one for one in goods if one.sku not in advice.too_large]
    assert (advice.boxes == ()) == (kept == [])
    volume = sum(volume_mm3(one.sides) for one in kept if one.sides)
    assert len(advice.boxes) * box.volume_mm3 >= volume
    assert len(advice.boxes) <= len(kept)


def test_eight_cubes_fill_a_box_to_its_walls_and_a_ninth_does_not() -> None:
    cube = Piece("C", (50, 50, 50))
    assert len(place((100, 100, 100), [cube] * 8)) == 8
    assert len(place((100, 100, 100), [cube] * 9)) == 8


def test_the_smallest_box_that_holds_all_is_suggested_by_measure() -> None:
    assert advise_boxes(BOXES, [ToPack("A", 2, (90, 140, 100), 500)]) == BoxAdvice(
        ("S",), FoundBy.MEASURE
    )
    # Its volume would do for the small box, its length would not.
    assert advise_boxes(BOXES, [ToPack("ROD", 1, (290, 20, 20), 100)]).boxes == ("M",)


def test_the_weight_limit_counts_the_box_itself() -> None:
    weighs = [ToPack("IRON", 1, (100, 100, 50), 4_920)]
    assert advise_boxes(BOXES, weighs).boxes == ("S",)
    assert advise_boxes(BOXES, [ToPack("IRON", 1, (100, 100, 50), 4_921)]).boxes == ("M",)
    assert advise_boxes(BOXES, [ToPack("IRON", 6, (100, 100, 50), 5_000)]).boxes == ("L", "M")


def test_what_one_box_does_not_hold_takes_several_the_fullest_first() -> None:
    advice = advise_boxes(BOXES, [ToPack("CUBE", 3, (400, 400, 390), 1_000)])
    assert advice == BoxAdvice(("L", "L", "L"), FoundBy.MEASURE)
    advice = advise_boxes(
        BOXES, [ToPack("CUBE", 1, (600, 400, 400), 1_000), ToPack("BOOK", 1, (180, 120, 30), 300)]
    )
    assert advice == BoxAdvice(("L", "S"), FoundBy.MEASURE)


def test_more_than_twenty_units_go_by_volume_with_room_for_gaps() -> None:
    goods = [ToPack("BALL", 21, (50, 50, 50), 10)]  # 2.625 dm³ of the 3 that the small one has
    advice = advise_boxes(BOXES, goods)
    assert advice == BoxAdvice(("M",), FoundBy.VOLUME)
    many = advise_boxes(BOXES, [ToPack("BALL", 4_000, (50, 50, 50), 10)])
    assert many.way is FoundBy.VOLUME
    assert len(many.boxes) == 7  # 500 dm³; a large one is used for 72


def test_what_nobody_measured_goes_by_weight_or_not_at_all() -> None:
    unknown = ToPack("VASE", 1, None, 6_000)
    known = ToPack("BOOK", 1, (180, 120, 30), 300)
    assert advise_boxes(BOXES, [unknown, known]) == BoxAdvice(("M",), FoundBy.WEIGHT, ("VASE",))
    flat = ToPack("CARD", 1, (100, 50, 0), 10)  # a side of 0 is none that was measured
    assert advise_boxes(BOXES, [flat]).unmeasured == ("CARD",)
    weightless = ToPack("VASE", 1, None, None)
    assert advise_boxes(BOXES, [weightless]) == BoxAdvice((), FoundBy.NONE, ("VASE",), ("VASE",))


def test_what_fits_into_no_box_is_told_and_the_rest_is_still_packed() -> None:
    advice = advise_boxes(
        BOXES, [ToPack("OAR", 1, (1_500, 50, 50), 900), ToPack("BOOK", 1, (180, 120, 30), None)]
    )
    assert advice == BoxAdvice(("S",), FoundBy.MEASURE, (), ("BOOK",), ("OAR",))
    assert advise_boxes(BOXES, [ToPack("OAR", 1, (1_500, 50, 50), 900)]).boxes == ()
    assert advise_boxes([], [ToPack("BOOK", 1, (180, 120, 30), 1)]) == BoxAdvice()
    assert advise_boxes(BOXES, []) == BoxAdvice()


def test_a_puzzle_keeps_nobody_waiting() -> None:
    odd = [ToPack(f"P{n}", 1, (37 + n * 3, 53 + n * 5, 61 + n), 100) for n in range(20)]
    boxes = [Box(f"B{n}", "Box", 130 + n * 4, 131 + n * 4, 132 + n * 4) for n in range(25)]
    before_s = time.perf_counter()
    advice = advise_boxes(boxes, odd)
    assert advice.boxes
    assert time.perf_counter() - before_s < 3  # on a computer that has other things to do
