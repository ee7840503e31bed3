"""Ratings: the order of warehouses for one order, and the order of sets of warehouses."""

from collections.abc import Sequence
from typing import Any

from packbench.domain.allocation.demand import DemandOrder
from packbench.domain.allocation.rules import Rating, Rules, distance_km
from packbench.domain.allocation.supply import Supply

Key = tuple[object, ...]

_TELLING = frozenset({Rating.RANK, Rating.DISTANCE, Rating.CODE})
"""Ratings of single warehouses: where no two candidates are equal, no two sets of them are."""


class Ratings:
    """The ratings of the candidate warehouses of one order, best smallest.

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
        self._candidates = candidates
        self._rated = self._rate()

    def by_rating(self) -> list[int]:
        """The candidates, best first, by the configured ratings (parcels says nothing of one)."""
        columns = [values for _, values in self._rated if values]
        return sorted(self._candidates, key=lambda w: [values[w] for values in columns])

    def set_key(self, used: Sequence[int], fragments: int) -> Key:
        """Orders sets of used warehouses, the best smallest; fragments go right after parcels."""
        key: list[object] = []
        for rating, values in self._rated:
            if rating is Rating.PARCELS:
                key += [len(used), fragments]
            elif rating is Rating.BALANCE:
                key.append(sum(int(values[w]) for w in used))
            else:
                key.append(sorted(values[w] for w in used))
        return (*key, sorted(used))

    def available(self) -> dict[int, int]:
        """By candidate, units of the order's products, where balance was compared."""
        for rating, values in self._rated:
            if rating is Rating.BALANCE:
                return {w: -int(value) for w, value in values.items()}
        return {}

    def _rate(self) -> list[tuple[Rating, dict[int, Any]]]:
        """The candidates' values by rating, up to the one that leaves nothing to decide.

        The code decides in the end, also where it was left out, so that the answer is always the
        same.
        """
        rated = []
        for rating in (*self._rules.ratings, Rating.CODE):
            values = self._values(rating)
            if values or rating is Rating.PARCELS:
                rated.append((rating, values))
            if rating in _TELLING and len(set(values.values())) == len(self._candidates):
                break
        return rated

    def _values(self, rating: Rating) -> dict[int, Any]:
        """One rating of every candidate; nothing where it abstains."""
        warehouses = self._rules.warehouses
        if rating is Rating.RANK:
            return {w: warehouses[w].rank for w in self._candidates}
        if rating is Rating.DISTANCE:
            return self._distances()
        if rating is Rating.BALANCE:
            return {w: self._balance(w) for w in self._candidates}
        if rating is Rating.CODE:
            return {w: warehouses[w].code for w in self._candidates}
        return {}

    def _distances(self) -> dict[int, float]:
        here = self._order.coordinates
        measured = {}
        for w in self._candidates:
            there = self._rules.warehouses[w].coordinates
            if here is None or there is None:
                return {}
            measured[w] = distance_km(here, there)
        return measured

    def _balance(self, warehouse: int) -> int:
        """Minus the units of the order's products that are available there: less is better."""
        products = {
            part.product_id for line in self._order.lines for part in line.parts if part.managed
        }
        return -sum(max(0, self._supply.free(product)[warehouse]) for product in products)
