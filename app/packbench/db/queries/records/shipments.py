"""From orders to their shipments and back."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.schema import DropShip, Order, Shipment
from packbench.db.sql.among import among
from packbench.domain.orders import ShipmentStatus


class ShipmentOfOrder(NamedTuple):
    """A shipment by its number, and whose it is."""

    number: str
    order_id: int


def shipments_of(connection: Connection, order_ids: Sequence[int]) -> list[ShipmentOfOrder]:
    """What leaves here for orders and is not cancelled, in the order of the queue."""
    query = (
        select(Shipment.number, Shipment.order_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(
            among(Shipment.order_id, order_ids),
            Shipment.status != ShipmentStatus.CANCELLED,
            Shipment.id.not_in(select(DropShip.shipment_id)),
        )
        .order_by(Order.queue_key, Shipment.order_id, Shipment.sequence)
    )
    return [ShipmentOfOrder(*row) for row in connection.execute(query)]


def orders_of(connection: Connection, shipment_ids: Sequence[int]) -> list[int]:
    """The ids of the orders that shipments belong to."""
    query = select(Shipment.order_id).where(among(Shipment.id, shipment_ids))
    return list(connection.execute(query.distinct()).scalars())
