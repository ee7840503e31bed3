"""Status and counts of orders, worked out again after their lines or shipments changed."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from packbench.db.bulk import update_rows
from packbench.db.queries.among import among
from packbench.db.queries.sums import total
from packbench.db.rows import AnyRow
from packbench.db.schema import Order, OrderLine, OrderProblem, Shipment
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import OPEN_SHIPMENTS, WARNINGS, OrderStatus, ShipmentStatus


def refresh_orders(connection: Connection, order_ids: Collection[int]) -> Counter[OrderStatus]:
    """Sets status and counts of these orders from their lines; how many are in each status."""
    open_shipments = _open_shipments(connection, order_ids)
    blocked = _blocked(connection, order_ids)
    rows = []
    statuses: Counter[OrderStatus] = Counter()
    for row in connection.execute(_sums(connection, order_ids)).all():
        status = order_status(_totals(row, open_shipments[row.id], row.id in blocked))
        statuses[status] += 1
        counts = (row.line_count, row.ordered, row.unrouted, row.waiting)
        rows.append((row.id, status.value, *counts))
    columns = ("status", "line_count", "unit_count", "unrouted_units", "waiting_units")
    update_rows(connection, Order, columns, rows)
    return statuses


def expected_status(connection: Connection, order_ids: Collection[int]) -> dict[int, str]:
    """The status that each order should have, for `db check`."""
    open_shipments = _open_shipments(connection, order_ids)
    blocked = _blocked(connection, order_ids)
    return {
        row.id: order_status(_totals(row, open_shipments[row.id], row.id in blocked)).value
        for row in connection.execute(_sums(connection, order_ids))
    }


def _sums(connection: Connection, order_ids: Collection[int]) -> Any:
    line = OrderLine
    buckets = (line.ordered, line.unrouted, line.waiting, line.unavailable)
    sums = [total(bucket).label(bucket.key) for bucket in (*buckets, line.shipped, line.cancelled)]
    return (
        select(Order.id, Order.hold, Order.ship_partial, func.count().label("line_count"), *sums)
        .join(line, line.order_id == Order.id)
        .where(among(connection, Order.id, order_ids))
        .group_by(Order.id, Order.hold, Order.ship_partial)
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
    query = select(Shipment.order_id, Shipment.status).where(
        among(connection, Shipment.order_id, order_ids),
        Shipment.status.in_([status.value for status in OPEN_SHIPMENTS]),
    )
    for order_id, status in connection.execute(query):
        found[order_id].add(ShipmentStatus(status))
    return found


def _blocked(connection: Connection, order_ids: Collection[int]) -> set[int]:
    query = select(OrderProblem.order_id).where(
        among(connection, OrderProblem.order_id, order_ids),
        OrderProblem.code.not_in([problem.value for problem in WARNINGS]),
    )
    return set(connection.execute(query).scalars())
