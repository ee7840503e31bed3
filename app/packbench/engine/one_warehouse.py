"""Orders from one warehouse alone: what that takes, and what the warehouse can't send of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from packbench.db.queries.planning.demand import Demand, Wanted, load_demand
from packbench.db.queries.planning.supply import load_held, load_rules, load_stock
from packbench.db.queries.records.lookups import WarehouseRef
from packbench.db.queries.records.order_rows import (
    lines_of_orders,
    order_rows,
    unpicked,
)
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.allocation.plan import LineDecision, OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Fence, fence_code, first_fence
from packbench.domain.allocation.supply import Supply
from packbench.domain.orders import Hold, OrderStatus, Verify
from packbench.domain.refusals import Code, Refusal
from packbench.engine.ahead import Counting, others_ahead
from packbench.engine.allocation import (
    AtOneWarehouse,
    Progress,
    no_progress,
    write_routing,
)
from packbench.engine.begun import begun_refusals
from packbench.engine.command.transaction import Transaction
from packbench.engine.pools import leave_pools
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.preorder_limits import keep_pools_within_limits


class NotSent(NamedTuple):
    """Units of a line that a warehouse can't send, and the fence that forbids it."""

    line_id: int
    sku: str
    units: int
    fence: Fence


class Sent(NamedTuple):
    """Orders that go from one warehouse now.

    Attributes:
        left: by order, what that warehouse can't send of it.
        refused: the other orders, with why they stay as they were.
        freed: products of which stock elsewhere is free again.
    """

    left: dict[int, list[NotSent]]
    refused: dict[int, Refusal]
    freed: set[int]


def send_each(
    transaction: Transaction,
    order_ids: Sequence[int],
    target: WarehouseRef,
    *,
    line: int | None = None,
    on_progress: Progress = no_progress,
) -> Sent:
    """Inside a command: plans orders, or a line of one, at one warehouse alone.

    Each order takes what it holds there already and what is free, in the order given. It is
    refused, and stays as it was, when somebody picks it, when it is held without its stock, or when
    the warehouse can't give all that is promised now (where nothing is promised: anything at all).
    What waited before and can't go there either goes on waiting.
    """
    connection = transaction.connection
    refused = _held(transaction, order_ids) | begun_refusals(connection, order_ids)
    while going := [order_id for order_id in order_ids if order_id not in refused]:
        savepoint = connection.begin_nested()
        moved = _Moved(transaction, going, target, line)
        stay = moved.plan(on_progress)
        if not stay:
            moved.write()
            savepoint.commit()
            return Sent(moved.left(), refused, moved.freed)
        savepoint.rollback()  # without them, the others are planned as they were
        refused |= stay
    return Sent({}, refused, set())


class _Moved:
    """Orders under way to a warehouse: all that was promised or waited is to be routed there."""

    def __init__(
        self,
        transaction: Transaction,
        order_ids: Sequence[int],
        target: WarehouseRef,
        line: int | None,
    ) -> None:
        self._transaction = transaction
        self._order_ids = order_ids
        self._target = target
        connection = transaction.connection
        self._rows = {
            order_id: [row for row in rows if line is None or row.line == line]
            for order_id, rows in lines_of_orders(connection, order_ids).items()
        }
        lines = [row for rows in self._rows.values() for row in rows]
        self._given = give_back(transaction, unpicked(connection, [row.id for row in lines]))
        move_units(connection, [Move(one.id, "waiting", "unrouted", one.waiting) for one in lines])
        self._demand = load_demand(connection, order_ids, today(connection), _all_of(lines))
        self._alone = _alone_at(transaction, self._demand, target, self._given)
        self._rules = self._alone.rules
        self._plans: list[OrderPlan] = []

    @property
    def freed(self) -> set[int]:
        """Products of which promises were taken back."""
        return self._given.product_ids

    def plan(self, on_progress: Progress) -> dict[int, Refusal]:
        """Plans the orders one after the other; why each that can't go stays where it is."""
        refused: dict[int, Refusal] = {}
        demand = {order.order_id: order for order in self._demand.orders}
        facts = self._demand.facts
        place = _StockThere(self._alone, self._given)
        on_progress(0, len(self._order_ids))
        for done, order_id in enumerate(self._order_ids, 1):
            if order_id in facts:
                self._alone.take_kept(place.supply, (facts[order_id].queue_key, order_id))
            place.let_in(order_id)
            asked = [demand[order_id]] if order_id in demand else []
            plans = list(plan(asked, place.supply, self._rules))
            if self._keeps_all(order_id, plans):
                self._plans += plans
            else:
                place.turn_away(order_id, plans)
                refused[order_id] = self._fence(plans)
            on_progress(done, len(self._order_ids))
        return refused

    def write(self) -> None:
        """Writes the plans."""
        plans = self._alone.as_told(self._plans, self._demand)
        write_routing(self._transaction, self._demand, self._alone.stock, plans)
        leave_pools(self._transaction, self._given.by_stock, plans)

    def left(self) -> dict[int, list[NotSent]]:
        """By order, what the warehouse can't send."""
        skus = {row.id: row.sku for rows in self._rows.values() for row in rows}
        return {one.order_id: not_sent([one], skus) for one in self._plans}

    def _keeps_all(self, order_id: int, plans: Sequence[OrderPlan]) -> bool:
        """Whether something goes from there, and no unit fewer than was promised."""
        taken: dict[int, int] = defaultdict(int)
        for one in plans:
            for line in one.decision.lines:
                taken[line.line_id] += sum(line.taken)
        rows = self._rows[order_id]
        return any(taken.values()) and all(taken[row.id] >= row.allocated for row in rows)

    def _fence(self, plans: Sequence[OrderPlan]) -> Refusal:
        return Refusal(
            Code.FENCE, warehouse=self._target.code, fence=fence_code(_first_fence(plans))
        )


class _StockThere:
    """The warehouse's supply while orders are planned; each sees what itself holds there."""

    def __init__(self, alone: AtOneWarehouse, given: GivenBack) -> None:
        self._rules = alone.rules
        self._held = _held_there(given, alone)
        self._free = alone.free
        self._served: list[int] = []
        for units in self._held.values():
            for product_id, quantity in units.items():
                self._free[product_id][0] = max(0, self._free[product_id][0] - quantity)
        self.supply = Supply.under(self._rules, self._free)

    def let_in(self, order_id: int) -> None:
        """Adds what the order holds there."""
        for product_id, quantity in self._held.get(order_id, {}).items():
            self.supply.take(product_id, 0, -quantity)
        self._served.append(order_id)

    def turn_away(self, order_id: int, plans: Iterable[OrderPlan]) -> None:
        """Takes the order out again as if it had not been planned."""
        for promise in (one for planned in plans for one in planned.promises if one.managed):
            self.supply.take(promise.product_id, 0, -promise.quantity)
        for product_id, quantity in self._held.get(order_id, {}).items():
            self.supply.take(product_id, 0, quantity)
        self._served.remove(order_id)
        self.supply = Supply.under(self._rules, self._free)  # counts a day's orders anew
        for served in self._served:
            self.supply.take_order(served, [0])


def _all_of(lines: Iterable[AnyRow]) -> Wanted:
    """All that is not picked of the lines."""
    units = {
        row.id: row.unrouted + row.allocated + row.waiting
        for row in lines
        if row.product_id is not None
    }
    return Wanted(only=units)


def _alone_at(
    transaction: Transaction, demand: Demand, target: WarehouseRef, given: GivenBack
) -> AtOneWarehouse:
    """The warehouse's stock for orders, what is kept for others ahead of them told apart."""
    connection = transaction.connection
    rules = load_rules(connection)
    stock = load_stock(connection, rules, demand.product_ids())
    last = max(((facts.queue_key, one) for one, facts in demand.facts.items()), default=None)
    others = others_ahead(connection, rules, stock, demand.facts.keys(), Counting(last))
    held = load_held(connection, rules, stock, given.by_order())
    alone = AtOneWarehouse(rules, stock, target.id, held)
    alone.keep_for(connection, others)
    keep_pools_within_limits(connection, alone.rules, alone.free, demand.lines)
    return alone


def _held_there(given: GivenBack, alone: AtOneWarehouse) -> dict[int, dict[int, int]]:
    """By order and product, the units that were promised at the warehouse until now."""
    here = alone.rules.warehouses[0].id
    product_of = {
        stock_id: product_id
        for (warehouse_id, product_id), stock_id in alone.stock.stock_ids.items()
        if warehouse_id == here
    }
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (order_id, stock_id), units in given.by_order().items():
        if stock_id in product_of:
            held[order_id][product_of[stock_id]] += units
    return held


def _held(transaction: Transaction, order_ids: Sequence[int]) -> dict[int, Refusal]:
    """The orders that get no stock until somebody ends their hold, or verifies them."""
    rows = order_rows(transaction.connection, order_ids).values()
    asked = {
        row.id: Refusal(Code.TO_BE_VERIFIED, name=row.number)
        for row in rows
        if row.verify == Verify.ASKED
    }
    return asked | {
        row.id: Refusal(Code.WRONG_STATE, name=row.number, state=OrderStatus.ON_HOLD.value)
        for row in rows
        if row.hold == Hold.RELEASE
    }


def not_sent(plans: Sequence[OrderPlan], skus: Mapping[int, str]) -> list[NotSent]:
    """What plans at one warehouse leave of their lines, whose SKUs are given by line id."""
    return [
        NotSent(line.line_id, skus[line.line_id], line.wanted - sum(line.taken), _fence_of(line))
        for one in plans
        for line in one.decision.lines
        if sum(line.taken) < line.wanted
    ]


def _first_fence(plans: Sequence[OrderPlan]) -> Fence:
    """The fence that failed first for a line that is short."""
    for one in plans:
        for line in one.decision.lines:
            if sum(line.taken) < line.wanted:
                return _fence_of(line)
    return Fence.OUT_OF_STOCK


def _fence_of(line: LineDecision) -> Fence:
    return Fence(first_fence(line.fences[0]) or Fence.OUT_OF_STOCK)
