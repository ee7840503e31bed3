"""The planner written a second time, straight from the words of the design, as slowly as they are.

For every order it tries every set of warehouses with at most `max_warehouses` members and fills it
in line order; nothing is bounded, remembered or left out. It shares the input with the planner
and nothing else. Where the words leave something open it says what it takes them to mean.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from packbench.domain.allocation.demand import Coordinates, DemandLine, DemandOrder
from packbench.domain.allocation.rules import Rating, Rules, WarehouseFacts

Free = dict[str, dict[int, int]]
"""Available units by warehouse code and product; a product that is not named was never added."""

Fills = dict[tuple[int, str], int]
"""Units of each line (by its id) from each warehouse (by its code)."""


@dataclass(frozen=True)
class Solution:
    """The best answer for one order.

    Attributes:
        fills: units by line and warehouse.
        units: pick units, a kit unit counting its components.
        parcels: warehouses that are used.
        fragments: pieces of lines.
        short: units of each line that nobody gives.
    """

    fills: Fills
    units: int
    parcels: int
    fragments: int
    short: dict[int, int]


def solve(orders: Sequence[DemandOrder], free: Free, rules: Rules) -> list[Solution]:
    """The answers for orders in queue order; what one takes, the next does not see."""
    return [_solve(order, free, rules) for order in orders]


def _solve(order: DemandOrder, free: Free, rules: Rules) -> Solution:
    best = min(
        (_rated(order, chosen, free, rules) for chosen in _sets(order, rules)),
        key=lambda rated: rated[0],
        default=((), {}),
    )[1]
    short = {
        line.line_id: line.quantity
        - sum(units for (line_id, _), units in best.items() if line_id == line.line_id)
        for line in order.lines
    }
    if not order.ship_partial and (order.incomplete or any(short.values())):
        best = {}
        short = {line.line_id: line.quantity for line in order.lines}
    lines = {line.line_id: line for line in order.lines}
    for (line_id, code), units in best.items():
        _take(lines[line_id], code, units, free)
    return Solution(
        best, _pick_units(order, best), len({code for _, code in best}), len(best), short
    )


def _sets(order: DemandOrder, rules: Rules) -> Iterator[tuple[WarehouseFacts, ...]]:
    limit = order.max_warehouses or len(rules.warehouses)
    for size in range(1, limit + 1):
        yield from combinations(rules.warehouses, size)


Key = tuple[object, ...]


def _rated(
    order: DemandOrder, chosen: Sequence[WarehouseFacts], free: Free, rules: Rules
) -> tuple[Key, Fills]:
    """Units first, then what is configured; the smallest key is best."""
    fills = _fill(order, chosen, free, rules)
    used = {code for _, code in fills}
    members = [warehouse for warehouse in chosen if warehouse.code in used]
    key: list[object] = [-_pick_units(order, fills)]
    for rating in _telling(order, free, rules):
        if rating == "parcels":
            key += [len(members), len(fills)]
        elif rating == "balance":
            # Open in the words: several warehouses are compared by the sum of what they have.
            key.append(sum(_rating("balance", one, order, free, rules) for one in members))
        else:
            # Open in the words: several are compared best with best, then second with second.
            key.append(sorted(_rating(rating, one, order, free, rules) for one in members))
    return (*key, sorted(used)), fills


def _rating(
    rating: str, warehouse: WarehouseFacts, order: DemandOrder, free: Free, rules: Rules
) -> float:
    if rating == "rank":
        return warehouse.rank
    if rating == "distance":
        return _kilometres(order.coordinates, warehouse.coordinates)
    if rating == "balance":
        return -sum(free[warehouse.code].get(product, 0) for product in _managed(order))
    return sorted(one.code for one in rules.warehouses).index(warehouse.code)


def _telling(order: DemandOrder, free: Free, rules: Rules) -> list[Rating]:
    """The configured ratings; distance only where it can be told.

    Open in the words: that is where it is known of every warehouse that could serve anything.
    """
    could = [
        one
        for one in rules.warehouses
        if any(_units_at(line, one, order, free, rules) for line in order.lines)
    ]
    known = order.coordinates is not None and all(one.coordinates for one in could)
    return [rating for rating in rules.ratings if known or rating != "distance"]


def _kilometres(here: Coordinates | None, there: Coordinates | None) -> float:
    """By the angle between the two unit vectors; 0 to one that can serve nothing anyway."""
    if here is None or there is None:
        return 0.0
    a, b = _vector(here), _vector(there)
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    return round(6371.0088 * math.atan2(math.hypot(*cross), dot), 3)


def _vector(place: Coordinates) -> tuple[float, float, float]:
    latitude, longitude = map(math.radians, place)
    flat = math.cos(latitude)
    return (flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude))


def _fill(order: DemandOrder, chosen: Sequence[WarehouseFacts], free: Free, rules: Rules) -> Fills:
    """Lines in their order, whole from the best-rated that can, otherwise in fragments."""
    left = {code: dict(units) for code, units in free.items()}
    ratings = [rating for rating in _telling(order, free, rules) if rating != "parcels"]
    members = sorted(
        chosen,
        key=lambda one: (
            *(_rating(rating, one, order, free, rules) for rating in ratings),
            one.code,
        ),
    )
    fills: Fills = {}
    for line in order.lines:
        can = {one.code: _units_at(line, one, order, left, rules) for one in members}
        whole = [code for code, units in can.items() if units >= line.quantity][:1]
        wanted = line.quantity
        for code in whole or can:
            units = min(wanted, can[code])
            if units:
                fills[line.line_id, code] = units
                wanted -= units
                _take(line, code, units, left)
    return fills


def _units_at(
    line: DemandLine, warehouse: WarehouseFacts, order: DemandOrder, free: Free, rules: Rules
) -> int:
    """Complete units that a warehouse could give now; 0 behind any fence."""
    if not warehouse.active or not ({order.country, "*"} & warehouse.countries):
        return 0
    if line.virtual_only and not warehouse.virtual:
        return 0
    for rule in rules.exclusions:
        channel_fits = rule.channel in {None, order.channel}
        # A rule for a component keeps the kits that hold it out, too (decision 0008).
        held = {part.product_id for part in line.parts}
        product_fits = rule.product_id in {None, line.product_id, *held}
        if rule.warehouse_id == warehouse.id and channel_fits and product_fits:
            return 0
    there = free[warehouse.code]
    counted = [part for part in line.parts if part.managed]
    return min(
        [line.quantity, *(there.get(part.product_id, 0) // part.per_unit for part in counted)]
    )


def _take(line: DemandLine, code: str, units: int, free: Free) -> None:
    for part in line.parts:
        if part.managed:
            free[code][part.product_id] -= units * part.per_unit


def _pick_units(order: DemandOrder, fills: Mapping[tuple[int, str], int]) -> int:
    weights = {line.line_id: sum(part.per_unit for part in line.parts) for line in order.lines}
    return sum(units * weights[line_id] for (line_id, _), units in fills.items())


def _managed(order: DemandOrder) -> set[int]:
    return {part.product_id for line in order.lines for part in line.parts if part.managed}
