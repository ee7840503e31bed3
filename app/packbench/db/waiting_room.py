"""Puts lines into the waiting room."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from packbench.db.bulk import insert_rows, update_rows
from packbench.db.queries.among import among
from packbench.db.schema import Order, OrderLine, Waiting
from packbench.domain.orders import Reason


def mark_waiting(
    connection: Connection, at: datetime, line_ids: Sequence[int], reason: Reason
) -> None:
    """Gives waiting lines this reason; those that did not wait before wait since `at`."""
    query = (
        select(
            OrderLine.id, OrderLine.order_id, OrderLine.product_id, Order.queue_key, Waiting.since
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(connection, OrderLine.id, line_ids))
    )
    rows = connection.execute(query).all()
    fresh = [
        (row.id, row.order_id, row.product_id, reason.value, at, row.queue_key)
        for row in rows
        if row.since is None
    ]
    columns = ("order_line_id", "order_id", "product_id", "reason", "since", "queue_key")
    insert_rows(connection, Waiting, columns, fresh)
    known = [(row.id, reason.value) for row in rows if row.since is not None]
    update_rows(connection, Waiting, ("reason",), known, key="order_line_id")
