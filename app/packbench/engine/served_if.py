"""Would a waiting line be served if something were otherwise? The planner is asked; no writing.

The queue of those who wait for the same products is planned anew, from its front to the order that
is asked for, on the stock that is there now: the walk that a release would make (`allocation`).
Of the queue only those lines are read and planned that could be given anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.advice import days_matter, waiting_ahead, within_reach
from packbench.db.queries.planning.demand import EVERYTHING, Wanted, load_demand
from packbench.db.queries.planning.queue import orders_waiting_for_any
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Exclusion, Rules, WarehouseFacts
from packbench.domain.allocation.supply import Supply
from packbench.engine.writes.preorder_limits import keep_pools_within_limits

MOST_IN_QUEUE = 500
"""Orders; longer queues are not planned for an advice."""
MOST_LINES = 1_500
"""Lines that could be given something; queues with more are not planned for an advice."""

_LOADING = 200  # reading a queue takes as long as planning so many lines

Extra = Mapping[tuple[int, int], int]
"""Units more than there are, by (warehouse id, product id)."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is supposed to be otherwise; with nothing said all is as it is.

    Attributes:
        rules: other warehouses and exclusions.
        extra: units of the line's own products that come in.
        in_parts: the order may ship in parts.
        from_many: the order may ship from any number of warehouses.
        day: pre-orders are given out as on this day.
    """

    rules: Rules | None = None
    extra: Extra = field(default_factory=dict)
    in_parts: bool = False
    from_many: bool = False
    day: date | None = None


class Barrier(NamedTuple):
    """A warehouse that has units for a line, and what keeps the line out of it."""

    warehouse: WarehouseFacts
    units: int
    inactive: bool
    country: bool
    rules: frozenset[Exclusion]


class _Loaded(NamedTuple):
    """Orders that want stock, in queue order, and what there is for them by product."""

    orders: list[DemandOrder]
    free: dict[int, list[int]]
    line_count: int


class ServedIf:
    """Tries suppositions for one order.

    Args:
        connection: for reading.
        order_id: the order.
    """

    def __init__(self, connection: Connection, order_id: int) -> None:
        self._connection = connection
        self._order_id = order_id
        self._today = today(connection)
        self._queues: dict[tuple[frozenset[int], date], _Loaded | None] = {}
        self.rules = load_rules(connection)
        self.effort = 0
        """What was read and planned so far, in lines."""
        self._alone = self._load({order_id}, self._today, EVERYTHING)
        self._lines = {line.line_id: line for one in self._alone.orders for line in one.lines}

    def products(self, line_id: int) -> frozenset[int]:
        """The products of which the line takes stock; none when it can't be routed at all."""
        line = self._lines.get(line_id)
        return _managed(line) if line else frozenset()

    def all_products(self) -> frozenset[int]:
        """The same of all its lines."""
        return frozenset().union(*map(_managed, self._lines.values()))

    def is_anywhere(self, line_id: int) -> bool:
        """Whether a whole unit for the line lies at one warehouse, fences or not."""
        line = self._lines.get(line_id)
        places = range(len(self.rules.warehouses))
        return line is not None and any(_units_at(line, self._alone.free, w) for w in places)

    def is_tried(self, line_id: int) -> bool:
        """Whether the queue for the line is short enough to be planned."""
        return self._queue(self.products(line_id), self._today) is not None

    def units(self, line_id: int, otherwise: Otherwise) -> int:
        """How many units the line would get in its turn; 0 where its queue is too long."""
        if not otherwise.extra and not self.is_anywhere(line_id):
            return 0
        day = otherwise.day if otherwise.day and self._days_matter else self._today
        queue = self._queue(self.products(line_id), day)
        if queue is None:
            return 0
        orders = [self._changed(one, otherwise) for one in queue.orders]
        queue = queue._replace(orders=orders)
        return self._given(queue, otherwise.rules or self.rules, otherwise.extra).get(line_id, 0)

    @cached_property
    def alone(self) -> dict[int, int]:
        """Units by line if the order were tried alone, with what was marked by hand."""
        return self.alone_with({})

    def alone_with(self, extra: Extra) -> dict[int, int]:
        """The same with units that are taken from others."""
        return self._given(self._alone, self.rules, extra)

    def barriers(self, line_id: int) -> list[Barrier]:
        """Warehouses with units for the line that it is kept out of, the most units first."""
        line = self._lines.get(line_id)
        if line is None:
            return []
        (order,) = self._alone.orders
        found = [
            self._barrier(order, line, warehouse, _units_at(line, self._alone.free, place))
            for place, warehouse in enumerate(self.rules.warehouses)
            if not warehouse.virtual  # what a pool promises ships nowhere
        ]
        fenced = [one for one in found if one.units and (one.inactive or one.country or one.rules)]
        return sorted(fenced, key=lambda one: -one.units)

    def may_serve(self, line_id: int, warehouse_id: int) -> bool:
        """Whether nothing but stock keeps the line out of a warehouse."""
        line = self._lines.get(line_id)
        if line is None:
            return False
        (order,) = self._alone.orders
        (warehouse,) = (one for one in self.rules.warehouses if one.id == warehouse_id)
        barrier = self._barrier(order, line, warehouse, 0)
        return not (barrier.inactive or barrier.country or barrier.rules)

    def without(self, barrier: Barrier, country: str) -> Rules:
        """The rules without what keeps the line out of a warehouse."""
        opened = replace(
            barrier.warehouse, active=True, countries=barrier.warehouse.countries | {country}
        )
        return replace(
            self.rules,
            warehouses=tuple(
                opened if one.id == opened.id else one for one in self.rules.warehouses
            ),
            exclusions=self.rules.exclusions - barrier.rules,
        )

    @cached_property
    def _within_reach(self) -> set[int]:
        return within_reach(self._connection)

    @cached_property
    def _days_matter(self) -> bool:
        return days_matter(self._connection, self._today)

    def _queue(self, products: frozenset[int], day: date) -> _Loaded | None:
        """Those who wait for the products up to the order; None when they are too many."""
        key = (products, day)
        if key not in self._queues:
            others = self._others(products)
            loaded = None
            if len(others) <= MOST_IN_QUEUE:
                # Whoever waits only for what is nowhere takes nothing from the others.
                wanted = Wanted(products=products | self._within_reach)
                loaded = self._load(others | {self._order_id}, day, wanted)
            too_long = loaded is None or loaded.line_count > MOST_LINES
            self._queues[key] = None if too_long else loaded
        return self._queues[key]

    def _others(self, products: frozenset[int]) -> set[int]:
        if self.rules.complete_first:  # those behind may go first
            return orders_waiting_for_any(self._connection, products) - {self._order_id}
        return waiting_ahead(self._connection, self._order_id, products, MOST_IN_QUEUE + 1)

    def _load(self, order_ids: set[int], day: date, wanted: Wanted) -> _Loaded:
        demand = load_demand(self._connection, order_ids, day, wanted)
        free = load_stock(self._connection, self.rules, demand.product_ids()).free
        keep_pools_within_limits(self._connection, self.rules, free, demand.lines)
        self.effort += _LOADING + len(demand.lines)
        return _Loaded(demand.orders, free, len(demand.lines))

    def _changed(self, order: DemandOrder, otherwise: Otherwise) -> DemandOrder:
        if order.order_id != self._order_id:
            return order
        return order._replace(
            ship_partial=order.ship_partial or otherwise.in_parts,
            max_warehouses=None if otherwise.from_many else order.max_warehouses,
        )

    def _given(self, loaded: _Loaded, rules: Rules, extra: Extra) -> dict[int, int]:
        """Units by line of the order, after those before it were served."""
        self.effort += loaded.line_count
        supply = _supply(loaded, rules, extra)
        for planned in plan(loaded.orders, supply, rules):
            if planned.order_id == self._order_id:
                return {line.line_id: sum(line.taken) for line in planned.decision.lines}
        return {}

    def _barrier(
        self, order: DemandOrder, line: DemandLine, warehouse: WarehouseFacts, units: int
    ) -> Barrier:
        rules = (
            Exclusion(channel, product_id, warehouse.id)
            for channel in (order.channel, None)
            for product_id in (line.product_id, *(part.product_id for part in line.parts), None)
        )
        kept_out = frozenset(rules) & self.rules.exclusions
        serves = warehouse.serves(order.country)
        return Barrier(warehouse, units, not warehouse.active, not serves, kept_out)


def _managed(line: DemandLine) -> frozenset[int]:
    return frozenset(part.product_id for part in line.parts if part.managed)


def _supply(loaded: _Loaded, rules: Rules, extra: Extra) -> Supply:
    free = {product_id: list(units) for product_id, units in loaded.free.items()}
    position = {warehouse.id: place for place, warehouse in enumerate(rules.warehouses)}
    for (warehouse_id, product_id), units in extra.items():
        if product_id in free:
            place = position[warehouse_id]
            free[product_id][place] = max(0, free[product_id][place]) + units
    return Supply.under(rules, free)


def _units_at(line: DemandLine, free: Mapping[int, list[int]], place: int) -> int:
    """Whole line units that one warehouse has."""
    parts = (
        max(0, free[part.product_id][place]) // part.per_unit for part in line.parts if part.managed
    )
    return min(parts, default=line.quantity)
