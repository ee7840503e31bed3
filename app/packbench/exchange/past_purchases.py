"""The rows of purchase orders that are over."""

from dataclasses import dataclass

from packbench.domain.rejects import RejectCode
from packbench.exchange.cells import (
    CodeText,
    Count,
    CountOrNone,
    CurrencyOrNone,
    Day,
    DayOrNone,
    MoneyOrNone,
    Quantity,
    problem,
)


@dataclass(frozen=True, slots=True)
class PastPurchaseHead:
    """A purchase order that is over."""

    po_number: CodeText
    supplier: CodeText
    warehouse: CodeText
    currency: CurrencyOrNone = None
    sent_on: DayOrNone = None


@dataclass(frozen=True, slots=True)
class PastLineFields:
    """One line of it, and what came of it on one day."""

    sku: CodeText
    quantity: Quantity
    received_on: Day
    unit_cost: MoneyOrNone = None
    expected_on: DayOrNone = None
    received: CountOrNone = None
    rejected: Count = 0

    def __post_init__(self) -> None:
        """Something came."""
        if self.received == 0 and not self.rejected:
            raise problem(RejectCode.VALUE_MISSING, column="received")

    @property
    def good(self) -> int:
        """Units that were taken; all that were ordered and not rejected where nobody says."""
        if self.received is not None:
            return self.received
        return max(0, self.quantity - self.rejected)
