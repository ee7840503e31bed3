"""What is picked and waits to be packed: which shipment an item is for, and how many there are."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import (
    Allocation,
    Order,
    Packing,
    PackScan,
    Shipment,
    Station,
    Warehouse,
    WaveShipment,
)
from packbench.db.sql.filled import filled
from packbench.db.sql.sums import total
from packbench.db.today import company_zone, today
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.shipping import Method

_SCANNED = (
    select(func.coalesce(total(PackScan.quantity), 0))
    .where(PackScan.allocation_id == Allocation.id, PackScan.taken_back_by.is_(None))
    .scalar_subquery()
)
_PICKED = and_(
    Shipment.status == ShipmentStatus.PICKED,
    Order.payment == Payment.PAID,
    Order.hold.is_(None),
)


def _waiting(station: str, warehouse: str | None, wave_id: int | None) -> Select[Any]:
    """Numbers of picked shipments that this station may pack, the first in the queue first."""
    query = (
        select(Shipment.number)
        .join(Order, Order.id == Shipment.order_id)
        .outerjoin(Packing, Packing.shipment_id == Shipment.id)
        .outerjoin(Station, Station.id == Packing.station_id)
        .where(_PICKED)
        .where(or_(Packing.shipment_id.is_(None), Station.name == station, Packing.stopped_by > 0))
        # What lies open here goes on first.
        .order_by(Packing.opened_at.is_(None), Order.queue_key, Shipment.id)
    )
    if warehouse is not None:
        query = query.join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        query = query.where(Warehouse.code == warehouse)
    if wave_id is not None:
        query = query.join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        query = query.where(WaveShipment.wave_id == wave_id)
    return query


def needing(
    connection: Connection,
    product_ids: list[int],
    station: str,
    *,
    warehouse: str | None,
    wave_id: int | None,
) -> str | None:
    """The number of the first picked shipment that lacks one of the products at its bench."""
    query = (
        _waiting(station, warehouse, wave_id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .where(Allocation.product_id.in_(product_ids), Allocation.picked > _SCANNED)
    )
    return connection.execute(query.limit(1)).scalar()


def of_order(connection: Connection, order_id: int, station: str) -> str | None:
    """The shipment of an order that this station can pack, else the one that has come farthest.

    Cancelled ones do not count.
    """
    ours = _waiting(station, None, None).where(Shipment.order_id == order_id)
    number = connection.execute(ours.limit(1)).scalar()
    if number is not None:
        return str(number)
    others = (
        select(Shipment.number)
        .where(Shipment.order_id == order_id, Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(Shipment.status == ShipmentStatus.SHIPPED, Shipment.sequence)
    )
    return connection.execute(others.limit(1)).scalar()


def of_wave(connection: Connection, wave_id: int, station: str) -> str | None:
    """The first shipment of a wave that this station can pack, by its slot."""
    query = _waiting(station, None, wave_id).order_by(None)
    first = query.order_by(Packing.opened_at.is_(None), WaveShipment.slot)
    return connection.execute(first.limit(1)).scalar()


def in_slot(
    connection: Connection,
    slot: int,
    station: str,
    *,
    warehouse: str | None,
    wave_id: int | None,
) -> list[str]:
    """The shipments that lie in a slot of a cart and can be packed: of one wave, or of all."""
    query = _waiting(station, warehouse, None).join(
        WaveShipment, WaveShipment.shipment_id == Shipment.id
    )
    query = query.where(WaveShipment.slot == slot)
    if wave_id is not None:
        query = query.where(WaveShipment.wave_id == wave_id)
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class WaitingToPack:
    """Picked shipments of one shipping method ("" for orders that name none).

    Attributes:
        method: its name; the order's own word where no method is known by it.
        shipments: how many.
        units: in all of them.
        ship_by: the day by which the most urgent of them has to leave.
        carrier: who takes them; empty where no method is known.
        cut_off: until when what is packed still goes today; None where there is no such time.
    """

    method: str
    shipments: int
    units: int
    ship_by: date | None
    carrier: str = ""
    cut_off: datetime | None = None


def waiting_to_pack(connection: Connection, warehouse: str | None) -> list[WaitingToPack]:
    """What is picked and not packed, of a warehouse or of all, by method: the next cut-off first.

    What channels call by different words is one method.
    """
    method = filled(Order.ship_method, "")
    query = (
        select(
            *(method, func.count(Shipment.id.distinct()), total(Allocation.picked)),
            func.min(Order.ship_by),
        )
        .select_from(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .where(_PICKED)
        .group_by(method)
        .order_by(method)
    )
    if warehouse is not None:
        query = query.join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        query = query.where(Warehouse.code == warehouse)
    methods = known_methods(connection)
    found: dict[str, WaitingToPack] = {}
    for row in connection.execute(query).all():
        one = _of_method(connection, methods.find(row[0]), WaitingToPack(*row))
        found[one.method] = _joined(found.get(one.method), one)
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda one: (one.cut_off or never, one.method))


def _of_method(
    connection: Connection, method: Method | None, waiting: WaitingToPack
) -> WaitingToPack:
    if method is None:
        return waiting
    cut_off = None
    if method.cut_off is not None:
        day, zone = today(connection), company_zone(connection)
        cut_off = datetime.combine(day, method.cut_off, zone)
    return replace(waiting, method=method.name, carrier=method.carried_by, cut_off=cut_off)


def _joined(before: WaitingToPack | None, one: WaitingToPack) -> WaitingToPack:
    if before is None:
        return one
    days = [day for day in (before.ship_by, one.ship_by) if day is not None]
    return replace(
        one,
        shipments=before.shipments + one.shipments,
        units=before.units + one.units,
        ship_by=min(days, default=None),
    )


def open_at(connection: Connection, station: str) -> list[str]:
    """The shipments that are open at a station, the last one opened first.

    What was taken away, or is cancelled, is not.
    """
    query = (
        select(Shipment.number)
        .join(Packing, Packing.shipment_id == Shipment.id)
        .join(Station, Station.id == Packing.station_id)
        .where(Station.name == station, Packing.closed_at.is_(None), Packing.stopped_by.is_(None))
        .where(Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(Packing.opened_at.desc())
    )
    return list(connection.execute(query).scalars())


def stopped_at(connection: Connection, station: str) -> list[int]:
    """The ids of the shipments that were taken away from a station and not told, the last first."""
    query = (
        select(Packing.shipment_id)
        .join(Station, Station.id == Packing.station_id)
        .where(Station.name == station, Packing.stopped_by > 0, Packing.put_back.is_not(None))
        .order_by(Packing.opened_at.desc())
    )
    return list(connection.execute(query).scalars())
