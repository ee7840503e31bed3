"""Orders that ship from several warehouses and that nobody has begun to pick."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from packbench.db.schema import Order, Shipment
from packbench.db.sql.among import among
from packbench.domain.orders import BEGUN_SHIPMENTS, OrderStatus, ShipmentStatus


def split_ready_orders(
    connection: Connection, of: Collection[int] | None = None
) -> list[tuple[int, str, int]]:
    """(id, number, ready parcels) of orders with more than one ready shipment, in queue order.

    Only of orders with these ids where they are given: a few are not looked for among a million.
    """
    begun = select(Shipment.order_id).where(
        Shipment.status.in_([status.value for status in BEGUN_SHIPMENTS])
    )
    chosen = [] if of is None else [among(Order.id, of)]
    if of is not None:
        begun = begun.where(among(Shipment.order_id, of))
    parcels = func.count(Shipment.id)
    query = (
        select(Order.id, Order.number, parcels)
        .join(Shipment, Shipment.order_id == Order.id)
        .where(
            Order.status == OrderStatus.READY,
            Shipment.status == ShipmentStatus.READY,
            Order.id.not_in(begun),
            *chosen,
        )
        .group_by(Order.id)
        .having(parcels > 1)
        .order_by(Order.queue_key)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
