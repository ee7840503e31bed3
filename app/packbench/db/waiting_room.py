"""Puts lines into the waiting room."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.bulk import insert_rows, update_rows
from packbench.db.queries.among import among
from packbench.db.schema import Order, OrderLine, Waiting
from packbench.domain.orders import Reason


class Waits(NamedTuple):
    """A line that waits, why, and since when."""

    line_id: int
    reason: str
    since: datetime


def mark_waiting(
    connection: Connection, at: datetime, line_ids: Sequence[int], reason: Reason
) -> None:
    """Gives waiting lines this reason; those that did not wait before wait since `at`."""
    known = select(Waiting.order_line_id, Waiting.since).where(
        among(Waiting.order_line_id, line_ids)
    )
    since = {row[0]: row[1] for row in connection.execute(known).all()}
    rows = [Waits(line_id, reason.value, since.get(line_id, at)) for line_id in line_ids]
    wait(connection, rows)


def wait(connection: Connection, rows: Sequence[Waits]) -> None:
    """Gives waiting lines their reason and beginning, each in its order's place in the queue."""
    wanted = {row.line_id: row for row in rows}
    query = (
        select(
            *(OrderLine.id, OrderLine.order_id, OrderLine.product_id, Order.queue_key),
            Waiting.since.is_not(None).label("known"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(OrderLine.id, wanted))
    )
    fresh, known = [], []
    for row in connection.execute(query).all():
        reason, since = wanted[row.id].reason, wanted[row.id].since
        if row.known:
            known.append((row.id, reason, since))
        else:
            fresh.append((row.id, row.order_id, row.product_id, reason, since, row.queue_key))
    columns = ("order_line_id", "order_id", "product_id", "reason", "since", "queue_key")
    insert_rows(connection, Waiting, columns, fresh)
    update_rows(connection, Waiting, ("reason", "since"), known, key="order_line_id")
