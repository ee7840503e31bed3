"""The exact routing of one order.

Over all sets of candidate warehouses with at most `max_warehouses` members: most units now, then
fewest warehouses, then fewest fragments, then the best ratings (`allocation.md`). Inside a set the
lines are served in line order, each taking all that it can: whole from the best-rated member that
can serve it whole, otherwise in fragments from the best-rated member on.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.rating import Key, Ratings
from packbench.domain.allocation.rules import Rating, Rules
from packbench.domain.allocation.supply import Supply

MOST_CANDIDATES = 14
"""Above this number only the best by coverage are tried: 2^14 sets are the most that we look at."""


class Fill(NamedTuple):
    """`units` of one line (by its index) from one warehouse (by its index in the rules)."""

    line: int
    warehouse: int
    units: int


class Routing(NamedTuple):
    """The best routing, and which candidates were left untried because there were too many."""

    fills: list[Fill]
    untried: list[int]


def route(
    order: DemandOrder, supply: Supply, rules: Rules, allowed: Sequence[Sequence[int]]
) -> Routing:
    """The best routing of an order; the supply is not changed.

    Args:
        order: its lines are taken in their order.
        supply: what is available now.
        rules: warehouses and ratings.
        allowed: for each line the indices of the warehouses that may serve it.
    """
    capacities = [
        _capacities(line, supply, candidates)
        for line, candidates in zip(order.lines, allowed, strict=True)
    ]
    candidates = sorted({w for capacity in capacities for w in capacity})
    if not candidates:
        return Routing([], [])
    ratings = Ratings(order, supply, rules, candidates)
    members, untried = _best_by_coverage(ratings.by_rating(), order.lines, capacities)
    return Routing(_Search(order, supply, ratings, capacities, members).best(rules), untried)


def _capacities(line: DemandLine, supply: Supply, allowed: Sequence[int]) -> dict[int, int]:
    """Units of the line that each warehouse could give if it were alone; none are left out."""
    if len(line.parts) == 1 and line.parts[0].managed and line.parts[0].per_unit == 1:
        free, wanted = supply.free(line.product_id), line.quantity
        return {w: min(free[w], wanted) for w in allowed if free[w] > 0}
    found = {w: _units_at(line, supply, w) for w in allowed}
    return {w: units for w, units in found.items() if units > 0}


def _units_at(line: DemandLine, supply: Supply, warehouse: int) -> int:
    return min(
        (
            supply.free(part.product_id)[warehouse] // part.per_unit
            for part in line.parts
            if part.managed
        ),
        default=line.quantity,
    )


def _best_by_coverage(
    members: list[int], lines: Sequence[DemandLine], capacities: Sequence[dict[int, int]]
) -> tuple[list[int], list[int]]:
    """The members to try, in rating order, and those that are left out."""
    if len(members) <= MOST_CANDIDATES:
        return members, []

    def coverage(w: int) -> int:
        return sum(
            min(line.quantity, capacity.get(w, 0)) * _weight(line)
            for line, capacity in zip(lines, capacities, strict=True)
        )

    kept = set(sorted(members, key=coverage, reverse=True)[:MOST_CANDIDATES])
    return [w for w in members if w in kept], [w for w in members if w not in kept]


def _weight(line: DemandLine) -> int:
    """Pick units of one line unit: a kit unit counts its components."""
    return sum(part.per_unit for part in line.parts)


class _Search:
    """The search over sets of warehouses for one order.

    A line that shares no product with another gets what its warehouses have, whatever the others
    get; only lines that touch each other are tried out on the supply, which is put back after.
    """

    def __init__(
        self,
        order: DemandOrder,
        supply: Supply,
        ratings: Ratings,
        capacities: list[dict[int, int]],
        members: list[int],
    ) -> None:
        self._lines = order.lines
        self._limit = min(order.max_warehouses or len(members), len(members))
        self._supply = supply
        self._ratings = ratings
        self._capacities = capacities
        self._members = members
        self._weights = [_weight(line) for line in order.lines]
        self._wanted = [
            line.quantity * weight for line, weight in zip(order.lines, self._weights, strict=True)
        ]
        self._there = {w: self._pick_units_at(w) for w in members}
        self._touching = _touching(order.lines)

    def best(self, rules: Rules) -> list[Fill]:
        """The fills of the best set."""
        smallest_first = rules.ratings[0] is Rating.PARCELS
        whole = self._one_warehouse() if smallest_first else None
        if whole is not None:
            return whole
        best_units, best_key, best_fills = 0, None, list[Fill]()
        ceiling = self._bound(self._members)
        for chosen in self._sets():
            larger = smallest_first and len(chosen) > _used(best_fills)
            if larger and best_units == ceiling:
                break
            bound = self._bound(chosen)
            if bound < best_units or (larger and bound == best_units):
                continue
            units, key, fills = self._try(chosen)
            if units > best_units or (units == best_units and (best_key is None or key < best_key)):
                best_units, best_key, best_fills = units, key, fills
        return best_fills

    def _one_warehouse(self) -> list[Fill] | None:
        """The common case: the best-rated warehouse that covers everything alone."""
        for warehouse in self._members:
            if self._there[warehouse] == self._wanted:
                fills = self._fill((warehouse,))
                if not self._touching or self._pick_units(fills) == sum(self._wanted):
                    return fills
        return None

    def _pick_units_at(self, warehouse: int) -> list[int]:
        """Pick units of each line that a warehouse could give if no line touched another."""
        return [
            weight * min(line.quantity, capacity.get(warehouse, 0))
            for line, weight, capacity in zip(
                self._lines, self._weights, self._capacities, strict=True
            )
        ]

    def _pick_units(self, fills: Sequence[Fill]) -> int:
        return sum(fill.units * self._weights[fill.line] for fill in fills)

    def _sets(self) -> Iterator[tuple[int, ...]]:
        for size in range(1, self._limit + 1):
            yield from combinations(self._members, size)

    def _bound(self, chosen: Sequence[int]) -> int:
        """Pick units that the set gives at most; exactly so when no lines touch each other."""
        together = map(sum, zip(*(self._there[w] for w in chosen), strict=True))
        return sum(map(min, self._wanted, together))

    def _try(self, chosen: Sequence[int]) -> tuple[int, Key, list[Fill]]:
        fills = self._fill(chosen)
        used = sorted({fill.warehouse for fill in fills})
        return self._pick_units(fills), self._ratings.set_key(used, len(fills)), fills

    def _fill(self, chosen: Sequence[int]) -> list[Fill]:
        """Serves the lines in order from the members of the set, which stand in rating order."""
        pieces: list[Fill] = []
        taken: list[Fill] = []
        for index, line in enumerate(self._lines):
            capacity = self._capacities[index]
            if index not in self._touching:
                pieces += _pieces(index, line.quantity, capacity, chosen)
                continue
            now = _capacities(line, self._supply, [w for w in chosen if w in capacity])
            for fill in _pieces(index, line.quantity, now, chosen):
                take(line, fill, self._supply)
                taken.append(fill)
                pieces.append(fill)
        for fill in taken:
            take(self._lines[fill.line], fill, self._supply, sign=-1)
        return pieces


def _touching(lines: Sequence[DemandLine]) -> set[int]:
    """The lines (by index) that share a product with another one."""
    uses = [
        (part.product_id, index)
        for index, line in enumerate(lines)
        for part in line.parts
        if part.managed
    ]
    users = Counter(product_id for product_id, _ in uses)
    return {index for product_id, index in uses if users[product_id] > 1}


def _used(fills: Sequence[Fill]) -> int:
    return len({fill.warehouse for fill in fills})


def _pieces(index: int, wanted: int, capacity: dict[int, int], chosen: Sequence[int]) -> list[Fill]:
    for warehouse in chosen:
        if capacity.get(warehouse, 0) >= wanted:
            return [Fill(index, warehouse, wanted)]
    pieces: list[Fill] = []
    for warehouse in chosen:
        units = min(wanted, capacity.get(warehouse, 0))
        if units:
            pieces.append(Fill(index, warehouse, units))
            wanted -= units
    return pieces


def take(line: DemandLine, fill: Fill, supply: Supply, *, sign: int = 1) -> None:
    """Uses up (or with sign −1 gives back) the parts of a fill."""
    for part in line.parts:
        if part.managed:
            supply.take(part.product_id, fill.warehouse, sign * fill.units * part.per_unit)
