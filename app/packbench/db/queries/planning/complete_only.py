"""Orders that ship only complete and hold a part."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, exists, func, select

from packbench.db.queries.planning.demand import claiming
from packbench.db.schema import Allocation, Order, OrderLine, Shipment
from packbench.db.sql.among import among_named
from packbench.domain.orders import ShipmentStatus


def orders_in_part(connection: Connection, order_ids: Collection[int], today: date) -> set[int]:
    """Those of the orders that ship only complete, lack something and hold something unpicked.

    Those that have waited so long that they may collect stock are left out.
    """
    if not order_ids:
        return set()
    found = set(connection.execute(_IN_PART, {"ids": order_ids}).scalars())
    return found - claiming(connection, found, today)


_IN_PART = select(Order.id).where(
    among_named(Order.id, "ids"),
    Order.ship_partial.is_(False),
    exists().where(
        OrderLine.order_id == Order.id,
        OrderLine.unrouted + OrderLine.waiting + OrderLine.unavailable > 0,
    ),
    exists().where(
        Shipment.order_id == Order.id,
        # As an expression: by its index SQLite would walk through all shipments that are ready.
        func.coalesce(Shipment.status, "") == ShipmentStatus.READY.value,
        Allocation.shipment_id == Shipment.id,
        Allocation.allocated > 0,
    ),
)
