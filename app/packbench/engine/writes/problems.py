"""Problems that follow from where units are: short, of an unknown SKU, still to be verified."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, exists, literal, select

from packbench.db.schema import Order, OrderLine, OrderProblem
from packbench.db.sql.among import among_named
from packbench.db.sql.bulk import insert_rows
from packbench.domain.orders import Problem, Verify


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


_KEPT_TRUE = (Problem.NOT_BACKORDERABLE, Problem.UNKNOWN_SKU, Problem.TO_BE_VERIFIED)
_STALE = delete(OrderProblem).where(
    OrderProblem.code.in_([problem.value for problem in _KEPT_TRUE]),
    among_named(OrderProblem.order_id, "ids"),
)
_LINES = select(OrderLine.order_id, OrderLine.line).where(among_named(OrderLine.order_id, "ids"))
_STILL = {
    Problem.NOT_BACKORDERABLE: _LINES.where(OrderLine.unavailable > 0),
    Problem.UNKNOWN_SKU: _LINES.where(OrderLine.product_id.is_(None), OrderLine.unrouted > 0),
    Problem.TO_BE_VERIFIED: select(Order.id.label("order_id"), literal(0).label("line")).where(
        among_named(Order.id, "ids"),
        Order.verify == Verify.ASKED,
        exists().where(OrderLine.order_id == Order.id, OrderLine.unrouted > 0),
    ),
}
