"""Bins put on the ways of a warehouse; what can't be walked to is refused before anybody walks."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from packbench.domain.queue import natural_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.from_bins import point_of, turned_bin
from packbench.domain.walking.layout import (
    Aisle,
    BinPlace,
    PlacedBin,
    Point,
    WarehouseLayout,
    Ways,
)
from packbench.domain.walking.network import NEVER, Network


def place_bins(ways: Ways, bins: Sequence[BinPlace]) -> WarehouseLayout:
    """The layout of a warehouse, looked through.

    A depot beside all ways is moved to the nearest of them. A bin belongs to the aisle that it
    names, otherwise to the nearest one.

    Args:
        ways: as drawn, or as `ways_of_bins` read them.
        bins: those with coordinates.

    Refuses: no aisle or no cross aisle (`layout_empty`), two bins in one place
    (`bins_in_one_place`), two aisles in one place (`aisles_in_one_place`), a bin in front of or
    behind its aisle (`bin_off_aisle`), an aisle that can't be reached from the depot or not be left
    (`aisle_not_reached`).
    """
    if not ways.aisles or not ways.cross_aisles:
        raise Refusal(Code.LAYOUT_EMPTY)
    _refuse_shared_places(bins)
    _refuse_shared_floor(ways.aisles)
    ways = replace(ways, depot=_on_the_way(ways))
    network = Network(ways)
    for aisle in ways.aisles:
        _refuse_cut_off(network, aisle, network.crossings(aisle)[:1])
    by_name: dict[str | None, list[Aisle]] = defaultdict(list)
    for aisle in ways.aisles:
        for name in aisle.names:
            by_name[name].append(aisle)
    placed = {}
    reached: set[tuple[Aisle, int, bool]] = set()
    for one in bins:
        turned = turned_bin(one, turned=ways.turned)
        aisle = _aisle_of(turned, by_name, ways.aisles)
        point = Point(aisle.x_mm, point_of(turned).y_mm)
        if not aisle.holds(point.y_mm):
            raise Refusal(Code.BIN_OFF_AISLE, name=one.code, aisle=aisle.name)
        stretch = _stretch(network, aisle, point)
        if stretch not in reached:
            _refuse_cut_off(network, aisle, [point])
            reached.add(stretch)
        placed[one.id] = PlacedBin(one.code, point)
    return WarehouseLayout(ways, placed)


def _refuse_shared_places(bins: Iterable[BinPlace]) -> None:
    taken: dict[tuple[Point, str | None], BinPlace] = {}
    for one in sorted(bins, key=lambda one: (natural_key(one.code), one.id)):
        other = taken.setdefault((point_of(one), one.level), one)
        if other is not one:
            raise Refusal(Code.BINS_IN_ONE_PLACE, name=one.code, other=other.code)


def _refuse_shared_floor(aisles: Iterable[Aisle]) -> None:
    ordered = sorted(aisles, key=lambda one: (one.x_mm, one.from_mm, one.to_mm))
    for lower, upper in pairwise(ordered):
        if lower.x_mm == upper.x_mm and upper.from_mm < lower.to_mm:
            raise Refusal(Code.AISLES_IN_ONE_PLACE, name=upper.name, other=lower.name)


def _refuse_cut_off(network: Network, aisle: Aisle, points: Sequence[Point]) -> None:
    """An aisle without a crossing has no point at all."""
    depot = network.ways.depot
    for point in points:
        there, back = network.distance_mm(depot, point), network.distance_mm(point, depot)
        if NEVER not in (there, back):
            return
    raise Refusal(Code.AISLE_NOT_REACHED, aisle=aisle.name)


def _stretch(network: Network, aisle: Aisle, point: Point) -> tuple[Aisle, int, bool]:
    """The part of an aisle between two crossings; whoever reaches a point of it reaches all."""
    crossed = sorted(one.y_mm for one in network.crossings(aisle))
    place = bisect_left(crossed, point.y_mm)
    return aisle, place, place < len(crossed) and crossed[place] == point.y_mm


def _aisle_of(
    one: BinPlace, by_name: Mapping[str | None, Sequence[Aisle]], aisles: Sequence[Aisle]
) -> Aisle:
    point = point_of(one)
    return min(
        by_name.get(one.aisle_name, aisles),
        key=lambda aisle: (abs(aisle.x_mm - point.x_mm), not aisle.holds(point.y_mm)),
    )


def _on_the_way(ways: Ways) -> Point:
    """The depot, or the nearest place to it where people walk."""
    depot = ways.depot
    feet = [
        Point(_between(one.from_mm, depot.x_mm, one.to_mm), one.y_mm) for one in ways.cross_aisles
    ]
    feet += [Point(one.x_mm, _between(one.from_mm, depot.y_mm, one.to_mm)) for one in ways.aisles]
    return min(
        feet,
        key=lambda foot: (abs(foot.x_mm - depot.x_mm) + abs(foot.y_mm - depot.y_mm), foot),
    )


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))
