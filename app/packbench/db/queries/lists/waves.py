"""The table of waves on the Pick & Pack tab, and what its panel tells of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.schema import (
    Allocation,
    BinToCount,
    Command,
    Location,
    Operator,
    Order,
    PickTask,
    PrintedDocument,
    Product,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import PICK_LIST, PICKING, WaveStatus
from packbench.domain.warehousing import LocationKind


@dataclass(frozen=True, slots=True)
class WaveQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a wave's number, or exactly a SKU or an order number in it.
        numbers: waves with one of these numbers.
        statuses: `open` (nobody has begun), `picking`, `picked`, `cancelled`.
        sort: `number`, `warehouse`, `status`, `since`.
    """

    text: str = ""
    numbers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    sort: str = "number"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListedWave:
    """One wave; of its `units` so many are `picked`; so many were not found where they should be.

    `printed_at` and `printed_revision` are of its newest paper, None while there is none.
    """

    id: int
    number: str
    warehouse: str
    mode: str
    status: str
    revision: int
    created_at: datetime
    started_at: datetime | None
    picked_at: datetime | None
    picker: str | None
    distance_m: int | None
    saved_percent: int | None
    walk: str | None
    orders: int
    lines: int
    units: int
    picked: int
    short: int
    printed_at: datetime | None
    printed_revision: int | None

    @property
    def paper_is_old(self) -> bool:
        """Whether the newest paper tells another walk than the wave has now."""
        return self.printed_revision is not None and self.printed_revision < self.revision


_BEGUN = and_(Wave.status == WaveStatus.OPEN, Wave.started_at.is_not(None))
_STATUS = case((_BEGUN, PICKING), else_=Wave.status)
_SORTS = {
    "number": Wave.id,
    "warehouse": Warehouse.code_key,
    "status": _STATUS,
    "since": Wave.created_at,
}


def select_ids(query: WaveQuery) -> Select[int]:
    """The ids of the waves that fit, in the order that was asked for."""
    order = ordered_by(_SORTS, query.sort, query.descending, Wave.id)
    return (
        select(Wave.id)
        .join(Warehouse, Warehouse.id == Wave.warehouse_id)
        .where(*_conditions(query))
        .order_by(*order)
    )


def _conditions(query: WaveQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.statuses:
        found.append(_STATUS.in_(query.statuses))
    if query.warehouses:
        found.append(Warehouse.code_key.in_([code_key(code) for code in query.warehouses]))
    if query.numbers:
        found.append(Wave.number.in_([number.upper() for number in query.numbers]))
    if query.text:
        number = Wave.number.icontains(query.text, autoescape=True)
        found.append(or_(number, _holds(query.text)))
    return found


def _holds(text: str) -> ColumnElement[bool]:
    """Waves with an order of this number, or a task of this SKU."""
    of_order = (
        select(WaveShipment.wave_id)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.number_key == code_key(text))
    )
    of_product = (
        select(PickTask.wave_id)
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .join(Product, Product.id == Allocation.product_id)
        .where(Product.sku_key == code_key(text))
    )
    return or_(Wave.id.in_(of_order), Wave.id.in_(of_product))


def read_rows(connection: Connection, ids: Sequence[int]) -> list[ListedWave]:
    """The rows of some waves, in any order."""
    query: Select[*tuple[Any, ...]] = (
        select(
            *(Wave.id, Wave.number, Warehouse.code, Wave.mode, Wave.choice),
            *(_STATUS.label("status"), Wave.revision, Wave.created_at, Wave.started_at),
            *(Wave.picked_at, Operator.name.label("picker"), Wave.distance_m),
            *(Wave.saved_percent, Wave.walk),
        )
        .join(Warehouse, Warehouse.id == Wave.warehouse_id)
        .outerjoin(Operator, Operator.id == Wave.picker_id)
        .where(among(Wave.id, ids))
    )
    waves = connection.execute(query).all()
    orders, tasks = _count_orders(connection, ids), _sum_tasks(connection, ids)
    shorts = _sum_shorts(connection, ids)
    papers = _newest_papers(connection, [wave.number for wave in waves])
    nothing = _TaskSums(0, 0, 0)
    return [
        _row(
            wave,
            orders.get(wave.id, 0),
            tasks.get(wave.id, nothing),
            shorts.get(wave.id, 0),
            papers.get(wave.number),
        )
        for wave in waves
    ]


class _TaskSums(NamedTuple):
    lines: int
    units: int
    picked: int


class _Paper(NamedTuple):
    at: datetime
    revision: int


def _row(
    wave: AnyRow, orders: int, units: _TaskSums, short: int, paper: _Paper | None
) -> ListedWave:
    return ListedWave(
        id=wave.id,
        number=wave.number,
        warehouse=wave.code,
        mode=wave.choice or wave.mode,
        status=wave.status,
        revision=wave.revision,
        created_at=wave.created_at,
        started_at=wave.started_at,
        picked_at=wave.picked_at,
        picker=wave.picker,
        distance_m=wave.distance_m,
        saved_percent=wave.saved_percent,
        walk=wave.walk,
        orders=orders,
        lines=units.lines,
        units=units.units,
        picked=units.picked,
        short=short,
        printed_at=paper.at if paper else None,
        printed_revision=paper.revision if paper else None,
    )


def _count_orders(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(WaveShipment.wave_id, func.count(func.distinct(Shipment.order_id)))
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(among(WaveShipment.wave_id, ids), Shipment.status != ShipmentStatus.CANCELLED)
        .group_by(WaveShipment.wave_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _sum_tasks(connection: Connection, ids: Sequence[int]) -> dict[int, _TaskSums]:
    query = (
        select(
            *(PickTask.wave_id, func.count(func.distinct(Allocation.order_line_id))),
            *(total(PickTask.quantity), total(PickTask.picked)),
        )
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .where(among(PickTask.wave_id, ids))
        .group_by(PickTask.wave_id)
    )
    return {row[0]: _TaskSums(*row[1:]) for row in connection.execute(query)}


def _sum_shorts(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """What was not found, also where other bins took it over or it waits again."""
    query = (
        select(BinToCount.wave_id, total(BinToCount.units))
        .where(among(BinToCount.wave_id, ids))
        .group_by(BinToCount.wave_id)
    )
    rows = connection.execute(query)
    return {wave_id: units for wave_id, units in rows if wave_id is not None}


def _newest_papers(connection: Connection, numbers: Sequence[str]) -> dict[str, _Paper]:
    query = (
        select(PrintedDocument.subject, Command.at, PrintedDocument.revision)
        .join(Command, Command.id == PrintedDocument.command_id)
        .where(PrintedDocument.kind == PICK_LIST, PrintedDocument.subject.in_(numbers))
        .order_by(PrintedDocument.print_number)
    )
    return {row[0]: _Paper(row[1], row[2]) for row in connection.execute(query)}


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many waves are in each state."""
    part = select(_STATUS.label("status")).subquery()
    query = select(part.c.status, func.count()).group_by(part.c.status)
    return {row[0]: row[1] for row in connection.execute(query)}


def count_open(connection: Connection) -> int:
    """How many waves are not done."""
    query = select(func.count()).select_from(Wave).where(Wave.status == WaveStatus.OPEN)
    return connection.execute(query).scalar_one()


def count_by_warehouse(connection: Connection) -> dict[str, int]:
    """How many waves that are not done each warehouse has, by its code."""
    query = (
        select(Warehouse.code, func.count())
        .join(Wave, Wave.warehouse_id == Warehouse.id)
        .where(Wave.status == WaveStatus.OPEN)
        .group_by(Warehouse.code)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class ShipmentOfWave:
    """A shipment of a wave with its place on the cart, from 1; `left` units are to be taken."""

    slot: int
    number: str
    order_number: str
    customer: str
    status: str
    units: int
    left: int
    short: int


def read_shipments(connection: Connection, wave_id: int) -> list[ShipmentOfWave]:
    """The shipments of a wave in slot order."""
    of_wave = and_(
        PickTask.shipment_id == WaveShipment.shipment_id, PickTask.wave_id == WaveShipment.wave_id
    )
    open_units = PickTask.quantity - PickTask.picked - PickTask.short
    query: Select[*tuple[Any, ...]] = (
        select(
            *(WaveShipment.slot, Shipment.number, Order.number),
            func.coalesce(Order.company, Order.customer_name, ""),
            Shipment.status,
            *(
                func.coalesce(total(units), 0)
                for units in (PickTask.quantity, open_units, PickTask.short)
            ),
        )
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .outerjoin(PickTask, of_wave)
        .where(WaveShipment.wave_id == wave_id)
        .group_by(WaveShipment.wave_id, WaveShipment.slot, Shipment.id, Order.id)
        .order_by(WaveShipment.slot)
    )
    return [ShipmentOfWave(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class ShortPick:
    """Units that a picker did not find, and why; `location` is None where stock has no bin."""

    location: str | None
    sku: str
    units: int
    reason: str
    at: datetime
    operator: str
    counted: bool


def read_shorts(connection: Connection, wave_id: int) -> list[ShortPick]:
    """What was short on the walk of a wave, the first first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            case((Location.kind == LocationKind.BIN, Location.code)),
            *(Product.sku, BinToCount.units, BinToCount.reason, Command.at),
            *(Operator.name, BinToCount.counted_by.is_not(None)),
        )
        .join(Location, Location.id == BinToCount.location_id)
        .join(Product, Product.id == BinToCount.product_id)
        .join(Command, Command.id == BinToCount.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(BinToCount.wave_id == wave_id)
        .order_by(BinToCount.id)
    )
    return [ShortPick(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class PaperOfWave:
    """One print of a wave's pick list: which, of which revision, by whom, where and when."""

    print_number: int
    revision: int
    at: datetime
    operator: str
    station: str


def read_papers(connection: Connection, number: str) -> list[PaperOfWave]:
    """The prints of a wave's pick list, the newest first."""
    query: Select[*tuple[Any, ...]] = (
        select(
            *(PrintedDocument.print_number, PrintedDocument.revision, Command.at),
            *(Operator.name, Station.name),
        )
        .join(Command, Command.id == PrintedDocument.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .where(PrintedDocument.kind == PICK_LIST, PrintedDocument.subject == number)
        .order_by(PrintedDocument.print_number.desc())
    )
    return [PaperOfWave(*row) for row in connection.execute(query)]
