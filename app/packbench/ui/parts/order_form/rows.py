"""The lines of an order in its form: what stands in them, and how they began."""

from dataclasses import dataclass, field

from packbench.domain.catalog import code_key


@dataclass(slots=True)
class FormLine:
    """One line of the form.

    Attributes:
        line: its number; None for one that is new.
        sku: as typed.
        quantity: as typed.
        price: as typed.
        name: of its product.
        taken: units that are picked, packed or shipped.
        began: (SKU, quantity, price) as it was read; None for one that is new.
        removed: it is to go.
        plan: what becomes of it, in words.
        wrong: whether `plan` tells that it can't be.
        near: SKUs that were perhaps meant.
        day: on which it is expected, as typed; of purchase orders.
        day_began: the same as it was read.
    """

    line: int | None = None
    sku: str = ""
    quantity: str = "1"
    price: str = ""
    name: str = ""
    taken: int = 0
    began: tuple[str, str, str] | None = None
    removed: bool = False
    plan: str = ""
    wrong: bool = False
    near: list[str] = field(default_factory=list)
    day: str = ""
    day_began: str = ""

    @property
    def values(self) -> tuple[str, str, str]:
        """SKU, quantity and price as they stand."""
        return (self.sku, self.quantity, self.price)

    @property
    def is_changed(self) -> bool:
        """Whether it is to be otherwise than it was."""
        return self.removed or self.values != self.began or self.day != self.day_began

    def is_of(self, sku: str) -> bool:
        """Whether it is a line of this SKU that stays."""
        return not self.removed and code_key(self.sku) == code_key(sku)
