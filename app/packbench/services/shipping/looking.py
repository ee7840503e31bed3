"""Looking at shipments: which ones an order has, and whose a shipment is."""

from collections.abc import Sequence

from packbench.db.queries.records.shipments import orders_of, shipments_of
from packbench.engine.command.context import Context


def shipment_numbers(context: Context, order_ids: Sequence[int]) -> list[str]:
    """The shipments of some orders that are not cancelled, first in the queue first."""
    with context.database.read.connect() as connection:
        return shipments_of(connection, order_ids)


def order_of_shipment(context: Context, shipment_id: int) -> int | None:
    """The id of the order that a shipment belongs to; None when it is gone."""
    with context.database.read.connect() as connection:
        return next(iter(orders_of(connection, [shipment_id])), None)
