"""Ready orders put into carts so that the walks of all carts are short.

Savings method (Clarke & Wright 1964, Operations Research 12; variant ii, which works the savings
out again after each merge: de Koster, van der Poort & Wolters 1999, International Journal of
Production Research 37) on the S-shape estimate, then local search (`batch_search`).
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations

from packbench.domain.walking.batch_search import LengthOf, Search, SearchEnded, Steps, Until
from packbench.domain.walking.layout import WarehouseLayout
from packbench.domain.walking.s_shape import SShape, Stops

_TOGETHER = 200
"""So many orders are weighed against each other at once; the time grows with their square."""


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """An order that is ready, as a cart sees it; goods of unknown size count as nothing."""

    id: int
    bins: tuple[int, ...]
    slots: int = 1
    volume_cm3: int = 0
    weight_g: int = 0


@dataclass(frozen=True, slots=True)
class CartSize:
    """What a cart holds; None: as much as there is."""

    slots: int
    volume_cm3: int | None = None
    weight_g: int | None = None

    def holds(self, orders: Iterable[BatchOrder]) -> bool:
        """Whether all of them go in."""
        slots = volume_cm3 = weight_g = 0
        for one in orders:
            slots += one.slots
            volume_cm3 += one.volume_cm3
            weight_g += one.weight_g
        return (
            slots <= self.slots
            and (self.volume_cm3 is None or volume_cm3 <= self.volume_cm3)
            and (self.weight_g is None or weight_g <= self.weight_g)
        )


@dataclass(frozen=True, slots=True)
class Batches:
    """Carts of order ids, the most urgent cart first, and the orders that no cart holds."""

    carts: tuple[tuple[int, ...], ...]
    too_large: tuple[int, ...]


def first_come(orders: Sequence[BatchOrder], size: CartSize) -> Batches:
    """Carts filled one after the other, in the order in which the orders are given."""
    carts: list[list[BatchOrder]] = []
    fit, too_large = _fitting(orders, size)
    for one in fit:
        if not carts or not size.holds([*carts[-1], one]):
            carts.append([])
        carts[-1].append(one)
    return Batches(tuple(tuple(one.id for one in cart) for cart in carts), too_large)


def batched(
    layout: WarehouseLayout, orders: Sequence[BatchOrder], size: CartSize, until: Until
) -> Batches:
    """Carts whose walks are short together.

    Args:
        layout: bins that it does not hold are left out of account.
        orders: the most urgent first; of more than two hundred every two hundred get carts of
            their own, so that what is urgent stays together.
        size: of each cart.
        until: asked after each step of the search with the number of steps so far; true ends it,
            if the search does not give up before. With a number of steps alone (`after_steps`) the
            answer is always the same.
    """
    fit, too_large = _fitting(orders, size)
    shape = SShape(layout.ways)
    length_of = _length_of(shape, {one.id: (one, _stops(shape, layout, one)) for one in fit}, size)
    steps = Steps(until)
    groups = [fit[start : start + _TOGETHER] for start in range(0, len(fit), _TOGETHER)]
    searches = [
        Search(length_of, steps, [list(cart) for cart in first_come(group, size).carts])
        for group in groups
    ]
    with suppress(SearchEnded):
        for group, search in zip(groups, searches, strict=True):
            steps.count()
            search.improve(_by_savings([one.id for one in group], length_of))
        while going := [one for one in searches if not one.is_exhausted]:
            for search in going:
                search.shake()
    place = {one.id: number for number, one in enumerate(fit)}
    return Batches(
        tuple(cart for search in searches for cart in _most_urgent_first(search.best, place)),
        too_large,
    )


def after_steps(count: int) -> Until:
    """Ends a search after so many steps."""
    return lambda steps: steps >= count


def _fitting(
    orders: Sequence[BatchOrder], size: CartSize
) -> tuple[list[BatchOrder], tuple[int, ...]]:
    asked = {one.id: one for one in orders}
    fit = [one for one in asked.values() if size.holds([one])]
    held = {one.id for one in fit}
    return fit, tuple(one for one in asked if one not in held)


def _stops(shape: SShape, layout: WarehouseLayout, order: BatchOrder) -> Stops:
    return shape.stops(layout.bins[one].point for one in order.bins if one in layout.bins)


def _length_of(
    shape: SShape, orders: Mapping[int, tuple[BatchOrder, Stops]], size: CartSize
) -> LengthOf:
    """Estimated lengths by sets of order ids, each worked out once; None: too much for a cart."""
    known: dict[frozenset[int], int | None] = {}

    def length_mm(ids: Iterable[int]) -> int | None:
        key = frozenset(ids)
        if key not in known:
            held = [orders[one] for one in key]
            fits = size.holds(order for order, _ in held)
            known[key] = shape.length_mm([stops for _, stops in held]) if fits else None
        return known[key]

    return length_mm


def _most_urgent_first(
    carts: Iterable[Iterable[int]], place: Mapping[int, int]
) -> list[tuple[int, ...]]:
    ordered = [sorted(cart, key=place.__getitem__) for cart in carts]
    return [tuple(cart) for cart in sorted(ordered, key=lambda cart: place[cart[0]])]


def _by_savings(ids: Sequence[int], length_of: LengthOf) -> list[list[int]]:
    """Merges the two carts that save most, as long as any two save something and fit together."""
    carts = {number: [one] for number, one in enumerate(ids)}
    lengths = {number: length_of(cart) or 0 for number, cart in carts.items()}

    def saving(one: int, other: int) -> tuple[int, int, int] | None:
        both = length_of([*carts[one], *carts[other]])
        if both is None or lengths[one] + lengths[other] < both:
            return None
        return both - lengths[one] - lengths[other], one, other

    waiting = [found for pair in combinations(carts, 2) if (found := saving(*pair))]
    heapify(waiting)
    while waiting:
        _, one, other = heappop(waiting)
        if one in carts and other in carts:
            merged = len(lengths)
            carts[merged] = carts.pop(one) + carts.pop(other)
            lengths[merged] = length_of(carts[merged]) or 0
            pairs = (saving(old, merged) for old in carts if old != merged)
            for found in filter(None, pairs):
                heappush(waiting, found)
    return list(carts.values())
