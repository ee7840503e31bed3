"""The problem `not_backorderable`: on the lines that lack units, and on no others."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from packbench.db.bulk import insert_rows
from packbench.db.queries.among import among_named
from packbench.db.schema import OrderLine, OrderProblem
from packbench.domain.orders import Problem


def refresh_problems(connection: Connection, order_ids: Collection[int]) -> None:
    """Makes the problem true again after units of these orders moved."""
    ids = {"ids": order_ids}
    connection.execute(_STALE, ids)
    rows = [
        (order_id, Problem.NOT_BACKORDERABLE.value, line)
        for order_id, line in connection.execute(_STILL, ids).all()
    ]
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), rows)


_STALE = delete(OrderProblem).where(
    OrderProblem.code == Problem.NOT_BACKORDERABLE, among_named(OrderProblem.order_id, "ids")
)
_STILL = select(OrderLine.order_id, OrderLine.line).where(
    among_named(OrderLine.order_id, "ids"), OrderLine.unavailable > 0
)
