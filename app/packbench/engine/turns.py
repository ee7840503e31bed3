"""Who takes what of whom, order by order, in memory: nothing is read here and nothing is written.

First each order asks in its turn for as little as helps it (`Asking`), as if the losers found
nothing elsewhere. Then the same turns are dealt out with the losers (`Dealing`), up to the first
one that would see something else than it was supposed to: from there on it is begun anew, with
what is written until then. So each order gets just what it would get alone.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from packbench.db.queries.planning.demand import Demand
from packbench.db.queries.planning.later import HeldPart, LaterPromise, PromisedOf
from packbench.db.sql.rows import Promised
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.plan import OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Place, Supply
from packbench.engine.allocation import fresh_preorders
from packbench.engine.reallocation import as_little_as_helps

Free = dict[int, list[int]]
"""Available units by product, one number a warehouse in the order of the rules."""


class Turn(NamedTuple):
    """What an order takes in its turn; `order` is None for one that lacks nothing."""

    order_id: int
    order: DemandOrder | None
    taken: Mapping[Promised, int]

    def products(self) -> set[int]:
        """The products that it lacks."""
        return products_of(self.order) if self.order else set()


def products_of(order: DemandOrder) -> set[int]:
    """The products of which an order may take stock."""
    return {part.product_id for line in order.lines for part in line.parts if part.managed}


class Asking:
    """Orders that ask, first in the queue first, for what later ones are promised."""

    def __init__(self, rules: Rules, free: Free, promises: Sequence[PromisedOf]) -> None:
        self._rules, self._promises = rules, promises
        self._free = {product_id: list(units) for product_id, units in free.items()}
        self._position = {one.id: w for w, one in enumerate(rules.warehouses)}
        self._of_product: dict[int, list[int]] = defaultdict(list)
        self._at = {one.promise.promised: n for n, one in enumerate(promises)}
        for n, one in enumerate(promises):
            for product_id in {product_id for _, product_id in one.promise.parts}:
                self._of_product[product_id].append(n)

    def turn(self, order: DemandOrder, queue_key: str) -> Turn:
        """What it takes, of what those before it have left."""
        later = self._behind(queue_key, products_of(order))
        taken = as_little_as_helps(order, self._rules, self._free, later)
        if taken:
            self._hand_over(order, taken)
        return Turn(order.order_id, order, taken)

    def order_of(self, taken: Promised) -> int:
        """Whose promise it is."""
        return self._promises[self._at[taken]].order_id

    def _behind(self, queue_key: str, wanted: set[int]) -> list[LaterPromise]:
        found = sorted({n for product_id in wanted for n in self._of_product[product_id]})
        return [
            LaterPromise(one.promised, one.units, _parts_of(one, wanted))
            for _, key, one in (self._promises[n] for n in found)
            if key > queue_key and one.units
        ]

    def _hand_over(self, order: DemandOrder, taken: Mapping[Promised, int]) -> None:
        own: Counter[Place] = Counter()
        for promised, units in taken.items():
            one = self._promises[self._at[promised]].promise
            one.units -= units
            for (warehouse_id, product_id), per_unit in one.parts.items():
                place = product_id, self._position[warehouse_id]
                own[place] += units * per_unit
                self._free[product_id][place[1]] += units * per_unit
        _plan(order, Supply.under(self._rules, self._free), own, self._rules)


def _parts_of(one: LaterPromise, wanted: set[int]) -> dict[Place, int]:
    return {place: per_unit for place, per_unit in one.parts.items() if place[1] in wanted}


def _plan(
    order: DemandOrder,
    supply: Supply,
    own: Mapping[Place, int],
    rules: Rules,
    others: Mapping[int, Mapping[Place, int]] | None = None,
) -> OrderPlan:
    """Plans an order with its own first, which is in the supply; so is what others keep."""
    wanted = products_of(order)
    mine = {place: units for place, units in own.items() if place[0] in wanted}
    supply.hold({order.order_id: mine, **(others or {})})
    (planned,) = plan([order], supply, rules)
    return planned


@dataclass(frozen=True, slots=True)
class Losers:
    """The orders that are asked, as they are before they lose anything.

    Attributes:
        demand: all that they lack if each loses all that is asked of it.
        given: by line, the units that they lose then.
        parts: what the promises hold of stock.
        whole: by order that ships only complete, all its promises: it gives all back.
        order_of: by line.
        difficult: products of which others than who is asked have a say.
    """

    demand: Demand
    given: Mapping[int, int]
    parts: Mapping[Promised, Sequence[HeldPart]]
    whole: Mapping[int, Mapping[Promised, int]]
    order_of: Mapping[int, int]
    difficult: set[int]


class Dealt(NamedTuple):
    """What came of a turn: what is given back, units that the order got, what lines lost."""

    turn: Turn
    given: Mapping[Promised, int] = {}
    units: int = 0
    lost: Mapping[int, int] = {}


@dataclass(slots=True)
class Dealing:
    """Turns that are dealt out one after the other.

    Attributes:
        rules: what forbids a warehouse to serve an order.
        free: what is available now; used up as it goes.
        winners: what those who take lack.
        losers: those who are asked.
        plans: by order, its last plan: all that it lacks and gets since the beginning.
        ended: what the last turn left has to be given out before the next one.
    """

    rules: Rules
    free: Free
    winners: Demand
    losers: Losers
    plans: dict[int, OrderPlan] = field(default_factory=dict)
    ended: bool = False
    _asked: dict[int, DemandOrder] = field(default_factory=dict)
    _lost: Counter[int] = field(default_factory=Counter)
    _moved: set[int] = field(default_factory=set)
    """Products of which losers got something elsewhere: what was asked of them is no longer so."""
    _once: set[int] = field(default_factory=set)
    """Losers that can lose nothing more before what they lost is written."""

    def __post_init__(self) -> None:
        self._asked = {one.order_id: one for one in self.losers.demand.orders}

    def deal(self, turn: Turn) -> Dealt | None:
        """Deals a turn out; None when it can't be done before what was dealt is written."""
        if turn.order_id in self.plans or turn.products() & (self._moved | self.losers.difficult):
            return None
        if turn.order is None or not turn.taken:
            return Dealt(turn)
        losers = {self.losers.order_of[line_id] for _, line_id in turn.taken}
        if not losers <= self._asked.keys() or losers & self._once:
            return None
        given = {**turn.taken}
        for order_id in losers:
            given |= self.losers.whole.get(order_id, {})
        if self._products(losers, given) & self.losers.difficult:
            return None
        return self._dealt(turn, turn.order, given, losers)

    def _products(self, losers: set[int], given: Mapping[Promised, int]) -> set[int]:
        parts = {part.product_id for promised in given for part in self.losers.parts[promised]}
        return parts.union(*(products_of(self._asked[order_id]) for order_id in losers))

    def _dealt(
        self, turn: Turn, order: DemandOrder, given: Mapping[Promised, int], losers: set[int]
    ) -> Dealt:
        lost: Counter[int] = Counter()
        for (_, line_id), units in given.items():
            lost[line_id] += units
        self._lost += lost
        own = self._own(turn, given)
        before = {one: list(self.free[one]) for one in self._products(set(), given)}
        for place, units in (entry for held in own.values() for entry in held.items()):
            self.free[place[0]][place[1]] += units
        supply = Supply.under(self.rules, self.free)
        mine = own.pop(turn.order_id, Counter())
        planned = _plan(order, supply, mine, self.rules, own)
        after = list(plan(self._now(losers), supply, self.rules))
        self._keep(planned, after)
        more = any(
            now > was
            for product_id, units in before.items()
            for now, was in zip(self.free[product_id], units, strict=True)
        )
        self.ended = more or self._concerns_others(planned, after)
        lost.subtract(dict(entry for one in after for entry in taken_by_line(one)))
        return Dealt(turn, given, sum(units for _, units in taken_by_line(planned)), +lost)

    def _own(self, turn: Turn, given: Mapping[Promised, int]) -> dict[int, Counter[Place]]:
        """What helps is the order's own now; what the losers give back beside is theirs first."""
        position = {one.id: w for w, one in enumerate(self.rules.warehouses)}
        own: dict[int, Counter[Place]] = defaultdict(Counter)
        for promised, units in given.items():
            helping = turn.taken.get(promised, 0)
            for part in self.losers.parts[promised]:
                place = part.product_id, position[part.warehouse_id]
                own[turn.order_id][place] += helping * part.per_unit
                own[part.order_id][place] += (units - helping) * part.per_unit
        return {order_id: +units for order_id, units in own.items() if +units}

    def _now(self, losers: set[int]) -> list[DemandOrder]:
        """The losers with what they lack by now, in queue order."""
        return [
            order._replace(
                lines=tuple(
                    line._replace(quantity=units)
                    for line in order.lines
                    if (units := line.quantity - self._still_held(line.line_id)) > 0
                )
            )
            for order in self.losers.demand.orders
            if order.order_id in losers
        ]

    def _still_held(self, line_id: int) -> int:
        return self.losers.given.get(line_id, 0) - self._lost[line_id]

    def _keep(self, planned: OrderPlan, after: Sequence[OrderPlan]) -> None:
        self.plans[planned.order_id] = planned
        for one in after:
            self.plans[one.order_id] = one
            self._moved |= {promise.product_id for promise in one.promises}
            whole = self.losers.whole.get(one.order_id)
            for promised in whole or ():
                self._moved |= {part.product_id for part in self.losers.parts[promised]}
            kept_back = one.order_id in self.losers.demand.kept_back
            if whole or kept_back or one.promises or one.lacks:
                self._once.add(one.order_id)

    def _concerns_others(self, planned: OrderPlan, after: Sequence[OrderPlan]) -> bool:
        """Whether somebody waits now so that what comes next depends on it."""
        if any(wait.limited for one in (planned, *after) for wait in one.waits):
            return True
        return bool(
            fresh_preorders(self.winners, [planned]) or fresh_preorders(self.losers.demand, after)
        )


def taken_by_line(planned: OrderPlan) -> list[tuple[int, int]]:
    """(line id, units) that a plan gives."""
    found = [(line.line_id, sum(line.taken)) for line in planned.decision.lines]
    return [(line_id, units) for line_id, units in found if units]
