"""What a change of master data did to orders: who got stock, who lost it, who gets it elsewhere."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, func, select

from packbench.db.schema import Allocation, Order, OrderLine, Shipment
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.orders import OrderStatus
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import RowResult

_Held = dict[int, tuple[int, frozenset[int]]]
"""By order: its promised units, and the warehouses that they are promised from."""

_GONE = (OrderStatus.SHIPPED.value, OrderStatus.CANCELLED.value)


def order_effects(
    before: Connection, after: Connection, order_ids: Collection[int]
) -> Iterator[RowResult]:
    """A row for each of the orders whose promises are others now, in queue order.

    Args:
        before: a connection that does not see what was changed.
        after: the one that changed it.
        order_ids: the orders that may have changed.
    """
    then, now = _held(before, order_ids), _held(after, order_ids)
    query = select(Order.id, Order.number).where(among(Order.id, order_ids))
    for order_id, number in after.execute(query.order_by(Order.queue_key, Order.id)):
        units, places = then.get(order_id, _NOTHING)
        units_now, places_now = now.get(order_id, _NOTHING)
        if units_now > units:
            told = note(Said.ORDER_GETS, units=units_now - units)
            yield RowResult(number, RowOutcome.DONE, [told])
        elif units_now < units:
            told = note(Said.ORDER_LOSES, units=units - units_now)
            yield RowResult(number, RowOutcome.WAITING, [told])
        elif places != places_now:
            yield RowResult(number, RowOutcome.DONE, [note(Said.ORDER_MOVES)])


_NOTHING = (0, frozenset[int]())


def _held(connection: Connection, order_ids: Collection[int]) -> _Held:
    query = select(OrderLine.order_id, total(OrderLine.allocated)).group_by(OrderLine.order_id)
    lines = query.where(among(OrderLine.order_id, order_ids))
    held = {row[0]: int(row[1]) for row in connection.execute(lines)}
    promised = (
        select(Shipment.order_id, Allocation.warehouse_id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .where(among(Shipment.order_id, order_ids), Allocation.allocated > 0)
        .distinct()
    )
    places: dict[int, set[int]] = {}
    for order_id, warehouse_id in connection.execute(promised):
        places.setdefault(order_id, set()).add(warehouse_id)
    return {one: (units, frozenset(places.get(one, ()))) for one, units in held.items()}


def open_orders_with(connection: Connection, product_id: int) -> int:
    """How many orders that are not done have a line of a product."""
    query = (
        select(func.count(OrderLine.order_id.distinct()))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id == product_id, Order.status.not_in(_GONE))
    )
    return int(connection.execute(query).scalar_one())
