"""When to buy again and how much: the textbook's numbers, and who of several sells it best."""

import enum
import math
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from statistics import NormalDist
from typing import NamedTuple

WINDOWS = (28, 90)
"""Of how many days before today the demand is looked at."""
LEAST_SERVICE, MOST_SERVICE = 50, 99
"""Percent of the times of waiting in which nothing may run out."""


class DraftedBy(enum.StrEnum):
    """What drafts purchase orders by itself."""

    AUTO = "auto"


class RuleWay(enum.StrEnum):
    """From where a reorder point comes."""

    DAYS = "days"
    """A rule of days of cover: it is computed."""
    POINT = "point"
    """A rule of a point and a quantity."""
    STOCK = "stock"
    """The reorder point that stands at the stock of the product."""
    MINIMUM = "minimum"
    """The minimum that stands at the stock of the product."""
    NONE = "none"
    """Nothing asks for more than orders wait for."""


class DemandRate(NamedTuple):
    """The units that were ordered in the days looked at, and the sum of the squares a day."""

    units: int
    squares: int
    days: int

    @property
    def a_day(self) -> float:
        """The mean of a day."""
        return self.units / self.days

    @property
    def spread(self) -> float:
        """The standard deviation of a day's demand, days without any counted as 0."""
        mean = self.units / self.days
        return math.sqrt(max(0.0, self.squares / self.days - mean * mean))


class LeadDays(NamedTuple):
    """How many days goods take, and the standard deviation of that."""

    days: int
    spread: int


@cache
def safety_factor(service_percent: int) -> float:
    """The factor z: how many standard deviations cover so many percent of the times of waiting."""
    return NormalDist().inv_cdf(service_percent / 100)


def safety_stock(demand: DemandRate, lead: LeadDays, service_percent: int) -> int:
    """By z · √(L·σd² + d²·σL²), rounded up; never below 0.

    The formula for demand and lead time that both vary, independent of each other: Silver, Pyke and
    Thomas, Inventory and Production Management in Supply Chains, 4th edition, section 6.10; also
    Chopra and Meindl, Supply Chain Management, chapter on safety inventory.
    """
    if not demand.units:
        return 0
    return rounded_up(
        safety_factor(service_percent)
        * math.sqrt(lead.days * demand.spread**2 + demand.a_day**2 * lead.spread**2)
    )


def rounded_up(units: float) -> int:
    """Whole units that are at least so many; what only the computer's rounding adds is no unit."""
    return max(0, math.ceil(round(units, 6)))


def computed_point(demand: DemandRate, lead: LeadDays, safety: int) -> int:
    """Where to buy again: what goes while it comes, and the safety stock."""
    return to_cover(demand, lead.days) + safety


def to_cover(demand: DemandRate, days: int) -> int:
    """What goes in so many days."""
    if not demand.units:
        return 0
    return rounded_up(demand.a_day * days)


def missing(position: int, point: int, target: int, lot: int | None) -> int:
    """The units that bring a position that is below its point up to the target.

    Args:
        position: what is there and comes, less what is promised and waits; may be below 0.
        point: at it or above nothing is bought.
        target: at least the point.
        lot: bought in multiples of it, as few as reach the point; None for as it takes.
    """
    if position >= point:
        return 0
    if lot is None:
        return target - position
    return -(-(point - position) // lot) * lot


class SupplierOffer(NamedTuple):
    """What one supplier asks for a product; `breaks`: (from so many units, cost), fewest first."""

    supplier_id: int
    code: str
    preferred: bool = False
    pack_size: int = 1
    minimum_quantity: int = 1
    unit_cost: Decimal | None = None
    currency: str | None = None
    lead: LeadDays | None = None
    breaks: Sequence[tuple[int, Decimal]] = ()
    named: bool = True

    def packs(self, units: int) -> int:
        """The units to order: at least the minimum, in whole packs."""
        wanted = max(units, self.minimum_quantity)
        return -(-wanted // self.pack_size) * self.pack_size

    def cost_of(self, units: int) -> Decimal | None:
        """What a unit costs when so many are bought."""
        cost = self.unit_cost
        for least, one in self.breaks:
            if units >= least:
                cost = one
        return cost

    def cheaper(self, units: int, cost: Decimal) -> tuple[int, Decimal] | None:
        """From how many units on, more than these, one costs less than that, and what."""
        more = ((least, one) for least, one in self.breaks if least > units and one < cost)
        return next(more, None)


def best_offer(offers: Sequence[SupplierOffer], units: int) -> SupplierOffer | None:
    """Of whom to buy: the preferred one, else who asks least for what has to be bought.

    That is for whole packs and the minimum. Amounts of several currencies are not compared. Then
    the shortest lead time decides, then the code; who names no price comes after who does.
    """
    if len(offers) <= 1:
        return offers[0] if offers else None
    for one in offers:
        if one.preferred:
            return one
    asked = [(one, one.packs(units), one.cost_of(one.packs(units))) for one in offers]
    alike = len({one.currency for one, _, cost in asked if cost is not None}) == 1
    return min((_rank(*one, alike=alike), one[0]) for one in asked)[1]


def _rank(
    offer: SupplierOffer, bought: int, cost: Decimal | None, *, alike: bool
) -> tuple[bool, Decimal | int, float, str]:
    asked = cost * bought if alike and cost is not None else 0
    return cost is None, asked, offer.lead.days if offer.lead else math.inf, offer.code
