"""Which purchase orders bring goods to a warehouse."""

from sqlalchemy import ColumnElement, and_, select

from packbench.db.schema import DropShip, PurchaseOrder
from packbench.domain.purchasing import INCOMING


def for_a_warehouse() -> ColumnElement[bool]:
    """A condition that its goods come to us: what goes straight to a customer never does."""
    return PurchaseOrder.id.not_in(select(DropShip.purchase_order_id))


def comes_in() -> ColumnElement[bool]:
    """A condition that a purchase order is on its way to a warehouse."""
    statuses = [status.value for status in INCOMING]
    return and_(PurchaseOrder.status.in_(statuses), for_a_warehouse())
