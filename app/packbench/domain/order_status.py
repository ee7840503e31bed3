"""How an order's status follows from its lines and shipments (`docs/domain.md`)."""

from collections.abc import Collection
from dataclasses import dataclass

from packbench.domain.orders import OPEN_SHIPMENTS, OrderStatus, ShipmentStatus


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Units of an order by bucket, its open shipments, and what stands in its way.

    Units in no bucket that is told, without an open shipment, are at a supplier who sends them.
    `blocked`: a problem that stops part of the order; warnings do not count.
    """

    ordered: int
    unrouted: int
    waiting: int
    unavailable: int
    shipped: int
    cancelled: int
    open_shipments: Collection[ShipmentStatus]
    on_hold: bool = False
    blocked: bool = False
    ship_partial: bool = True


def order_status(totals: OrderTotals) -> OrderStatus:
    """The one word for the order."""
    if totals.cancelled == totals.ordered:
        return OrderStatus.CANCELLED
    if totals.shipped + totals.cancelled == totals.ordered:
        return OrderStatus.SHIPPED
    if totals.on_hold:
        return OrderStatus.ON_HOLD
    for status in OPEN_SHIPMENTS:
        if status in totals.open_shipments:
            return OrderStatus(status.value)
    return _nothing_open(totals)


def _nothing_open(totals: OrderTotals) -> OrderStatus:
    stuck = totals.blocked or totals.unavailable > 0
    # An order that ships only complete can't go on while any part of it is stuck.
    goes_on = totals.ship_partial or not stuck
    if goes_on and (totals.waiting or _at_supplier(totals)):
        return OrderStatus.PART_SHIPPED if totals.shipped else OrderStatus.BACK_ORDER
    if stuck:
        return OrderStatus.ATTENTION
    if totals.shipped:
        return OrderStatus.PART_SHIPPED
    return OrderStatus.NEW


def _at_supplier(totals: OrderTotals) -> int:
    """Units that a supplier sends straight to the customer."""
    here = totals.unrouted + totals.waiting + totals.unavailable
    return totals.ordered - here - totals.shipped - totals.cancelled
