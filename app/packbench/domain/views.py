"""Lists of the window as people arrange them: filter, order, columns; kept under a name."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo


class ViewTab(enum.StrEnum):
    """The lists that can be narrowed, sorted and arranged, by the names that the window has."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    BACK_ORDERS = "back_orders"
    BACK_ORDER_PRODUCTS = "back_order_products"
    INVENTORY = "inventory"
    STOCK_PRODUCTS = "stock_products"
    STOCK_BINS = "stock_bins"
    STOCK_LOTS = "stock_lots"
    PURCHASE_ORDERS = "purchase_orders"
    WAVES = "pick_pack"
    PICK_STEPS = "pick_steps"
    SHIPMENTS = "sent_shipments"


@dataclass(frozen=True, slots=True)
class FilterState:
    """What rows are filtered by.

    Attributes:
        text: typed words; rows must contain them.
        values: the chosen values by group; a row fits when it has one of each group.
    """

    text: str = ""
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text or self.values)

    def of(self, key: str) -> frozenset[str]:
        """The chosen values of a group."""
        return self.values.get(key, frozenset())

    def toggled(self, key: str, value: str) -> "FilterState":
        """With a value chosen that was not, or the other way round."""
        return self.chosen(key, self.of(key) ^ {value})

    def chosen(self, key: str, values: frozenset[str]) -> "FilterState":
        """With exactly these values of a group."""
        others = {name: kept for name, kept in self.values.items() if name != key}
        return FilterState(self.text, {**others, key: values} if values else others)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which columns of a list are shown, in which order, and how wide.

    Attributes:
        shown: the keys of the columns from the left; none: as the list has them at first.
        widths: in digits, where a person set them; none: as wide as their contents need.
    """

    shown: tuple[str, ...] = ()
    widths: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewState:
    """All that a view keeps of a list.

    Attributes:
        filter: what the rows are filtered by.
        sort: the key of the column that they are sorted by; empty: as the list is at first.
        descending: the last first.
        arrangement: which columns are shown.
    """

    filter: FilterState = field(default_factory=FilterState)
    sort: str = ""
    descending: bool = False
    arrangement: Arrangement = field(default_factory=Arrangement)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """What of a view is not known here (any more): a column, a filter, or a value of a filter.

    Attributes:
        what: `column`, `order`, `filter`, or the filter's name.
        name: its key, or the value.
    """

    what: str
    name: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When a list is looked at: filters by age and by day depend on it.

    `zone` is the company's: its days begin there.
    """

    now: datetime
    today: date
    zone: tzinfo = UTC
