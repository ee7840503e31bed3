"""Walks against a second search that tries everything, on small warehouses of every shape.

Aisles end early and begin late, cross aisles do not reach all of them, the depot lies anywhere;
with and without one-way aisles.
"""

import os

import hypothesis.strategies as st
from hypothesis import HealthCheck, assume, event, given, settings

from helpers.walking import Floor, at, floor_of, layout_of, reach, shortest_mm, steps_of
from packbench.domain.walking.layout import Aisle, CrossAisle, Point, Way, Ways
from packbench.domain.walking.route import RouteKind, Router, Walk

_EXAMPLES = int(os.environ.get("PACKBENCH_ORACLE_EXAMPLES", "150"))
_BLOCK_M = 4
_THOROUGH = settings(
    max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def _ways(draw: st.DrawFn, one_way: bool) -> Ways:
    """Rectangular in half of all cases."""
    blocks = draw(st.integers(0, 3))
    whole = draw(st.booleans())
    lines = sorted(draw(st.sets(st.integers(0, 7), min_size=1, max_size=5)))
    rows = [2 + number * _BLOCK_M for number in range(blocks + 1)]
    ends = st.sets(st.integers(0, rows[-1] + 2), min_size=2, max_size=4)
    aisles = []
    for x_m in lines:
        cut = [0, rows[-1] + 2] if whole else sorted(draw(ends))
        for low, high in zip(cut[::2], cut[1::2], strict=False):
            way = draw(st.sampled_from(Way)) if one_way else Way.BOTH
            aisles.append(Aisle((str(x_m),), x_m * 1_000, low * 1_000, high * 1_000, way))
    across = st.integers(lines[0], lines[-1])
    crosses = []
    for y_m in rows:
        reach_m = (lines[0], lines[-1]) if whole else sorted((draw(across), draw(across)))
        crosses.append(CrossAisle(y_m * 1_000, reach_m[0] * 1_000, reach_m[1] * 1_000))
    ways = Ways(tuple(aisles), tuple(crosses), at(0, 0))
    depot = draw(st.sampled_from(sorted(floor_of(ways))))
    return Ways(ways.aisles, ways.cross_aisles, depot)


def _reachable(ways: Ways, floor: Floor) -> list[Point]:
    """Metres of the aisles to which people can walk, and back."""
    there = reach(floor, ways.depot)
    in_aisles = [
        point
        for point in there
        if any(one.x_mm == point.x_mm and one.holds(point.y_mm) for one in ways.aisles)
    ]
    return sorted(point for point in in_aisles if ways.depot in reach(floor, point))


@st.composite
def _instances(draw: st.DrawFn, one_way: bool = False) -> tuple[Ways, list[Point]]:
    ways = draw(_ways(one_way))
    places = _reachable(ways, floor_of(ways))
    assume(places)
    return ways, draw(st.lists(st.sampled_from(places), max_size=8))


def _walked(ways: Ways, stops: list[Point]) -> Walk:
    """The walk, which is on floor all the way and comes to every stop."""
    layout = layout_of(ways, stops)
    walk = Router.of(layout).walk(layout.bins)
    floor = floor_of(ways)
    here = ways.depot
    metres = 0
    for leg in walk.legs:
        assert leg.points[0] == here
        here = leg.points[-1]
        assert all(layout.bins[one].point == here for one in leg.bins)
        for one, other in steps_of(leg.points):
            assert other in floor[one]
            metres += 1
    assert here == ways.depot
    assert metres == walk.length_m
    assert sorted(walk.order) == sorted(layout.bins)
    return walk


@given(_instances())
@_THOROUGH
def test_no_walk_is_shorter_than_the_exact_one(instance: tuple[Ways, list[Point]]) -> None:
    ways, stops = instance
    walk = _walked(ways, stops)
    event(f"{len(ways.cross_aisles)} cross aisles")
    assert walk.kind is RouteKind.EXACT
    assert walk.length_m * 1_000 == shortest_mm(ways, stops)


@given(_instances(one_way=True))
@_THOROUGH
def test_one_way_aisles_are_kept_and_what_is_called_exact_is(
    instance: tuple[Ways, list[Point]],
) -> None:
    ways, stops = instance
    walk = _walked(ways, stops)
    shortest = shortest_mm(ways, stops)
    event(f"{walk.kind}, {'shortest' if walk.length_m * 1_000 == shortest else 'longer'}")
    assert walk.length_m * 1_000 >= shortest
    assert walk.kind is RouteKind.HEURISTIC or walk.length_m * 1_000 == shortest
    assert walk.length_m <= walk.in_bin_order_m
