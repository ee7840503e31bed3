"""Layouts of warehouses: read off their bins, or drawn and imported; and the floor plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.records.layouts import drawn_ways, places_of
from packbench.db.queries.records.lookups import WarehouseRef, find_warehouse, find_wave_id
from packbench.db.schema import PickTask, StockBin, WarehouseLayoutRow, Wave
from packbench.db.sql.sums import total
from packbench.domain.changes import Kind
from packbench.domain.file_names import file_name_for
from packbench.domain.files import system_reason
from packbench.domain.outcomes import Note, Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.layout import MM_A_METRE, Aisle, CrossAisle, Point, Way, Ways
from packbench.domain.walking.placing import place_bins
from packbench.domain.walking.route import Leg
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.routing import Floor, floor_of, write_ways
from packbench.engine.undo.undoer import Undoer
from packbench.services.documents.writing import Writing


@dataclass(frozen=True, slots=True)
class DrawnAisle:
    """An aisle along y, in metres."""

    name: str
    x: float
    start: float
    end: float
    way: Way = Way.BOTH


@dataclass(frozen=True, slots=True)
class DrawnCrossAisle:
    """A cross aisle along x, in metres."""

    y: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class DrawnLayout:
    """A layout as a file tells it, in metres: `packbench pick layout W --import FILE`.

    An aisle of several names has them joined by ` / `. `turned`: the racks run along x, here x and
    y have changed places.
    """

    aisles: list[DrawnAisle]
    cross_aisles: list[DrawnCrossAisle]
    depot: tuple[float, float]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class BinOnPlan:
    """A bin where a picker stands in front of it, in metres.

    Attributes:
        units: on hand there.
        picks: how many tasks were ever done there; the heat of the plan.
    """

    location_id: int
    code: str
    zone: str | None
    x_m: float
    y_m: float
    units: int
    picks: int


@dataclass(frozen=True, slots=True)
class FloorLayout:
    """A warehouse to be drawn.

    Attributes:
        drawn: somebody drew its ways; otherwise they are read off the bins.
        ways: None where no bin has coordinates, or they make no sense (`trouble`).
        without_place: codes of bins that have no coordinates.
        legs: the walk of a wave.
    """

    warehouse: str
    drawn: bool
    ways: Ways | None
    bins: list[BinOnPlan]
    without_place: list[str]
    trouble: Note | None = None
    legs: list[Leg] = field(default_factory=list)


def floor_plan(context: Context, warehouse: str, *, wave: str | None = None) -> FloorLayout:
    """The plan of a warehouse, with the walk of a wave; refuses `not_found`."""
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, warehouse)
        floor = floor_of(connection, place.id)
        bins = _bins(connection, place.id, floor)
        legs = [] if wave is None else _legs(connection, floor, find_wave_id(connection, wave))
        drawn = drawn_ways(connection, place.id) is not None
    shown = {one.location_id for one in bins}
    ways = None if floor.router is None else floor.router.layout.ways
    missing = [one.code for id_, one in floor.bins.items() if id_ not in shown]
    return FloorLayout(place.code, drawn, ways, bins, missing, floor.trouble, legs)


def draw_layout(
    context: Context, warehouse: str, layout: DrawnLayout, *, key: str | None = None
) -> FloorLayout:
    """Keeps the ways of a warehouse as they were drawn.

    Refuses what `place_bins` does: bins in one place, aisles in one place, a bin off its aisle, an
    aisle that can't be reached.
    """
    ways = Ways(
        tuple(
            Aisle(tuple(one.name.split(" / ")), _mm(one.x), _mm(one.start), _mm(one.end), one.way)
            for one in layout.aisles
        ),
        tuple(CrossAisle(_mm(one.y), _mm(one.start), _mm(one.end)) for one in layout.cross_aisles),
        Point(_mm(layout.depot[0]), _mm(layout.depot[1])),
        layout.turned,
    )

    def work(transaction: Transaction) -> str:
        place = find_warehouse(transaction.connection, warehouse)
        placed = [one.placed for one in places_of(transaction.connection, place.id)]
        place_bins(ways, [one for one in placed if one is not None])
        return _keep(transaction, place, write_ways(ways))

    content = {"warehouse": warehouse, "ways": write_ways(ways)}
    code = run_command(context, Call("pick.layout", content, key), str, work)
    return floor_plan(context, code)


def forget_layout(context: Context, warehouse: str, *, key: str | None = None) -> FloorLayout:
    """From now on the bins tell the ways of a warehouse; refuses where nobody has drawn them."""

    def work(transaction: Transaction) -> str:
        place = find_warehouse(transaction.connection, warehouse)
        if drawn_ways(transaction.connection, place.id) is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_LAYOUT_DRAWN, name=place.code)
        return _keep(transaction, place, None)

    call = Call("pick.layout", {"warehouse": warehouse, "ways": None}, key)
    return floor_plan(context, run_command(context, call, str, work))


def read_layout(path: Path) -> DrawnLayout:
    """A layout from a JSON file; refuses what can't be read or is no layout."""
    try:
        text = path.read_bytes()
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.FILE_UNREADABLE, file=str(path), reason=reason) from error
    try:
        return adapter_of(DrawnLayout).validate_json(text)
    except ValueError as error:
        raise Refusal(Code.INVALID, field="layout", value=path.name) from error


def export_layout(context: Context, warehouse: str, target: Path, *, force: bool = False) -> Path:
    """Writes the layout that a warehouse is walked by, as `read_layout` reads it.

    Refuses `not_found`, a warehouse without a layout (`layout_empty`, or what is wrong with it),
    and what `Output` does.
    """
    plan = floor_plan(context, warehouse)
    if plan.ways is None:
        raise Refusal(Code.LAYOUT_EMPTY) if plan.trouble is None else plan.trouble.refusal()
    text = adapter_of(DrawnLayout).dump_json(_told(plan.ways), indent=2)
    name = f"layout-{file_name_for(plan.warehouse)}.json"
    return Writing(context, target, force).write(name, text + b"\n")


def _told(ways: Ways) -> DrawnLayout:
    return DrawnLayout(
        [
            DrawnAisle(one.name, _m(one.x_mm), _m(one.from_mm), _m(one.to_mm), one.way)
            for one in ways.aisles
        ],
        [
            DrawnCrossAisle(_m(one.y_mm), _m(one.from_mm), _m(one.to_mm))
            for one in ways.cross_aisles
        ],
        (_m(ways.depot.x_mm), _m(ways.depot.y_mm)),
        ways.turned,
    )


def _m(millimetres: int) -> float:
    return millimetres / MM_A_METRE


def _mm(metres: float) -> int:
    return round(metres * MM_A_METRE)


@dataclass(frozen=True, slots=True)
class LayoutBefore:
    """The ways of a warehouse before they were drawn or forgotten, and after."""

    warehouse_id: int
    before: str | None
    after: str | None


def _keep(transaction: Transaction, place: WarehouseRef, body: str | None) -> str:
    before = drawn_ways(transaction.connection, place.id)
    keep_ways(transaction.connection, place.id, body)
    transaction.undo = LayoutBefore(place.id, before, body)
    transaction.changed(Kind.WAREHOUSE, {place.id})
    return place.code


def keep_ways(connection: Connection, warehouse_id: int, body: str | None) -> None:
    """Inside a command: keeps the ways of a warehouse as they were drawn; None forgets them."""
    if body is None:
        gone = delete(WarehouseLayoutRow).where(WarehouseLayoutRow.warehouse_id == warehouse_id)
        connection.execute(gone)
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"warehouse_id": warehouse_id, "body": body}
    insert = dialect.insert(WarehouseLayoutRow).values(values)
    changed = {"body": body}
    connection.execute(insert.on_conflict_do_update(index_elements=["warehouse_id"], set_=changed))


def put_ways_back(transaction: Transaction, kept: LayoutBefore) -> None:
    """Inside an undo: the ways as they were, unless somebody drew them anew since."""
    if drawn_ways(transaction.connection, kept.warehouse_id) != kept.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    keep_ways(transaction.connection, kept.warehouse_id, kept.before)
    transaction.changed(Kind.WAREHOUSE, {kept.warehouse_id})


UNDO_LAYOUT = Undoer(LayoutBefore, put_ways_back)


def _bins(connection: Connection, warehouse_id: int, floor: Floor) -> list[BinOnPlan]:
    if floor.router is None:
        return []
    units = _units(connection, warehouse_id)
    picks = _picks(connection, warehouse_id)
    return [
        BinOnPlan(
            id_,
            placed.code,
            floor.bins[id_].zone,
            placed.point.x_mm / MM_A_METRE,
            placed.point.y_mm / MM_A_METRE,
            units.get(id_, 0),
            picks.get(id_, 0),
        )
        for id_, placed in floor.router.layout.bins.items()
    ]


def _units(connection: Connection, warehouse_id: int) -> Mapping[int, int]:
    query = (
        select(StockBin.location_id, total(StockBin.on_hand))
        .where(StockBin.warehouse_id == warehouse_id)
        .group_by(StockBin.location_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query).all()}


def _picks(connection: Connection, warehouse_id: int) -> Mapping[int, int]:
    done = PickTask.picked + PickTask.short
    query = (
        select(StockBin.location_id, func.count())
        .join(PickTask, PickTask.stock_bin_id == StockBin.id)
        .where(StockBin.warehouse_id == warehouse_id, done > 0)
        .group_by(StockBin.location_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _legs(connection: Connection, floor: Floor, wave_id: int) -> list[Leg]:
    query = (
        select(StockBin.location_id)
        .join(PickTask, PickTask.stock_bin_id == StockBin.id)
        .join(Wave, Wave.id == PickTask.wave_id)
        .where(Wave.id == wave_id)
        .order_by(PickTask.sequence)
    )
    asked: Sequence[int] = connection.execute(query).scalars().all()
    return [] if floor.router is None else list(floor.router.walk(asked).legs)
