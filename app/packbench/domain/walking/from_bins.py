"""Ways read off the coordinates of bins, for a warehouse that nobody has drawn.

Bins of one aisle stand on both sides of it, so the aisle runs in their middle. Where no bin stands
in any aisle over two metres and more, a cross aisle is assumed, and one at either end.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median_low

from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.layout import (
    MM_A_METRE,
    Aisle,
    BinPlace,
    CrossAisle,
    Point,
    Ways,
)

_ONE_AISLE_MM, _CROSS_AISLE_MM, _END_MM = 500, 2_000, 1_000
_FARTHEST_M = 100_000


def ways_of_bins(bins: Sequence[BinPlace], depot_m: tuple[float, float] | None = None) -> Ways:
    """Aisles, cross aisles and depot as the bins lie; decision 0057 tells the rules.

    Args:
        bins: those with coordinates.
        depot_m: where walks begin, in metres; otherwise the front end of the first aisle.

    Refuses: no bins (`layout_empty`), coordinates that are no place on earth (`invalid`).
    """
    if not bins:
        raise Refusal(Code.LAYOUT_EMPTY)
    points = [point_of(one) for one in bins]
    turned = _along_x(bins)
    lines = _aisle_lines(bins, turned=turned)
    rows = _cross_lines(sorted({_turn(one, turned=turned).y_mm for one in points}))
    depot = _turn(_point(*depot_m), turned=turned) if depot_m else Point(min(lines), rows[0])
    left, right = min(*lines, depot.x_mm), max(*lines, depot.x_mm)
    return Ways(
        tuple(Aisle(lines[x], x, rows[0], rows[-1]) for x in sorted(lines)),
        tuple(CrossAisle(y, left, right) for y in rows),
        depot,
        turned,
    )


def point_of(one: BinPlace) -> Point:
    """The coordinates of a bin in millimetres; refuses what is no number or no place on earth."""
    return _point(one.x_m, one.y_m)


def turned_bin(one: BinPlace, *, turned: bool) -> BinPlace:
    """The bin as it lies where aisles run along y."""
    return replace(one, x_m=one.y_m, y_m=one.x_m) if turned else one


def _point(x_m: float, y_m: float) -> Point:
    for field, value in (("x", x_m), ("y", y_m)):
        if not math.isfinite(value) or abs(value) > _FARTHEST_M:
            raise Refusal(Code.INVALID, field=field, value=str(value))
    return Point(round(x_m * MM_A_METRE), round(y_m * MM_A_METRE))


def _turn(point: Point, *, turned: bool) -> Point:
    return Point(point.y_mm, point.x_mm) if turned else point


def _along_x(bins: Iterable[BinPlace]) -> bool:
    """Whether named aisles are longer along x than along y."""
    along_x = along_y = 0
    for points in _by_aisle(bins).values():
        along_x += _spread(one.x_mm for one in points)
        along_y += _spread(one.y_mm for one in points)
    return along_x > along_y


def _by_aisle(bins: Iterable[BinPlace]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = defaultdict(list)
    for one in bins:
        if one.aisle_name is not None:
            found[one.aisle_name].append(point_of(one))
    return found


def _spread(values: Iterable[int]) -> int:
    held = list(values)
    return max(held) - min(held)


def _aisle_lines(bins: Sequence[BinPlace], *, turned: bool) -> dict[int, tuple[str, ...]]:
    """The names of the aisles by x; aisles closer than half a metre are one."""
    middles = [
        ((min(across) + max(across)) // 2, name)
        for name, points in _by_aisle(bins).items()
        if (across := [_turn(one, turned=turned).x_mm for one in points])
    ]
    nameless = {_turn(point_of(one), turned=turned).x_mm for one in bins if one.aisle_name is None}
    lines: dict[int, tuple[str, ...]] = {}
    last = None
    for x_mm, name in sorted([*middles, *((x, f"{x / MM_A_METRE:g} m") for x in nameless)]):
        if last is None or x_mm - last > _ONE_AISLE_MM:
            last = x_mm
        lines[last] = (*lines.get(last, ()), name)
    return lines


def _cross_lines(taken: Sequence[int]) -> list[int]:
    """The y of each cross aisle: before the first bin, in wide gaps, behind the last bin."""
    gaps = [(upper - lower, lower) for lower, upper in pairwise(taken)]
    usual = median_low(gap for gap, _ in gaps) if gaps else 0
    wide = [lower + gap // 2 for gap, lower in gaps if gap >= _CROSS_AISLE_MM and gap >= 2 * usual]
    return [taken[0] - _END_MM, *wide, taken[-1] + _END_MM]
