"""Lists of the window as people arrange them: filter, order, columns; kept under a name."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class ViewTab(enum.StrEnum):
    """The lists that can be narrowed, sorted and arranged, by the names that the window has."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    BACK_ORDERS = "back_orders"
    BACK_ORDER_PRODUCTS = "back_order_products"
    INVENTORY = "inventory"
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
