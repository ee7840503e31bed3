"""Layouts for tests, and a second way to find the shortest walk: on a grid of metres, by trying.

Shares the description of a layout with the programme and nothing else: floor is every whole metre
of an aisle or cross aisle, ways are found by breadth-first search, and the order of the stops by
trying all sets (Held & Karp 1962).
"""

import json
import lzma
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from packbench.domain.walking.layout import (
    Aisle,
    CrossAisle,
    PlacedBin,
    Point,
    WarehouseLayout,
    Way,
    Ways,
)

_FILE = Path("shared") / "data" / "picker_routing.jsonl.xz"
PUBLISHED = next((one / _FILE for one in Path(__file__).parents if (one / _FILE).exists()), _FILE)
"""Instances with their proven optimum (Heßler & Irnich); not part of the repository."""

M = 1_000
Floor = dict[Point, list[Point]]
"""From each metre of floor, the metres that can be stepped to."""


def grid(aisles: int, blocks: int, block_m: int = 20, depot: tuple[int, int] = (0, 0)) -> Ways:
    """A rectangular warehouse, three metres from aisle to aisle; the depot in metres."""
    rows = [number * block_m * M for number in range(blocks + 1)]
    return Ways(
        tuple(Aisle((f"{n:02}",), n * 3 * M, 0, rows[-1]) for n in range(aisles)),
        tuple(CrossAisle(y, 0, (aisles - 1) * 3 * M) for y in rows),
        Point(depot[0] * M, depot[1] * M),
    )


def at(x_m: int, y_m: int) -> Point:
    """A place, in metres."""
    return Point(x_m * M, y_m * M)


def layout_of(ways: Ways, points: Iterable[Point]) -> WarehouseLayout:
    """A layout with a bin at each of the places, numbered from 0."""
    bins = {number: PlacedBin(f"B{number}", point) for number, point in enumerate(points)}
    return WarehouseLayout(ways, bins)


def floor_of(ways: Ways) -> Floor:
    """Every metre of the aisles and cross aisles."""
    floor: Floor = {}
    for aisle in ways.aisles:
        metres = [Point(aisle.x_mm, y) for y in range(aisle.from_mm, aisle.to_mm + 1, M)]
        _lay(floor, metres, up=aisle.way is not Way.DOWN, down=aisle.way is not Way.UP)
    for cross in ways.cross_aisles:
        metres = [Point(x, cross.y_mm) for x in range(cross.from_mm, cross.to_mm + 1, M)]
        _lay(floor, metres, up=True, down=True)
    return floor


def _lay(floor: Floor, metres: Sequence[Point], *, up: bool, down: bool) -> None:
    for metre in metres:
        floor.setdefault(metre, [])
    for lower, upper in pairwise(metres):
        if up:
            floor[lower].append(upper)
        if down:
            floor[upper].append(lower)


def reach(floor: Floor, start: Point) -> dict[Point, int]:
    """Millimetres from one place to every place that can be walked to."""
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in floor[here]:
            if there not in found:
                found[there] = found[here] + M
                waiting.append(there)
    return found


def shortest_mm(ways: Ways, stops: Iterable[Point]) -> int:
    """The length of the shortest closed walk from the depot through all stops."""
    floor = floor_of(ways)
    places = list(dict.fromkeys([ways.depot, *stops]))
    lengths = [[reach(floor, one)[other] for other in places] for one in places]

    @cache
    def best(here: int, left: frozenset[int]) -> int:
        if not left:
            return lengths[here][0]
        return min(lengths[here][one] + best(one, left - {one}) for one in left)

    return best(0, frozenset(range(1, len(places))))


def steps_of(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Each metre of a walk along corners."""
    for one, other in pairwise(points):
        across = (other.x_mm > one.x_mm) - (other.x_mm < one.x_mm)
        along = (other.y_mm > one.y_mm) - (other.y_mm < one.y_mm)
        here = one
        while here != other:
            there = Point(here.x_mm + across * M, here.y_mm + along * M)
            yield here, there
            here = there


@dataclass(frozen=True)
class Published:
    """An instance with its proven optimum, in millimetres."""

    name: str
    ways: Ways
    stops: list[Point]
    optimum_mm: int


def published() -> list[Published]:
    """All instances of the file."""
    with lzma.open(PUBLISHED, "rt", encoding="utf-8") as file:
        return [_instance(json.loads(line)) for line in file]


def _instance(row: dict[str, object]) -> Published:
    aisles, blocks, picks = row["aisles"], row["block_lengths"], row["picks"]
    assert isinstance(aisles, int)
    assert isinstance(blocks, list)
    assert isinstance(picks, list)
    rows = [0]
    for block_m in blocks:
        rows.append(rows[-1] + _mm(block_m))
    apart = _mm(row["aisle_distance"])
    depot_aisle, depot_cross = row["depot_aisle"], row["depot_cross_aisle"]
    assert isinstance(depot_aisle, int)
    assert isinstance(depot_cross, int)
    ways = Ways(
        tuple(Aisle((str(n),), n * apart, 0, rows[-1]) for n in range(aisles)),
        tuple(CrossAisle(y, 0, (aisles - 1) * apart) for y in rows),
        Point(depot_aisle * apart, rows[depot_cross]),
    )
    stops = [Point(aisle * apart, _mm(y_m)) for aisle, y_m in picks]
    return Published(str(row["name"]), ways, stops, _mm(row["optimum"]))


def _mm(metres: object) -> int:
    assert isinstance(metres, int | float)
    return round(metres * M)
