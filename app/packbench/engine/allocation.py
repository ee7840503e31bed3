"""The allocation service: the one door to stock.

Whoever wants units (an import, the Allocate button, a receipt, a re-route) comes here. Under the
mutex the demand and the supply are read again, the pure planner decides, and the answer is written
set-wise in the same transaction (`docs/architecture.md`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.ahead import InQueue
from packbench.db.queries.planning.demand import (
    EVERYTHING,
    NEW_AND_WAITING,
    Demand,
    Wanted,
    load_demand,
)
from packbench.db.queries.planning.queue import Place
from packbench.db.queries.planning.supply import (
    StockOfProducts,
    load_held,
    load_rules,
    load_stock,
)
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.plan import OrderPlan, Wait
from packbench.domain.allocation.planner import plan, reason_now
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Held, Supply
from packbench.domain.changes import Kind
from packbench.domain.orders import Reason
from packbench.engine.ahead import Counting, Others, others_ahead
from packbench.engine.command.transaction import Transaction
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.plan_writer import Written, write_plans
from packbench.engine.writes.preorder_limits import (
    keep_pools_within_limits,
    settle_preorders,
)

Way = Callable[[Iterable[DemandOrder], Supply, Rules], Iterator[OrderPlan]]
"""How orders are planned: all, or only those that can be completed."""

Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


Own = Mapping[tuple[int, int], int]
"""By (order, stock row): units that were just taken back and are that order's own first."""


@dataclass(frozen=True, slots=True)
class Planning:
    """How orders are planned, where it is not as usual.

    Attributes:
        only_warehouse: the id of the one warehouse that may serve them.
        behind_fences: what is their own may be kept where they may not be served any more.
        after_pools: real goods stay for what pools promise to those ahead of them.
    """

    only_warehouse: int | None = None
    behind_fences: bool = True
    after_pools: bool = True


AS_USUAL = Planning()


def route_orders(
    transaction: Transaction,
    order_ids: Collection[int],
    wanted: Wanted = NEW_AND_WAITING,
    *,
    own: Own = MappingProxyType({}),
    lost: Collection[int] = (),
    how: Planning = AS_USUAL,
) -> Written:
    """Inside a command: plans units of these orders and writes the answer.

    What somebody in front of them waits for is left to him (`ahead`).

    Args:
        transaction: a command's, under the mutex.
        order_ids: the orders; of those on hold only what `wanted` names.
        wanted: which of their units.
        own: what was just taken back of them (or for them): each plans with its own before others
            do, and keeps it where nothing better is found.
        lost: lines of which stock was just lost: they wait with `stock_lost` where there is just
            none for them.
        how: what is planned otherwise than usual.
    """
    connection = transaction.connection
    demand = load_demand(connection, order_ids, today(connection), wanted)
    demand.lost.update(lost)
    routing = plan_in_queue(connection, demand, own=own, how=how)
    return write_routing(transaction, demand, routing.stock, routing.plans)


class Planned(NamedTuple):
    """Plans of a demand, the rules that they follow, and the stock rows that they take from."""

    plans: list[OrderPlan]
    rules: Rules
    stock: StockOfProducts


def plan_in_queue(
    connection: Connection,
    demand: Demand,
    way: Way = plan,
    *,
    own: Own = MappingProxyType({}),
    how: Planning = AS_USUAL,
) -> Planned:
    """Plans orders, each in its place among those who stand in the queue for the same products."""
    rules = load_rules(connection)
    stock = load_stock(connection, rules, demand.product_ids())
    places = [(facts.queue_key, order_id) for order_id, facts in demand.facts.items()]
    before = None if rules.complete_first else max(places, default=None)
    counting = Counting(before, pools=how.after_pools)
    others = others_ahead(connection, rules, stock, demand.facts.keys(), counting)
    held = load_held(connection, rules, stock, _in_turn(own, demand)) if own else {}
    if how.only_warehouse is not None:
        alone = AtOneWarehouse(rules, stock, how.only_warehouse, held)
        alone.keep_for(connection, others)
        return alone.plan(connection, demand)
    keep_pools_within_limits(connection, rules, stock.free, {**demand.lines, **others.lines})
    supply = Supply.under(rules, stock.free)
    supply.hold(held, behind_fences=how.behind_fences)
    plans = way(merged(in_places(demand), others.orders), supply, rules)
    return Planned([one for one in plans if one.order_id in demand.facts], rules, stock)


def _in_turn(own: Own, demand: Demand) -> Own:
    """First what orders in front of the queue had."""

    def turn(entry: tuple[tuple[int, int], int]) -> tuple[bool, str, int]:
        order_id, _ = entry[0]
        facts = demand.facts.get(order_id)
        return (facts is None, facts.queue_key if facts else "", order_id)

    return dict(sorted(own.items(), key=turn))


def in_places(demand: Demand) -> list[InQueue]:
    """The orders of a demand with their places, in queue order."""
    facts = demand.facts
    return [InQueue((facts[one.order_id].queue_key, one.order_id), one) for one in demand.orders]


def merged(ours: Sequence[InQueue], others: Sequence[InQueue]) -> list[DemandOrder]:
    """All in queue order; what is promised to an order in a pool comes after what it lacks."""
    queue = [*ours, *others]
    if others:
        queue.sort(key=lambda one: (one.place, one.order.order_id < 0))
    return [one.order for one in queue]


class AtOneWarehouse:
    """Orders that one warehouse alone may serve, net of what others ahead could take there."""

    def __init__(self, rules: Rules, stock: StockOfProducts, warehouse_id: int, held: Held) -> None:
        self._all, self.stock, self._held = rules, stock, held
        self._place = next(w for w, one in enumerate(rules.warehouses) if one.id == warehouse_id)
        self._kept: list[tuple[Place, dict[int, int]]] = []
        self.rules = replace(rules, warehouses=(rules.warehouses[self._place],))
        self.free = {product_id: [units[self._place]] for product_id, units in stock.free.items()}

    def keep_for(self, connection: Connection, others: Others) -> None:
        """Plans who stands ahead, under the rules of all warehouses."""
        if not others.orders:
            return
        free = {product_id: list(units) for product_id, units in self.stock.free.items()}
        keep_pools_within_limits(connection, self._all, free, others.lines)
        supply = Supply.under(self._all, free)
        supply.hold(self._held)
        places = {one.order.order_id: one.place for one in others.orders}
        for one in plan([other.order for other in others.orders], supply, self._all):
            units: dict[int, int] = defaultdict(int)
            for promise in one.promises:
                if promise.managed and promise.warehouse_id == self.rules.warehouses[0].id:
                    units[promise.product_id] += promise.quantity
            self._kept.append((places[one.order_id], units))
        self._kept.sort(key=lambda kept: kept[0])

    def take_kept(self, supply: Supply, place: Place) -> None:
        """Takes out of a supply what is kept for those who stand in front of a place."""
        while self._kept and self._kept[0][0] < place:
            _, units = self._kept.pop(0)
            for product_id, quantity in units.items():
                there = max(0, supply.free(product_id)[0])
                supply.take(product_id, 0, min(there, quantity))

    def plan(self, connection: Connection, demand: Demand) -> Planned:
        """Plans the orders of a demand."""
        keep_pools_within_limits(connection, self.rules, self.free, demand.lines)
        supply = Supply.under(self.rules, self.free)
        supply.hold(self._held_there())
        plans: list[OrderPlan] = []
        for order in demand.orders if self._kept else ():
            self.take_kept(supply, (demand.facts[order.order_id].queue_key, order.order_id))
            plans += plan([order], supply, self.rules)
        plans = plans or list(plan(demand.orders, supply, self.rules))
        return Planned(self.as_told(plans, demand), self.rules, self.stock)

    def as_told(self, plans: Sequence[OrderPlan], demand: Demand) -> list[OrderPlan]:
        """The plans with the reasons of all warehouses: this one may have just another answer.

        What waits may be served by one that was not asked.
        """
        orders = {order.order_id: order for order in demand.orders}
        supply = Supply.under(self._all, self.stock.free)
        return [
            one._replace(
                waits=[self._told(orders[one.order_id], wait, supply) for wait in one.waits]
            )
            for one in plans
        ]

    def _told(self, order: DemandOrder, wait: Wait, supply: Supply) -> Wait:
        (line,) = (line for line in order.lines if line.line_id == wait.line_id)
        reason = wait.reason
        if reason is not Reason.WAITING_FOR_REST:
            reason = reason_now(order, line, supply, self._all)
        return wait._replace(limited=True, reason=reason)

    def _held_there(self) -> Held:
        return {
            order_id: {
                (product_id, 0): n for (product_id, w), n in units.items() if w == self._place
            }
            for order_id, units in self._held.items()
        }


def write_routing(
    transaction: Transaction,
    demand: Demand,
    stock: StockOfProducts,
    plans: Sequence[OrderPlan],
) -> Written:
    """Inside a command: writes plans of a demand, from this stock, and settles its orders."""
    command = (transaction.command_id, transaction.at)
    written = write_plans(transaction.connection, command, demand, stock.stock_ids, plans)
    fresh = fresh_preorders(demand, plans)
    if fresh:
        transaction.changed(Kind.ORDER, settle_preorders(transaction.connection, fresh))
    order_ids = {one.order_id for one in plans}
    written.statuses = refresh_orders(
        transaction.connection, order_ids, written.made, written.settled
    )
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed(Kind.STOCK, set(stock.stock_ids.values()))
    transaction.in_parts |= {id_ for id_ in order_ids if demand.facts[id_].ship_partial}
    transaction.taken |= _taken_of_rests(plans, stock)
    return written


def _taken_of_rests(plans: Sequence[OrderPlan], stock: StockOfProducts) -> set[int]:
    """The promised products that lines wait for which only wait for the rest of their orders."""
    taken = {promise.product_id for one in plans for promise in one.promises if promise.managed}
    if any(wait.reason is Reason.WAITING_FOR_REST for one in plans for wait in one.waits):
        return taken
    return taken & stock.in_rests


def fresh_preorders(demand: Demand, plans: Sequence[OrderPlan]) -> list[int]:
    """Lines that wait as pre-orders from now on."""
    return [
        wait.line_id
        for one in plans
        for wait in one.waits
        if wait.reason is Reason.PREORDER and demand.lines[wait.line_id].reason != Reason.PREORDER
    ]


def wanted_of(named: Sequence[str]) -> Wanted:
    """Named orders are tried as a whole again."""
    return EVERYTHING if named else NEW_AND_WAITING
