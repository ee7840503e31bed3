"""What suppliers did: lead times, days kept, what came short or was rejected, prices."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import mean, pstdev

ENOUGH = 5
"""From so many receipts on, real lead times are believed."""


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """A line of a purchase order of which something came, or that is over.

    Attributes:
        sent_on: when the order went to the supplier; None: nobody knows.
        came_on: the day on which the first of it came; None: nothing did.
        is_over: nothing more is to come.
    """

    order: str
    sku: str
    sent_on: date | None
    expected_on: date | None
    came_on: date | None
    ordered: int
    received: int
    rejected: int
    unit_cost: Decimal | None
    currency: str | None
    is_over: bool

    @property
    def days_late(self) -> int | None:
        """Days after the expected one, 0 or less in time; None: nothing was expected, or came."""
        if self.expected_on is None or self.came_on is None:
            return None
        return (self.came_on - self.expected_on).days

    @property
    def short(self) -> int:
        """Units that never came."""
        return max(0, self.ordered - self.received - self.rejected) if self.is_over else 0


@dataclass(frozen=True, slots=True)
class TimeTaken:
    """Days from sending a purchase order to the first that came of it."""

    order: str
    sent_on: date
    came_on: date

    @property
    def days(self) -> int:
        """How long it took."""
        return (self.came_on - self.sent_on).days


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """What a supplier did.

    Attributes:
        odd: orders whose goods came before they were sent: they are in no lead time.
    """

    code: str
    name: str
    lines: list[BoughtLine] = field(default_factory=list)
    leads: list[TimeTaken] = field(default_factory=list)
    odd: int = 0

    @property
    def lead_mean(self) -> float | None:
        """Days from sending to the first receipt."""
        return mean(one.days for one in self.leads) if self.leads else None

    @property
    def lead_spread(self) -> float | None:
        """How much they differ."""
        return pstdev(one.days for one in self.leads) if self.leads else None

    @property
    def price_changes(self) -> list[BoughtLine]:
        """By product the lines whose price differs from the one before, the oldest first."""
        last: dict[str, tuple[Decimal, str | None]] = {}
        found = []
        dated = (one for one in self.lines if one.unit_cost is not None)
        for one in sorted(dated, key=lambda one: one.sent_on or one.came_on or date.max):
            price = (one.unit_cost or Decimal(0), one.currency)
            if last.get(one.sku) != price:
                found.append(one)
            last[one.sku] = price
        return sorted(found, key=lambda one: one.sku)

    @property
    def dated(self) -> int:
        """Lines that were expected on a day, and came."""
        return sum(1 for one in self.lines if one.days_late is not None)

    @property
    def on_time(self) -> int:
        """Those that came on that day or before it."""
        return sum(1 for one in self.lines if one.days_late is not None and one.days_late <= 0)

    @property
    def ordered(self) -> int:
        """Units of lines that are over."""
        return sum(one.ordered for one in self.lines if one.is_over)

    @property
    def short(self) -> int:
        """Units that never came."""
        return sum(one.short for one in self.lines)

    @property
    def came(self) -> int:
        """Units that came, also those that were rejected."""
        return sum(one.received + one.rejected for one in self.lines)

    @property
    def rejected(self) -> int:
        """Units that were sent back."""
        return sum(one.rejected for one in self.lines)


def facts_of(code: str, name: str, lines: Sequence[BoughtLine]) -> SupplierFacts:
    """The facts of one supplier out of its lines, a lead time an order."""
    first: dict[str, TimeTaken] = {}
    for one in lines:
        if one.sent_on is not None and one.came_on is not None:
            known = first.get(one.order)
            if known is None or one.came_on < known.came_on:
                first[one.order] = TimeTaken(one.order, one.sent_on, one.came_on)
    leads = sorted(first.values(), key=lambda one: (one.sent_on, one.order))
    sane = [one for one in leads if one.days >= 0]
    return SupplierFacts(code, name, list(lines), sane, len(leads) - len(sane))
