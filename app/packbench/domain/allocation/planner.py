"""The planner: orders in queue order against a supply that is used up as the plan goes.

1. Fences tell which warehouses may serve a line.
2. The best set of warehouses is chosen exactly (`routing`).
3. What is taken leaves the supply, so that no later line or order sees it.
4. What an order was promised until now is its own first; where it would get less, it keeps that.
5. An order that ships only complete and can't, takes nothing.
6. What is short waits with its reason, or is unavailable where it may not be back-ordered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.plan import (
    LackingUnits,
    LineDecision,
    OrderDecision,
    OrderPlan,
    Promise,
    RatedWarehouse,
    Wait,
)
from packbench.domain.allocation.routing import Fill, Routing, line_capacity, route, take
from packbench.domain.allocation.rules import (
    Fence,
    Rules,
    WarehouseFacts,
    distance_km,
    first_fence,
)
from packbench.domain.allocation.supply import NOT_STOCKED, Place, Supply
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.orders import Reason

_REASON_OF_FENCE = {
    Fence.AT_CAPACITY: Reason.AT_CAPACITY,
    Fence.OUT_OF_STOCK: Reason.OUT_OF_STOCK,
    Fence.NONE: Reason.OUT_OF_STOCK,
    Fence.PREORDER: Reason.PREORDER,
    Fence.NOT_STOCKED: Reason.NOT_STOCKED,
    Fence.EXCLUDED: Reason.EXCLUDED,
    Fence.COUNTRY_NOT_SERVED: Reason.COUNTRY_NOT_SERVED,
    Fence.WAREHOUSE_INACTIVE: Reason.WAREHOUSE_INACTIVE,
}
_HOPE = [(int(fence), reason) for fence, reason in _REASON_OF_FENCE.items()]
"""First fences with their reasons, the most hopeful first."""

# Plain integers where it counts: the operators of enum flags take a microsecond each.
_INACTIVE = int(Fence.WAREHOUSE_INACTIVE)
_COUNTRY = int(Fence.COUNTRY_NOT_SERVED)
_EXCLUDED = int(Fence.EXCLUDED)
_NOT_STOCKED = int(Fence.NOT_STOCKED)
_OUT_OF_STOCK = int(Fence.OUT_OF_STOCK)
_PREORDER = int(Fence.PREORDER)
_AT_CAPACITY = int(Fence.AT_CAPACITY)
_OF_STOCK = _NOT_STOCKED | _OUT_OF_STOCK


def plan(demand: Iterable[DemandOrder], supply: Supply, rules: Rules) -> Iterator[OrderPlan]:
    """Plans the orders one after the other; `supply` is used up as it goes.

    Args:
        demand: orders in queue order.
        supply: available units, net of safety, unavailable, expired and promised ones.
        rules: fences, ratings, and whether orders that can be completed go first.
    """
    planner = _Planner(supply, rules)
    later = list(demand)
    if rules.complete_first:
        complete = {one.order_id: one for one in plan_whole(later, supply, rules)}
        yield from complete.values()
        later = [order for order in later if order.order_id not in complete]
    for order in later:
        yield planner.plan_order(order)


def plan_whole(demand: Iterable[DemandOrder], supply: Supply, rules: Rules) -> Iterator[OrderPlan]:
    """Plans only the orders of which all can be given, each in its turn; of others nothing."""
    planner = _Planner(supply, rules)
    for order in demand:
        complete = planner.plan_complete(order)
        if complete is not None:
            yield complete


def reason_now(order: DemandOrder, line: DemandLine, supply: Supply, rules: Rules) -> Reason:
    """Why a line of an order would be short, whatever else the order wants."""
    planner = _Planner(supply, rules)
    (fences,) = planner.answers(order, line)
    return shortage_reason(line, fences)


class _Planner:
    def __init__(self, supply: Supply, rules: Rules) -> None:
        self._supply = supply
        self._rules = rules
        self._order_fences: dict[str, list[int]] = {}
        self._pools = [w for w, one in enumerate(rules.warehouses) if one.virtual]
        self._real = [w for w, one in enumerate(rules.warehouses) if not one.virtual]
        self._without_distance = [
            RatedWarehouse(warehouse.id, warehouse.rank, None, untried=False)
            for warehouse in rules.warehouses
        ]

    def plan_complete(self, order: DemandOrder) -> OrderPlan | None:
        """Plans an order when all of it can be given; otherwise nothing is taken."""
        held = self._supply.let_in(order.order_id)
        fences, routing = self._routing(order)
        if order.incomplete or any(_short(order, routing.fills)):
            self._supply.keep_out(order.order_id)
            return None
        return self._settle(order, fences, routing, held)

    def plan_order(self, order: DemandOrder) -> OrderPlan:
        """Routes one order, takes its units from the supply and says what is short and why."""
        held = self._supply.let_in(order.order_id)
        fences, routing = self._routing(order)
        if held and self._supply.keeps_behind_fences and any(_short(order, routing.fills)):
            keeping = self._keeping(order, held, fences)
            if _units(keeping) > _units(routing):
                routing = keeping
        return self._settle(order, fences, routing, held)

    def _keeping(
        self, order: DemandOrder, held: Mapping[Place, int], fences: list[list[int]]
    ) -> Routing:
        """The routing of an order that may keep what it holds, whatever the fences say now."""
        fenced = {
            (part.product_id, w)
            for line, row in zip(order.lines, fences, strict=True)
            for part in line.parts
            for w, failing in enumerate(row)
            if failing & ~_OF_STOCK
        }
        supply = self._supply.with_held(held, fenced)
        opened = [
            [0 if _holds(line, held, w) else failing for w, failing in enumerate(row)]
            for line, row in zip(order.lines, fences, strict=True)
        ]
        return route(order, supply, self._rules, opened)

    def _routing(self, order: DemandOrder) -> tuple[list[list[int]], Routing]:
        closed = self._supply.closed_to(order.order_id)
        fences = [self._fences(order, line, closed) for line in order.lines]
        if all(map(all, fences)):  # most who wait: nothing of theirs is anywhere
            return fences, Routing([], [], {})
        return fences, route(order, self._supply, self._rules, fences)

    def _settle(
        self,
        order: DemandOrder,
        fences: list[list[int]],
        routing: Routing,
        held: Mapping[Place, int],
    ) -> OrderPlan:
        """Takes the routing; `held` is what the order had, of which the rest is for others."""
        short = _short(order, routing.fills)
        complete = not order.incomplete and not any(short)
        nothing = not complete and not order.ship_partial and bool(routing.fills)
        fills = [] if nothing else routing.fills
        for fill in fills:
            take(order.lines[fill.line], fill, self._supply)
        self._supply.take_order(order.order_id, (fill.warehouse for fill in fills))
        if held:
            self._supply.settle_held(order.order_id)
        waits, lacks = list[Wait](), list[LackingUnits]()
        if not complete:
            waits, lacks = _shortages(order, short, self._answers(fences), nothing=nothing)
        if fills and waits and (order.max_warehouses or routing.untried):
            waits = self._limited(order, fences, waits)
        decision = OrderDecision(
            self._rated(order, routing), _decisions(order, fences, fills), nothing
        )
        return OrderPlan(order.order_id, self._promises(order, fills), waits, lacks, decision)

    def _limited(
        self, order: DemandOrder, fences: list[list[int]], waits: list[Wait]
    ) -> list[Wait]:
        """Notes of what waits whether a warehouse that may serve it has units left for it."""
        left = {
            line.line_id: any(line_capacity(line, self._supply, row))
            for line, row in zip(order.lines, fences, strict=True)
        }
        return [wait._replace(limited=left[wait.line_id]) for wait in waits]

    def answers(self, order: DemandOrder, line: DemandLine) -> list[list[int]]:
        """The fences that count for the reason of a line."""
        return self._answers([self._fences(order, line, self._supply.closed_to(order.order_id))])

    def _answers(self, fences: list[list[int]]) -> list[list[int]]:
        """The fences of the warehouses that hold real goods: a pool never makes a reason better."""
        if not self._pools:
            return fences
        return [[row[w] for w in self._real] for row in fences]

    def _fences(self, order: DemandOrder, line: DemandLine, closed: Sequence[int]) -> list[int]:
        """All fences that fail for a line, one entry a warehouse."""
        failing = self._fences_of_country(order.country)
        for part in line.parts:
            if part.managed:
                failing = self._with_stock_fences(failing, part.product_id, part.per_unit)
        bars = self._rules.exclusions or order.kept_out or closed
        if not (bars or line.virtual_only or line.real_only):
            return failing
        failing = list(failing)
        for w in closed:
            failing[w] |= _AT_CAPACITY
        for product_id in {line.product_id, *(part.product_id for part in line.parts)}:
            self._add_exclusions(failing, order.channel, product_id)
        for w, warehouse in enumerate(self._rules.warehouses) if order.kept_out else ():
            failing[w] |= _EXCLUDED if warehouse.id in order.kept_out else 0
        for w in self._real if line.virtual_only else ():
            failing[w] |= _PREORDER
        for w in self._pools if line.real_only else ():
            failing[w] |= _EXCLUDED
        return failing

    def _fences_of_country(self, country: str) -> list[int]:
        if country not in self._order_fences:
            self._order_fences[country] = [
                (0 if warehouse.active else _INACTIVE)
                | (0 if warehouse.serves(country) else _COUNTRY)
                for warehouse in self._rules.warehouses
            ]
        return self._order_fences[country]

    def _add_exclusions(self, failing: list[int], channel: str, product_id: int) -> None:
        for w, warehouse in enumerate(self._rules.warehouses):
            if self._rules.excludes(channel, product_id, warehouse.id):
                failing[w] |= _EXCLUDED

    def _with_stock_fences(self, failing: list[int], product_id: int, per_unit: int) -> list[int]:
        return [
            fences
            if units >= per_unit
            else fences | (_NOT_STOCKED if units == NOT_STOCKED else _OUT_OF_STOCK)
            for fences, units in zip(failing, self._supply.free(product_id), strict=True)
        ]

    def _promises(self, order: DemandOrder, fills: list[Fill]) -> list[Promise]:
        return [
            Promise(
                order.lines[fill.line].line_id,
                self._rules.warehouses[fill.warehouse].id,
                part.product_id,
                part.per_unit,
                fill.units * part.per_unit,
                part.managed,
            )
            for fill in fills
            for part in order.lines[fill.line].parts
        ]

    def _rated(self, order: DemandOrder, routing: Routing) -> list[RatedWarehouse]:
        if order.coordinates is None and not routing.untried and not routing.available:
            return self._without_distance
        return [
            RatedWarehouse(
                warehouse.id,
                warehouse.rank,
                _kilometres(order, warehouse),
                w in routing.untried,
                routing.available.get(w),
            )
            for w, warehouse in enumerate(self._rules.warehouses)
        ]


def _kilometres(order: DemandOrder, warehouse: WarehouseFacts) -> int | None:
    if order.coordinates is None or warehouse.coordinates is None:
        return None
    return round(distance_km(order.coordinates, warehouse.coordinates))


def _decisions(
    order: DemandOrder, fences: list[list[int]], fills: list[Fill]
) -> list[LineDecision]:
    lines = [
        LineDecision(line.line_id, line.quantity, row, [0] * len(row))
        for line, row in zip(order.lines, fences, strict=True)
    ]
    for fill in fills:
        lines[fill.line].taken[fill.warehouse] += fill.units
    return lines


def _holds(line: DemandLine, held: Mapping[Place, int], warehouse: int) -> bool:
    """Whether all that a unit of the line takes from stock is held there."""
    products = [part.product_id for part in line.parts if part.managed]
    return bool(products) and all(held.get((product_id, warehouse)) for product_id in products)


def _units(routing: Routing) -> int:
    return sum(fill.units for fill in routing.fills)


def _short(order: DemandOrder, fills: list[Fill]) -> list[int]:
    short = [line.quantity for line in order.lines]
    for fill in fills:
        short[fill.line] -= fill.units
    return short


def _shortages(
    order: DemandOrder, short: list[int], fences: list[list[int]], *, nothing: bool
) -> tuple[list[Wait], list[LackingUnits]]:
    """What waits and what is unavailable; `nothing` is taken although something could be."""
    waits: list[Wait] = []
    lacks: list[LackingUnits] = []
    for line, missing, row in zip(order.lines, short, fences, strict=True):
        could_ship = line.quantity - missing if nothing else 0
        if missing and line.backorder is BackorderPolicy.NO:
            lacks.append(LackingUnits(line.line_id, missing))
            if could_ship:
                waits.append(Wait(line.line_id, could_ship, Reason.WAITING_FOR_REST))
        elif missing:
            waits.append(Wait(line.line_id, missing + could_ship, shortage_reason(line, row)))
        elif could_ship:
            waits.append(Wait(line.line_id, could_ship, Reason.WAITING_FOR_REST))
    return waits, lacks


def shortage_reason(line: DemandLine, fences: list[int]) -> Reason:
    """Why a line is short: the most hopeful warehouse's answer (`docs/domain.md`)."""
    if line.backorder is BackorderPolicy.PREORDER:
        return Reason.PREORDER
    answers = {first_fence(failing) for failing in fences}
    for fence, reason in _HOPE:
        if fence in answers:
            return reason
    return Reason.WAREHOUSE_INACTIVE
