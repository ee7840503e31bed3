"""What orders wait for and lack: beyond what is there or comes to where it may serve them.

The order of the queue decides for whom incoming goods are, as it does when they arrive; the oldest
purchase orders are taken first, so that what is bought now changes nothing for whoever had enough
(decision 0212). What a virtual warehouse still can promise lacks nobody: those goods are expected
already.
"""

from collections import defaultdict, deque
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
    found = [pools.take(need) for need in needs]
    pools.make_room(found)
    return found


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

    def take(self, need: Need) -> Shortage:
        """What a need takes of the pools."""
        places = self._places(need.country, need.channel, need.ordered_id, need.product_id)
        real = tuple(place.id for place in places if not place.virtual)
        first = real[0] if real else None
        lack = Shortage(need, short=need.units, warehouse_id=first, places=real)
        for warehouse_id, units in self._take_free(lack, real):
            lack.pegged[warehouse_id] = units
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
        """Takes what comes to where it may be served from, the oldest purchase order first."""
        while lack.short:
            first = [
                (coming[0].order_id, rank, warehouse_id)
                for rank, warehouse_id in enumerate(lack.places)
                if (coming := self._coming.get((lack.need.product_id, warehouse_id)))
            ]
            if not first:
                return
            warehouse_id = min(first)[-1]
            coming = self._coming[lack.need.product_id, warehouse_id]
            taken = min(lack.short, coming[0].units)
            lack.short -= taken
            lack.incoming.append(coming[0].number)
            lack.pegged[warehouse_id] = lack.pegged.get(warehouse_id, 0) + taken
            _drop(coming, taken)

    def make_room(self, found: Sequence[Shortage]) -> None:
        """Lets needs that can be served elsewhere make room for those that can't."""
        by_product: dict[int, list[Shortage]] = defaultdict(list)
        for one in found:
            by_product[one.need.product_id].append(one)
        for product_id, needs in by_product.items():
            if any(one.short for one in needs):
                self._make_room_of(product_id, needs)

    def _make_room_of(self, product_id: int, needs: Sequence[Shortage]) -> None:
        served = {place for one in needs for place in one.places}
        if not any(self._left(product_id, place) for place in served):
            return
        in_vain: set[tuple[int, ...]] = set()  # less is left with every exchange
        for one in needs:
            while one.short and one.places not in in_vain:
                if not self._exchange(product_id, one, needs):
                    in_vain.add(one.places)

    def _exchange(self, product_id: int, lack: Shortage, needs: Sequence[Shortage]) -> bool:
        """Gives a need a unit or more that others free by going where something is left."""
        came: dict[int, tuple[int, Shortage] | None] = dict.fromkeys(lack.places)
        ways = deque(lack.places)
        while ways:
            place = ways.popleft()
            if left := self._left(product_id, place):
                self._shift(product_id, lack, place, left, came)
                return True
            for other in needs:
                if other.pegged.get(place):
                    for further in other.places:
                        if further not in came:
                            came[further] = place, other
                            ways.append(further)
        return False

    def _left(self, product_id: int, warehouse_id: int) -> int:
        coming = self._coming.get((product_id, warehouse_id), [])
        return self._free[product_id, warehouse_id] + sum(one.units for one in coming)

    def _shift(
        self,
        product_id: int,
        lack: Shortage,
        place: int,
        left: int,
        came: dict[int, tuple[int, Shortage] | None],
    ) -> None:
        units, at = min(lack.short, left), place
        while (step := came[at]) is not None:
            units, at = min(units, step[1].pegged[step[0]]), step[0]
        numbers, at = self._take_left(product_id, place, units), place
        while (step := came[at]) is not None:
            before, other = step
            other.pegged[at] = other.pegged.get(at, 0) + units
            other.pegged[before] -= units
            at = before
        lack.pegged[at] = lack.pegged.get(at, 0) + units
        lack.short -= units
        lack.incoming += [one for one in numbers if one not in lack.incoming]

    def _take_left(self, product_id: int, warehouse_id: int, units: int) -> list[str]:
        of_stock = min(units, self._free[product_id, warehouse_id])
        self._free[product_id, warehouse_id] -= of_stock
        units -= of_stock
        coming, numbers = self._coming.get((product_id, warehouse_id), []), []
        while units:
            numbers.append(coming[0].number)
            taken = min(units, coming[0].units)
            _drop(coming, taken)
            units -= taken
        return numbers


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
