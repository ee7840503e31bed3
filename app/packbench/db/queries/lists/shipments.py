"""Shipments as they are looked for afterwards: by state, carrier, tracking number and day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select

from packbench.db.schema import Allocation, Order, PackScan, Parcel, Shipment, Warehouse
from packbench.db.sql.sums import total
from packbench.db.today import end_of_day
from packbench.domain.orders import ShipmentStatus


@dataclass(frozen=True, slots=True)
class ShipmentSearch:
    """Which shipments: those that agree with all that is said.

    Attributes:
        status: its word; None for all but cancelled ones.
        carrier: as it is written on the shipment, without regard to case.
        tracking: a part of the number, without regard to case.
        shipped_since: shipped on this day or later, in the company's time zone.
        most: no more than so many.
    """

    status: ShipmentStatus | None = None
    carrier: str | None = None
    tracking: str | None = None
    shipped_since: date | None = None
    most: int = 100


@dataclass(frozen=True, slots=True)
class ShipmentFound:
    """A shipment in the list, with the number of its parcels and units."""

    shipment: str
    order_number: str
    warehouse: str
    status: str
    carrier: str | None
    tracking: str | None
    shipped_at: datetime | None
    parcels: int
    units: int


def find_shipments(connection: Connection, query: ShipmentSearch) -> list[ShipmentFound]:
    """The shipments of a query, the last shipped one first, then those that are to be shipped."""
    units = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped
    held = (
        select(func.coalesce(total(units), 0))
        .where(Allocation.shipment_id == Shipment.id)
        .scalar_subquery()
    )
    parcels = (
        select(func.count(Parcel.id.distinct()))
        .join(PackScan, PackScan.parcel_id == Parcel.id)
        .where(Parcel.shipment_id == Shipment.id, PackScan.taken_back_by.is_(None))
        .scalar_subquery()
    )
    found = (
        select(
            *(Shipment.number, Order.number, Warehouse.code, Shipment.status),
            *(Shipment.carrier, Shipment.tracking, Shipment.shipped_at, parcels, held),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(*_conditions(connection, query))
        .order_by(Shipment.shipped_at.desc().nulls_last(), Shipment.id.desc())
        .limit(query.most)
    )
    return [ShipmentFound(*row) for row in connection.execute(found).all()]


def _conditions(connection: Connection, query: ShipmentSearch) -> list[ColumnElement[bool]]:
    if query.status is None:
        found: list[ColumnElement[bool]] = [Shipment.status != ShipmentStatus.CANCELLED]
    else:
        found = [Shipment.status == query.status]
    if query.carrier is not None:
        found.append(func.lower(Shipment.carrier) == query.carrier.strip().lower())
    if query.tracking is not None:
        found.append(Shipment.tracking.icontains(query.tracking.strip(), autoescape=True))
    if query.shipped_since is not None:
        found.append(Shipment.shipped_at > end_of_day(connection, _before(query.shipped_since)))
    return found


def _before(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - 1))
