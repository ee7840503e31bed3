"""Status and counts of orders, worked out again after their lines or shipments changed."""

from collections import Counter, defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, func, select

from packbench.db.bulk import update_rows
from packbench.db.queries.among import among_named
from packbench.db.queries.sums import total
from packbench.db.rows import AnyRow
from packbench.db.schema import Order, OrderLine, OrderProblem, Shipment
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import OPEN_SHIPMENTS, WARNINGS, OrderStatus, ShipmentStatus


def refresh_orders(connection: Connection, order_ids: Collection[int]) -> Counter[OrderStatus]:
    """Sets status and counts of these orders from their lines; how many are in each status."""
    ids = {"ids": order_ids}
    open_shipments = _open_shipments(connection, order_ids)
    blocked = set(connection.execute(_BLOCKED, ids).scalars())
    rows = []
    statuses: Counter[OrderStatus] = Counter()
    for row in connection.execute(_SUMS, ids).all():
        status = order_status(_totals(row, open_shipments[row.id], row.id in blocked))
        statuses[status] += 1
        counts = (row.line_count, row.ordered, row.unrouted, row.waiting)
        rows.append((row.id, status.value, *counts))
    columns = ("status", "line_count", "unit_count", "unrouted_units", "waiting_units")
    update_rows(connection, Order, columns, rows)
    return statuses


def expected_status(connection: Connection, order_ids: Collection[int]) -> dict[int, str]:
    """The status that each order should have, for `db check`."""
    ids = {"ids": order_ids}
    open_shipments = _open_shipments(connection, order_ids)
    blocked = set(connection.execute(_BLOCKED, ids).scalars())
    return {
        row.id: order_status(_totals(row, open_shipments[row.id], row.id in blocked)).value
        for row in connection.execute(_SUMS, ids)
    }


_SUMMED = (
    *(OrderLine.ordered, OrderLine.unrouted, OrderLine.waiting),
    *(OrderLine.unavailable, OrderLine.shipped, OrderLine.cancelled),
)
_SUMS = (
    select(
        *(Order.id, Order.hold, Order.ship_partial, func.count().label("line_count")),
        *(total(bucket).label(bucket.key) for bucket in _SUMMED),
    )
    .join(OrderLine, OrderLine.order_id == Order.id)
    .where(among_named(Order.id, "ids"))
    .group_by(Order.id, Order.hold, Order.ship_partial)
)
_SHIPMENTS = select(Shipment.order_id, Shipment.status).where(among_named(Shipment.order_id, "ids"))
_BLOCKED = select(OrderProblem.order_id).where(
    among_named(OrderProblem.order_id, "ids"),
    OrderProblem.code.not_in([problem.value for problem in WARNINGS]),
)


def _totals(row: AnyRow, open_shipments: set[ShipmentStatus], blocked: bool) -> OrderTotals:
    return OrderTotals(
        ordered=row.ordered,
        unrouted=row.unrouted,
        waiting=row.waiting,
        unavailable=row.unavailable,
        shipped=row.shipped,
        cancelled=row.cancelled,
        open_shipments=open_shipments,
        on_hold=row.hold is not None,
        blocked=blocked,
        ship_partial=row.ship_partial,
    )


def _open_shipments(
    connection: Connection, order_ids: Collection[int]
) -> dict[int, set[ShipmentStatus]]:
    found: dict[int, set[ShipmentStatus]] = defaultdict(set)
    # Which are open is told here: by status SQLite would walk the index of all open ones.
    for order_id, status in connection.execute(_SHIPMENTS, {"ids": order_ids}).all():
        if status in OPEN_SHIPMENTS:
            found[order_id].add(ShipmentStatus(status))
    return found
