"""Who was passed over: orders that could not use stock which then went to somebody behind them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, update

from packbench.db.queries.planning.demand import Demand
from packbench.db.schema import Waiting
from packbench.domain.allocation.plan import OrderPlan


def passed_over(demand: Demand, plans: Sequence[OrderPlan]) -> dict[int, str]:
    """By line that got nothing: the number of the last order behind it that was given its product.

    Args:
        demand: what the plans answer.
        plans: in queue order.
    """
    lines = {order.order_id: order.lines for order in demand.orders}
    taken_by: dict[int, str] = {}
    found: dict[int, str] = {}
    for plan in reversed(plans):
        served = {promise.line_id for promise in plan.promises}
        for line in lines[plan.order_id]:
            takers = [taken_by[p.product_id] for p in line.parts if p.product_id in taken_by]
            if takers and line.line_id not in served:
                found[line.line_id] = takers[0]
        number = demand.facts[plan.order_id].number
        for promise in plan.promises:
            taken_by.setdefault(promise.product_id, number)
    return found


def count_passed_over(connection: Connection, lines: Mapping[int, str]) -> None:
    """Counts one more time for these waiting lines, and by whom."""
    if not lines:
        return
    statement = (
        update(Waiting)
        .where(Waiting.order_line_id == bindparam("passed_line"))
        .values(passed_over=Waiting.passed_over + 1, passed_by=bindparam("taker"))
    )
    rows = [{"passed_line": line_id, "taker": number} for line_id, number in lines.items()]
    connection.execute(statement, rows)
