"""What the walk of a list tells: order, legs, length, what it saves, and how it was found."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from helpers.walking import M, at, grid, layout_of, shortest_mm
from packbench.domain.walking.exact import exact_tour
from packbench.domain.walking.layout import PlacedBin, Point, WarehouseLayout, Way, Ways
from packbench.domain.walking.network import walked_mm
from packbench.domain.walking.route import RouteKind, Router
from packbench.domain.walking.serpentine import CodedBin, serpentine


def _router(points: list[Point], ways: Ways | None = None) -> Router:
    return Router.of(layout_of(ways or grid(4, 2), points))


def test_the_walk_is_told_leg_by_leg() -> None:
    walk = _router([at(3, 5), at(0, 3)]).walk([0, 1])
    assert walk.kind is RouteKind.EXACT
    assert walk.legs[0].points[0] == walk.legs[-1].points[-1] == at(0, 0)
    assert walk.legs[-1].bins == ()
    assert sum(leg.length_m for leg in walk.legs) == walk.length_m == 22
    assert all(one.points[-1] == other.points[0] for one, other in pairwise(walk.legs))


def test_only_corners_are_told() -> None:
    for leg in _router([at(3, 25), at(3, 35), at(9, 5)]).walk(range(3)).legs:
        turns = [(a.x_mm == b.x_mm) for a, b in pairwise(leg.points)]
        assert all(before != after for before, after in pairwise(turns))


def test_nothing_to_walk_to() -> None:
    walk = _router([at(3, 5)]).walk([])
    assert (walk.legs, walk.order, walk.length_m, walk.saved_percent) == ((), (), 0, 0)


def test_a_bin_at_the_depot_costs_no_step() -> None:
    router = _router([at(0, 0), at(0, 4)])
    alone = router.walk([0])
    assert (alone.order, alone.length_m, alone.in_bin_order_m) == ((0,), 0, 0)
    both = router.walk([1, 0])
    assert (both.order, both.length_m) == ((0, 1), 8)


@pytest.mark.parametrize("depot", [(3, 7), (3, 20), (4, 20), (0, 40), (9, 40)])
def test_the_depot_may_lie_anywhere(depot: tuple[int, int]) -> None:
    ways = grid(4, 2, depot=depot)
    walk = _router([at(3, 7), at(9, 33)], ways).walk([0, 1])
    assert walk.kind is RouteKind.EXACT
    assert walk.legs[0].points[0] == walk.legs[-1].points[-1] == at(*depot)
    there = _distance(at(*depot), at(3, 7)) + _distance(at(3, 7), at(9, 33))
    assert walk.length_m * M == there + _distance(at(9, 33), at(*depot))


def test_a_walk_within_one_aisle_need_not_go_to_its_ends() -> None:
    walk = _router([at(3, 12), at(3, 7)], grid(4, 2, depot=(3, 10))).walk([0, 1])
    assert (walk.kind, walk.length_m) == (RouteKind.EXACT, 10)


def _distance(one: Point, other: Point) -> int:
    """Across blocks or within an aisle nothing is out of the way."""
    return abs(one.x_mm - other.x_mm) + abs(one.y_mm - other.y_mm)


def test_the_same_bin_twice_is_one_stop() -> None:
    router = _router([at(3, 5), at(6, 9)])
    assert router.walk([0, 1, 0, 1, 1]) == router.walk([0, 1])


def test_bins_above_each_other_are_picked_together_in_the_order_of_their_codes() -> None:
    layout = WarehouseLayout(
        grid(4, 2),
        {7: PlacedBin("A10", at(3, 5)), 8: PlacedBin("A9", at(3, 5)), 9: PlacedBin("A1", at(0, 2))},
    )
    walk = Router.of(layout).walk([7, 9, 8])
    assert walk.order in {(9, 8, 7), (8, 7, 9)}
    assert len(walk.legs) == 3


def test_a_bin_without_a_place_comes_last_and_is_told() -> None:
    router = _router([at(3, 5)])
    walk = router.walk([41, 0, 40])
    assert (walk.order, walk.without_place) == ((0, 41, 40), (41, 40))
    assert walk.length_m == router.walk([0]).length_m


def test_what_it_saves_is_told_against_the_order_of_the_codes() -> None:
    """B0 to B3 zigzag over two far aisles: 9 + 2, 9 + 2, 9 + 2 metres between them."""
    points = [at(0, 1), at(9, 1), at(0, 3), at(9, 3)]
    walk = _router(points).walk([3, 0, 2, 1])
    assert walk.in_bin_order_m == 1 + 11 + 13 + 15 + 12
    assert walk.length_m == 2 * 3 + 2 * 9 + 2 * 3
    assert walk.saved_percent == 42


def test_the_asking_order_changes_nothing() -> None:
    dice = random.Random(4)  # noqa: S311 - sample data
    points = [at(3 * dice.randrange(4), dice.randrange(1, 40)) for _ in range(12)]
    for ways in (grid(4, 2), grid(4, 4, block_m=10)):
        router = _router(points, ways)
        asked = list(range(12))
        first = router.walk(asked)
        dice.shuffle(asked)
        again = router.walk(asked)
        assert (again.legs, again.in_bin_order_m) == (first.legs, first.in_bin_order_m)


def test_four_blocks_are_walked_well_and_called_so() -> None:
    points = [at(3, 5), at(9, 38), at(6, 17), at(0, 33)]
    ways = grid(4, 4, block_m=10)
    walk = _router(points, ways).walk(range(4))
    assert walk.kind is RouteKind.HEURISTIC
    assert walk.length_m * M == shortest_mm(ways, points)


def test_a_one_way_aisle_is_entered_at_its_right_end() -> None:
    ways = grid(2, 1, block_m=10)
    down = replace(ways, aisles=(ways.aisles[0], replace(ways.aisles[1], way=Way.DOWN)))
    walk = _router([at(3, 2)], down).walk([0])
    assert walk.legs[0].points == (at(0, 0), at(0, 10), at(3, 10), at(3, 2))
    assert walk.legs[1].points == (at(3, 2), at(3, 0), at(0, 0))
    assert walk.kind is RouteKind.HEURISTIC


def test_one_way_aisles_that_are_in_nobodys_way_leave_the_walk_exact() -> None:
    ways = grid(3, 1, block_m=10)
    down = replace(ways, aisles=(*ways.aisles[:2], replace(ways.aisles[2], way=Way.DOWN)))
    assert _router([at(3, 2)], down).walk([0]).kind is RouteKind.EXACT


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_the_fallback_is_at_most_three_percent_longer_on_average(blocks: int) -> None:
    dice = random.Random(blocks)  # noqa: S311 - sample data
    above = []
    for stops in (5, 10, 20, 30, 40) * 2:
        ways = grid(10, blocks, depot=(dice.randrange(28), 0))
        points = [at(3 * dice.randrange(10), dice.randrange(1, 20 * blocks)) for _ in range(stops)]
        good = walked_mm(_router(points, ways).good_tour(points))
        above.append(good / walked_mm(exact_tour(ways, points)) - 1)
    assert min(above) >= 0
    assert sum(above) / len(above) <= 0.03


def test_bins_that_serve_alike_are_taken_near_the_walk() -> None:
    router = _router([at(3, 18), at(3, 30), at(9, 5), at(0, 19), at(6, 1)])
    assert router.by_nearness([1, 2, 3, 77, 2], stops=[0]) == [3, 1, 2, 77]
    assert router.by_nearness([3, 4], stops=[]) == [4, 3]


def test_aisles_without_coordinates_are_walked_up_and_down() -> None:
    bins = [CodedBin(n, f"{n // 10}-{n % 10}", aisle=str(n // 10)) for n in (12, 23, 11, 21, 101)]
    assert serpentine(bins) == [11, 12, 23, 21, 101]


def test_places_that_people_gave_count_more_than_aisles() -> None:
    bins = [CodedBin(1, "A1", aisle="A", sequence=2), CodedBin(2, "B1", aisle="B", sequence=1)]
    assert serpentine([*bins, CodedBin(3, "A0", aisle="A")]) == [2, 1, 3]


def test_bins_without_an_aisle_come_last_as_people_count() -> None:
    bins = [CodedBin(1, "P10"), CodedBin(2, "P9"), CodedBin(3, "Z1", aisle="Z")]
    assert serpentine([*bins, *bins]) == [3, 2, 1]
