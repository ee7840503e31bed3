"""The dry run of allocation: the plan and the counts of `allocate`, without writing anything."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from packbench.db.queries.planning.demand import Demand, load_demand
from packbench.db.queries.planning.queue import new_orders, orders_by_number
from packbench.db.schema import OrderLine
from packbench.db.sql.among import among
from packbench.db.today import today
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.rules import Rules
from packbench.domain.orders import Problem, Reason
from packbench.engine.allocation import fresh_preorders, plan_in_queue, wanted_of
from packbench.engine.command.context import Context
from packbench.engine.run_result import AllocateResult, PlannedLine, PlannedOrder, result_of, timed
from packbench.engine.writes.order_totals import supposed_statuses
from packbench.engine.writes.plan_writer import Written, suppose_plans
from packbench.engine.writes.preorder_limits import room_for_promises


def preview(context: Context, *, orders: Sequence[str] = ()) -> AllocateResult:
    """What `allocate` would do now; takes no lock and writes nothing.

    Refuses `not_found` for an unknown order number.
    """
    started = time.monotonic()
    with context.database.read.connect() as connection:
        queue = orders_by_number(connection, orders) if orders else new_orders(connection)
        demand = load_demand(
            connection, [one.id for one in queue], today(connection), wanted_of(orders)
        )
        plans, rules, _ = plan_in_queue(connection, demand)
        over = _over_limits(connection, demand, rules, plans)
        changes = _as_told(connection, demand, rules, plans, over)
        result = result_of(_supposed(connection, demand, plans))
    return timed(replace(result, changes=changes), started)


def _supposed(connection: Connection, demand: Demand, plans: Sequence[OrderPlan]) -> Written:
    """What the plans would come to, with the status that each order would have."""
    written, lines = suppose_plans(connection, demand, plans)
    with_promises = {one.order_id for one in plans if one.promises}
    written.statuses = supposed_statuses(connection, lines, with_promises)
    return written


def _over_limits(
    connection: Connection, demand: Demand, rules: Rules, plans: Sequence[OrderPlan]
) -> set[int]:
    """Lines that will wait over the limit of their pre-orders, as `settle_preorders` has it."""
    waits = [wait for one in plans for wait in one.waits if wait.reason is Reason.PREORDER]
    product_of = {line_id: line.product_id for line_id, line in demand.lines.items()}
    room = room_for_promises(connection, set(product_of.values()), product_of)
    pools = {warehouse.id for warehouse in rules.warehouses if warehouse.virtual}
    for promise in (promise for one in plans for promise in one.promises):
        if promise.warehouse_id in pools and promise.product_id in room:
            room[promise.product_id] -= promise.quantity
    fresh = set(fresh_preorders(demand, plans))
    over = set()
    places = {
        line_id: (line_id in fresh, demand.facts[line.order_id].queue_key)
        for line_id, line in demand.lines.items()
    }
    for wait in sorted(waits, key=lambda wait: places[wait.line_id]):  # who has a promise keeps it
        product_id = product_of[wait.line_id]
        if wait.line_id in fresh and room.get(product_id, wait.quantity) < wait.quantity:
            over.add(wait.line_id)
        elif product_id in room:
            room[product_id] -= wait.quantity
    return over


def _as_told(
    connection: Connection,
    demand: Demand,
    rules: Rules,
    plans: Sequence[OrderPlan],
    over: Collection[int],
) -> list[PlannedOrder]:
    """The plans with the numbers and SKUs that people know; `over`: lines over a limit."""
    query = select(OrderLine.id, OrderLine.line, OrderLine.sku).where(
        among(OrderLine.id, list(demand.lines))
    )
    names = {row.id: (row.line, row.sku) for row in connection.execute(query)}
    codes = [warehouse.code for warehouse in rules.warehouses]
    told = []
    for one in plans:
        lines = [
            PlannedLine(*names[line.line_id], codes[w], units)
            for line in one.decision.lines
            for w, units in enumerate(line.taken)
            if units
        ]
        lines += [
            PlannedLine(
                *names[wait.line_id],
                None,
                wait.quantity,
                (Reason.PREORDER_LIMIT if wait.line_id in over else wait.reason).value,
            )
            for wait in one.waits
        ]
        lines += [
            PlannedLine(*names[lack.line_id], None, lack.quantity, Problem.NOT_BACKORDERABLE.value)
            for lack in one.lacks
        ]
        told.append(PlannedOrder(demand.facts[one.order_id].number, lines))
    return told
