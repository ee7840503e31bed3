"""The walk of a wave as it is drawn beside the stop: where its stops are, and the way by them.

Where bins have no coordinates there is no plan, and the stops are told in their order alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from packbench.db.queries.records.floor_plans import warehouse_of_wave
from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.pick_tasks import TaskRow, tasks_of_wave
from packbench.domain.walking.layout import Point, Ways
from packbench.domain.walking.route import Router
from packbench.domain.warehousing import LocationKind
from packbench.engine.command.context import Context
from packbench.engine.routing import Floor, floor_of


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One place of the walk; `location` None: goods without a bin, `point` None: nobody knows.

    `tasks` are the numbers of what is taken there; `is_done`: all of it is taken or short.
    """

    location: str | None
    point: Point | None
    tasks: tuple[int, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """A walk from above.

    Attributes:
        ways: of the warehouse; None where there is no plan of it.
        bins: where the bins stand.
        stops: in the order of the walk.
        ways_there: the corners of the way to each stop from what is before it; the last one leads
            back to the start. Empty without a plan.
    """

    ways: Ways | None
    bins: Sequence[Point]
    stops: Sequence[PlannedStop]
    ways_there: Sequence[tuple[Point, ...]]


def walk_plan(context: Context, wave: str) -> WalkPlan:
    """The walk as it is now; refuses `not_found`."""
    with context.database.read.connect() as connection:
        wave_id = find_wave_id(connection, wave)
        floor = floor_of(connection, warehouse_of_wave(connection, wave_id).id)
        tasks = tasks_of_wave(connection, wave_id)
    stops = [_stop(floor, list(same)) for _, same in groupby(tasks, key=_place)]
    if floor.router is None:
        return WalkPlan(None, (), stops, ())
    layout = floor.router.layout
    points = dict.fromkeys(one.point for one in layout.bins.values())
    return WalkPlan(layout.ways, list(points), stops, _ways_there(floor.router, stops))


def _place(task: TaskRow) -> int | None:
    return task.location_id if task.location_kind == LocationKind.BIN else None


def _stop(floor: Floor, tasks: Sequence[TaskRow]) -> PlannedStop:
    location_id = _place(tasks[0])
    if location_id is None:
        code, placed = None, None
    else:
        code = tasks[0].location
        placed = floor.router.layout.bins.get(location_id) if floor.router else None
    return PlannedStop(
        code,
        placed.point if placed is not None else None,
        tuple(task.task for task in tasks),
        not any(task.open for task in tasks),
    )


def _ways_there(router: Router, stops: Sequence[PlannedStop]) -> list[tuple[Point, ...]]:
    """To a stop that nobody knows the place of there is no way: the next begins where one was."""
    here = [router.layout.ways.depot]
    for stop in stops:
        here.append(stop.point or here[-1])
    return [router.network.way(a, b) for a, b in pairwise([*here, router.layout.ways.depot])]
