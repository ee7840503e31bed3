"""Ratings: the order of warehouses for one order, and the order of sets of warehouses."""

from collections.abc import Callable, Sequence

from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.rules import Rating, Rules, distance_km
from packbench.domain.allocation.supply import Supply

Key = tuple[object, ...]


class Ratings:
    """The ratings of the candidate warehouses of one order, made only when they are asked for.

    A rating abstains where it can't be told: distance, when the order or any candidate has no
    coordinates. Balance, "most available after the order", is compared by what is available
    before it: sets are compared at equal units taken, so the order is the same.
    """

    def __init__(
        self, order: DemandOrder, supply: Supply, rules: Rules, candidates: Sequence[int]
    ) -> None:
        self._order = order
        self._supply = supply
        self._rules = rules
        self._distances = self._measure(candidates)

    def by_rating(self, candidates: Sequence[int]) -> list[int]:
        """The candidates, best first, by the configured ratings (parcels says nothing of one)."""
        keys: dict[int, Key] = dict.fromkeys(candidates, ())
        for rating in self._rules.ratings:
            rate = self._one(rating)
            if rate is None:
                continue
            keys = {w: (*key, rate(w)) for w, key in keys.items()}
            if len(set(keys.values())) == len(keys):
                break  # the ratings that follow decide nothing
        return sorted(candidates, key=keys.__getitem__)

    def set_key(self, used: Sequence[int], fragments: int) -> Key:
        """Orders sets of used warehouses, the best smallest; fragments go right after parcels."""
        key: list[object] = []
        for rating in self._rules.ratings:
            rate = self._one(rating)
            if rating is Rating.PARCELS:
                key += [len(used), fragments]
            elif rating is Rating.BALANCE:
                key.append(sum(self.balance(w) for w in used))
            elif rate is not None:
                key.append(sorted(rate(w) for w in used))
        return (*key, sorted(used))

    def distance(self, warehouse: int) -> float | None:
        """Kilometres to the ship-to, None where it can't be told."""
        return self._distances.get(warehouse)

    def balance(self, warehouse: int) -> int:
        """Minus the units of the order's products that are available there: less is better."""
        products = {
            part.product_id for line in self._order.lines for part in line.parts if part.managed
        }
        return -sum(max(0, self._supply.free(product)[warehouse]) for product in products)

    def _one(self, rating: Rating) -> Callable[[int], float | str] | None:
        warehouses = self._rules.warehouses
        if rating is Rating.RANK:
            return lambda w: warehouses[w].rank
        if rating is Rating.DISTANCE and self._distances:
            return lambda w: self._distances[w]
        if rating is Rating.BALANCE:
            return self.balance
        if rating is Rating.CODE:
            return lambda w: warehouses[w].code
        return None

    def _measure(self, candidates: Sequence[int]) -> dict[int, float]:
        here = self._order.coordinates
        places = {w: self._rules.warehouses[w].coordinates for w in candidates}
        if here is None or Rating.DISTANCE not in self._rules.ratings:
            return {}
        measured = {w: distance_km(here, place) for w, place in places.items() if place is not None}
        return measured if len(measured) == len(places) else {}
