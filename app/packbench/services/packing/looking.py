"""Looking at the bench: a shipment as it lies there, and what waits to be packed."""

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import PackView, show_packing
from packbench.engine.command.context import Context

__all__ = ["PackView", "get_packing"]


def get_packing(context: Context, shipment: str) -> PackView:
    """A shipment as its bench shows it, whatever its state; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_packing(connection, find_shipment_id(connection, shipment))
