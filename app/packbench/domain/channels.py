"""What a channel may show of a product: pure rules, in one order of evaluation (decision 0234).

1. Of each warehouse: how many units could be given there, of a kit as many as can be built there.
2. A warehouse counts unless it is off, excluded for the channel, the product or a part of it, or
   real while the product is a pre-order before its day; pools promise a pre-order no more than the
   room under its limit. A pre-order that no pool has is offered as far as its limit has room.
3. What the warehouses that count have is added up. Of what nobody counts there is no number.
4. The rule of the product counts, else the one of all products, else 100 percent. While none of
   these warehouses is above its minimum, its minimum rule counts instead, where it has one.
5. So many percent of the sum, rounded down, or the sum but at most so many; never below 0.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ALL_OF_IT = 100


class Measure(enum.StrEnum):
    """How a rule says what is shown."""

    PERCENT = "percent"
    MAX = "max"


class Share(NamedTuple):
    """So many percent of what is available, or at most so many units."""

    measure: Measure
    value: int

    def of(self, available: int | None) -> int | None:
        """What is shown; None where there is no number to show."""
        if self.measure is Measure.MAX:
            return self.value if available is None else min(available, self.value)
        return None if available is None else available * self.value // ALL_OF_IT


EVERYTHING = Share(Measure.PERCENT, ALL_OF_IT)


@dataclass(frozen=True, slots=True)
class ShowRule:
    """What is said of what a channel shows.

    Attributes:
        share: what it shows.
        minimum: what it shows while nothing is above its minimum; None: the same.
        push: whether it is told at all.
    """

    share: Share = EVERYTHING
    minimum: Share | None = None
    push: bool = True


SHOW_ALL = ShowRule()
"""Of a channel that has no rule."""


class ShutOut(enum.StrEnum):
    """Why what a warehouse has does not count for a channel."""

    INACTIVE = "warehouse_inactive"
    EXCLUDED = "excluded"
    NOT_YET = "preorder"


class StockLevel(NamedTuple):
    """What of a product can be given at a warehouse, and its minimum there."""

    available: int
    minimum: int


class Stand(NamedTuple):
    """How many units a warehouse could give; `above`: of all that it takes more than its minimum.

    `available` None: it was never stocked there.
    """

    available: int | None
    above: bool


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """What a channel sees of a product, with each number on the way.

    Attributes:
        available: what the warehouses that count have; None where nobody counts.
        above: whether any of them is above its minimum.
        share: what counted of the rule.
        by_minimum: whether it is the minimum rule.
        number: what the channel is told; None: nothing.
    """

    available: int | None
    above: bool
    share: Share
    by_minimum: bool
    number: int | None


NEVER_THERE = Stand(None, above=False)
"""Of a warehouse where it, or a part of it, was never stocked."""


def stand_of(parts: Iterable[tuple[int, StockLevel | None]]) -> Stand:
    """What a warehouse could give of what is made of these: whole units only.

    Args:
        parts: how many units of a part make one, and what of it is there; None: it never was.
    """
    units, above = None, True
    for per_unit, level in parts:
        if level is None:
            return NEVER_THERE
        available, minimum = level
        enough = max(0, available) // per_unit
        units = enough if units is None else min(units, enough)
        above = above and available > minimum
    return Stand(units, above=above and bool(units))


def within_room(
    levels: Sequence[StockLevel | None], virtual: Sequence[bool], room: int
) -> list[StockLevel | None]:
    """What is available of a product where pools promise no more than there is room for."""
    left = max(0, room)
    found = list(levels)
    for index, level in enumerate(levels):
        if virtual[index] and level is not None:
            found[index] = level._replace(available=min(max(0, level.available), left))
            left -= min(max(0, level.available), left)
    return found


def bar_of(*, active: bool, excluded: bool, not_yet: bool) -> ShutOut | None:
    """The first reason why a warehouse does not count, whatever it has; None when it does."""
    if not active:
        return ShutOut.INACTIVE
    if excluded:
        return ShutOut.EXCLUDED
    return ShutOut.NOT_YET if not_yet else None


class ToOffer(NamedTuple):
    """What is sold, as far as it decides what is offered of it.

    Attributes:
        counted: whether anybody counts what it is made of.
        not_yet: it is a pre-order before its day.
        room: units that may still be promised before they are there; None for no limit.
    """

    counted: bool = True
    not_yet: bool = False
    room: int | None = None


def offered(
    goods: ToOffer, stands: Sequence[Stand], virtual: Sequence[bool], bars: Sequence[ShutOut | None]
) -> tuple[int | None, bool]:
    """What the warehouses that count have, and whether any of them is above its minimum.

    Args:
        goods: what is sold.
        stands: what each warehouse could give of it.
        virtual: which warehouses are pools.
        bars: why they do not count.
    """
    if goods.not_yet and not (goods.counted and _is_pooled(stands, virtual)):
        left = _promisable(bars, goods.room)
        return left, left != 0
    if not goods.counted:
        return (0, False) if all(bars) else (None, True)
    real, pools, above = 0, 0, False
    for (units, is_above), is_pool, bar in zip(stands, virtual, bars, strict=True):
        if bar is None and units:
            above = above or is_above
            if is_pool:
                pools += units
            else:
                real += units
    if goods.room is not None:
        pools = min(pools, max(0, goods.room))
    return real + pools, above and real + pools > 0


def _is_pooled(stands: Sequence[Stand], virtual: Sequence[bool]) -> bool:
    pairs = zip(stands, virtual, strict=True)
    return any(is_pool and stand.available is not None for stand, is_pool in pairs)


def _promisable(bars: Sequence[ShutOut | None], room: int | None) -> int | None:
    """How much of a pre-order can be promised that no pool has; None for any number."""
    if all(bar in {ShutOut.INACTIVE, ShutOut.EXCLUDED} for bar in bars):
        return 0
    return None if room is None else max(0, room)


def shown(available: int | None, rule: ShowRule, *, above: bool) -> ShownNumber:
    """What a channel is told by its rule."""
    by_minimum = not above and rule.minimum is not None
    share = rule.minimum if by_minimum and rule.minimum is not None else rule.share
    number = share.of(available)
    told = None if number is None or not rule.push else max(0, number)
    return ShownNumber(available, above, share, by_minimum, told)
