"""How far an order is, and what is to be done next."""

from packbench.db.queries.lists.chosen import read_places
from packbench.db.queries.records.orders import OrderView
from packbench.db.queries.records.shipping import known_methods
from packbench.domain.order_progress import MethodState, OrderProgress, OrderStanding, progress
from packbench.domain.orders import (
    BUCKETS,
    NOT_BLOCKING,
    OrderStatus,
    Payment,
    Problem,
    ShipmentStatus,
    Verify,
)
from packbench.engine.command.context import Context

__all__ = ["OrderProgress", "progress_of"]


def progress_of(context: Context, order: OrderView) -> OrderProgress:
    """The steps of an order as it was read, with the shipping methods of now."""
    with context.database.read.connect() as connection:
        methods, pools = known_methods(connection), set(read_places(connection).virtual)
    if not order.ship_method or not methods.methods:
        method = MethodState.TO_CHOOSE if methods.methods else MethodState.NOT_ASKED
    else:
        known = methods.find(order.ship_method) is not None
        method = MethodState.KNOWN if known else MethodState.TO_CHOOSE
    states = {(one.warehouse in pools, ShipmentStatus(one.status)) for one in order.shipments}
    units = {name: sum(getattr(line, name) for line in order.lines) for name in _COUNTED}
    units["packed"] -= sum(
        line.quantity
        for one in order.shipments
        if one.status == ShipmentStatus.AT_SUPPLIER
        for line in one.lines
    )  # nobody picks or packs what a supplier sends
    return progress(
        OrderStanding(
            OrderStatus(order.status),
            held=order.hold is not None,
            verify=None if order.verify is None else Verify(order.verify),
            payment=Payment(order.payment),
            method=method,
            units=units,
            shipments=frozenset(status for pool, status in states if not pool),
            promised=(True, ShipmentStatus.READY) in states,
            complete_only=not order.ship_partial,
            stuck=any(Problem(one.code) not in NOT_BLOCKING for one in order.problems),
        )
    )


_COUNTED = ("ordered", *BUCKETS)
