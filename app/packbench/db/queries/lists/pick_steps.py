"""The shipments that are not shipped, by the step that they stand at, and what keeps them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)

from packbench.db.queries.lists.narrowing import select_few
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.schema import (
    Allocation,
    Order,
    OrderProblem,
    OrderStuck,
    Shipment,
    Waiting,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.db.sql.tested import Tested
from packbench.domain.catalog import code_key
from packbench.domain.orders import Payment, Problem, ShipmentStatus, Stuck
from packbench.domain.picking import WaveStatus, WorkStep
from packbench.domain.warehousing import WarehouseKind

_AT_WORK = (
    ShipmentStatus.READY.value,
    ShipmentStatus.PICKING.value,
    ShipmentStatus.PICKED.value,
    ShipmentStatus.PACKED.value,
)
_WAVE, _PLACE = aliased(Wave), aliased(WaveShipment)
_COLLECTING = and_(Order.ship_partial.is_(False), Order.waiting_units + Order.unrouted_units > 0)
_LACKS_ADDRESS = exists().where(
    OrderProblem.order_id == Order.id, OrderProblem.code == Problem.ADDRESS_INCOMPLETE
)
_STARTED = (
    select(_WAVE.id)
    .join(_PLACE, _PLACE.wave_id == _WAVE.id)
    .where(
        _PLACE.shipment_id == Shipment.id,
        _WAVE.status == WaveStatus.OPEN,
        _WAVE.started_at.is_not(None),
    )
    .exists()
)
_READY = Shipment.status == ShipmentStatus.READY
_WAITS_SINCE = select(func.min(Waiting.since)).where(Waiting.order_id == Order.id).scalar_subquery()


def _since(reason: Stuck) -> ScalarSelect[datetime]:
    """Inside a query on orders: since when it is so."""
    return (
        select(OrderStuck.since)
        .where(OrderStuck.order_id == Order.id, OrderStuck.reason == reason)
        .where(OrderStuck.ended_by.is_(None))
        .scalar_subquery()
    )


_STEP: ColumnElement[str] = case(
    (and_(_READY, Warehouse.kind == WarehouseKind.VIRTUAL), WorkStep.PROMISED.value),
    (and_(_READY, Order.hold.is_not(None)), WorkStep.ON_HOLD.value),
    (and_(_READY, Order.payment == Payment.AWAITING), WorkStep.UNPAID.value),
    (and_(_READY, _COLLECTING), WorkStep.COLLECTING.value),
    (_READY, WorkStep.TO_RELEASE.value),
    (Shipment.status == ShipmentStatus.PICKED, WorkStep.PICKED.value),
    (Shipment.status == ShipmentStatus.PACKED, WorkStep.PACKED.value),
    (_STARTED, WorkStep.IN_PICKING.value),
    else_=WorkStep.TO_PICK.value,
)


@dataclass(frozen=True, slots=True)
class ShipmentQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a shipment's number or of a customer's name.
        lacks_address: only shipments that get no carrier's label with the address that they have.
        late_on: shipments to be sent by this day or before.
        sort: `queue`, `number`, `warehouse`, `ship_by`, `method`.
    """

    text: str = ""
    steps: tuple[str, ...] = ()
    lacks_address: bool = False
    warehouses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    late_on: date | None = None
    sort: str = "queue"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One shipment; `since` is when it came to its step, as far as that is known.

    What is stuck is so since it was put on hold, came unpaid, or began to wait for the rest.

    Attributes:
        made_on: the company's day on which it got its stock.
        wave: the wave that it is in, None before it is released.
        slot: its place on the cart, from 1.
    """

    id: int
    number: str
    order_id: int
    order_number: str
    warehouse: str
    customer: str
    channel: str
    ship_by: date | None
    ship_method: str | None
    step: str
    made_on: date | None
    since: datetime | None
    units: int
    wave: str | None
    slot: int | None
    lacks_address: bool
    lacks_address_since: datetime | None


_SORTS = {
    "queue": Order.queue_key,
    "number": Shipment.number,
    "warehouse": Warehouse.code_key,
    "ship_by": Order.ship_by,
    "method": Order.ship_method,
}


def select_ids(query: ShipmentQuery) -> Select[int]:
    """The ids of the shipments that fit, in the order that was asked for."""
    order = ordered_by(_SORTS, query.sort, query.descending, Shipment.id)
    found = _at_work(select(Shipment.id.label("id"))).where(*map(Tested, _conditions(query)))
    return select_few(found, order)


def _at_work(query: Select[*tuple[Any, ...]], *, known: bool = False) -> Select[*tuple[Any, ...]]:
    """With their order and warehouse; of `known` ones no index is asked which are at work."""
    at_work = Shipment.status.in_(_AT_WORK)
    return (
        query.join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(Tested(at_work) if known else at_work)
    )


def _conditions(query: ShipmentQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.steps:
        found.append(_STEP.in_(query.steps))
    if query.lacks_address:
        found.append(_LACKS_ADDRESS)
    if query.warehouses:
        found.append(Warehouse.code_key.in_([code_key(code) for code in query.warehouses]))
    if query.channels:
        found.append(Order.channel.in_(query.channels))
    if query.late_on:
        found.append(Order.ship_by <= query.late_on)
    if query.text:
        columns = (Shipment.number, Order.customer_name, Order.company, Order.ship_method)
        found.append(or_(*(one.icontains(query.text, autoescape=True) for one in columns)))
    return found


def read_rows(connection: Connection, ids: Sequence[int]) -> list[ShipmentRow]:
    """The rows of some shipments, in any order."""
    units = Allocation.allocated + Allocation.picked + Allocation.packed
    held = (
        select(func.coalesce(total(units), 0))
        .where(Allocation.shipment_id == Shipment.id)
        .scalar_subquery()
    )
    stuck = {
        WorkStep.UNPAID.value: _since(Stuck.UNPAID),
        WorkStep.ON_HOLD.value: _since(Stuck.HOLD),
        WorkStep.COLLECTING.value: _WAITS_SINCE,
    }
    at_work = func.coalesce(Wave.picked_at, Wave.started_at, Wave.created_at)
    since: ColumnElement[Any] = case(stuck, value=_STEP, else_=at_work)
    lacks = _since(Stuck.ADDRESS)
    query: Select[*tuple[Any, ...]] = (
        _at_work(
            select(
                *(Shipment.id, Shipment.number, Order.id.label("order_id")),
                *(Order.number.label("order_number"), Warehouse.code.label("warehouse")),
                func.coalesce(Order.company, Order.customer_name, "").label("customer"),
                *(Order.channel, Order.ship_by, Order.ship_method, _STEP.label("step")),
                *(Shipment.made_on, since.label("since"), held.label("units")),
                *(Wave.number.label("wave"), WaveShipment.slot),
                *(_LACKS_ADDRESS.label("lacks_address"), lacks.label("lacks_address_since")),
            ),
            known=True,
        )
        .outerjoin(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .outerjoin(Wave, Wave.id == WaveShipment.wave_id)
        .where(among(Shipment.id, ids))
        .order_by(Wave.id)
    )
    rows = {row.id: row for row in connection.execute(query)}  # the newest wave, if it was in two
    return [ShipmentRow(*row) for row in rows.values()]


def count_by_step(connection: Connection, warehouses: Sequence[str] = ()) -> dict[str, int]:
    """How many shipments stand at each step, at these warehouses or at all."""
    return _count_by(connection, _STEP, ShipmentQuery(warehouses=tuple(warehouses)))


def count_by_warehouse(connection: Connection) -> dict[str, int]:
    """How many shipments that are not shipped each warehouse has, by its code."""
    return _count_by(connection, Warehouse.code)


def _count_by(
    connection: Connection, value: Any, of: ShipmentQuery | None = None
) -> dict[str, int]:
    rows = _at_work(select(value.label("value")).select_from(Shipment))
    part = rows.where(*_conditions(of or ShipmentQuery())).subquery()
    query = select(part.c.value, func.count()).group_by(part.c.value)
    return {row[0]: row[1] for row in connection.execute(query)}


def picked_of_order(connection: Connection, order_id: int) -> list[str]:
    """The numbers of an order's shipments that are picked, in the order of their making."""
    query = select(Shipment.number).where(
        Shipment.order_id == order_id, Shipment.status == ShipmentStatus.PICKED
    )
    return list(connection.execute(query.order_by(Shipment.sequence)).scalars())


def count_due(connection: Connection, day: date) -> dict[str, int]:
    """How many shipments were to be sent before a day (`late`), and until its end (`today`)."""
    late = func.count().filter(Order.ship_by < day)
    query = _at_work(select(late.label("late"), func.count().label("today")).select_from(Shipment))
    row = connection.execute(query.where(Order.ship_by <= day)).one()
    return {"late": row.late, "today": row.today}


def count_without_address(connection: Connection) -> int:
    """How many shipments get no carrier's label with the address that they have."""
    query = _at_work(select(func.count()).select_from(Shipment)).where(_LACKS_ADDRESS)
    return int(connection.execute(query).scalar_one())
