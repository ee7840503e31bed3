"""Looking at shipments: whose a shipment is, and which there are."""

from packbench.db.queries.lists.shipments import ShipmentFound, ShipmentSearch, find_shipments
from packbench.db.queries.records.shipments import orders_of
from packbench.engine.command.context import Context

__all__ = ["ShipmentFound", "ShipmentSearch", "list_shipments", "order_of_shipment"]


def order_of_shipment(context: Context, shipment_id: int) -> int | None:
    """The id of the order that a shipment belongs to; None when it is gone."""
    with context.database.read.connect() as connection:
        return next(iter(orders_of(connection, [shipment_id])), None)


def list_shipments(context: Context, query: ShipmentSearch) -> list[ShipmentFound]:
    """Shipments that agree with a query, the last shipped one first."""
    with context.database.read.connect() as connection:
        return find_shipments(connection, query)
