"""Local search over carts: orders are moved and exchanged until nothing shortens the walks.

Then a few orders are exchanged at random and it begins again (iterated local search: Henn, Koch,
Doerner, Strauss & Wäscher 2010, Business Research 3), always from the best carts so far. The dice
always fall the same way, so the same number of steps always ends with the same carts.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations

LengthOf = Callable[[Iterable[int]], int | None]
"""How long the walk of a cart with these order ids is, in mm; None where they don't go in."""

Until = Callable[[int], bool]
"""Told the number of steps so far, whether the search ends."""

_SHAKEN = 3
"""Exchanges at random before the search begins again."""

_FRUITLESS_PER_ORDER = 30
"""So many new beginnings for each order without anything better, and the search gives up."""

_Pair = tuple[list[int], list[int]]


class SearchEnded(Exception):  # noqa: N818 - the end of a search is no fault
    """The search was told to end; what it found is in `best`."""


class Steps:
    """Counts the steps of searches that share their time, and ends them."""

    def __init__(self, until: Until) -> None:
        self._until = until
        self._count = 0

    def count(self) -> None:
        """One step more; raises `SearchEnded` when it was the last."""
        self._count += 1
        if self._until(self._count):
            raise SearchEnded


class Search:
    """A search among the carts of some orders; `best` is kept up to date.

    Args:
        length_of: judges a cart.
        steps: shared with the searches that are to end together.
        carts: what is best before anything was looked at.
    """

    def __init__(self, length_of: LengthOf, steps: Steps, carts: list[list[int]]) -> None:
        self._length_of = length_of
        self._steps = steps
        self._dice = random.Random(0)  # noqa: S311 - always the same: no secret
        self._settled: set[tuple[frozenset[int], frozenset[int]]] = set()
        self._fruitless = 0
        self.best = carts

    @property
    def is_exhausted(self) -> bool:
        """Whether going on is not worth the time."""
        orders = sum(len(cart) for cart in self.best)
        return len(self.best) <= 1 or self._fruitless >= _FRUITLESS_PER_ORDER * orders

    def improve(self, carts: Iterable[Iterable[int]]) -> None:
        """Improves carts as far as moving and exchanging go; keeps them if they are the best."""
        tried = [list(cart) for cart in carts]
        self._offer(tried)
        self._descend(tried)
        self._offer(tried)

    def shake(self) -> None:
        """Exchanges some orders of the best carts at random and improves what comes out."""
        shaken = [list(cart) for cart in self.best]
        for _ in range(_SHAKEN):
            self._steps.count()
            filled = [cart for cart in shaken if cart]
            if len(filled) > 1:
                self._exchange(*self._dice.sample(filled, 2))
        self._fruitless += 1
        self.improve(shaken)

    def _offer(self, carts: Iterable[list[int]]) -> None:
        offered = [list(cart) for cart in carts if cart]
        if self._total(offered) < self._total(self.best):
            self.best = offered
            self._fruitless = 0

    def _total(self, carts: Iterable[Sequence[int]]) -> int:
        return sum(self._length_of(one) or 0 for one in carts)

    def _descend(self, carts: list[list[int]]) -> None:
        """Takes every change that shortens the walks, until there is none."""
        changed = True
        while changed:
            changed = False
            for one, other in combinations(carts, 2):
                while self._better(one, other):
                    changed = True

    def _better(self, one: list[int], other: list[int]) -> bool:
        """Takes the first change of two carts that shortens their walks; remembers if none does."""
        key = frozenset(one), frozenset(other)
        if key in self._settled:
            return False
        now = self._total((one, other))
        for first, second in _changes(one, other):
            self._steps.count()
            length, more = self._length_of(first), self._length_of(second)
            if length is not None and more is not None and length + more < now:
                one[:], other[:] = first, second
                return True
        self._settled.add(key)
        return False

    def _exchange(self, one: list[int], other: list[int]) -> None:
        first, second = self._dice.choice(list(_exchanges(one, other)))
        if self._length_of(first) is not None and self._length_of(second) is not None:
            one[:], other[:] = first, second


def _changes(one: list[int], other: list[int]) -> Iterator[_Pair]:
    back = ((first, second) for second, first in _moves(other, one))
    return chain(_moves(one, other), back, _exchanges(one, other))


def _moves(one: list[int], other: list[int]) -> Iterator[_Pair]:
    """Each order of one cart moved to the other."""
    for place, moved in enumerate(one):
        yield one[:place] + one[place + 1 :], [*other, moved]


def _exchanges(one: list[int], other: list[int]) -> Iterator[_Pair]:
    """Each order of one cart exchanged for each of the other."""
    for place, given in enumerate(one):
        for other_place, taken in enumerate(other):
            yield (
                [*one[:place], *one[place + 1 :], taken],
                [*other[:other_place], *other[other_place + 1 :], given],
            )
