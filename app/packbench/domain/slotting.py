"""Which products had better lie nearer to where walks begin, and how many metres that saves.

Candidates are ranked as Heskett's cube-per-order index ranks them where every bin holds alike: the
product that is picked most often belongs nearest to the depot (J. L. Heskett, "Cube-per-order index
– a key to warehouse stock location", Transportation and Distribution Management 3, 1963). For two
bins that change places the estimate is

    2 · (picks of the fast one − picks of the slow one) · (way to its bin − way to the other bin)

which is the saving where every pick is a walk of its own. Real walks pass several bins, so nothing
is told by the estimate: what a change saves is the length of the same walks, walked again by the
router with the products in their new bins.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Slot = tuple[int, int]
"""(product id, location id): where picks of a product were made."""

_LOOKED_AT, _TRIED = 60, 40
_LEAST_M = 1.0


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of a warehouse that products may change to.

    Attributes:
        way_m: how far each is from where walks begin; bins without a place are left out.
        holds: by bin the products that lie there or belong there; a bin that holds none is free.
        closed: bins that nothing may be carried to or from now.
    """

    way_m: Mapping[int, float]
    holds: Mapping[int, frozenset[int]]
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Better:
    """A product that had better lie in another bin.

    Attributes:
        other: the product that lies there and takes its place; None: the bin is free.
        picks, other_picks: in how many of the walks each is picked.
        saved_m: by how much all walks together become shorter.
    """

    product_id: int
    source_id: int
    target_id: int
    other: int | None
    picks: int
    other_picks: int
    saved_m: float


def better_bins(
    walks: Sequence[frozenset[Slot]],
    bins: Bins,
    length_m: Callable[[Iterable[int]], float],
    most: int,
) -> list[Better]:
    """Changes that make these walks shorter, one after the other, what is found first first.

    Args:
        walks: what was picked on each, and where.
        bins: where products may lie.
        length_m: how far the walk through some bins is.
        most: no more changes than these.

    Each change is reckoned with all before it done, so that what they save may be added up. A
    product changes its bin once.
    """
    return _BetterSearch(walks, bins, length_m).run(most)


class _BetterSearch:
    def __init__(
        self,
        walks: Sequence[frozenset[Slot]],
        bins: Bins,
        length_m: Callable[[Iterable[int]], float],
    ) -> None:
        self._walks, self._bins, self._length_m = walks, bins, length_m
        self._lies: dict[Slot, int] = {slot: slot[1] for walk in walks for slot in walk}
        self._of_slot: dict[Slot, list[int]] = defaultdict(list)
        for number, walk in enumerate(walks):
            for slot in walk:
                self._of_slot[slot].append(number)
        self._lengths = [length_m({slot[1] for slot in walk}) for walk in walks]
        self._used: set[int] = set(bins.closed)

    def run(self, most: int) -> list[Better]:
        found: list[Better] = []
        tried = 0
        for slot, target in self._ranked():
            if len(found) == most or tried == _TRIED:
                break
            if slot[1] in self._used or target in self._used:
                continue
            tried += 1
            better = self._tried(slot, target)
            if better is not None:
                found.append(better)
        return found

    def _ranked(self) -> list[tuple[Slot, int]]:
        """Slots with the bin that promises most for each, and bins next to that."""
        way = self._bins.way_m
        ranked: list[tuple[float, Slot, int]] = []
        fast = sorted(
            (slot for slot in self._of_slot if self._is_fit(slot)),
            key=lambda slot: (-self._picks(slot) * way[slot[1]], slot),
        )[:_LOOKED_AT]
        for slot in fast:
            targets = [
                (self._estimate(slot, target), target)
                for target in way
                if way[target] < way[slot[1]] and self._may_take(slot, target)
            ]
            targets.sort(key=lambda one: (-one[0], one[1]))
            ranked += [(estimate, slot, target) for estimate, target in targets[:3]]
        ranked.sort(key=lambda one: (-one[0], one[1], one[2]))
        return [(slot, target) for estimate, slot, target in ranked if estimate > 0]

    def _is_fit(self, slot: Slot) -> bool:
        """Whether the product lies there still, in a bin that the plan holds."""
        product_id, location_id = slot
        held = self._bins.holds.get(location_id, frozenset())
        return location_id in self._bins.way_m and product_id in held

    def _may_take(self, slot: Slot, target: int) -> bool:
        """Whether a bin is free, or two bins hold one product each."""
        there = self._bins.holds.get(target, frozenset())
        if target in self._used or slot[0] in there:
            return False
        alone = len(self._bins.holds.get(slot[1], ())) == 1
        return not there or (alone and len(there) == 1)

    def _picks(self, slot: Slot) -> int:
        return len(self._of_slot.get(slot, ()))

    def _estimate(self, slot: Slot, target: int) -> float:
        other = self._other(target)
        slow = 0 if other is None else self._picks((other, target))
        way = self._bins.way_m
        return 2 * (self._picks(slot) - slow) * (way[slot[1]] - way[target])

    def _other(self, target: int) -> int | None:
        return next(iter(self._bins.holds.get(target, ())), None)

    def _tried(self, slot: Slot, target: int) -> Better | None:
        """Walks again what passes either bin; keeps the change where that is shorter."""
        other = self._other(target)
        changed = {slot: target}
        if other is not None:
            changed[other, target] = slot[1]
        lies = self._lies | changed
        numbers = {number for one in changed for number in self._of_slot.get(one, ())}
        new = {
            number: self._length_m({lies[one] for one in self._walks[number]})
            for number in sorted(numbers)
        }
        saved = sum(self._lengths[number] - length for number, length in new.items())
        if saved < _LEAST_M:
            return None
        self._lies = lies
        self._used |= {slot[1], target}
        for number, length in new.items():
            self._lengths[number] = length
        slow = 0 if other is None else self._picks((other, target))
        return Better(*(slot[0], slot[1], target, other, self._picks(slot), slow, saved))
