"""What orders wait for and lack: beyond what is there or comes to where it may serve them.

The order of the queue decides for whom incoming goods are, as it does when they arrive; the oldest
purchase orders are taken first, also where somebody has to make room for that, so that what is
bought now changes nothing for whoever had enough (decisions 0212 and 0286). What a virtual
warehouse still can promise lacks nobody: those goods are expected already.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Connection

from packbench.db.queries.planning.shortages import Coming, Need, coming_units, waiting_needs
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.domain.allocation.rules import Rules, WarehouseFacts


@dataclass(slots=True)
class Shortage:
    """What becomes of a need.

    Attributes:
        need: what an order waits for.
        pooled: units that a virtual warehouse can promise.
        incoming: purchase orders that bring units of it.
        short: units that nothing brings.
        warehouse_id: where they are to be bought for; None when no warehouse may serve the order.
        places: warehouses that ship and may serve it, the best first.
        pegged: by warehouse, the units that are there or come there for it.
    """

    need: Need
    pooled: int = 0
    incoming: list[str] = field(default_factory=list)
    short: int = 0
    warehouse_id: int | None = None
    places: tuple[int, ...] = ()
    pegged: dict[int, int] = field(default_factory=dict)


def lacks(connection: Connection, but: Collection[int] = ()) -> list[Shortage]:
    """Every need, first in the queue first, with what is short of it.

    `but` are purchase orders that do not count, by id.
    """
    needs = list(waiting_needs(connection))
    pools = _Pools(connection, {need.product_id for need in needs}, but)
    return [pools.take(need) for need in needs]


class _Pools:
    """What is available and comes, by product and warehouse, until the queue has taken it."""

    def __init__(
        self, connection: Connection, product_ids: Collection[int], but: Collection[int]
    ) -> None:
        rules = load_rules(connection)
        stock = load_stock(connection, rules, product_ids).free
        self._free: dict[tuple[int, int], int] = defaultdict(int)
        for product_id, units in stock.items():
            for warehouse, count in zip(rules.warehouses, units, strict=True):
                self._free[product_id, warehouse.id] = max(0, count)
        self._coming = coming_units(connection, product_ids, but)
        self._places = cache(lambda *facts: _may_serve(rules, *facts))
        self._pegged: dict[int, _Pegged] = defaultdict(_Pegged)

    def take(self, need: Need) -> Shortage:
        """What a need takes of the pools."""
        places = self._places(need.country, need.channel, need.ordered_id, need.product_id)
        real = tuple(place.id for place in places if not place.virtual)
        first = real[0] if real else None
        lack = Shortage(need, short=need.units, warehouse_id=first, places=real)
        pegged = self._pegged[need.product_id]
        for warehouse_id, units in self._take_free(lack, real):
            pegged.add(lack, warehouse_id, units)
        virtual = [place.id for place in places if place.virtual]
        lack.pooled = sum(units for _, units in self._take_free(lack, virtual))
        self._take_coming(lack)
        return lack

    def _take_free(self, lack: Shortage, warehouse_ids: Sequence[int]) -> list[tuple[int, int]]:
        """Takes what is available there: the units by warehouse."""
        found = []
        for warehouse_id in warehouse_ids:
            place = lack.need.product_id, warehouse_id
            taken = min(lack.short, self._free[place])
            if taken:
                self._free[place] -= taken
                lack.short -= taken
                found.append((warehouse_id, taken))
        return found

    def _take_coming(self, lack: Shortage) -> None:
        """Takes what is left and comes to where it may be served from, the oldest first.

        Where others who stand in front can be served elsewhere, they make room. Of an assignment
        whose costs hang on the goods alone, the cheapest goods that can be reached from one more
        need keep it the cheapest (the Hungarian method; Kuhn, 1955): older purchase orders never
        have more left because of a newer one. Of those that were made together the nearest is
        taken: that of the place for which the need was bought.
        """
        product_id = lack.need.product_id
        pegged = self._pegged[product_id]
        while lack.short:
            ways = pegged.ways_from(lack.places)
            left = [
                (first.order_id >= 0, first.since, rank, place, first)
                for rank, place in enumerate(ways)
                if (first := self._first(product_id, place))
            ]
            if not left:
                return
            *_, place, first = min(left)
            units = pegged.make_room(lack, ways, place, min(lack.short, first.units))
            self._use(product_id, place, units)
            lack.short -= units
            if first.number and first.number not in lack.incoming:
                lack.incoming.append(first.number)

    def _first(self, product_id: int, warehouse_id: int) -> Coming | None:
        """What is taken first at a place: what is there, then what was bought first."""
        free = self._free[product_id, warehouse_id]
        if free:
            return Coming(_THERE, "", free, draft=False)
        coming = self._coming.get((product_id, warehouse_id))
        return coming[0] if coming else None

    def _use(self, product_id: int, warehouse_id: int, units: int) -> None:
        if self._free[product_id, warehouse_id]:
            self._free[product_id, warehouse_id] -= units
        else:
            _drop(self._coming[product_id, warehouse_id], units)


_THERE = -1
"""In the place of a purchase order's id: before all of them, and before transfers, which have 0."""

_Ways = dict[int, tuple[int, tuple[int, ...]] | None]
"""Places that can be reached, each with the one before it and whose needs go on from there."""


class _Pegged:
    """What needs of one product have been given, by where they may be served."""

    def __init__(self) -> None:
        self._units: dict[int, Counter[tuple[int, ...]]] = defaultdict(Counter)
        self._needs: dict[tuple[int, ...], list[Shortage]] = defaultdict(list)

    def add(self, lack: Shortage, warehouse_id: int, units: int) -> None:
        """Units there are for this need."""
        if not lack.pegged:
            self._needs[lack.places].append(lack)
        lack.pegged[warehouse_id] = lack.pegged.get(warehouse_id, 0) + units
        self._units[warehouse_id][lack.places] += units

    def ways_from(self, places: tuple[int, ...]) -> _Ways:
        """Places whose goods would help who may be served from these, the nearest first."""
        ways: _Ways = dict.fromkeys(places)
        queue = deque(places)
        while queue:
            place = queue.popleft()
            for group, units in self._units[place].items():
                for further in group if units else ():
                    if further not in ways:
                        ways[further] = place, group
                        queue.append(further)
        return ways

    def make_room(self, lack: Shortage, ways: _Ways, place: int, units: int) -> int:
        """Gives a need units for which others go on to a place: how many can go at once."""
        moved = []
        at = place
        while (step := ways[at]) is not None:
            before, group = step
            other = next(one for one in reversed(self._needs[group]) if one.pegged.get(before))
            units = min(units, other.pegged[before])
            moved.append((other, before, at))
            at = before
        for other, before, after in moved:
            other.pegged[before] -= units
            self._units[before][other.places] -= units
            self.add(other, after, units)
        self.add(lack, at, units)
        return units


def _drop(coming: list[Coming], taken: int) -> None:
    first = coming[0]
    rest = first._replace(units=first.units - taken)
    coming[:1] = [rest] if rest.units else []


def _may_serve(
    rules: Rules, country: str | None, channel: str, ordered_id: int, product_id: int
) -> list[WarehouseFacts]:
    """Active warehouses that may send a product to an order, or promise it, best rank first."""
    return [
        place
        for place in rules.warehouses
        if place.active
        and country is not None
        and place.serves(country)
        and not rules.excludes(channel, ordered_id, place.id)
        and not rules.excludes(channel, product_id, place.id)
    ]
