"""The order in which the stops of a wave are walked, and how far that is.

Where bins have coordinates the shortest walk is found (decision 0058), else they are walked up one
aisle and down the next. A router is kept for as long as its warehouse lies as it does.
"""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.layouts import LocationPlace, drawn_ways, places_of
from packbench.db.schema import PickTask, StockBin, Wave
from packbench.db.sql.bulk import update_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Note
from packbench.domain.picking import WalkOrder
from packbench.domain.refusals import Refusal
from packbench.domain.walking.from_bins import ways_of_bins
from packbench.domain.walking.layout import Aisle, CrossAisle, Point, Way, Ways
from packbench.domain.walking.placing import place_bins
from packbench.domain.walking.route import Router
from packbench.domain.walking.serpentine import serpentine

_MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Floor:
    """A warehouse as pickers walk it.

    Attributes:
        bins: all of its bins, by location id.
        router: finds walks; None where no bin has coordinates, or they make no sense.
        trouble: why there is no router although bins have coordinates.
    """

    bins: dict[int, LocationPlace]
    router: Router | None
    trouble: Note | None = None


@dataclass(frozen=True, slots=True)
class WalkFound:
    """The order of locations, and what is told of it; no length where nothing is known."""

    order: Sequence[int]
    kind: WalkOrder
    length_m: float | None = None
    saved_percent: int | None = None


_FLOORS: OrderedDict[tuple[object, ...], Floor] = OrderedDict()


def floor_of(connection: Connection, warehouse_id: int) -> Floor:
    """The warehouse as it lies now; worked out anew only when a bin or its ways changed."""
    places = places_of(connection, warehouse_id)
    drawn = drawn_ways(connection, warehouse_id)
    key = (drawn, tuple(places))
    if key not in _FLOORS:
        _FLOORS[key] = _floor(places, drawn)
        while len(_FLOORS) > _MOST_KEPT:
            _FLOORS.popitem(last=False)
    _FLOORS.move_to_end(key)
    return _FLOORS[key]


def _floor(places: Sequence[LocationPlace], drawn: str | None) -> Floor:
    bins = {one.id: one for one in places}
    placed = [place for one in places if (place := one.placed) is not None]
    if not placed:
        return Floor(bins, None)
    try:
        ways = ways_of_bins(placed) if drawn is None else read_ways(drawn)
        return Floor(bins, Router.of(place_bins(ways, placed)))
    except Refusal as refusal:
        return Floor(bins, None, Note.of(refusal))


def walk_through(floor: Floor, locations: Iterable[int]) -> WalkFound:
    """The walk through locations of a warehouse; what has no place comes last."""
    asked = list(dict.fromkeys(locations))
    known = [one for one in asked if one in floor.bins]
    unknown = [one for one in asked if one not in floor.bins]
    if floor.router is None:
        coded = serpentine(floor.bins[one].coded for one in known)
        return WalkFound([*coded, *unknown], WalkOrder.SERPENTINE)
    walk = floor.router.walk(known)
    if not walk.legs:
        coded = serpentine(floor.bins[one].coded for one in known)
        return WalkFound([*coded, *unknown], WalkOrder.SERPENTINE)
    order = [*walk.order, *unknown]
    return WalkFound(order, WalkOrder(walk.kind.value), walk.length_m, walk.saved_percent)


def order_walk(connection: Connection, wave_id: int) -> None:
    """Inside a command: puts the tasks of a wave in the order of the walk, and keeps its length."""
    floor = _floor_of_wave(connection, wave_id)
    tasks = _tasks(connection, wave_id)
    found = walk_through(floor, [row.location_id for row in tasks if row.location_id is not None])
    places = {location_id: place for place, location_id in enumerate(found.order)}
    last = len(places)
    ordered = sorted(tasks, key=lambda row: (places.get(row.location_id, last), row.sequence))
    rows = [(row.id, number) for number, row in enumerate(ordered, 1)]
    update_rows(connection, PickTask, ("sequence",), rows)
    _keep_length(connection, wave_id, found.length_m, found.saved_percent, found.kind.value)


def place_new_stops(connection: Connection, wave_id: int, known: Collection[int]) -> None:
    """Inside a command: puts tasks that came up where they cost the least way.

    They stay behind the place where the picker is. Where nothing is known of the aisles they stay
    where they are.

    Args:
        connection: a command's.
        wave_id: a wave that somebody walks.
        known: the numbers of the tasks that it had before; others are new.
    """
    floor = _floor_of_wave(connection, wave_id)
    tasks = _tasks(connection, wave_id)
    new = [row for row in tasks if row.task not in known]
    if floor.router is None or not new:
        return
    walked = sorted((row for row in tasks if row not in new), key=lambda row: row.sequence)
    present = max((at for at, row in enumerate(walked) if row.picked + row.short), default=-1)
    for row in new:
        at = _cheapest(floor.router, walked, row, present + 1)
        walked.insert(at, row)
    rows = [(row.id, number) for number, row in enumerate(walked, 1)]
    update_rows(connection, PickTask, ("sequence",), rows)


def walk_on(connection: Connection, wave_id: int, known: Collection[int]) -> None:
    """Inside a command that changed the stops of a wave: its walk is what its tasks are now.

    One that nobody walks yet is found anew. Of one under way the stops that are left keep their
    order, new ones come where they cost the least way, and its length is measured again.

    Args:
        connection: a command's.
        wave_id: the wave.
        known: the numbers of the tasks that it had before.
    """
    query = select(Wave.started_at).where(Wave.id == wave_id)
    if connection.execute(query).scalar_one() is None:
        order_walk(connection, wave_id)
        return
    place_new_stops(connection, wave_id, known)
    floor = _floor_of_wave(connection, wave_id)
    if floor.router is None:
        return
    tasks = sorted(_tasks(connection, wave_id), key=lambda row: (row.sequence, row.task))
    walk = floor.router.walk_in(row.location_id for row in tasks if row.location_id is not None)
    if walk.legs:
        _keep_length(connection, wave_id, walk.length_m, walk.saved_percent, walk.kind.value)
    else:
        _keep_length(connection, wave_id, None, None, WalkOrder.SERPENTINE.value)


def _floor_of_wave(connection: Connection, wave_id: int) -> Floor:
    query = select(Wave.warehouse_id).where(Wave.id == wave_id)
    return floor_of(connection, connection.execute(query).scalar_one())


def _keep_length(
    connection: Connection, wave_id: int, length_m: float | None, saved: int | None, kind: str
) -> None:
    length = None if length_m is None else round(length_m)
    values = {"distance_m": length, "saved_percent": saved, "walk": kind}
    connection.execute(update(Wave).where(Wave.id == wave_id).values(values))


def _cheapest(router: Router, walked: Sequence[AnyRow], new: AnyRow, first: int) -> int:
    """Where a stop lengthens the walk the least, from the place `first` on."""
    held, depot = router.layout.bins, router.layout.ways.depot

    def point(at: int) -> Point:
        if not 0 <= at < len(walked) or walked[at].location_id not in held:
            return depot
        return held[walked[at].location_id].point

    if new.location_id not in held:
        return len(walked)
    here, way = held[new.location_id].point, router.network.distance_mm
    return min(
        range(first, len(walked) + 1),
        key=lambda at: (
            way(point(at - 1), here) + way(here, point(at)) - way(point(at - 1), point(at))
        ),
    )


def _tasks(connection: Connection, wave_id: int) -> list[AnyRow]:
    query = (
        select(
            *(PickTask.id, PickTask.task, PickTask.sequence, StockBin.location_id),
            *(PickTask.picked, PickTask.short),
        )
        .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
        .where(PickTask.wave_id == wave_id)
    )
    return list(connection.execute(query).all())


def read_ways(body: str) -> Ways:
    """Ways as they are kept, back from JSON."""
    told = json.loads(body)
    return Ways(
        tuple(
            Aisle(tuple(one["names"]), one["x_mm"], one["from_mm"], one["to_mm"], Way(one["way"]))
            for one in told["aisles"]
        ),
        tuple(
            CrossAisle(one["y_mm"], one["from_mm"], one["to_mm"]) for one in told["cross_aisles"]
        ),
        Point(*told["depot"]),
        bool(told.get("turned", False)),
    )


def write_ways(ways: Ways) -> str:
    """Ways as JSON, as they are kept."""
    return json.dumps(
        {
            "aisles": [
                {
                    "names": list(one.names),
                    "x_mm": one.x_mm,
                    "from_mm": one.from_mm,
                    "to_mm": one.to_mm,
                    "way": one.way.value,
                }
                for one in ways.aisles
            ],
            "cross_aisles": [
                {"y_mm": one.y_mm, "from_mm": one.from_mm, "to_mm": one.to_mm}
                for one in ways.cross_aisles
            ],
            "depot": list(ways.depot),
            "turned": ways.turned,
        }
    )
