"""The waiting room: looking at it."""

from packbench.db.queries.records.back_orders import BackOrder, BackOrderFilter, list_back_orders
from packbench.db.queries.records.lookups import find_warehouse
from packbench.engine.command.context import Context
from packbench.services.privacy import discreet_back_orders

__all__ = ["BackOrder", "BackOrderFilter", "find_back_orders"]


def find_back_orders(
    context: Context, wanted: BackOrderFilter, *, limit: int | None = None
) -> list[BackOrder]:
    """Orders with a waiting quantity, first in the queue first.

    Refuses `not_found` for an unknown warehouse.
    """
    with context.database.read.connect() as connection:
        if wanted.warehouse:
            find_warehouse(connection, wanted.warehouse)
        found = list_back_orders(connection, wanted, limit)
    return discreet_back_orders(context, found)
