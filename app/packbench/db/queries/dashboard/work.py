"""Open orders by state and by age, with the warehouses that have a shipment of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, exists, func, literal, or_, select

from packbench.db.queries.lists.orders import IS_OPEN, ships_from
from packbench.db.schema import Order, PurchaseOrder, Shipment, Stock, Warehouse
from packbench.domain.orders import ShipmentStatus

_HAS_SHIPMENT = Shipment.status != ShipmentStatus.CANCELLED


def anything(connection: Connection) -> bool:
    """Whether there is an order, stock or a purchase order."""
    there = [exists(select(one.id)) for one in (Order, Stock, PurchaseOrder)]
    return bool(connection.execute(select(or_(*there))).scalar_one())


def open_by_status(connection: Connection, warehouse: str = "") -> dict[str, int]:
    """How many orders that are not done are in each state; of a warehouse those that it has."""
    query = select(Order.status, func.count(Order.id)).where(IS_OPEN).group_by(Order.status)
    if warehouse:
        query = query.where(ships_from([warehouse], few=True))
    return {row[0]: row[1] for row in connection.execute(query)}


def open_by_age(connection: Connection, begins: Sequence[datetime]) -> dict[int, int]:
    """How many orders that are not done came since each moment, the newest moment first.

    The key is the moment's number; what came before all of them has the next one.
    """
    band = _band(begins).label("band")
    part = select(band).where(IS_OPEN).subquery()
    query = select(part.c.band, func.count()).group_by(part.c.band)
    return {int(row[0]): row[1] for row in connection.execute(query)}


def open_by_age_and_warehouse(
    connection: Connection, begins: Sequence[datetime]
) -> dict[tuple[str, int], int]:
    """The same by the code of each warehouse that has a shipment of them; several count it each."""
    part = (
        select(Warehouse.code, Order.id, _band(begins).label("band"))
        .join(Shipment, Shipment.order_id == Order.id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(IS_OPEN, _HAS_SHIPMENT)
        .distinct()
        .subquery()
    )
    query = select(part.c.code, part.c.band, func.count()).group_by(part.c.code, part.c.band)
    return {(row[0], int(row[1])): row[2] for row in connection.execute(query)}


def _band(begins: Sequence[datetime]) -> ColumnElement[int]:
    steps = [(Order.ordered_at >= begin, literal(number)) for number, begin in enumerate(begins)]
    return case(*steps, else_=literal(len(begins)))
