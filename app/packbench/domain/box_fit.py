"""Whether things fit into a room together: each is given its place, none over another.

The method: extreme points. A thing is put where a corner of what lies there leaves room, turned in
any of six ways, lowest first; this is tried in several orders and along each axis. It may miss a
way in which all fit; what it places does fit. Source: T. G. Crainic, G. Perboli, R. Tadei, Extreme
Point-Based Heuristics for Three-Dimensional Bin Packing, INFORMS Journal on Computing 20 (2008).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import NamedTuple

from packbench.domain.boxes import Sides, volume_mm3

Point = tuple[int, int, int]


class Piece(NamedTuple):
    """One thing to be placed; a weight that is not known counts as 0."""

    sku: str
    sides: Sides
    weight_g: int = 0


class Placed(NamedTuple):
    """A thing at its place: which of the pieces, its corner next to the origin, its sides there."""

    piece: int
    at: Point
    sides: Sides

    @property
    def end(self) -> Point:
        """The corner that is farthest from the origin."""
        (x, y, z), (dx, dy, dz) = self.at, self.sides
        return (x + dx, y + dy, z + dz)


@dataclass(slots=True)
class Work:
    """How many places may still be tried, so that nobody waits for a puzzle."""

    left: int = 60_000

    @property
    def is_used_up(self) -> bool:
        """Whether nothing more is tried."""
        return self.left <= 0


def place(
    room: Sides, pieces: Sequence[Piece], most_g: int | None = None, work: Work | None = None
) -> list[Placed]:
    """Where pieces lie in a room: all of them, or the most of them that were found to fit.

    Args:
        room: of the box.
        pieces: what is to go in.
        most_g: what they may weigh together; None for any weight.
        work: is used up by what is tried.
    """
    work = work or Work()
    best: list[Placed] = []
    for order, axes in product(_ORDERS, _AXES):
        if work.is_used_up:
            break
        numbers = sorted(range(len(pieces)), key=lambda one: order(pieces[one].sides), reverse=True)
        placed = _Filling(room, axes, work).fill(pieces, numbers, most_g)
        best = max(best, placed, key=lambda found: _worth(pieces, found))
        if len(best) == len(pieces):
            break
    return best


def _worth(pieces: Sequence[Piece], placed: Sequence[Placed]) -> tuple[int, int]:
    return sum(volume_mm3(pieces[one.piece].sides) for one in placed), len(placed)


_ORDERS: tuple[Callable[[Sides], tuple[int, ...]], ...] = (
    lambda sides: (volume_mm3(sides), *sorted(sides, reverse=True)),
    lambda sides: tuple(sorted(sides, reverse=True)),
    lambda sides: (sorted(sides)[1] * sorted(sides)[2], *sorted(sides, reverse=True)),
)
"""Which piece is placed first: by volume, by its longest side, by its largest face."""
_AXES = ((2, 1, 0), (0, 1, 2), (1, 2, 0))
"""Along which axes a piece is put as far back as it goes."""


class _Filling:
    """One attempt: pieces are put in one after the other, and stay where they are."""

    def __init__(self, room: Sides, axes: tuple[int, int, int], work: Work) -> None:
        self._room, self._axes, self._work = room, axes, work
        self._placed: list[Placed] = []
        self._points: list[Point] = [(0, 0, 0)]

    def fill(
        self, pieces: Sequence[Piece], numbers: Sequence[int], most_g: int | None
    ) -> list[Placed]:
        """Puts in what fits, in this order."""
        weight_g = 0
        for number in numbers:
            piece = pieces[number]
            if most_g is not None and weight_g + piece.weight_g > most_g:
                continue
            placed = self._best(number, piece.sides)
            if placed is not None:
                weight_g += piece.weight_g
                self._put(placed)
        return self._placed

    def _best(self, number: int, sides: Sides) -> Placed | None:
        best: tuple[tuple[int, ...], Placed] | None = None
        for at, turned in product(self._points, sorted(set(permutations(sides)))):
            if self._work.is_used_up:
                return None  # what is placed stays right, the rest stays out
            found = Placed(number, at, (turned[0], turned[1], turned[2]))
            first, second, third = self._axes
            end = found.end
            score = (end[first], end[second], end[third], *at)
            if (best is None or score < best[0]) and self._is_free(found):
                best = (score, found)
        return None if best is None else best[1]

    def _is_free(self, found: Placed) -> bool:
        self._work.left -= 1
        x, y, z = found.at
        end_x, end_y, end_z = found.end
        room = self._room
        if end_x > room[0] or end_y > room[1] or end_z > room[2]:
            return False
        for other in self._placed:
            near, far = other.at, other.end
            if (
                x < far[0]
                and near[0] < end_x
                and y < far[1]
                and near[1] < end_y
                and z < far[2]
                and near[2] < end_z
            ):
                return False
        return True

    def _put(self, placed: Placed) -> None:
        self._placed.append(placed)
        new = {
            self._slid(_moved(placed.at, axis, placed.end[axis]), other)
            for axis, other in permutations(range(3), 2)
        }
        known = [point for point in self._points if point != placed.at]
        self._points = known + sorted(new.difference(known))

    def _slid(self, point: Point, axis: int) -> Point:
        """A corner moved back along an axis until it meets something, or the wall."""
        stop = 0
        for other in self._placed:
            near, far = other.at, other.end
            behind = far[axis] <= point[axis] and all(
                near[side] <= point[side] < far[side] for side in range(3) if side != axis
            )
            if behind:
                stop = max(stop, far[axis])
        return _moved(point, axis, stop)


def _moved(point: Point, axis: int, to: int) -> Point:
    moved = list(point)
    moved[axis] = to
    return (moved[0], moved[1], moved[2])
