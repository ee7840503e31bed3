"""Ways read off the coordinates of bins, and layouts that nobody could walk in."""

import math
from dataclasses import replace

import pytest

from helpers.walking import M, at, grid
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.from_bins import ways_of_bins
from packbench.domain.walking.layout import Aisle, BinPlace, CrossAisle, Way, Ways
from packbench.domain.walking.placing import place_bins
from packbench.words import refusals


def _bins(aisles: int = 3, bays: int = 5, gap_after: int = 99) -> list[BinPlace]:
    """Racks on both sides of each aisle, three metres from aisle to aisle, a bay a metre."""
    return [
        BinPlace(
            id=1_000 * aisle + 10 * bay + side,
            code=f"{aisle}-{bay:02}-{side}",
            x_m=aisle * 3 + (-1, 1)[side],
            y_m=bay + (3 if bay > gap_after else 0),
            aisle=str(aisle),
        )
        for aisle in range(aisles)
        for bay in range(bays)
        for side in (0, 1)
    ]


def _refused(ways: Ways, bins: list[BinPlace]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        place_bins(ways, bins)
    assert "{" not in refusals.sentence(caught.value)
    return caught.value


def test_an_aisle_runs_in_the_middle_of_its_racks() -> None:
    ways = ways_of_bins(_bins())
    assert [(one.name, one.x_mm) for one in ways.aisles] == [("0", 0), ("1", 3_000), ("2", 6_000)]
    assert [one.y_mm for one in ways.cross_aisles] == [-1_000, 5_000]
    assert ways.depot == at(0, -1)
    assert place_bins(ways, _bins()).bins[1_021].point == at(3, 2)


def test_a_wide_gap_in_all_aisles_is_a_cross_aisle() -> None:
    ways = ways_of_bins(_bins(bays=12, gap_after=5))
    assert [one.y_mm for one in ways.cross_aisles] == [-1_000, 7_000, 15_000]


def test_bins_far_apart_are_no_cross_aisles() -> None:
    bins = [BinPlace(n, f"A{n}", 0, n * 10.0, "A") for n in range(4)]
    assert len(ways_of_bins(bins).cross_aisles) == 2


def test_aisles_of_two_halls_with_one_name_are_two() -> None:
    halls = [
        replace(one, id=one.id + hall * 10_000, zone="AB"[hall], x_m=one.x_m + hall * 20)
        for hall in (0, 1)
        for one in _bins(aisles=2)
    ]
    ways = ways_of_bins(halls)
    assert [one.name for one in ways.aisles] == ["A 0", "A 1", "B 0", "B 1"]
    assert place_bins(ways, halls).bins[11_000].point == at(23, 0)


def test_two_names_of_one_aisle_are_one_aisle() -> None:
    front = _bins(aisles=1)
    rear = [replace(one, id=one.id + 500, y_m=one.y_m + 5, aisle="R") for one in front]
    ways = ways_of_bins([*front, *rear])
    assert [one.names for one in ways.aisles] == [("0", "R")]
    assert place_bins(ways, [*front, *rear]).bins[500].point == at(0, 5)


def test_bins_without_aisles_make_an_aisle_for_each_x() -> None:
    bins = [replace(one, aisle=None) for one in _bins(aisles=1)]
    ways = ways_of_bins(bins)
    assert [one.name for one in ways.aisles] == ["-1 m", "1 m"]
    assert place_bins(ways, bins).bins[1].point == at(1, 0)


def test_racks_along_x_are_turned() -> None:
    bins = [replace(one, x_m=one.y_m, y_m=one.x_m) for one in _bins()]
    ways = ways_of_bins(bins, depot_m=(-1, 6))
    assert ways.turned
    assert replace(ways, turned=False) == ways_of_bins(_bins(), depot_m=(6, -1))
    assert place_bins(ways, bins).bins[1_021].point == at(3, 2)


def test_a_depot_beside_the_ways_is_moved_to_the_nearest() -> None:
    beside = replace(grid(3, 1), depot=at(5, -4))
    assert place_bins(beside, []).ways.depot == at(5, 0)
    in_front_of_an_aisle = replace(grid(3, 1), depot=at(2, 11))
    assert place_bins(in_front_of_an_aisle, []).ways.depot == at(3, 11)


def test_a_depot_left_of_all_aisles_is_reached_by_the_front_cross_aisle() -> None:
    bins = _bins()
    placed = place_bins(ways_of_bins(bins, depot_m=(-10, -1)), bins)
    assert placed.ways.depot == at(-10, -1)


def test_no_bins_and_no_aisles_are_refused() -> None:
    with pytest.raises(Refusal) as caught:
        ways_of_bins([])
    assert caught.value.code is Code.LAYOUT_EMPTY
    assert _refused(replace(grid(2, 1), cross_aisles=()), []).code is Code.LAYOUT_EMPTY
    assert _refused(Ways((), grid(2, 1).cross_aisles, at(0, 0)), []).code is Code.LAYOUT_EMPTY


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
@pytest.mark.parametrize("field", ["x_m", "y_m"])
def test_coordinates_that_are_no_place_are_refused(field: str, value: float) -> None:
    bins = [*_bins(), BinPlace(9, "BAD", 0, 0, "1")]
    bins[-1] = replace(bins[-1], **{field: value})  # type: ignore[arg-type] # a field by its name
    for refused in (lambda: ways_of_bins(bins), lambda: place_bins(grid(3, 1), bins)):
        with pytest.raises(Refusal) as caught:
            refused()
        assert caught.value.code is Code.INVALID
        assert caught.value.params["value"] == str(value)


def test_two_bins_in_one_place_are_refused_by_name() -> None:
    bins = _bins()
    twin = replace(bins[3], id=77, code="TWIN")
    refusal = _refused(ways_of_bins(bins), [twin, *bins])
    assert refusal.code is Code.BINS_IN_ONE_PLACE
    assert refusal.params == {"name": "TWIN", "other": bins[3].code}


def test_bins_above_each_other_are_no_twins() -> None:
    bins = [replace(one, id=one.id * 10 + n, level=str(n)) for one in _bins() for n in (1, 2)]
    assert len(place_bins(ways_of_bins(bins), bins).bins) == len(bins)


@pytest.mark.parametrize("code", ["TWIN", "twin"])
def test_twins_of_one_code_are_refused_too(code: str) -> None:
    bins = [BinPlace(1, "TWIN", 0, 0), BinPlace(2, code, 0, 0)]
    assert _refused(ways_of_bins(bins), bins).code is Code.BINS_IN_ONE_PLACE


def test_aisles_that_overlap_are_refused() -> None:
    first = Aisle(("A",), 0, 0, 10 * M)
    ways = replace(grid(2, 1), aisles=(first, Aisle(("B",), 0, 9 * M, 20 * M)))
    refusal = _refused(ways, [])
    assert (refusal.code, refusal.params) == (
        Code.AISLES_IN_ONE_PLACE,
        {"name": "B", "other": "A"},
    )


def test_a_bin_beyond_its_aisle_is_refused() -> None:
    refusal = _refused(grid(2, 1), [BinPlace(1, "FAR", 0, 21, "00")])
    assert (refusal.code, refusal.params) == (
        Code.BIN_OFF_AISLE,
        {"name": "FAR", "aisle": "00"},
    )


def _front_only(*aisles: Aisle) -> Ways:
    """The aisles of `grid(2, 1)` and others, where the rear cross aisle joins the first two."""
    drawn = grid(2, 1)
    front = CrossAisle(0, 0, 30 * M)
    return replace(
        drawn, aisles=(*drawn.aisles, *aisles), cross_aisles=(front, drawn.cross_aisles[1])
    )


@pytest.mark.parametrize(
    "cut_off",
    [
        Aisle(("X",), 6 * M, 5 * M, 15 * M),  # meets no cross aisle
        Aisle(("X",), 40 * M, 0, 20 * M),  # lies beside them
    ],
)
def test_an_aisle_that_cannot_be_reached_is_refused(cut_off: Aisle) -> None:
    refusal = _refused(_front_only(cut_off), [])
    assert (refusal.code, refusal.params) == (Code.AISLE_NOT_REACHED, {"aisle": "X"})


def test_an_aisle_whose_cross_aisle_is_joined_to_nothing_is_refused() -> None:
    island = (CrossAisle(50 * M, 30 * M, 40 * M), Aisle(("X",), 35 * M, 50 * M, 60 * M))
    drawn = grid(2, 1)
    ways = replace(
        drawn, aisles=(*drawn.aisles, island[1]), cross_aisles=(*drawn.cross_aisles, island[0])
    )
    assert _refused(ways, []).params == {"aisle": "X"}


@pytest.mark.parametrize("way", [Way.UP, Way.DOWN])
def test_a_bin_in_a_dead_end_of_a_one_way_aisle_is_refused(way: Way) -> None:
    dead_end = Aisle(("X",), 6 * M, 0, 20 * M, way)
    refusal = _refused(_front_only(dead_end), [BinPlace(1, "B", 6, 5, "X")])
    assert (refusal.code, refusal.params) == (Code.AISLE_NOT_REACHED, {"aisle": "X"})


def test_a_dead_end_that_is_walked_both_ways_is_none() -> None:
    placed = place_bins(_front_only(Aisle(("X",), 6 * M, 0, 20 * M)), [BinPlace(1, "B", 6, 5, "X")])
    assert placed.bins[1].point == at(6, 5)
