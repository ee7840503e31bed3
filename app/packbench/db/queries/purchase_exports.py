"""Rows for the files of what suppliers confirmed."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from packbench.db.queries.exports import Rows
from packbench.db.schema import (
    Product,
    PurchaseMilestone,
    PurchaseOrder,
    PurchaseOrderLine,
)
from packbench.db.sql.among import among
from packbench.db.sql.incoming import for_a_warehouse
from packbench.domain.purchasing import Milestone
from packbench.domain.purchasing import PurchaseOrderStatus as Status


def confirmations(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """What suppliers confirmed of what is still to come, line by line."""
    line, milestone = PurchaseOrderLine, PurchaseMilestone
    to_come = line.ordered - line.received - line.rejected
    confirmed = select(milestone.purchase_order_id).where(
        milestone.milestone == Milestone.CONFIRMED.value
    )
    query = (
        select(PurchaseOrder.number, Product.sku, to_come, line.expected_on)
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .join(Product, Product.id == line.product_id)
        .where(
            PurchaseOrder.status.in_((Status.SENT.value, Status.PART_RECEIVED.value)),
            PurchaseOrder.id.in_(confirmed),
            for_a_warehouse(),
            to_come > 0,
        )
        .order_by(PurchaseOrder.number_key, line.line)
    )
    if only is not None:
        query = query.where(among(PurchaseOrder.id, only))
    yield from map(tuple, connection.execute(query))
