"""The allocation service: the one door to stock.

Whoever wants units (an import, the Allocate button, a receipt, a re-route) comes here. Under the
mutex the demand and the supply are read again, the pure planner decides, and the answer is written
set-wise in the same transaction (`docs/architecture.md`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import (
    EVERYTHING,
    NEW_AND_WAITING,
    Demand,
    Wanted,
    load_demand,
)
from packbench.db.queries.planning.queue import (
    orders_waiting_for_any,
)
from packbench.db.queries.planning.supply import load_held, load_rules, load_stock
from packbench.db.queries.records.settings import read_setting
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Supply
from packbench.domain.changes import Kind
from packbench.domain.orders import Reason
from packbench.engine.command.core import Transaction
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.plan_writer import Written, write_plans
from packbench.engine.writes.preorder_limits import (
    keep_pools_within_limits,
    settle_preorders,
)
from packbench.settings import AUTO_RELEASE

Way = Callable[[Iterable[DemandOrder], Supply, Rules], Iterator[OrderPlan]]
"""How orders are planned: all, or only those that can be completed."""

Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""


def no_progress(_done: int, _total: int) -> None:
    """Nobody watches."""


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


def wanted_of(named: Sequence[str]) -> Wanted:
    """Named orders are tried as a whole again."""
    return EVERYTHING if named else NEW_AND_WAITING
