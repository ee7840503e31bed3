"""The rows of suppliers, their products, reorder rules and purchase orders (`docs/cli.md`)."""

from dataclasses import dataclass

from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.rejects import RejectCode
from packbench.domain.reordering import WINDOWS
from packbench.exchange.cells import (
    CodeOrNone,
    CodeText,
    Count,
    CountOrNone,
    CountryOrNone,
    CurrencyOrNone,
    Day,
    DayOrNone,
    DaysOrNone,
    DemandDays,
    LanguageOrNone,
    Line,
    LineOrNone,
    MoneyOrNone,
    Percent,
    PriceBreaks,
    Quantity,
    QuantityOrNone,
    ServicePercent,
    StatusWord,
    YesNo,
    problem,
)


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """Who sells to us."""

    code: CodeText
    name: Line
    email: LineOrNone = None
    currency: CurrencyOrNone = None
    lead_time_days: DaysOrNone = None
    over_receipt_percent: Percent = 0
    active: YesNo = True
    language: LanguageOrNone = None
    street: LineOrNone = None
    street2: LineOrNone = None
    postal_code: CodeOrNone = None
    city: LineOrNone = None
    country: CountryOrNone = None
    phone: LineOrNone = None
    account_number: LineOrNone = None
    terms: LineOrNone = None
    lead_time_spread_days: DaysOrNone = None


@dataclass(frozen=True, slots=True)
class SupplierProductRow:
    """A supplier's terms for a product."""

    supplier: CodeText
    sku: CodeText
    supplier_sku: CodeOrNone = None
    unit_cost: MoneyOrNone = None
    pack_size: Quantity = 1
    minimum_quantity: Quantity = 1
    lead_time_days: DaysOrNone = None
    price_breaks: PriceBreaks = ()
    preferred: YesNo = False
    lead_time_spread_days: DaysOrNone = None


@dataclass(frozen=True, slots=True)
class ReorderRuleRow:
    """When a product is bought again for a warehouse."""

    warehouse: CodeText
    sku: CodeText
    point: CountOrNone = None
    quantity: QuantityOrNone = None
    cover_days: QuantityOrNone = None
    demand_days: DemandDays = WINDOWS[0]
    service_percent: ServicePercent = 95

    def __post_init__(self) -> None:
        """It is one of the two ways; that it is none is told when it is written."""
        if self.cover_days is not None and (self.point, self.quantity) != (None, None):
            raise problem(RejectCode.TWO_WAYS, column="cover_days")


@dataclass(frozen=True, slots=True)
class PurchaseOrderHead:
    """What is said of a purchase order as a whole."""

    po_number: CodeText
    supplier: CodeText
    warehouse: CodeText
    status: StatusWord = PurchaseOrderStatus.DRAFT


@dataclass(frozen=True, slots=True)
class PurchaseLineFields:
    """One line of a purchase order."""

    sku: CodeText
    quantity: Quantity
    unit_cost: MoneyOrNone = None
    expected_on: DayOrNone = None


@dataclass(frozen=True, slots=True)
class ConfirmationHead:
    """A purchase order that its supplier confirms."""

    po_number: CodeText


@dataclass(frozen=True, slots=True)
class ConfirmedLineFields:
    """What a supplier confirms of a line, by our SKU or his; what he does not say stays."""

    sku: CodeText
    quantity: QuantityOrNone = None
    expected_on: DayOrNone = None


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
