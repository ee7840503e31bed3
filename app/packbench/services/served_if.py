"""Would a waiting line be served if something were otherwise? The planner is asked; no writing.

The queue of those who wait for the same products is planned anew, from its front to the order that
is asked for, on the stock that is there now: the walk that a release would make (`allocation`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.advice import waiting_ahead
from packbench.db.queries.demand import EVERYTHING, NEW_AND_WAITING, Demand, Wanted, load_demand
from packbench.db.queries.planning import load_rules, load_stock
from packbench.db.queries.queue import orders_waiting_for_any
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Exclusion, Rules, WarehouseFacts
from packbench.domain.allocation.supply import Supply
from packbench.services.today import today

MOST_IN_QUEUE = 300
"""Longer queues are not planned for an advice."""

Extra = Mapping[tuple[int, int], int]
"""Units more than there are, by (warehouse id, product id)."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is supposed to be otherwise; with nothing said all is as it is.

    Attributes:
        rules: other warehouses and exclusions.
        extra: units that come in, or are taken from others.
        in_parts: the order may ship in parts.
        from_many: the order may ship from any number of warehouses.
        alone: the order is tried by itself, with what was marked by hand, before all others.
        day: pre-orders are given out as on this day.
    """

    rules: Rules | None = None
    extra: Extra = field(default_factory=dict)
    in_parts: bool = False
    from_many: bool = False
    alone: bool = False
    day: date | None = None


class Barrier(NamedTuple):
    """A warehouse that has units for a line, and what keeps the line out of it."""

    warehouse: WarehouseFacts
    units: int
    inactive: bool
    country: bool
    rules: frozenset[Exclusion]


class ServedIf:
    """Tries suppositions for one order.

    Args:
        connection: for reading.
        order_id: the order.
        product_ids: what its line takes; only those who wait for it are in its way.
    """

    def __init__(self, connection: Connection, order_id: int, product_ids: set[int]) -> None:
        self._connection = connection
        self._order_id = order_id
        self._today = today()
        self.rules = load_rules(connection)
        if self.rules.complete_first:  # those behind may go first
            others = orders_waiting_for_any(connection, product_ids)
        else:
            others = waiting_ahead(connection, order_id, product_ids, MOST_IN_QUEUE + 1)
        self._waiting = others | {order_id}

    @property
    def is_tried(self) -> bool:
        """Whether the queue is short enough to be planned."""
        return len(self._waiting) <= MOST_IN_QUEUE + 1

    def units(self, line_id: int, otherwise: Otherwise) -> int:
        """How many units the line would get."""
        rules = otherwise.rules or self.rules
        wanted = EVERYTHING if otherwise.alone else NEW_AND_WAITING
        demand = self._demand(otherwise.day or self._today, wanted, alone=otherwise.alone)
        orders = [self._changed(one, otherwise) for one in demand.orders]
        supply = self._supply(demand, rules, otherwise.extra)
        for planned in plan(orders, supply, rules):
            if planned.order_id == self._order_id:
                lines = (line for line in planned.decision.lines if line.line_id == line_id)
                return sum(sum(line.taken) for line in lines)
        return 0

    def barriers(self, line_id: int) -> list[Barrier]:
        """Warehouses with units for the line that it is kept out of, the most units first."""
        demand = self._demand(self._today, EVERYTHING, alone=True)
        order = next((one for one in demand.orders if one.order_id == self._order_id), None)
        line = next((one for one in order.lines if one.line_id == line_id), None) if order else None
        if order is None or line is None:
            return []
        supply = self._supply(demand, self.rules, {})
        found = [
            self._barrier(order, line, warehouse, _units_at(line, supply, place))
            for place, warehouse in enumerate(self.rules.warehouses)
        ]
        fenced = [one for one in found if one.units and (one.inactive or one.country or one.rules)]
        return sorted(fenced, key=lambda one: -one.units)

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

    def _demand(self, day: date, wanted: Wanted, *, alone: bool) -> Demand:
        ids = {self._order_id} if alone else self._waiting
        return load_demand(self._connection, ids, day, wanted)

    def _changed(self, order: DemandOrder, otherwise: Otherwise) -> DemandOrder:
        if order.order_id != self._order_id:
            return order
        return order._replace(
            ship_partial=order.ship_partial or otherwise.in_parts,
            max_warehouses=None if otherwise.from_many else order.max_warehouses,
        )

    def _supply(self, demand: Demand, rules: Rules, extra: Extra) -> Supply:
        free = load_stock(self._connection, rules, demand.product_ids()).free
        position = {warehouse.id: place for place, warehouse in enumerate(rules.warehouses)}
        for (warehouse_id, product_id), units in extra.items():
            if product_id in free:
                place = position[warehouse_id]
                free[product_id][place] = max(0, free[product_id][place]) + units
        return Supply.under(rules, free)

    def _barrier(
        self, order: DemandOrder, line: DemandLine, warehouse: WarehouseFacts, units: int
    ) -> Barrier:
        rules = (
            Exclusion(channel, product_id, warehouse.id)
            for channel in (order.channel, None)
            for product_id in (line.product_id, None)
        )
        kept_out = frozenset(rules) & self.rules.exclusions
        serves = warehouse.serves(order.country)
        return Barrier(warehouse, units, not warehouse.active, not serves, kept_out)


def _units_at(line: DemandLine, supply: Supply, place: int) -> int:
    """Whole line units that one warehouse has."""
    parts = (
        max(0, supply.free(part.product_id)[place]) // part.per_unit
        for part in line.parts
        if part.managed
    )
    return min(parts, default=line.quantity)


def wanted_units(connection: Connection, order_id: int) -> dict[int, int]:
    """Units that the order lacks and nobody has free, by the products that are really taken."""
    demand = load_demand(connection, [order_id], today(), EVERYTHING)
    wanted: dict[int, int] = {}
    for order in demand.orders:
        for one in order.lines:
            for part in one.parts:
                if part.managed:
                    units = wanted.get(part.product_id, 0)
                    wanted[part.product_id] = units + one.quantity * part.per_unit
    stock = load_stock(connection, load_rules(connection), wanted)
    free = {product: sum(max(0, n) for n in units) for product, units in stock.free.items()}
    return {product: units - free[product] for product, units in wanted.items()}
