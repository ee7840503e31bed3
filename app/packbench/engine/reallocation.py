"""What of later orders an order can use: as little as helps, from the end of the queue on."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import EVERYTHING, load_demand
from packbench.db.queries.planning.later import LaterPromise, later_promises
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.db.sql.rows import Promised
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.routing import MOST_CANDIDATES
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Supply
from packbench.engine.ahead import Counting, others_ahead
from packbench.engine.writes.preorder_limits import keep_pools_within_limits


def promises_to_take(connection: Connection, order_id: int) -> dict[Promised, int]:
    """Line units of later, unpicked orders whose stock gives the order all that it can get so.

    Nothing is among them that the order could do without, nothing from where it may not be served,
    and no more of those in front than those at the end of the queue leave to be found.
    """
    demand = load_demand(connection, [order_id], today(connection), EVERYTHING)
    if not demand.orders:
        return {}
    rules = load_rules(connection)
    stock = load_stock(connection, rules, demand.product_ids())
    place = (demand.facts[order_id].queue_key, order_id)
    others = others_ahead(connection, rules, stock, [order_id], Counting(place))
    keep_pools_within_limits(connection, rules, stock.free, {**demand.lines, **others.lines})
    supply = Supply.under(rules, stock.free)
    list(plan([one.order for one in others.orders], supply, rules))
    later = later_promises(connection, order_id, demand.product_ids())
    return as_little_as_helps(demand.orders[0], rules, stock.free, later)


def as_little_as_helps(
    order: DemandOrder,
    rules: Rules,
    free: Mapping[int, Sequence[int]],
    later: Sequence[LaterPromise],
) -> dict[Promised, int]:
    """Of these promises, the last in the queue first, the fewest units that help the most.

    Args:
        order: with all that it lacks.
        rules: what forbids a warehouse to serve it.
        free: what is there for it of its products.
        later: what stands behind it.
    """
    trial = _Trial(order, rules, free)
    return _fewest(trial, _helping(trial, later))


class _Trial:
    """How much an order gets with the stock of others."""

    def __init__(self, order: DemandOrder, rules: Rules, free: Mapping[int, Sequence[int]]) -> None:
        self._order, self._rules, self._free = order, rules, free
        self._position = {one.id: w for w, one in enumerate(rules.warehouses)}
        self._extra: dict[tuple[int, int], int] = {}
        parts = [(part, line.quantity) for line in order.lines for part in line.parts]
        self._wanted: Counter[int] = Counter()
        for part, quantity in parts:
            self._wanted[part.product_id if part.managed else 0] += part.per_unit * quantity
        self._plain = _is_plain(order, rules)
        """Whether it gets whatever is at warehouses that serve its country."""
        self._open = {
            one.id
            for one in rules.warehouses
            if not self._plain or (one.active and one.serves(order.country))
        }
        places = [w for w, one in enumerate(rules.warehouses) if one.id in self._open]
        managed = {part.product_id for part, _ in parts if part.managed}
        self._there = {one: sum(max(0, free[one][w]) for w in places) for one in managed}
        """By product, units that are there and may serve it, as far as is seen without a plan."""

    def add(self, later: LaterPromise, units: int) -> None:
        """Adds the stock of so many units of a promise; takes it away below 0."""
        for place, per_unit in later.parts.items():
            self._extra[place] = self._extra.get(place, 0) + units * per_unit
            if place[1] in self._there and place[0] in self._open:
                self._there[place[1]] += units * per_unit

    def reaches(self, enough: int) -> bool:
        """Whether the order gets so many units now; planned only where there are as many."""
        return self._most() >= enough and self.units() == enough

    def _most(self) -> int:
        there = self._there
        return sum(min(n, there.get(product_id, n)) for product_id, n in self._wanted.items())

    def units(self) -> int:
        """Units of stock that the order gets now; a plan tells it where more than stock counts."""
        if not self._plain:
            return self._planned()
        most = self._most()
        whole = most == self._wanted.total() and not self._order.incomplete
        return most if whole or self._order.ship_partial else 0

    def _planned(self) -> int:
        free = {product_id: list(self._free[product_id]) for product_id in self._there}
        for (warehouse_id, product_id), units in self._extra.items():
            if product_id in free and units:
                w = self._position[warehouse_id]
                free[product_id][w] = max(0, free[product_id][w]) + units
        supply = Supply.under(self._rules, free)
        (planned,) = plan([self._order], supply, self._rules)
        return sum(promise.quantity for promise in planned.promises)


def _is_plain(order: DemandOrder, rules: Rules) -> bool:
    """Whether nothing but stock and its country decides what an order gets: no kit, no limit."""
    limited = order.max_warehouses is not None or bool(order.kept_out or rules.exclusions)
    if limited or len(rules.warehouses) > MOST_CANDIDATES:
        return False
    if any(one.daily_orders is not None for one in rules.warehouses):
        return False
    return all(
        len(line.parts) == 1
        and line.parts[0].managed
        and line.parts[0].per_unit == 1
        and not (line.virtual_only or line.real_only)
        for line in order.lines
    )


def _helping(trial: _Trial, later: Sequence[LaterPromise]) -> list[LaterPromise]:
    """The shortest end of the queue that gives the order as much as all of it; it is added."""
    nothing = trial.units()
    for one in later:
        trial.add(one, one.units)
    everything = trial.units()
    if everything == nothing:
        for one in later:
            trial.add(one, -one.units)
        return []
    least, most = 1, len(later)
    there = most
    while least < most:
        middle = (least + most) // 2
        there = _move_to(trial, later, there, middle)
        if trial.reaches(everything):
            most = middle
        else:
            least = middle + 1
    _move_to(trial, later, there, least)
    return list(later[:least])


def _move_to(trial: _Trial, later: Sequence[LaterPromise], there: int, wanted: int) -> int:
    for one in later[there:wanted]:
        trial.add(one, one.units)
    for one in later[wanted:there]:
        trial.add(one, -one.units)
    return wanted


def _fewest(trial: _Trial, helping: Sequence[LaterPromise]) -> dict[Promised, int]:
    """Of each promise the fewest units that do, those in front of the queue spared first."""
    enough = trial.units()
    taken: dict[Promised, int] = {}
    left = list(reversed(helping))
    at_once = 1
    while left:
        spared = left[:at_once]
        for one in spared:
            trial.add(one, -one.units)
        if trial.reaches(enough):
            at_once *= 2
        elif len(spared) > 1:  # one of them is needed: they are looked at in smaller groups
            for one in spared:
                trial.add(one, one.units)
            at_once = len(spared) // 2
            continue
        else:
            taken[spared[0].promised] = _units_needed(trial, spared[0], enough)
        del left[: len(spared)]
    return taken


def _units_needed(trial: _Trial, one: LaterPromise, enough: int) -> int:
    """How many units of a promise, of which there are none now, do; they are added."""
    least, most, there = 1, one.units, 0
    while least < most:
        middle = (least + most) // 2
        trial.add(one, middle - there)
        there = middle
        if trial.reaches(enough):
            most = middle
        else:
            least = middle + 1
    trial.add(one, least - there)
    return least
