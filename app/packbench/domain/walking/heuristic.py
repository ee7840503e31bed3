"""A good walk where the shortest can't be worked out: nearest neighbour, 2-opt, Or-opt.

Nearest neighbour (Rosenkrantz, Stearns & Lewis 1977, SIAM Journal on Computing 6) is improved by
turning parts of the walk round (2-opt: Croes 1958, Operations Research 6) and by moving up to three
stops elsewhere (Or 1976). What can't be improved any more is shaken by a double bridge (Martin,
Otto & Felten 1991, Complex Systems 5) and improved again, a number of times that depends on nothing
but the number of stops: the same stops always give the same walk. Ways may differ there and back
(one-way aisles).
"""

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise

Matrix = Sequence[Sequence[float]]
"""The length from each place to each other place; place 0 is the depot."""

_LONGEST_MOVED = 3
_MOST_SHAKES, _SHAKEN_PAIRS = 10, 36_000
_LEAST_TO_SHAKE = 5


def heuristic_order(lengths: Matrix, starts: Iterable[list[int]] = ()) -> list[int]:
    """The places in the order of a good closed walk from place 0, without place 0.

    Args:
        lengths: between all places.
        starts: orders that may be good beginnings, beside the nearest neighbour's.
    """
    begun = [_improved(one, lengths) for one in (_nearest_neighbour(lengths), *starts)]
    best = min(begun, key=lambda one: closed_length(one, lengths))
    if len(best) < _LEAST_TO_SHAKE:
        return best
    dice = random.Random(len(best))  # noqa: S311 - always the same: no secret
    length = closed_length(best, lengths)
    for _ in range(min(_MOST_SHAKES, _SHAKEN_PAIRS // len(best) ** 2)):
        other = _improved(_double_bridge(best, dice), lengths)
        other_length = closed_length(other, lengths)
        if other_length < length:
            best, length = other, other_length
    return best


def closed_length(order: Sequence[int], lengths: Matrix) -> float:
    """The length of the walk from place 0 through the order and back."""
    return sum(lengths[a][b] for a, b in pairwise([0, *order, 0]))


def _nearest_neighbour(lengths: Matrix) -> list[int]:
    left = set(range(1, len(lengths)))
    order: list[int] = []
    here = 0
    while left:
        here = min(left, key=lambda one: (lengths[here][one], one))
        left.remove(here)
        order.append(here)
    return order


def _double_bridge(order: list[int], dice: random.Random) -> list[int]:
    a, b, c = sorted(dice.sample(range(1, len(order)), 3))
    return [*order[:a], *order[b:c], *order[a:b], *order[c:]]


def _improved(order: list[int], lengths: Matrix) -> list[int]:
    """Until neither move shortens the walk."""
    walk = [0, *order, 0]
    while _turn_parts(walk, lengths) or _move_parts(walk, lengths):
        pass
    return walk[1:-1]


def _turn_parts(walk: list[int], lengths: Matrix) -> bool:
    """2-opt: walks a part the other way round where that is shorter; whether any was."""
    changed = False
    for first in range(1, len(walk) - 2):
        before, start = walk[first - 1], walk[first]
        forth = back = 0.0
        for last in range(first + 1, len(walk) - 1):
            end, after = walk[last], walk[last + 1]
            forth += lengths[walk[last - 1]][end]
            back += lengths[end][walk[last - 1]]
            now = lengths[before][start] + forth + lengths[end][after]
            if lengths[before][end] + back + lengths[start][after] < now:
                walk[first : last + 1] = walk[first : last + 1][::-1]
                start, forth, back, changed = end, back, forth, True
    return changed


def _move_parts(walk: list[int], lengths: Matrix) -> bool:
    """Or-opt: moves up to three stops to where the walk gets shortest; whether any were moved."""
    changed = False
    for size in range(1, _LONGEST_MOVED + 1):
        for first in range(1, len(walk) - size):
            changed |= _moved(walk, first, size, lengths)
    return changed


def _moved(walk: list[int], first: int, size: int, lengths: Matrix) -> bool:
    """Moves one part of the walk to its best place, either way round, if that shortens it."""
    part = walk[first : first + size]
    rest = walk[:first] + walk[first + size :]
    start, end = part[0], part[-1]
    before, after = walk[first - 1], walk[first + size]
    saved = lengths[before][start] + lengths[end][after] - lengths[before][after]
    turned_more = sum(lengths[b][a] - lengths[a][b] for a, b in pairwise(part))
    best, place, turned = saved, 0, False
    for index, (one, other) in enumerate(pairwise(rest), 1):
        gap = lengths[one][other]
        straight = lengths[one][start] + lengths[end][other] - gap
        if straight < best:
            best, place, turned = straight, index, False
        round_about = lengths[one][end] + lengths[start][other] - gap + turned_more
        if round_about < best:
            best, place, turned = round_about, index, True
    if not place:
        return False
    walk[:] = rest[:place] + (part[::-1] if turned else part) + rest[place:]
    return True
