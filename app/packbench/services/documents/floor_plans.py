"""Floor plans: where the bins of a warehouse stand, how full or busy they are, how a wave walks."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from packbench.db.queries.records.floor_plans import (
    list_of_wave,
    picks_from_bins,
    stops_of_wave,
    units_in_bins,
    warehouse_of_wave,
)
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse, find_wave_id
from packbench.db.today import now
from packbench.documents.floor_plan import FloorPlan, PlanBin, PlanWalk, render_floor_plan
from packbench.documents.page import Printed
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.file_names import file_name_for
from packbench.domain.picking import Shade
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.from_bins import point_of, turned_bin
from packbench.domain.walking.route import Router
from packbench.engine.command.context import Context
from packbench.engine.routing import Floor, floor_of
from packbench.services.documents.printing import RenderedDocument, printed_at
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.unprintable import Letters

PICKS_DAYS = 30
"""Over how many days picks are counted for the shades."""


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Which plan: of a warehouse, or of a wave with its walk; `force`: letters without a font too.

    Attributes:
        shade: what makes bins dark.
    """

    warehouse: str | None = None
    wave: str | None = None
    shade: Shade = Shade.STOCK
    force: bool = False


def floor_plan(context: Context, request: PlanRequest) -> RenderedDocument:
    """The plan that is asked for.

    Refuses `not_found`, a warehouse whose bins have no coordinates (`layout_empty`) or such that
    nobody could walk by, with what is wrong with them, and `letters_without_font` unless forced.
    """
    letters = Letters()
    plan = _read(context, request)
    pdf = render_floor_plan(plan, letters.note)
    if not request.force:
        letters.refuse()
    return RenderedDocument(f"floor-plan-{file_name_for(plan.number)}.pdf", pdf, 1, letters.found)


def write_floor_plan(context: Context, request: PlanRequest, target: Path) -> WrittenFiles:
    """Writes the plan to a file, or into a folder under a name of its own."""
    made = floor_plan(context, request)
    path = Writing(context, target, request.force).write(made.name, made.pdf)
    return WrittenFiles([str(path)], made.pages, made.unprintable)


def _read(context: Context, request: PlanRequest) -> FloorPlan:
    printed = printed_at(context)
    with context.database.read.connect() as connection:
        if request.wave is not None:
            wave_id = find_wave_id(connection, request.wave)
            return _of_wave(connection, wave_id, request.shade, printed)
        place = find_warehouse(connection, request.warehouse or "")
        return _of_warehouse(connection, place, request.shade, printed)


def _of_warehouse(
    connection: Connection, place: WarehouseRef, shade: Shade, printed: Printed
) -> FloorPlan:
    floor = floor_of(connection, place.id)
    router = _router(floor)
    if shade is Shade.STOCK:
        counts = units_in_bins(connection, place.id)
    else:
        since = now(connection) - timedelta(days=PICKS_DAYS)
        counts = picks_from_bins(connection, place.id, since)
    ways = router.layout.ways
    bins = [
        PlanBin(one.code, point_of(turned_bin(one, turned=ways.turned)), counts.get(one.id, 0))
        for one in (found.placed for found in floor.bins.values())
        if one is not None
    ]
    return FloorPlan(place.code, ways, bins, shade, printed, PICKS_DAYS)


def _of_wave(connection: Connection, wave_id: int, shade: Shade, printed: Printed) -> FloorPlan:
    place = warehouse_of_wave(connection, wave_id)
    plan = _of_warehouse(connection, place, shade, printed)
    router = _router(floor_of(connection, place.id))
    layout = router.layout
    asked = stops_of_wave(connection, wave_id)
    walk = router.walk_in(asked)  # as its tasks stand on the list now
    stops = [one for leg in walk.legs for one in leg.bins]
    corners = [point for leg in walk.legs for point in leg.points]
    number, revision = list_of_wave(connection, wave_id)
    shown = PlanWalk(
        number=number,
        barcode=own_code(OwnKind.PICK_LIST, wave_id, revision),
        corners=corners,
        stops=[layout.bins[one].point for one in stops],
        done=frozenset(number for number, one in enumerate(stops, 1) if asked[one]),
        length_m=walk.length_m,
        saved_percent=walk.saved_percent,
    )
    return replace(plan, walk=shown)


def _router(floor: Floor) -> Router:
    """Refuses a floor that nobody can walk by its coordinates."""
    if floor.router is None:
        raise Refusal(Code.LAYOUT_EMPTY) if floor.trouble is None else floor.trouble.refusal()
    return floor.router
