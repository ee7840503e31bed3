"""Looking at shipments: whose a shipment is."""

from packbench.db.queries.records.shipments import orders_of
from packbench.engine.command.context import Context


def order_of_shipment(context: Context, shipment_id: int) -> int | None:
    """The id of the order that a shipment belongs to; None when it is gone."""
    with context.database.read.connect() as connection:
        return next(iter(orders_of(connection, [shipment_id])), None)
