"""Looking at orders: lists, one order, and why it was routed as it was."""

from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.orders import (
    LineExplanation,
    LineView,
    OrderFilter,
    OrderView,
    ProblemView,
    ShipmentView,
    decision_rows,
    line_names,
    list_orders,
    passed_over_lines,
    show_order,
    warehouse_codes,
)
from packbench.domain.allocation.decision import WarehouseDecision
from packbench.domain.allocation.plan import LineDecision, OrderDecision
from packbench.domain.allocation.rules import Fence, first_fence
from packbench.engine.command.context import Context
from packbench.services.privacy import discreet_order, discreet_orders

__all__ = [
    "LineExplanation",
    "LineView",
    "OrderFilter",
    "OrderView",
    "ProblemView",
    "ShipmentView",
    "explain",
    "find_orders",
    "get_order",
]


def find_orders(
    context: Context, wanted: OrderFilter, *, limit: int | None = None
) -> list[OrderView]:
    """Orders in queue order that fit a filter, without their allocations."""
    with context.database.read.connect() as connection:
        found = list_orders(connection, wanted, limit)
    return discreet_orders(context, found)


def get_order(context: Context, number: str) -> OrderView:
    """One order as a whole; refuses `not_found`."""
    with context.database.read.connect() as connection:
        order = show_order(connection, find_order_id(connection, number))
    return discreet_order(context, order)


def explain(context: Context, number: str) -> list[LineExplanation]:
    """For each line the latest decision as it was when it was made; refuses `not_found`.

    Lines that nobody has routed yet are left out.
    """
    with context.database.read.connect() as connection:
        order_id = find_order_id(connection, number)
        names = line_names(connection, order_id)
        codes = warehouse_codes(connection)
        rows = decision_rows(connection, order_id)
        passed = passed_over_lines(connection, order_id)
    latest: dict[int, LineExplanation] = {}
    for at, body in rows:
        decision = OrderDecision.from_json(body)
        for line in decision.lines:
            if line.line_id in names:
                times, by = passed.get(line.line_id, (0, None))
                told = LineExplanation(
                    *names[line.line_id],
                    at=at,
                    wanted=line.wanted,
                    complete_only=decision.complete_only,
                    decisions=_decisions(decision, line, codes),
                    passed_over=times,
                    passed_by=by,
                )
                latest[line.line_id] = told
    return [latest[line_id] for line_id in names if line_id in latest]


def _decisions(
    decision: OrderDecision, line: LineDecision, codes: dict[int, str]
) -> list[WarehouseDecision]:
    told = []
    for rated, fences, taken in zip(decision.warehouses, line.fences, line.taken, strict=True):
        failed = [str(fence.name).lower() for fence in Fence if fences & fence]
        first = str(Fence(first_fence(fences)).name).lower() if fences else None
        told.append(
            WarehouseDecision(
                warehouse=codes.get(rated.warehouse_id, ""),
                fence=first,
                fences=failed,
                rating={
                    "rank": rated.rank,
                    "distance_km": rated.distance_km,
                    "available": rated.available,
                },
                taken=taken,
                untried=rated.untried,
            )
        )
    return told
