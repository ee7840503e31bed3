"""The allocation service: the one door to stock.

Whoever wants units (an import, the Allocate button, a receipt, a re-route) comes here. Under the
mutex the demand and the supply are read again, the pure planner decides, and the answer is written
set-wise in the same transaction (`docs/architecture.md`).
"""

import heapq
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, select

from packbench.db.order_totals import refresh_orders
from packbench.db.passed_over import count_passed_over, passed_over
from packbench.db.plan_writer import Written, waits_otherwise, write_plans
from packbench.db.preorder_limits import (
    keep_pools_within_limits,
    settle_preorders,
)
from packbench.db.queries.among import among
from packbench.db.queries.demand import (
    EVERYTHING,
    NEW_AND_WAITING,
    Demand,
    Wanted,
    load_demand,
)
from packbench.db.queries.kits import kits_holding
from packbench.db.queries.planning import load_held, load_rules, load_stock
from packbench.db.queries.queue import (
    FRONT,
    OrderInQueue,
    Place,
    lines_of_new_orders,
    managed_among,
    new_orders,
    orders_by_number,
    orders_waiting_for_any,
    orders_without_warehouse,
    waiting_orders,
    wanted_products,
)
from packbench.db.queries.settings import read_setting, read_settings
from packbench.db.schema import Order, OrderLine
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan, plan_whole
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Supply
from packbench.domain.changes import Kind
from packbench.domain.orders import OrderStatus, Reason
from packbench.services.collector import without_collector
from packbench.services.commands import Call, Transaction, run_command
from packbench.services.context import Context
from packbench.settings import AUTO_RELEASE, QUEUE_POLICY

CHUNK_LINES = 10_000
"""Lines a transaction: other stations wait a fraction of a second for it."""

_RELEASE_PAGE = 200

Way = Callable[[Iterable[DemandOrder], Supply, Rules], Iterator[OrderPlan]]
"""How orders are planned: all, or only those that can be completed."""

Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Released:
    """Units that somebody who waited was given."""

    order_number: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What a dry run would do with one line at one warehouse, or leave waiting (warehouse None)."""

    line: int
    sku: str
    warehouse: str | None
    quantity: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """What a dry run would do with one order."""

    order_number: str
    lines: list[PlannedLine]


@dataclass(frozen=True, slots=True)
class AllocateResult:
    """What a run of allocation came to, in units of order lines."""

    orders: int = 0
    lines: int = 0
    allocated_units: int = 0
    waiting_units: int = 0
    unavailable_units: int = 0
    shipments: int = 0
    orders_ready: int = 0
    orders_waiting: int = 0
    orders_attention: int = 0
    seconds: float = 0.0
    changes: list[PlannedOrder] = field(default_factory=list)


def allocate(
    context: Context,
    *,
    orders: Sequence[str] = (),
    key: str | None = None,
    on_progress: Progress = no_progress,
    chunk_lines: int = CHUNK_LINES,
) -> AllocateResult:
    """Allocates new orders in queue order, or the named ones whatever they wait for.

    A backlog is done in chunks, each its own command, so that other stations work in between. Sent
    again with its key the run answers the same, and one that broke off goes on where it was.
    Named orders are tried as a whole again: unavailable units and lines marked as back order too.
    Refuses `not_found` for an unknown order number.
    """
    started = time.monotonic()
    base_key = key or uuid4().hex
    lines, whole_first = (0, False) if orders else _backlog(context)
    total, done, number = AllocateResult(), 0, 0
    for way in (plan_whole, plan) if whole_first else (plan,):
        chunk = _Chunk(more=True)
        while chunk.more:
            number += 1
            asked = _Asked(orders, chunk.last, f"{base_key}/{number}", chunk_lines)
            with without_collector():
                chunk = _allocate_chunk(context, asked, way)
            total = _sum(total, chunk.result)
            done += chunk.lines if way is plan else 0
            on_progress(done, max(lines, done + chunk.lines_ahead))
    return timed(total, started)


def _backlog(context: Context) -> tuple[int, bool]:
    """How many lines are new, and whether orders that can be completed go before all others."""
    with context.database.read.connect() as connection:
        settings = read_settings(connection)
        whole_first = settings.of(QUEUE_POLICY) == "complete_first" and settings.of(AUTO_RELEASE)
        return lines_of_new_orders(connection), whole_first


def route_orders(
    transaction: Transaction,
    order_ids: Collection[int],
    wanted: Wanted = NEW_AND_WAITING,
    *,
    lost: Mapping[tuple[int, int], int] = MappingProxyType({}),
    only_warehouse: int | None = None,
) -> Written:
    """Inside a command: plans units of these orders and writes the answer.

    Args:
        transaction: a command's, under the mutex.
        order_ids: the orders; of those on hold only what `wanted` names.
        wanted: which of their units.
        lost: by (line, stock row), units that were just taken back because there are too few. The
            lines keep what they held where nothing better is found, and wait with `stock_lost`
            for the rest where there is just none for them.
        only_warehouse: the id of the one warehouse that may serve them.
    """
    connection = transaction.connection
    demand = load_demand(connection, order_ids, today(connection), wanted)
    demand.lost.update(line_id for line_id, _ in lost)
    rules = load_rules(connection, only_warehouse)
    stock = load_stock(connection, rules, demand.product_ids())
    keep_pools_within_limits(connection, rules, stock.free, demand.lines)
    supply = Supply.under(rules, stock.free)
    if lost:
        supply.hold(load_held(connection, rules, stock, _by_order(demand, lost)))
    plans = list(plan(demand.orders, supply, rules))
    return write_routing(transaction, demand, stock.stock_ids, plans)


def _by_order(demand: Demand, lost: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """By (order, stock row) instead of (line, stock row)."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for (line_id, stock_id), units in lost.items():
        if line_id in demand.lines:
            found[demand.lines[line_id].order_id, stock_id] += units
    return found


def release(
    transaction: Transaction, product_ids: Collection[int], opened: Collection[int] = ()
) -> list[Released]:
    """Inside a command that brought stock: serves the waiting room for these products.

    The queue of waiting orders is walked from its front until the products are used up; each order
    is planned with everything that it waits for, so that the fences apply and complete-only orders
    take all or nothing. Whoever can't use the stock is passed over.

    `opened` are those of the products that a warehouse may serve now and could not before: who
    waits because none could is tried again, whatever is left, so that the reason stays true.
    """
    connection = transaction.connection
    if not read_setting(connection, AUTO_RELEASE):
        return []
    waited_for = wanted_products(connection, product_ids)
    if not waited_for:
        return []
    walk = _Release(transaction, waited_for)
    return walk.run() + walk.try_again(orders_without_warehouse(connection, opened))


class _Release:
    """One walk along the waiting room."""

    def __init__(self, transaction: Transaction, product_ids: Collection[int]) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._rules = load_rules(self._connection)
        self._supply = Supply.under(self._rules, {})
        self._stock_ids: dict[tuple[int, int], int] = {}
        self._targets = _with_kits(self._connection, product_ids)
        self._load_supply(set(product_ids))

    def run(self) -> list[Released]:
        """Serves the queue: where that is the policy, first whom all can be given."""
        ways = (plan_whole, plan) if self._rules.complete_first else (plan,)
        return [one for way in ways for page in self._pages() for one in self._serve(page, way)]

    def try_again(self, order_ids: list[int]) -> list[Released]:
        """Tries these orders, whatever is left of the products."""
        pages = (
            order_ids[start : start + _RELEASE_PAGE]
            for start in range(0, len(order_ids), _RELEASE_PAGE)
        )
        return [one for page in pages for one in self._serve(page, plan)]

    def _serve(self, page: list[int], way: Way) -> list[Released]:
        demand = load_demand(self._connection, page, today(self._connection))
        self._load_supply(demand.product_ids())
        plans = list(way(demand.orders, self._supply, self._rules))
        served = [one for one in plans if one.promises]
        if served:
            count_passed_over(self._connection, passed_over(demand, plans))
            self._transaction.served(len(served))
        told = [one for one in plans if one.promises or waits_otherwise(demand, one)]
        if not told:
            return []
        return _told(
            self._connection, write_routing(self._transaction, demand, self._stock_ids, told)
        )

    def _load_supply(self, product_ids: set[int]) -> None:
        missing = [product for product in product_ids if not self._supply.knows(product)]
        stock = load_stock(self._connection, self._rules, missing)
        keep_pools_within_limits(self._connection, self._rules, stock.free, planned=None)
        self._supply.add(stock.free)
        self._stock_ids |= stock.stock_ids

    def _pages(self) -> Iterator[list[int]]:
        """Ids of waiting orders in queue order, some at a time, each order once."""
        seen: set[int] = set()
        page: list[int] = []
        queues = [self._queue(target) for target in self._targets.items()]
        for _, order_id in heapq.merge(*queues):
            if order_id in seen:
                continue
            seen.add(order_id)
            page.append(order_id)
            if len(page) == _RELEASE_PAGE:
                yield page
                page = []
        if page:
            yield page

    def _queue(self, target: tuple[int, set[int]]) -> Iterator[Place]:
        """The queue of one product or kit, until a part of it is used up."""
        product_id, parts = target
        after = FRONT
        while not any(self._supply.is_used_up(part) for part in parts):
            page = waiting_orders(self._connection, product_id, after, _RELEASE_PAGE)
            yield from page
            if len(page) < _RELEASE_PAGE:
                return
            after = page[-1]


def _with_kits(connection: Connection, product_ids: Collection[int]) -> dict[int, set[int]]:
    """The products and the kits that hold them, each with its parts that can be used up."""
    managed = managed_among(connection, product_ids)
    targets = {product_id: {product_id} & managed for product_id in product_ids}
    for kit_id, part_id in kits_holding(connection, product_ids):
        targets.setdefault(kit_id, set()).update({part_id} & managed)
    return targets


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What one transaction of a run came to, and from where the next one goes on."""

    result: AllocateResult = field(default_factory=AllocateResult)
    lines: int = 0
    lines_ahead: int = 0
    last: Place = FRONT
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """The next orders of a run: the named or the new ones behind a place, so many lines of them."""

    named: Sequence[str]
    after: Place
    key: str
    lines: int


def _allocate_chunk(context: Context, asked: _Asked, way: Way) -> _Chunk:
    """Allocates the next orders of a run, as many lines as were asked for or one order at least."""
    named, after = asked.named, asked.after

    def work(transaction: Transaction) -> _Chunk:
        connection = transaction.connection
        if named:
            queue = [one for one in orders_by_number(connection, named) if one.place > after]
        else:
            queue = new_orders(connection, after, limit=asked.lines + 1)
        chunk = _first_lines(queue, asked.lines)
        ids = [order.id for order in chunk]
        demand = load_demand(connection, ids, today(connection), wanted_of(named))
        routing = plan_behind_waiting(connection, demand, way)
        written = write_routing(transaction, demand, routing.stock_ids, routing.plans)
        lines = sum(order.line_count for order in chunk)
        return _Chunk(
            result_of(written),
            lines=lines,
            lines_ahead=sum(order.line_count for order in queue) - lines,
            last=chunk[-1].place if chunk else after,
            more=len(queue) > len(chunk),
        )

    content = {"orders": list(named), "after": after}
    return run_command(context, Call("allocate", content, asked.key), _Chunk, work)


class Planned(NamedTuple):
    """Plans of a demand, the rules that they follow, and the stock rows that they take from."""

    plans: list[OrderPlan]
    rules: Rules
    stock_ids: dict[tuple[int, int], int]


def plan_behind_waiting(connection: Connection, demand: Demand, way: Way) -> Planned:
    """Plans orders, without overtaking those who wait for somebody to release them by hand.

    Where nothing is released by itself, the waiting orders are planned with them, each in its
    place, and keep waiting.
    """
    queue, lines, product_ids = demand.orders, demand.lines, demand.product_ids()
    if not read_setting(connection, AUTO_RELEASE):
        waiting = orders_waiting_for_any(connection, product_ids)
        ahead = load_demand(connection, waiting - demand.facts.keys(), today(connection))
        facts, lines = demand.facts | ahead.facts, {**lines, **ahead.lines}
        product_ids |= ahead.product_ids()
        queue = sorted([*queue, *ahead.orders], key=lambda one: facts[one.order_id].queue_key)
    rules = load_rules(connection)
    stock = load_stock(connection, rules, product_ids)
    keep_pools_within_limits(connection, rules, stock.free, lines)
    plans = way(queue, Supply.under(rules, stock.free), rules)
    return Planned([one for one in plans if one.order_id in demand.facts], rules, stock.stock_ids)


def result_of(written: Written) -> AllocateResult:
    """The counts of plans that were written, or would be."""
    return AllocateResult(
        orders=written.orders,
        lines=written.lines,
        allocated_units=written.allocated_units,
        waiting_units=written.waiting_units,
        unavailable_units=written.unavailable_units,
        shipments=written.shipments,
        orders_ready=written.statuses[OrderStatus.READY],
        orders_waiting=written.orders_waiting,
        orders_attention=written.statuses[OrderStatus.ATTENTION],
    )


def write_routing(
    transaction: Transaction,
    demand: Demand,
    stock_ids: dict[tuple[int, int], int],
    plans: Sequence[OrderPlan],
) -> Written:
    """Inside a command: writes plans of a demand, from these stock rows, and settles its orders."""
    command = (transaction.command_id, transaction.at)
    written = write_plans(transaction.connection, command, demand, stock_ids, plans)
    fresh = fresh_preorders(demand, plans)
    if fresh:
        transaction.changed(Kind.ORDER, settle_preorders(transaction.connection, fresh))
    order_ids = {one.order_id for one in plans}
    written.statuses = refresh_orders(transaction.connection, order_ids)
    transaction.changed(Kind.ORDER, order_ids)
    transaction.changed(Kind.STOCK, set(stock_ids.values()))
    return written


def fresh_preorders(demand: Demand, plans: Sequence[OrderPlan]) -> list[int]:
    """Lines that wait as pre-orders from now on."""
    return [
        wait.line_id
        for one in plans
        for wait in one.waits
        if wait.reason is Reason.PREORDER and demand.lines[wait.line_id].reason != Reason.PREORDER
    ]


def _first_lines(queue: Sequence[OrderInQueue], most: int) -> list[OrderInQueue]:
    """The orders at the front that have at most so many lines; the first one in any case."""
    chunk: list[OrderInQueue] = []
    lines = 0
    for order in queue:
        lines += order.line_count
        if chunk and lines > most:
            break
        chunk.append(order)
    return chunk


def _sum(left: AllocateResult, right: AllocateResult) -> AllocateResult:
    names = (
        *("orders", "lines", "allocated_units", "waiting_units", "unavailable_units"),
        *("shipments", "orders_ready", "orders_waiting", "orders_attention"),
    )
    return AllocateResult(**{name: getattr(left, name) + getattr(right, name) for name in names})


def timed(result: AllocateResult, started: float) -> AllocateResult:
    """The result with the seconds since it was started."""
    return replace(result, seconds=round(time.monotonic() - started, 3))


def _told(connection: Connection, written: Written) -> list[Released]:
    """Who got what, with numbers and SKUs, in the order in which they were served."""
    line_ids = [line_id for line_id, _ in written.taken]
    query = (
        select(OrderLine.id, Order.number, OrderLine.sku)
        .join(Order, Order.id == OrderLine.order_id)
        .where(among(OrderLine.id, line_ids))
    )
    names = {row.id: (row.number, row.sku) for row in connection.execute(query)}
    return [Released(*names[line_id], units) for line_id, units in written.taken]


def wanted_of(named: Sequence[str]) -> Wanted:
    """Named orders are tried as a whole again."""
    return EVERYTHING if named else NEW_AND_WAITING
