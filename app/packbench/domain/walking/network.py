"""Shortest ways between any two places of a layout: crossings, and the stretches between them."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from packbench.domain.walking.layout import Aisle, CrossAisle, Point, Way, Ways

Reach = tuple[Point, int]
"""A crossing and how far it is, in millimetres."""

NEVER = math.inf


@dataclass
class Network:
    """The crossings of aisles and cross aisles, and the depot where it lies on a cross aisle."""

    ways: Ways
    _leaving: dict[Point, list[Reach]] = field(default_factory=lambda: defaultdict(list))
    _by_line: dict[int, list[tuple[Aisle, list[int]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _trees: dict[Point, "_Tree"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for aisle in self.ways.aisles:
            crossed = sorted({c.y_mm for c in self.ways.cross_aisles if _cross(aisle, c)})
            self._by_line[aisle.x_mm].append((aisle, crossed))
            self._join(aisle, [Point(aisle.x_mm, y) for y in crossed])
        for cross in self.ways.cross_aisles:
            on_it = {a.x_mm for a in self.ways.aisles if _cross(a, cross)}
            if self.ways.depot.y_mm == cross.y_mm and cross.holds(self.ways.depot.x_mm):
                on_it.add(self.ways.depot.x_mm)
            self._join(None, [Point(x, cross.y_mm) for x in sorted(on_it)])

    @property
    def rows(self) -> list[int]:
        """The y of each cross aisle."""
        return sorted({one.y_mm for one in self.ways.cross_aisles})

    def _join(self, aisle: Aisle | None, points: list[Point]) -> None:
        for point in points:
            self._leaving.setdefault(point, [])
        for lower, upper in pairwise(points):
            length = _length(lower, upper)
            if aisle is None or aisle.way is not Way.DOWN:
                self._leaving[lower].append((upper, length))
            if aisle is None or aisle.way is not Way.UP:
                self._leaving[upper].append((lower, length))

    def distance_mm(self, start: Point, end: Point) -> float:
        """The length of the shortest way; `NEVER` where there is none."""
        return self._best(start, end)[0]

    def way(self, start: Point, end: Point) -> tuple[Point, ...]:
        """The corners of the shortest way, both ends included."""
        length, first, last = self._best(start, end)
        if length == NEVER:
            raise ValueError(start, end)
        between = self._tree(first).way(last) if first is not None and last is not None else []
        return tuple(dict.fromkeys([start, *between, end]))

    def crossings(self, aisle: Aisle) -> list[Point]:
        """Where cross aisles meet the aisle, from its front on."""
        for one, crossed in self._by_line.get(aisle.x_mm, ()):
            if one == aisle:
                return [Point(aisle.x_mm, y) for y in crossed]
        return []

    def _best(self, start: Point, end: Point) -> tuple[float, Point | None, Point | None]:
        """Length, first crossing, last crossing; no crossings where the way is one stretch."""
        best: tuple[float, Point | None, Point | None] = (self._straight(start, end), None, None)
        arrivals = list(self._ends(end, leaving=False))
        for first, out in self._ends(start, leaving=True):
            for last, back in arrivals:
                length = out + self._between(first, last) + back
                if length < best[0]:
                    best = (length, first, last)
        return best

    def _between(self, first: Point, last: Point) -> float:
        """From one crossing to another; nothing is out of the way where all ways cross."""
        if self._is_grid:
            return _length(first, last)
        return self._tree(first).lengths.get(last, NEVER)

    @cached_property
    def _is_grid(self) -> bool:
        """Whether every aisle crosses every cross aisle, and is walked both ways."""
        aisles, crosses = self.ways.aisles, self.ways.cross_aisles
        return all(
            aisle.way is Way.BOTH and all(_cross(aisle, cross) for cross in crosses)
            for aisle in aisles
        )

    def _straight(self, start: Point, end: Point) -> float:
        """The way within one stretch of one aisle, where its direction allows it."""
        if start == end:
            return 0
        stretch = self._stretch(start)
        if stretch is None or stretch != self._stretch(end):
            return NEVER
        wrong = Way.DOWN if start.y_mm < end.y_mm else Way.UP
        return NEVER if stretch.aisle.way is wrong else _length(start, end)

    def _stretch(self, point: Point) -> "_Stretch | None":
        """Where between crossings a place lies."""
        if point in self._leaving:
            return None
        for aisle, crossed in self._by_line.get(point.x_mm, ()):
            if aisle.holds(point.y_mm):
                index = bisect_left(crossed, point.y_mm)
                below = crossed[index - 1] if index else None
                return _Stretch(aisle, below, crossed[index] if index < len(crossed) else None)
        return None

    def _ends(self, point: Point, *, leaving: bool) -> Iterator[Reach]:
        """The crossings next to a place: those to leave for, or those to come from."""
        stretch = self._stretch(point)
        if stretch is None:
            if point in self._leaving:
                yield point, 0
            return
        way = stretch.aisle.way
        if stretch.above is not None and way is not (Way.DOWN if leaving else Way.UP):
            yield Point(point.x_mm, stretch.above), stretch.above - point.y_mm
        if stretch.below is not None and way is not (Way.UP if leaving else Way.DOWN):
            yield Point(point.x_mm, stretch.below), point.y_mm - stretch.below

    def _tree(self, start: Point) -> "_Tree":
        tree = self._trees.get(start)
        if tree is None:
            tree = self._trees[start] = _shortest(self._leaving, start)
        return tree


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of an aisle from one crossing to the next; None where it is a dead end."""

    aisle: Aisle
    below: int | None
    above: int | None


@dataclass(frozen=True, slots=True)
class _Tree:
    """Shortest ways from one crossing to all others."""

    lengths: dict[Point, int]
    before: dict[Point, Point]

    def way(self, end: Point) -> list[Point]:
        points = [end]
        while points[-1] in self.before:
            points.append(self.before[points[-1]])
        return points[::-1]


def _shortest(leaving: dict[Point, list[Reach]], start: Point) -> _Tree:
    """Dijkstra's algorithm."""
    tree = _Tree({start: 0}, {})
    waiting: list[tuple[int, Point]] = [(0, start)]
    while waiting:
        length, point = heappop(waiting)
        if length > tree.lengths[point]:
            continue
        for neighbour, more in leaving[point]:
            if length + more < tree.lengths.get(neighbour, NEVER):
                tree.lengths[neighbour] = length + more
                tree.before[neighbour] = point
                heappush(waiting, (length + more, neighbour))
    return tree


def walked_mm(points: Iterable[Point]) -> int:
    """The length of a walk along its corners."""
    return sum(_length(one, other) for one, other in pairwise(points))


def _length(one: Point, other: Point) -> int:
    return abs(one.x_mm - other.x_mm) + abs(one.y_mm - other.y_mm)


def _cross(aisle: Aisle, cross: CrossAisle) -> bool:
    return aisle.holds(cross.y_mm) and cross.holds(aisle.x_mm)
