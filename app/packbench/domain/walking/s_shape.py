"""How far an S-shape walk is: quick enough to compare thousands of batches of orders.

Every aisle with a stop is walked through; after the first aisle the farthest block comes first, and
each nearer one on the way back (S-shape for several blocks: Roodbergen & de Koster 2001,
International Journal of Production Research 39). It says of two batches which is shorter; the walk
itself is found by `route`. One-way aisles and dead ends are taken for ordinary ones.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from packbench.domain.walking.layout import Point, Ways


@dataclass(frozen=True, slots=True)
class Stops:
    """Where a batch stops: a bit for each aisle, block by block, and how far into it."""

    aisles: tuple[int, ...]
    depths_mm: Mapping[tuple[int, int], int]


class SShape:
    """Lengths of S-shape walks in one layout, from the end at which its depot lies."""

    def __init__(self, ways: Ways) -> None:
        rows = sorted({one.y_mm for one in ways.cross_aisles})
        ends = sorted({end for one in ways.aisles for end in (one.from_mm, one.to_mm)})
        if len(rows) == 1:
            rows = sorted({*rows, ends[0], max(ends[-1], rows[0] + 1)})
        depot = ways.depot
        self._turned = abs(depot.y_mm - rows[-1]) < abs(depot.y_mm - rows[0])
        self._rows = [-y for y in reversed(rows)] if self._turned else rows
        self._lines = sorted({one.x_mm for one in ways.aisles})
        self._number = {x: number for number, x in enumerate(self._lines)}
        self._depot_x_mm = depot.x_mm
        self._lead_mm = abs((-depot.y_mm if self._turned else depot.y_mm) - self._rows[0])
        self._heights = [upper - lower for lower, upper in pairwise(self._rows)]

    def stops(self, points: Iterable[Point]) -> Stops:
        """The places of one order."""
        aisles = [0] * len(self._heights)
        depths: dict[tuple[int, int], int] = {}
        for point in points:
            y_mm = -point.y_mm if self._turned else point.y_mm
            block = min(max(bisect_right(self._rows, y_mm) - 1, 0), len(aisles) - 1)
            number = self._number[point.x_mm]
            aisles[block] |= 1 << number
            depth = max(y_mm - self._rows[block], depths.get((block, number), 0))
            depths[block, number] = depth
        return Stops(tuple(aisles), depths)

    def length_mm(self, batch: Sequence[Stops]) -> int:
        """How far it is from the depot through all stops of the batch and back."""
        left = [0] * len(self._heights)
        for one in batch:
            left = [aisles | more for aisles, more in zip(left, one.aisles, strict=True)]
        farthest = max((block for block, aisles in enumerate(left) if aisles), default=None)
        if farthest is None:
            return 0
        first = min(_lowest(aisles) for aisles in left if aisles)
        here = self._lines[first]
        length = 2 * self._lead_mm + abs(self._depot_x_mm - here)
        length += self._rows[farthest] - self._rows[0]
        for block in range(farthest, -1, -1):
            if block < farthest:
                left[block] &= ~(1 << first)
            more, here = self._block_mm(batch, block, left[block], here, block == farthest)
            length += more
        return length + abs(here - self._depot_x_mm)

    def _block_mm(
        self, batch: Sequence[Stops], block: int, aisles: int, here: int, is_farthest: bool
    ) -> tuple[int, int]:
        """How far through one block, and the x at which its front is left.

        The farthest block is entered at its front, the others at their back.
        """
        height = self._heights[block]
        if not aisles:
            return height, here
        start, end = self._lines[_lowest(aisles)], self._lines[aisles.bit_length() - 1]
        if not is_farthest and abs(here - end) < abs(here - start):
            start, end = end, start
        length = abs(here - start) + abs(end - start)
        count = aisles.bit_count()
        if count % 2 == is_farthest:
            key = (block, self._number[end])
            depth = max(one.depths_mm.get(key, 0) for one in batch)
            return length + (count - 1) * height + 2 * depth, end
        return length + count * height, end


def _lowest(aisles: int) -> int:
    """The first aisle of a set."""
    return (aisles & -aisles).bit_length() - 1
