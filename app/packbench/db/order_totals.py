"""Status and counts of orders, worked out again after their lines or shipments changed."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Connection, case, exists, func, select

from packbench.db.bulk import update_rows
from packbench.db.queries.among import among_named
from packbench.db.queries.sums import total
from packbench.db.rows import AnyRow
from packbench.db.schema import Order, OrderLine, OrderProblem, Shipment
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import OPEN_SHIPMENTS, WARNINGS, OrderStatus


def refresh_orders(connection: Connection, order_ids: Collection[int]) -> Counter[OrderStatus]:
    """Sets status and counts of these orders from their lines; how many are in each status."""
    rows = []
    statuses: Counter[OrderStatus] = Counter()
    for row in connection.execute(_SUMS, {"ids": order_ids}).all():
        status = order_status(_totals(row))
        statuses[status] += 1
        counts = (row.line_count, row.ordered, row.unrouted, row.waiting)
        rows.append((row.id, status.value, *counts))
    columns = ("status", "line_count", "unit_count", "unrouted_units", "waiting_units")
    update_rows(connection, Order, columns, rows)
    return statuses


def expected_status(connection: Connection, order_ids: Collection[int]) -> dict[int, str]:
    """The status that each order should have, for `db check`."""
    rows = connection.execute(_SUMS, {"ids": order_ids}).all()
    return {row.id: order_status(_totals(row)).value for row in rows}


_SUMMED = (
    *(OrderLine.ordered, OrderLine.unrouted, OrderLine.waiting),
    *(OrderLine.unavailable, OrderLine.shipped, OrderLine.cancelled),
)
_FURTHEST_BEHIND = (
    select(
        func.min(case({s.value: n for n, s in enumerate(OPEN_SHIPMENTS)}, value=Shipment.status))
    )
    .where(Shipment.order_id == Order.id)
    .scalar_subquery()
)
"""The place among OPEN_SHIPMENTS of the order's shipment that has furthest to go; NULL for none."""
_BLOCKED = exists().where(
    OrderProblem.order_id == Order.id,
    OrderProblem.code.not_in([problem.value for problem in WARNINGS]),
)
_SUMS = (
    select(
        *(Order.id, Order.hold, Order.ship_partial, func.count().label("line_count")),
        *(total(bucket).label(bucket.key) for bucket in _SUMMED),
        *(_FURTHEST_BEHIND.label("furthest_behind"), _BLOCKED.label("blocked")),
    )
    .join(OrderLine, OrderLine.order_id == Order.id)
    .where(among_named(Order.id, "ids"))
    .group_by(Order.id, Order.hold, Order.ship_partial)
)


def _totals(row: AnyRow) -> OrderTotals:
    behind = row.furthest_behind
    return OrderTotals(
        ordered=row.ordered,
        unrouted=row.unrouted,
        waiting=row.waiting,
        unavailable=row.unavailable,
        shipped=row.shipped,
        cancelled=row.cancelled,
        open_shipments=() if behind is None else (OPEN_SHIPMENTS[behind],),
        on_hold=row.hold is not None,
        blocked=bool(row.blocked),
        ship_partial=row.ship_partial,
    )
