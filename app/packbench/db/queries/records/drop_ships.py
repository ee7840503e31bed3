"""Drop-ship: purchase orders whose goods a supplier sends straight to a customer."""

from sqlalchemy import Connection, select

from packbench.db.schema import DropShip, Order, PurchaseOrder, Shipment
from packbench.db.sql.rows import AnyRow
from packbench.domain.orders import ShipmentStatus
from packbench.domain.purchasing import PurchaseOrderStatus as Status


def drop_shipped_order(connection: Connection, purchase_order_id: int) -> AnyRow | None:
    """The customer's order whose goods a purchase order is for; None for one of a warehouse."""
    query = (
        select(Order.__table__)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(DropShip, DropShip.shipment_id == Shipment.id)
        .where(DropShip.purchase_order_id == purchase_order_id)
    )
    return connection.execute(query.limit(1)).one_or_none()


def shipments_of(connection: Connection, purchase_order_id: int) -> list[AnyRow]:
    """The shipments of a drop-ship purchase order by sequence, and since when each waited."""
    query = (
        select(Shipment.__table__, DropShip.since)
        .join(DropShip, DropShip.shipment_id == Shipment.id)
        .where(DropShip.purchase_order_id == purchase_order_id)
        .order_by(Shipment.sequence)
    )
    return list(connection.execute(query).all())


def sent_to_suppliers(connection: Connection, order_id: int) -> list[str]:
    """The purchase orders that suppliers have, by which they are to send something of an order."""
    query = (
        select(PurchaseOrder.number)
        .join(DropShip, DropShip.purchase_order_id == PurchaseOrder.id)
        .join(Shipment, Shipment.id == DropShip.shipment_id)
        .where(
            Shipment.order_id == order_id,
            Shipment.status == ShipmentStatus.AT_SUPPLIER,
            PurchaseOrder.status.in_((Status.SENT.value, Status.PART_RECEIVED.value)),
        )
        .order_by(PurchaseOrder.id)
    )
    return list(connection.execute(query).scalars())


def is_drop_shipped(connection: Connection, shipment_id: int) -> bool:
    """Whether a supplier sends a shipment, or sent it."""
    query = select(DropShip.shipment_id).where(DropShip.shipment_id == shipment_id)
    return connection.execute(query).first() is not None


def supplier_sends(shipment: AnyRow) -> bool:
    """Whether a shipment is still to be sent by its supplier."""
    return bool(shipment.status == ShipmentStatus.AT_SUPPLIER)
