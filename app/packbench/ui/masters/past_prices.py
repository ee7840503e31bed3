"""What a supplier asked for a product, in the panel beside its terms."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from packbench.services.reordering.prices import PastPrice, price_history
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.widgets.details_panel import DetailsSection, Facts
from packbench.ui.parts.widgets.read_later import Later, ReadLater
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_SLOT = "past_prices"


def past_prices(place: Workplace, supplier: str, sku: str) -> DetailsSection:
    """The section with all prices, the newest first; read when it has been in view for a moment.

    Args:
        place: the window on a database.
        supplier: its code.
        sku: the product's.
    """

    def read() -> list[PastPrice]:
        return price_history(place.context, supplier, sku)

    def make(found: Sequence[PastPrice]) -> list[QWidget]:
        facts = [(_since(one), _price(one)) for one in reversed(found)]
        facts = facts or [(tr("None yet"), Cell(""))]
        return [Facts(facts, place.desk.theme)]

    content = ReadLater(Later(_SLOT, read, make), place.desk.runner)
    return DetailsSection(tr("Prices, the newest first"), content, place.desk.theme)


def _since(one: PastPrice) -> str:
    return tr("before") if one.since is None else formats.exact(one.since)


def _price(one: PastPrice) -> Cell:
    """What a unit cost, and from how many units on where that is not one."""
    if one.unit_cost is None:
        cost = tr("no price")
    else:
        cost = formats.money(one.unit_cost, one.currency).text
    if one.from_quantity > 1:
        words = tr("{cost} from {count} units on")
        cost = words.format(cost=cost, count=formats.number(one.from_quantity).text)
    return Cell(cost)
