"""The problems of lines: on those whose units are short or of an unknown SKU, on no others."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from packbench.db.schema import OrderLine, OrderProblem
from packbench.db.sql.among import among_named
from packbench.db.sql.bulk import insert_rows
from packbench.domain.orders import Problem


def refresh_problems(connection: Connection, order_ids: Collection[int]) -> None:
    """Makes the problems true again after units of these orders moved."""
    ids = {"ids": order_ids}
    connection.execute(_STALE, ids)
    rows = [
        (row.order_id, code.value, row.line)
        for code, query in _STILL.items()
        for row in connection.execute(query, ids).all()
    ]
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), rows)


_STALE = delete(OrderProblem).where(
    OrderProblem.code.in_([Problem.NOT_BACKORDERABLE.value, Problem.UNKNOWN_SKU.value]),
    among_named(OrderProblem.order_id, "ids"),
)
_LINES = select(OrderLine.order_id, OrderLine.line).where(among_named(OrderLine.order_id, "ids"))
_STILL = {
    Problem.NOT_BACKORDERABLE: _LINES.where(OrderLine.unavailable > 0),
    Problem.UNKNOWN_SKU: _LINES.where(OrderLine.product_id.is_(None), OrderLine.unrouted > 0),
}
