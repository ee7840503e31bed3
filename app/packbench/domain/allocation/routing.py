"""The exact routing of one order.

Over all sets of candidate warehouses with at most `max_warehouses` members: most units now, then
fewest warehouses, then fewest fragments, then the best ratings (`docs/domain.md`). Inside a set the
lines are served in line order, each taking all that it can: whole from the best-rated member that
can serve it whole, otherwise in fragments from the best-rated member on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations, compress
from operator import mul
from typing import NamedTuple

from packbench.domain.allocation.covers import Row, smallest_covers
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.rating import Key, Ratings
from packbench.domain.allocation.rules import Rating, Rules
from packbench.domain.allocation.supply import Supply

Capacity = list[int]
"""Units of one line that each warehouse could give if it were alone, never more than wanted."""

MOST_CANDIDATES = 14
"""Above this number only the best by coverage are tried: 2^14 sets are the most that we look at."""

_FEW_MEMBERS = 4
"""All sets of so many are looked at as quickly as the smallest covers are found."""


class Fill(NamedTuple):
    """`units` of one line (by its index) from one warehouse (by its index in the rules)."""

    line: int
    warehouse: int
    units: int


class Routing(NamedTuple):
    """The best routing, and what it was chosen from.

    Attributes:
        untried: candidates that were left out because there were too many.
        available: by candidate, units of the order's products, where balance was compared.
    """

    fills: list[Fill]
    untried: list[int]
    available: Mapping[int, int]


def route(
    order: DemandOrder, supply: Supply, rules: Rules, fences: Sequence[Sequence[int]]
) -> Routing:
    """The best routing of an order; the supply is not changed.

    Args:
        order: its lines are taken in their order.
        supply: what is available now.
        rules: warehouses and ratings.
        fences: for each line what each warehouse fails at; 0 where it may serve the line.
    """
    whole = _whole_at_one(order, supply, rules, fences)
    if whole is not None:
        return whole
    capacities = [
        line_capacity(line, supply, row) for line, row in zip(order.lines, fences, strict=True)
    ]
    columns = list(zip(*capacities, strict=True))
    candidates = list(compress(range(len(columns)), map(any, columns)))
    if not candidates:
        return Routing([], [], {})
    ratings = Ratings(order, supply, rules, candidates)
    weights = [_weight(line) for line in order.lines]
    members, untried = _best_by_coverage(ratings.by_rating(), weights, columns)
    search = _Search(order, supply, ratings, capacities, weights, members)
    return Routing(search.best(rules), untried, ratings.available())


def _whole_at_one(
    order: DemandOrder, supply: Supply, rules: Rules, fences: Sequence[Sequence[int]]
) -> Routing | None:
    """The common case without a search: the best-ranked warehouse that covers everything alone.

    Only where ranks alone put every candidate in its place, and nothing is left to compare or to
    try out; None where the search has to answer.
    """
    if rules.by_rank is None or len(rules.by_rank) > MOST_CANDIDATES:
        return None
    lines = order.lines
    needs = []
    for line, row in zip(lines, fences, strict=True):
        part = line.parts[0]
        if len(line.parts) > 1 or part.per_unit != 1 or not part.managed:
            return None
        needs.append((row, supply.free(part.product_id), line.quantity))
    for warehouse in rules.by_rank:
        for row, free, units in needs:
            if row[warehouse] or free[warehouse] < units:
                break
        else:
            if len(lines) > 1 and _touching(lines):
                return None
            return Routing(
                [Fill(at, warehouse, line.quantity) for at, line in enumerate(lines)], [], {}
            )
    return None


def line_capacity(line: DemandLine, supply: Supply, fences: Sequence[int]) -> Capacity:
    """Units of a line that each warehouse could give if it were alone; none behind a fence."""
    part, wanted = line.parts[0], line.quantity
    if len(line.parts) == 1 and part.managed and part.per_unit == 1:
        free = supply.free(part.product_id)
        return [
            0 if failing else min(units, wanted)
            for failing, units in zip(fences, free, strict=True)
        ]
    return [0 if failing else _units_at(line, supply, w) for w, failing in enumerate(fences)]


def _units_at(line: DemandLine, supply: Supply, warehouse: int) -> int:
    """Whole units of the line that a warehouse could give, as many as are wanted at most."""
    there = (
        max(0, supply.free(part.product_id)[warehouse]) // part.per_unit
        for part in line.parts
        if part.managed
    )
    return min((line.quantity, *there))


def _best_by_coverage(
    members: list[int], weights: list[int], columns: Sequence[Sequence[int]]
) -> tuple[list[int], list[int]]:
    """The members to try, in rating order, and those that are left out."""
    if len(members) <= MOST_CANDIDATES:
        return members, []

    def coverage(w: int) -> int:
        return sum(map(mul, columns[w], weights))

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
        capacities: list[Capacity],
        weights: list[int],
        members: list[int],
    ) -> None:
        self._lines = order.lines
        self._limit = min(order.max_warehouses or len(members), len(members))
        self._supply = supply
        self._ratings = ratings
        self._capacities = capacities
        self._members = members
        self._weights = weights
        self._wanted = [
            line.quantity * weight for line, weight in zip(order.lines, weights, strict=True)
        ]
        columns = list(zip(*capacities, strict=True))
        self._there = {w: list(map(mul, columns[w], weights)) for w in members}
        self._touching = _touching(order.lines)

    def best(self, rules: Rules) -> list[Fill]:
        """The fills of the best set."""
        smallest_first = rules.ratings[0] is Rating.PARCELS
        whole = self._one_warehouse() if smallest_first else None
        if whole is not None:
            return whole
        best_units, best_key, best_fills = 0, None, list[Fill]()
        ceiling = self._most_units()
        for chosen in self._sets(smallest_first=smallest_first):
            larger = smallest_first and len(chosen) > _used(best_fills)
            if larger and best_units == ceiling:
                break
            bound = self._bound(chosen)
            if self._cannot_win(bound, ceiling, best_units) or (larger and bound == best_units):
                continue
            units, key, fills = self._try(chosen)
            if units > best_units or (units == best_units and (best_key is None or key < best_key)):
                best_units, best_key, best_fills = units, key, fills
        return best_fills

    def _cannot_win(self, bound: int, ceiling: int, best_units: int) -> bool:
        """Whether a set gives too little: bounds are exact where no lines touch each other."""
        return bound < best_units or (bound < ceiling and not self._touching)

    def _most_units(self) -> int:
        """Pick units that any set gives at most; exactly so when no lines touch each other."""
        if self._limit == len(self._members):
            return self._bound(self._members)
        return max(map(self._bound, combinations(self._members, self._limit)))

    def _one_warehouse(self) -> list[Fill] | None:
        """The common case: the best-rated warehouse that covers everything alone."""
        for warehouse in self._members:
            if self._there[warehouse] == self._wanted:
                fills = self._fill((warehouse,))
                if not self._touching or self._pick_units(fills) == sum(self._wanted):
                    return fills
        return None

    def _pick_units(self, fills: Sequence[Fill]) -> int:
        return sum(fill.units * self._weights[fill.line] for fill in fills)

    def _sets(self, *, smallest_first: bool) -> Iterable[Sequence[int]]:
        """The sets that may be the best, small ones first."""
        if smallest_first and not self._touching and len(self._members) > _FEW_MEMBERS:
            covers = smallest_covers(self._rows(), self._members, self._limit)
            if covers:
                return covers
        sizes = range(1, self._limit + 1)
        return chain.from_iterable(combinations(self._members, size) for size in sizes)

    def _rows(self) -> list[Row]:
        """What each line could be given by all members together."""
        return [
            (min(line.quantity, sum(capacity[w] for w in self._members)), capacity)
            for line, capacity in zip(self._lines, self._capacities, strict=True)
            if any(capacity)
        ]

    def _bound(self, chosen: Sequence[int]) -> int:
        """Pick units that the set gives at most; exactly so when no lines touch each other."""
        if len(chosen) == 1:
            return sum(self._there[chosen[0]])
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
        for index, (line, capacity) in enumerate(zip(self._lines, self._capacities, strict=True)):
            if index not in self._touching:
                pieces += _pieces(index, line.quantity, capacity, chosen)
                continue
            fences = [0 if units else 1 for units in capacity]
            for fill in _pieces(
                index, line.quantity, line_capacity(line, self._supply, fences), chosen
            ):
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
    if len({product_id for product_id, _ in uses}) == len(uses):
        return set()
    users = Counter(product_id for product_id, _ in uses)
    return {index for product_id, index in uses if users[product_id] > 1}


def _used(fills: Sequence[Fill]) -> int:
    return len({fill.warehouse for fill in fills})


def _pieces(index: int, wanted: int, capacity: Capacity, chosen: Sequence[int]) -> list[Fill]:
    for warehouse in chosen:
        if capacity[warehouse] >= wanted:
            return [Fill(index, warehouse, wanted)]
    pieces: list[Fill] = []
    for warehouse in chosen:
        units = min(wanted, capacity[warehouse])
        if units > 0:
            pieces.append(Fill(index, warehouse, units))
            wanted -= units
    return pieces


def take(line: DemandLine, fill: Fill, supply: Supply, *, sign: int = 1) -> None:
    """Uses up (or with sign −1 gives back) the parts of a fill."""
    for part in line.parts:
        if part.managed:
            supply.take(part.product_id, fill.warehouse, sign * fill.units * part.per_unit)
