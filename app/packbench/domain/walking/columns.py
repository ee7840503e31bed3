"""A layout and stops as the exact route needs them: columns of aisles, crossed by cross aisles."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packbench.domain.walking.frontier import (
    Advance,
    Change,
    Pass,
    Through,
    Touch,
    Transitions,
    transitions,
)
from packbench.domain.walking.layout import Aisle, CrossAisle, Point, Ways

Stretch = tuple[Point, Point, int]
"""Two places of one line, and how often the way between them is walked."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to build on: what becomes of each state, what is walked and how far, in mm."""

    after: Transitions
    length_mm: int
    stretches: tuple[Stretch, ...]


Step = Sequence[Option]
"""The ways to go on at one place, of which one has to be taken."""


@dataclass(frozen=True, slots=True)
class _Column:
    """All that lies at one x: stretches of aisles, and where one has to come."""

    x_mm: int
    aisles: Sequence[Aisle]
    needed: frozenset[int]


def steps(ways: Ways, points: Iterable[Point]) -> list[Step]:
    """Every decision of a tour through the points, in the order in which states go on.

    Columns beyond the outermost aisles that go through every block are left out when all points lie
    between them: a walk that goes there can as well be folded back into such an aisle.
    """
    rows = sorted({one.y_mm for one in ways.cross_aisles})
    columns = _columns(ways, points)
    found: list[Step] = []
    for column, after in zip(columns, [*columns[1:], None], strict=True):
        found += _along(column, rows)
        found += _across(column, after, rows, ways.cross_aisles)
    return found


def _columns(ways: Ways, points: Iterable[Point]) -> list[_Column]:
    needed: dict[int, set[int]] = defaultdict(set)
    for point in points:
        needed[point.x_mm].add(point.y_mm)
    lines = {one.x_mm for one in ways.aisles}
    rows = sorted({one.y_mm for one in ways.cross_aisles})
    whole = [one.x_mm for one in ways.aisles if one.holds(rows[0]) and one.holds(rows[-1])]
    left = max((x for x in whole if x <= min(needed)), default=-math.inf)
    right = min((x for x in whole if x >= max(needed)), default=math.inf)
    return [
        _Column(
            x_mm,
            [one for one in ways.aisles if one.x_mm == x_mm],
            frozenset(needed.get(x_mm, ())),
        )
        for x_mm in sorted({*lines, *needed})
        if left <= x_mm <= right
    ]


def _along(column: _Column, rows: Sequence[int]) -> Iterator[Step]:
    """Decisions within a column: in front of all cross aisles, between them, behind them."""
    yield from _dead_end(column, rows[0], 0, [y for y in column.needed if y < rows[0]])
    for index, (lower, upper) in enumerate(pairwise(rows)):
        inside = sorted(y for y in column.needed if lower < y < upper)
        through = any(one.holds(lower) and one.holds(upper) for one in column.aisles)
        if through:
            yield _block(Point(column.x_mm, lower), Point(column.x_mm, upper), index, inside)
        else:
            yield from _closed_block(column, index, (lower, upper), inside)
    yield from _dead_end(
        column, rows[-1], len(rows) - 1, [y for y in column.needed if y > rows[-1]]
    )


def _closed_block(
    column: _Column, index: int, rows: tuple[int, int], inside: Sequence[int]
) -> Iterator[Step]:
    """Racks stand across the aisle: each of its parts is walked from its own end."""
    below = [y for y in inside if any(a.holds(rows[0]) and a.holds(y) for a in column.aisles)]
    yield from _dead_end(column, rows[0], index, below)
    yield from _dead_end(column, rows[1], index + 1, [y for y in inside if y not in below])


def _dead_end(column: _Column, row: int, index: int, needed: Sequence[int]) -> Iterator[Step]:
    if needed:
        end = max(needed, key=lambda y: abs(y - row))
        yield [_option(Touch((index,)), [(Point(column.x_mm, row), Point(column.x_mm, end), 2)])]


def _block(lower: Point, upper: Point, index: int, inside: Sequence[int]) -> Step:
    """Walked through once, twice, or from its ends up to the largest gap between two stops.

    Args:
        lower: its lower end.
        upper: its upper end.
        index: of the cross aisle at its lower end.
        inside: the stops in it, by y.
    """
    options = [_option(Through(index, times), [(lower, upper, times)]) for times in (1, 2)]
    if not inside:
        return [_option(Pass(), []), *options]
    stops = [Point(lower.x_mm, y) for y in inside]
    options.append(_option(Touch((index,)), [(lower, stops[-1], 2)]))
    options.append(_option(Touch((index + 1,)), [(stops[0], upper, 2)]))
    gaps = [(end.y_mm - start.y_mm, start, end) for start, end in pairwise(stops)]
    if gaps:
        _, start, end = max(gaps)
        both = [(lower, start, 2), (end, upper, 2)]
        options.append(_option(Touch((index, index + 1)), both))
    return options


def _across(
    column: _Column, after: _Column | None, rows: Sequence[int], crosses: Sequence[CrossAisle]
) -> Iterator[Step]:
    """Decisions on the way to the next column, or the end of the tour behind the last one."""
    for index, row in enumerate(rows):
        needed = row in column.needed
        options = [_option(Advance(index, 0, needed), [])]
        if after is not None and _joined(column.x_mm, after.x_mm, row, crosses):
            way = Point(column.x_mm, row), Point(after.x_mm, row)
            options += [_option(Advance(index, n, needed), [(*way, n)]) for n in (1, 2)]
        yield options


def _joined(x_mm: int, other_mm: int, row: int, crosses: Iterable[CrossAisle]) -> bool:
    return any(c.y_mm == row and c.holds(x_mm) and c.holds(other_mm) for c in crosses)


def _option(change: Change, stretches: Sequence[Stretch]) -> Option:
    length = sum(n * (abs(a.x_mm - b.x_mm) + abs(a.y_mm - b.y_mm)) for a, b, n in stretches)
    return Option(transitions(change), length, tuple(stretches))
