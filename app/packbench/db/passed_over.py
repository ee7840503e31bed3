"""Who was passed over: orders that could not use stock which then went to somebody behind them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, update

from packbench.db.queries.demand import Demand
from packbench.db.schema import Waiting
from packbench.domain.allocation.plan import OrderPlan


def passed_over(demand: Demand, plans: Sequence[OrderPlan]) -> dict[int, str]:
    """By order: the number of the last order behind it that was given a product it waits for.

    Args:
        demand: what the plans answer.
        plans: in queue order.
    """
    wanted = {
        order.order_id: {part.product_id for line in order.lines for part in line.parts}
        for order in demand.orders
    }
    taken_by: dict[int, str] = {}
    found: dict[int, str] = {}
    for plan in reversed(plans):
        if not plan.promises:
            takers = [taken_by[p] for p in sorted(wanted[plan.order_id]) if p in taken_by]
            if takers:
                found[plan.order_id] = takers[0]
        number = demand.facts[plan.order_id].number
        for promise in plan.promises:
            taken_by.setdefault(promise.product_id, number)
    return found


def count_passed_over(connection: Connection, orders: Mapping[int, str]) -> None:
    """Counts one more time for every waiting line of these orders, and by whom."""
    if not orders:
        return
    statement = (
        update(Waiting)
        .where(Waiting.order_id == bindparam("passed_order"))
        .values(passed_over=Waiting.passed_over + 1, passed_by=bindparam("taker"))
    )
    rows = [{"passed_order": order_id, "taker": number} for order_id, number in orders.items()]
    connection.execute(statement, rows)
