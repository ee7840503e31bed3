"""The shortest walk through stops, found for certain: a dynamic programme over aisles.

The stretches of the shortest tour come from the states of `frontier`; a closed walk along all of
them is an Euler tour, which Hierholzer's method finds.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from packbench.domain.walking.columns import Option, Step, Stretch, steps
from packbench.domain.walking.frontier import DONE, State, empty
from packbench.domain.walking.layout import Aisle, Point, Way, Ways

_MOST_CROSS_AISLES = 4

_Origins = dict[State, tuple[State, Option]]
"""For each state the one before it, and what was added there."""


def is_exact_for(ways: Ways) -> bool:
    """Whether the programme applies: at most three blocks, every aisle walked both ways."""
    return programme_runs_for(ways) and all(one.way is Way.BOTH for one in ways.aisles)


def programme_runs_for(ways: Ways) -> bool:
    """Whether the programme can run at all; with one-way aisles its length is a lower bound."""
    return len({one.y_mm for one in ways.cross_aisles}) <= _MOST_CROSS_AISLES


def exact_tour(ways: Ways, stops: Iterable[Point]) -> tuple[Point, ...]:
    """The corners and stops of a shortest closed walk from the depot, which is its first and last.

    Every stop has to be reachable; one-way aisles are walked both ways.
    """
    points = {ways.depot, *stops}
    if len(points) == 1:
        return (ways.depot,)
    if any(_holds_all(one, points) for one in ways.aisles):
        return _up_and_down(points, ways.depot)
    return _closed_walk(_shortest_tour(ways, points), points, ways.depot)


def _holds_all(aisle: Aisle, points: Iterable[Point]) -> bool:
    return all(one.x_mm == aisle.x_mm and aisle.holds(one.y_mm) for one in points)


def _up_and_down(points: Iterable[Point], start: Point) -> tuple[Point, ...]:
    """Within one aisle, where no crossing need be met: to its one end, to its other, and back."""
    above = sorted(one for one in points if one > start)
    below = sorted(one for one in points if one < start)
    back = [start] if above else []
    return (start, *above, *back, *reversed(below), *([start] if below else []))


def _shortest_tour(ways: Ways, points: Iterable[Point]) -> list[Stretch]:
    taken: list[_Origins] = []
    costs: dict[State, int] = {empty(len({one.y_mm for one in ways.cross_aisles})): 0}
    for step in steps(ways, points):
        costs, came = _after(costs, step)
        taken.append(came)
    state = DONE
    found: list[Stretch] = []
    for came in reversed(taken):
        state, option = came[state]
        found += option.stretches
    return found


def _after(costs: dict[State, int], step: Step) -> tuple[dict[State, int], _Origins]:
    """The shortest part for each state that a step leads to, and where it comes from."""
    reached: dict[State, int] = {}
    came: _Origins = {}
    for option in step:
        states_after, length_mm = option.after, option.length_mm
        for state, cost in costs.items():
            after = states_after[state]
            if after is not None and cost + length_mm < reached.get(after, math.inf):
                reached[after] = cost + length_mm
                came[after] = state, option
    return reached, came


def _closed_walk(
    stretches: Sequence[Stretch], points: set[Point], start: Point
) -> tuple[Point, ...]:
    """An Euler tour along the stretches, each as often as it is walked."""
    ways = _multigraph(stretches, points)
    walk: list[Point] = []
    stack = [start]
    while stack:
        here = stack[-1]
        if ways[here]:
            there = ways[here].pop()
            ways[there].remove(here)
            stack.append(there)
        else:
            walk.append(stack.pop())
    return tuple(walk)


def _multigraph(stretches: Sequence[Stretch], points: set[Point]) -> dict[Point, list[Point]]:
    """Neighbours of each place, as often as there is a way; stretches are cut at the stops."""
    in_column: dict[int, list[Point]] = defaultdict(list)
    for point in sorted(points):
        in_column[point.x_mm].append(point)
    ways: dict[Point, list[Point]] = defaultdict(list)
    for one, other, times in stretches:
        first, last = sorted((one, other))
        upright = one.x_mm == other.x_mm
        inside = [p for p in in_column[first.x_mm] if first < p < last] if upright else []
        for here, there in pairwise([first, *inside, last]):
            ways[here] += [there] * times
            ways[there] += [here] * times
    return ways
