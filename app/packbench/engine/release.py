"""Serving the waiting room: whoever waits for products that came or were freed, in queue order."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from packbench.db.queries.planning.ahead import InQueue
from packbench.db.queries.planning.demand import Demand, ProductFacts, load_demand
from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.queue import (
    FRONT,
    Place,
    first_waiting,
    managed_among,
    may_be_waited_for,
    orders_without_warehouse,
    waiting_orders,
    wanted_products,
)
from packbench.db.queries.planning.supply import StockOfProducts, load_rules, load_stock
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import OrderLine
from packbench.db.sql.among import among_named
from packbench.db.today import today
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan, plan_whole
from packbench.domain.allocation.supply import Supply
from packbench.domain.changes import Kind
from packbench.engine.ahead import Counting, others_ahead
from packbench.engine.allocation import Way, in_places, merged, write_routing
from packbench.engine.command.transaction import Transaction
from packbench.engine.reasons import tell_what_came
from packbench.engine.writes.passed_over import count_passed_over, passed_over
from packbench.engine.writes.plan_writer import Written, waits_otherwise
from packbench.engine.writes.preorder_limits import (
    keep_pools_within_limits,
)
from packbench.settings import AUTO_RELEASE

_RELEASE_PAGE = 200
_MOST_PAGES = 8
"""So many pages are tried at once where the first ones did not use up the stock."""


@dataclass(frozen=True, slots=True)
class Released:
    """Units that somebody who waited was given."""

    order_number: str
    sku: str
    quantity: int


def release(
    transaction: Transaction,
    product_ids: Collection[int],
    opened: Collection[int] = (),
    *,
    routed: Collection[int] = (),
) -> list[Released]:
    """Inside a command that brought stock: serves the waiting room for these products.

    The queue of waiting orders is walked from its front until the products are used up; each order
    is planned with everything that it waits for, so that the fences apply and complete-only orders
    take all or nothing. Whoever can't use the stock is passed over. Real goods stay for what a
    virtual warehouse promised to those who stand in front.

    `opened` are those of the products that a warehouse may serve now and could not before: who
    waits because none could is tried again, whatever is left, so that the reason stays true.

    `routed` are orders that the command has routed already, under a limit of warehouses: a second
    routing at once would go round the limit.
    """
    connection = transaction.connection
    transaction.came.update(product_ids)
    if not may_be_waited_for(connection, product_ids):
        return []
    if not read_setting(connection, AUTO_RELEASE):
        transaction.changed(Kind.ORDER, tell_what_came(connection, product_ids))
        return []
    waited_for = wanted_products(connection, product_ids)
    if not waited_for:
        return []
    walk = _Release(transaction, waited_for, routed)
    return walk.run() + walk.try_again(orders_without_warehouse(connection, opened))


def release_beside(transaction: Transaction, product_ids: Collection[int]) -> None:
    """As `release`, by a command that tells nothing of whom it serves: a preview leaves it out."""
    if not transaction.tried:
        release(transaction, product_ids)


class _Release:
    """One walk along the waiting room."""

    def __init__(
        self, transaction: Transaction, product_ids: Collection[int], routed: Collection[int]
    ) -> None:
        self._transaction = transaction
        self._routed = routed
        self._connection = transaction.connection
        self._today = today(self._connection)
        self._products = ProductFacts(self._connection, self._today)
        self._rules = load_rules(self._connection)
        self._supply = Supply.under(self._rules, {})
        self._stock = StockOfProducts({}, {})
        self._targets = _with_kits(self._connection, product_ids)
        self._seen = set(transaction.planned_again)
        self._others: list[InQueue] = []
        self._walked = frozenset(product_ids)
        self._load_supply(set(product_ids))

    def run(self) -> list[Released]:
        """Serves the queue: where that is the policy, first whom all can be given."""
        ways = (plan_whole, plan) if self._rules.complete_first else (plan,)
        served = []
        for way in ways:
            self._seen = set(self._transaction.planned_again)
            served += [one for page in self._pages() for one in self._serve(page, way)]
        return served

    def try_again(self, order_ids: list[int]) -> list[Released]:
        """Tries these orders, whatever is left of the products."""
        pages = (
            order_ids[start : start + _RELEASE_PAGE]
            for start in range(0, len(order_ids), _RELEASE_PAGE)
        )
        return [one for page in pages for one in self._serve(page, plan)]

    def _serve(self, page: list[int], way: Way) -> list[Released]:
        demand = load_demand(self._connection, page, self._today, products=self._products)
        self._load_supply(demand.product_ids())
        plans = self._planned(demand, way)
        served = [one for one in plans if one.promises]
        if served:
            count_passed_over(self._connection, _passed_over(page, demand, plans))
            self._transaction.served(len(served))
        told = [one for one in plans if one.promises or waits_otherwise(demand, one)]
        if not told:
            return []
        self._transaction.taken |= {one.product_id for plan_ in told for one in plan_.promises}
        written = write_routing(self._transaction, demand, self._stock, told)
        return _told(self._connection, demand, written)

    def _planned(self, demand: Demand, way: Way) -> list[OrderPlan]:
        """The plans of a page; others who stand in front of its end are planned with it."""
        queue = in_places(demand)
        last = queue[-1].place if queue else FRONT
        others = [
            one
            for one in self._others
            if one.place <= last and one.order.order_id not in self._seen
        ]
        planned = list(way(merged(queue, others), self._supply, self._rules))
        done = {one.order_id for one in planned} - demand.facts.keys()
        self._others = [one for one in self._others if one.order.order_id not in done]
        return [one for one in planned if one.order_id in demand.facts]

    def _load_supply(self, product_ids: set[int]) -> None:
        missing = [product for product in product_ids if not self._supply.knows(product)]
        stock = load_stock(self._connection, self._rules, missing)
        known = {one.order.order_id for one in self._others}
        others = others_ahead(
            self._connection, self._rules, stock, known, Counting(walked=self._walked)
        )
        self._others = sorted([*self._others, *others.orders], key=lambda one: one.place)
        for product_id in [one for one in stock.free if self._supply.knows(one)]:
            del stock.free[product_id]  # it is used up in part already
        keep_pools_within_limits(self._connection, self._rules, stock.free, planned=None)
        self._supply.add(stock.free)
        self._stock.stock_ids.update(stock.stock_ids)
        self._stock.in_rests.update(stock.in_rests)

    def _pages(self) -> Iterator[list[int]]:
        """Ids of waiting orders in queue order, some at a time, each order once."""
        page: list[int] = []
        pages = 1
        fronts = first_waiting(self._connection, self._targets, _RELEASE_PAGE)
        queues = [
            self._queue(product_id, parts, fronts.get(product_id, []))
            for product_id, parts in self._targets.items()
        ]
        for _, order_id in heapq.merge(*queues):
            if order_id in self._seen:
                continue
            self._seen.add(order_id)
            page.append(order_id)
            if len(page) == pages * _RELEASE_PAGE:
                yield page
                page = []
                pages = 1 if self._rules.complete_first else min(pages * 2, _MOST_PAGES)
        if page:
            yield page

    def _queue(self, product_id: int, parts: set[int], page: list[Place]) -> Iterator[Place]:
        """The queue of one product or kit, from its first page until a part of it is used up."""
        while page:
            for place in page:
                if any(self._supply.is_used_up(part) for part in parts):
                    return
                yield place
            if len(page) < _RELEASE_PAGE:
                return
            page = waiting_orders(self._connection, product_id, page[-1], _RELEASE_PAGE)


def _passed_over(
    order_ids: Sequence[int], demand: Demand, plans: Sequence[OrderPlan]
) -> dict[int, str]:
    """Who was overtaken by somebody of the same page."""
    found: dict[int, str] = {}
    for start in range(0, len(order_ids), _RELEASE_PAGE):
        page = set(order_ids[start : start + _RELEASE_PAGE])
        found |= passed_over(demand, [one for one in plans if one.order_id in page])
    return found


def _with_kits(connection: Connection, product_ids: Collection[int]) -> dict[int, set[int]]:
    """The products and the kits that hold them, each with its parts that can be used up."""
    managed = managed_among(connection, product_ids)
    targets = {product_id: {product_id} & managed for product_id in product_ids}
    for kit_id, part_id in kits_holding(connection, product_ids):
        targets.setdefault(kit_id, set()).update({part_id} & managed)
    return targets


def _told(connection: Connection, demand: Demand, written: Written) -> list[Released]:
    """Who got what, with numbers and SKUs, in the order in which they were served."""
    line_ids = [line_id for line_id, _ in written.taken]
    rows = connection.execute(_SKUS, {"ids": line_ids}).all()
    skus = {row.id: row.sku for row in rows}
    facts, lines = demand.facts, demand.lines
    return [
        Released(facts[lines[line_id].order_id].number, skus[line_id], units)
        for line_id, units in written.taken
    ]


_SKUS = select(OrderLine.id, OrderLine.sku).where(among_named(OrderLine.id, "ids"))
