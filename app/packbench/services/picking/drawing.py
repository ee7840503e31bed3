"""Layouts that are drawn: from a form, with a look at what changes before anything is saved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection, select

from packbench.db.queries.records.floor_plans import picks_from_bins, units_in_bins
from packbench.db.queries.records.layouts import (
    LocationPlace,
    drawn_ways,
    places_of,
    warehouses_with_bins,
)
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse
from packbench.db.schema import Location, Wave
from packbench.db.sql.among import among
from packbench.db.sql.bulk import update_rows
from packbench.db.today import now
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said
from packbench.domain.picking import WaveStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.drawing import (
    Drawing,
    DrawingPreview,
    DrawnResult,
    LayoutForm,
    draw,
    form_of_ways,
    suggested_form,
)
from packbench.domain.walking.layout import BinPlace
from packbench.domain.walking.placing import place_bins
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.routing import floor_of, order_walk, write_ways
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.wave_events import raise_revisions
from packbench.services.picking.layouts import LayoutBefore, keep_ways, put_ways_back

_COLUMNS = ("x", "y", "aisle", "bay", "level")


def first_form(context: Context, warehouse: str) -> LayoutForm:
    """A form that fits the codes of a warehouse's bins, and its ways; refuses `not_found`."""
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, warehouse)
        router = floor_of(connection, place.id).router
        form = suggested_form(_codes(places_of(connection, place.id)))
    return form if router is None else form_of_ways(router.layout.ways, form)


@dataclass(frozen=True, slots=True)
class FloorFacts:
    """What a person sees of a warehouse's floor before he draws.

    Attributes:
        form: to begin with.
        units: on hand by location id.
        picks: how often units were taken from a location in the last `PICKS_DAYS` days.
        waves: numbers of the waves whose walk can be shown.
        warehouses: codes of all that have bins.
    """

    warehouse: str
    form: LayoutForm
    units: Mapping[int, int]
    picks: Mapping[int, int]
    waves: Sequence[str]
    warehouses: Sequence[str]


PICKS_DAYS = 30


def floor_facts(context: Context, warehouse: str) -> FloorFacts:
    """The floor of a warehouse; of the first one with bins where none is told (empty text).

    Refuses `not_found`, and `layout_empty` where no warehouse has a bin.
    """
    with context.database.read.connect() as connection:
        codes = warehouses_with_bins(connection)
        if not warehouse and not codes:
            raise Refusal(Code.LAYOUT_EMPTY)
        place = find_warehouse(connection, warehouse or codes[0])
        units = units_in_bins(connection, place.id)
        since = now(connection) - timedelta(days=PICKS_DAYS)
        picks = picks_from_bins(connection, place.id, since)
        idle, walked = _open_waves(connection, place.id)
    form = first_form(context, place.code)
    return FloorFacts(place.code, form, units, picks, [*idle.values(), *walked], codes)


def preview_drawing(context: Context, warehouse: str, form: LayoutForm) -> DrawingPreview:
    """What a form would make of a warehouse; nothing is changed.

    Refuses `not_found` and what `draw` refuses of a form; what can't be walked is `trouble`.
    """
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, warehouse)
        places = places_of(connection, place.id)
        idle, walked = _open_waves(connection, place.id)
    drawing = draw(form, _codes(places))
    bins = _bins(places, drawing, form)
    trouble, ways = None, drawing.ways
    try:
        ways = place_bins(drawing.ways, bins).ways
    except Refusal as refusal:
        trouble = Note.of(refusal)
    return DrawingPreview(
        place.code,
        ways,
        bins,
        len(bins),
        len(_moved(places, drawing)),
        drawing.not_placed,
        list(idle.values()),
        walked,
        trouble,
    )


def save_drawing(
    context: Context,
    warehouse: str,
    form: LayoutForm,
    *,
    replan: bool = False,
    key: str | None = None,
) -> DrawnResult:
    """Keeps a drawn layout, and puts the bins where the rule of the form says.

    With `replan` waves that nobody walks yet walk by it; their lists are out of date then.

    Refuses as `place_bins` and `draw` do, and what changes nothing (`nothing_to_do`).
    """

    def work(transaction: Transaction) -> DrawnResult:
        connection = transaction.connection
        place = find_warehouse(connection, warehouse)
        places = places_of(connection, place.id)
        drawing = draw(form, _codes(places))
        bins = _bins(places, drawing, form)
        place_bins(drawing.ways, bins)
        return _save(transaction, place, places, drawing, replan=replan, placed=len(bins))

    content = {"warehouse": warehouse, "form": adapter_of(LayoutForm).dump_python(form)}
    content["replan"] = replan
    return run_command(context, Call("pick.draw", content, key), DrawnResult, work)


Where = tuple[float | None, float | None, str | None, str | None, str | None]
"""x, y, aisle, bay and level of a bin."""


@dataclass(frozen=True, slots=True)
class DrawnBefore:
    """What a drawing changed: the ways, and by location id what stood there before and after."""

    ways: LayoutBefore
    before: Mapping[int, Where]
    after: Mapping[int, Where]
    waves: Sequence[int] = ()


def _save(
    transaction: Transaction,
    place: WarehouseRef,
    places: Sequence[LocationPlace],
    drawing: Drawing,
    *,
    replan: bool,
    placed: int,
) -> DrawnResult:
    connection = transaction.connection
    after = _moved(places, drawing)
    before = _stands(connection, after)
    old = drawn_ways(connection, place.id)
    new = write_ways(drawing.ways)
    if old == new and not after:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.LAYOUT_AS_IT_WAS, name=place.code)
    _stand(connection, after)
    keep_ways(connection, place.id, new)
    idle, _ = _open_waves(connection, place.id)
    waves = list(idle) if replan else []
    _walk_anew(transaction, waves)
    transaction.undo = DrawnBefore(LayoutBefore(place.id, old, new), before, after, waves)
    transaction.changed(Kind.WAREHOUSE, {place.id})
    numbers = [idle[id_] for id_ in waves]
    return DrawnResult(place.code, placed, len(after), list(drawing.not_placed), numbers)


def _undo_drawing(transaction: Transaction, kept: DrawnBefore) -> None:
    """The ways and the places of bins as they were, unless somebody changed them since."""
    connection = transaction.connection
    if _stands(connection, kept.after) != dict(kept.after):
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    put_ways_back(transaction, kept.ways)
    _stand(connection, kept.before)
    idle, _ = _open_waves(connection, kept.ways.warehouse_id)
    _walk_anew(transaction, [id_ for id_ in kept.waves if id_ in idle])


UNDO_DRAWING = Undoer(DrawnBefore, _undo_drawing)


def _walk_anew(transaction: Transaction, waves: Collection[int]) -> None:
    for wave_id in waves:
        order_walk(transaction.connection, wave_id)
    raise_revisions(transaction, waves)


def _codes(places: Sequence[LocationPlace]) -> dict[int, str]:
    return {one.id: one.code for one in places}


def _bins(places: Sequence[LocationPlace], drawing: Drawing, form: LayoutForm) -> list[BinPlace]:
    """The bins with a place: by the rule, or by the coordinates that they have."""
    if not form.rule:
        return [place for one in places if (place := one.placed) is not None]
    found = []
    for one in places:
        spot = drawing.spots.get(one.id)
        if spot is not None:
            stood = BinPlace(one.id, one.code, spot.x_m, spot.y_m, zone=one.zone)
            found.append(replace(stood, aisle=spot.aisle, level=spot.level))
    return found


def _moved(places: Sequence[LocationPlace], drawing: Drawing) -> dict[int, Where]:
    """By location id: where bins are to stand that stand elsewhere now."""
    if not drawing.spots and not drawing.not_placed:
        return {}
    found: dict[int, Where] = {}
    for one in places:
        spot = drawing.spots.get(one.id)
        if spot is not None:
            wanted: Where = (spot.x_m, spot.y_m, spot.aisle, spot.bay, spot.level)
        else:
            wanted = (None, None, one.aisle, one.bay, one.level)
        if wanted != (one.x, one.y, one.aisle, one.bay, one.level):
            found[one.id] = wanted
    return found


def _stands(connection: Connection, ids: Collection[int]) -> dict[int, Where]:
    columns = [getattr(Location, name) for name in _COLUMNS]
    query = select(Location.id, *columns).where(among(Location.id, ids))
    return {
        row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in connection.execute(query).all()
    }


def _stand(connection: Connection, where: Mapping[int, Where]) -> None:
    rows = [(id_, *values) for id_, values in where.items()]
    update_rows(connection, Location, _COLUMNS, rows)


def _open_waves(connection: Connection, warehouse_id: int) -> tuple[dict[int, str], list[str]]:
    """By id the numbers of waves that nobody walks yet; the numbers of those that are walked."""
    query = (
        select(Wave.id, Wave.number, Wave.started_at)
        .where(
            Wave.warehouse_id == warehouse_id,
            Wave.status == WaveStatus.OPEN,
        )
        .order_by(Wave.id)
    )
    rows = connection.execute(query).all()
    idle = {row[0]: row[1] for row in rows if row[2] is None}
    return idle, [row[1] for row in rows if row[0] not in idle]
