"""The walk of a pick list: in which order, along which ways, how far, and what that saves."""

import enum
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from packbench.domain.queue import natural_key
from packbench.domain.walking.exact import exact_tour, is_exact_for, programme_runs_for
from packbench.domain.walking.heuristic import heuristic_order
from packbench.domain.walking.layout import MM_A_METRE, Point, WarehouseLayout
from packbench.domain.walking.network import NEVER, Network, walked_mm


class RouteKind(enum.StrEnum):
    """How a walk was found: the shortest for certain, or a good one."""

    EXACT = "exact"
    HEURISTIC = "heuristic"


@dataclass(frozen=True, slots=True)
class Leg:
    """The walk from one place to the next.

    Attributes:
        bins: those that are picked from at its end, in the order of their codes; none: the depot.
        points: its corners, both ends included.
    """

    bins: tuple[int, ...]
    points: tuple[Point, ...]

    @property
    def length_m(self) -> float:
        """How far it is."""
        return walked_mm(self.points) / MM_A_METRE


@dataclass(frozen=True, slots=True)
class Walk:
    """A closed walk from the depot through bins.

    Attributes:
        without_place: bins that the layout does not hold, in the order of asking; they come last
            on the list and are not in the length.
        in_bin_order_m: how far it is through the same bins in the order of their codes.
    """

    kind: RouteKind
    legs: tuple[Leg, ...]
    without_place: tuple[int, ...]
    in_bin_order_m: float

    @property
    def order(self) -> tuple[int, ...]:
        """Every bin once, in the order in which the walk comes to them."""
        return (*(one for leg in self.legs for one in leg.bins), *self.without_place)

    @property
    def length_m(self) -> float:
        """How far it is."""
        return sum(walked_mm(leg.points) for leg in self.legs) / MM_A_METRE

    @property
    def saved_percent(self) -> int:
        """What it saves against the order of the codes, in whole percent."""
        if not self.in_bin_order_m:
            return 0
        return round(100 * (1 - self.length_m / self.in_bin_order_m))


@dataclass(frozen=True, slots=True)
class Router:
    """Finds walks in one layout; ways between its crossings are worked out once."""

    layout: WarehouseLayout
    network: Network

    @classmethod
    def of(cls, layout: WarehouseLayout) -> "Router":
        """A router for the layout."""
        return cls(layout, Network(layout.ways))

    def walk(self, bins: Iterable[int]) -> Walk:
        """The shortest walk through the bins; where it can't be known, a good one that says so.

        A bin asked for twice is visited once; bins in one place are visited together.
        """
        asked = dict.fromkeys(bins)
        held = self.layout.bins
        by_code = sorted((one for one in asked if one in held), key=self._code_order)
        places: dict[Point, list[int]] = defaultdict(list)
        for one in by_code:
            places[held[one].point].append(one)
        kind, tour = self._tour(places)
        return Walk(
            kind,
            tuple(_legs(tour, places)),
            tuple(one for one in asked if one not in held),
            self._length_mm(held[one].point for one in by_code) / MM_A_METRE,
        )

    def walk_in(self, bins: Iterable[int]) -> Walk:
        """The walk through the bins in the order given, by the shortest way from each to the next.

        It is the shortest one only where no other order is shorter. A bin asked for twice is
        visited once, when the walk first comes to it.
        """
        held, depot = self.layout.bins, self.layout.ways.depot
        shortest = self.walk(bins := tuple(dict.fromkeys(bins)))
        places: list[tuple[Point, list[int]]] = []
        for one in (one for one in bins if one in held):
            if not places or places[-1][0] != held[one].point:
                places.append((held[one].point, []))
            places[-1][1].append(one)
        stops = [(depot, []), *places, (depot, [])] if places else []
        legs = tuple(
            Leg(tuple(there), _corners_only(self.network.way(start, end)))
            for (start, _), (end, there) in pairwise(stops)
        )
        walk = replace(shortest, legs=legs)
        longer = walk.length_m > shortest.length_m
        return replace(walk, kind=RouteKind.HEURISTIC) if longer else walk

    def by_nearness(self, bins: Iterable[int], stops: Iterable[int]) -> list[int]:
        """Bins that could serve alike, the nearest to a walk first; what has no place comes last.

        Args:
            bins: to choose from.
            stops: bins that the walk comes to anyway, beside the depot.
        """
        held = self.layout.bins
        passed = {self.layout.ways.depot, *(held[one].point for one in stops if one in held)}

        def key(bin_id: int) -> tuple[float, str, int]:
            if bin_id not in held:
                return NEVER, "", bin_id
            point = held[bin_id].point
            nearest = min(self.network.distance_mm(one, point) for one in passed)
            return nearest, *self._code_order(bin_id)

        return sorted(dict.fromkeys(bins), key=key)

    def _code_order(self, bin_id: int) -> tuple[str, int]:
        return natural_key(self.layout.bins[bin_id].code), bin_id

    def _tour(self, places: Collection[Point]) -> tuple[RouteKind, Sequence[Point]]:
        """One-way aisles may leave the shortest walk as it is: then it is known for certain."""
        ways = self.layout.ways
        if is_exact_for(ways):
            return RouteKind.EXACT, exact_tour(ways, places)
        good = self.good_tour(places)
        if programme_runs_for(ways) and walked_mm(exact_tour(ways, places)) == walked_mm(good):
            return RouteKind.EXACT, good
        return RouteKind.HEURISTIC, good

    def good_tour(self, places: Iterable[Point]) -> tuple[Point, ...]:
        """The corners of a good closed walk, by shortest ways on any layout.

        Never longer than through the places in the order in which they are given.
        """
        depot = self.layout.ways.depot
        points = list(dict.fromkeys([depot, *places]))
        lengths = [[self.network.distance_mm(a, b) for b in points] for a in points]
        starts = [_serpentine(points, rows) for rows in ((), self.network.rows)]
        starts.append(list(range(1, len(points))))
        return self._along(points[index] for index in heuristic_order(lengths, starts))

    def _along(self, order: Iterable[Point]) -> tuple[Point, ...]:
        depot = self.layout.ways.depot
        corners = [depot]
        for one, other in pairwise([depot, *order, depot]):
            corners += self.network.way(one, other)[1:]
        return tuple(corners)

    def _length_mm(self, order: Iterable[Point]) -> float:
        depot = self.layout.ways.depot
        return sum(self.network.distance_mm(a, b) for a, b in pairwise([depot, *order, depot]))


def _serpentine(points: Sequence[Point], rows: Sequence[int]) -> list[int]:
    """All but the first point, aisle by aisle, forth and back, within each block from the rear."""

    def place(index: int) -> tuple[int, int, int]:
        x_mm, y_mm = points[index]
        block = bisect_left(rows, y_mm)
        column = columns[x_mm]
        return -block, column if block % 2 else -column, y_mm if column % 2 else -y_mm

    columns = {x: number for number, x in enumerate(sorted({one.x_mm for one in points}))}
    return sorted(range(1, len(points)), key=place)


def _legs(tour: Sequence[Point], places: Mapping[Point, Sequence[int]]) -> list[Leg]:
    """The tour cut where it comes to a place with bins for the first time, and at its end."""
    left = {point: tuple(bins) for point, bins in places.items()}
    legs: list[Leg] = []
    corners: list[Point] = []
    for point in tour:
        corners.append(point)
        if point in left:
            legs.append(Leg(left.pop(point), _corners_only(corners)))
            corners = [point]
    if legs:
        legs.append(Leg((), _corners_only(corners)))
    return legs


def _corners_only(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without the places that are passed straight on; who turns back, turns at a corner."""
    kept: list[Point] = []
    for point in points:
        while len(kept) > 1 and _straight_on(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight_on(one: Point, middle: Point, other: Point) -> bool:
    upright = one.x_mm == middle.x_mm == other.x_mm
    level = one.y_mm == middle.y_mm == other.y_mm
    return (upright or level) and (one <= middle <= other or one >= middle >= other)
