"""When what an order waits for is expected, in SQL: for sorting, where Python would read all."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select

from packbench.db.schema import Order, OrderLine, PurchaseOrder, PurchaseOrderLine, Waiting
from packbench.domain.purchasing import INCOMING


def expected_by_order() -> Subquery:
    """(order_id, lines, day): how many waiting lines are served by what is on order, the last when.

    A line is served on the first day by which arrivals cover everybody up to it in the queue. To
    which warehouse they come is left out: the column tells it (`back_orders`), the sorting doesn't.
    """
    arrivals = _arrivals()
    queue = _queue(select(arrivals.c.product_id))
    day = (
        select(func.min(arrivals.c.day))
        .where(arrivals.c.product_id == queue.c.product_id, arrivals.c.covered >= queue.c.needed)
        .scalar_subquery()
    )
    lines = select(queue.c.order_id, day.label("day")).subquery("served")
    return (
        select(
            lines.c.order_id,
            func.count(lines.c.day).label("lines"),
            func.max(lines.c.day).label("day"),
        )
        .group_by(lines.c.order_id)
        .subquery("expected")
    )


def expected_on(expected: Subquery) -> ColumnElement[Any]:
    """The day on which all of an order is there; beyond all days where any of it is not known."""
    waiting = (
        select(func.count())
        .select_from(Waiting)
        .where(Waiting.order_id == Order.id)
        .scalar_subquery()
    )
    known = case((expected.c.lines == waiting, expected.c.day))
    return func.coalesce(known, literal(date.max))


def _arrivals() -> Any:
    """(product_id, day, covered): units that have come by each day, by product."""
    line = PurchaseOrderLine
    owed = line.ordered - line.received - line.rejected
    covered = func.sum(owed).over(partition_by=line.product_id, order_by=line.expected_on)
    return (
        select(line.product_id, line.expected_on.label("day"), covered.label("covered"))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(
            PurchaseOrder.status.in_([status.value for status in INCOMING]),
            line.expected_on.is_not(None),
            owed > 0,
        )
        .cte("arrivals")
    )


def _queue(products: Any) -> Any:
    """(order_id, product_id, needed): units wanted by everybody up to each waiting line."""
    needed = func.sum(OrderLine.waiting).over(
        partition_by=Waiting.product_id, order_by=(Waiting.queue_key, OrderLine.line)
    )
    return (
        select(Waiting.order_id, Waiting.product_id, needed.label("needed"))
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .where(Waiting.product_id.in_(products))
        .subquery("queue")
    )
