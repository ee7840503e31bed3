"""What orders wait for and lack: beyond what is there or comes to where it may serve them.

The order of the queue decides for whom incoming goods are, as it does when they arrive. What a
virtual warehouse still can promise lacks nobody: those goods are expected already.
"""

from collections import defaultdict
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
    """

    need: Need
    pooled: int = 0
    incoming: list[str] = field(default_factory=list)
    short: int = 0
    warehouse_id: int | None = None


def lacks(connection: Connection) -> list[Shortage]:
    """Every need, first in the queue first, with what is short of it."""
    needs = list(waiting_needs(connection))
    pools = _Pools(connection, {need.product_id for need in needs})
    return [pools.take(need) for need in needs]


class _Pools:
    """What is available and comes, by product and warehouse, until the queue has taken it."""

    def __init__(self, connection: Connection, product_ids: Collection[int]) -> None:
        rules = load_rules(connection)
        stock = load_stock(connection, rules, product_ids).free
        self._free: dict[tuple[int, int], int] = defaultdict(int)
        for product_id, units in stock.items():
            for warehouse, count in zip(rules.warehouses, units, strict=True):
                self._free[product_id, warehouse.id] = max(0, count)
        self._coming = coming_units(connection, product_ids)
        self._places = cache(lambda *facts: _may_serve(rules, *facts))

    def take(self, need: Need) -> Shortage:
        """What a need takes of the pools."""
        places = self._places(need.country, need.channel, need.ordered_id, need.product_id)
        real = [place.id for place in places if not place.virtual]
        lack = Shortage(need, short=need.units, warehouse_id=real[0] if real else None)
        self._take_free(lack, real)
        lack.pooled = self._take_free(lack, [place.id for place in places if place.virtual])
        for warehouse_id in real:
            self._take_coming(lack, self._coming.get((need.product_id, warehouse_id), []))
        return lack

    def _take_free(self, lack: Shortage, warehouse_ids: Sequence[int]) -> int:
        """Takes what is available there; the units."""
        before = lack.short
        for warehouse_id in warehouse_ids:
            place = lack.need.product_id, warehouse_id
            taken = min(lack.short, self._free[place])
            self._free[place] -= taken
            lack.short -= taken
        return before - lack.short

    @staticmethod
    def _take_coming(lack: Shortage, coming: list[Coming]) -> None:
        while lack.short and coming:
            first = coming[0]
            taken = min(lack.short, first.units)
            lack.short -= taken
            lack.incoming.append(first.number)
            coming[:1] = [first._replace(units=first.units - taken)] if taken < first.units else []


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
