"""What is selected in the view of stock in front: a product, with where it lies if that is told."""

from dataclasses import dataclass

from packbench.engine.command.context import Context
from packbench.services.office.lists import inventory_list, stock_bin_list, stock_product_list
from packbench.ui.screens.inventory import places, products


@dataclass(frozen=True, slots=True)
class ChosenStock:
    """A product at a warehouse, in a bin, of a lot; empty where that is not said."""

    sku: str = ""
    warehouse: str = ""
    location: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class SelectedStock:
    """The selected row of a view.

    Attributes:
        view: the name of the view in front.
        row_id: the id of its selected row; None: none is selected.
    """

    context: Context
    view: str
    row_id: int | None

    def read(self) -> ChosenStock:
        """What the row tells now; in the read lane."""
        if self.row_id is None:
            return ChosenStock()
        if self.view == products.NAME:
            rows = stock_product_list(self.context).rows([self.row_id])
            return ChosenStock(rows[0].sku) if rows else ChosenStock()
        if self.view in {places.BINS, places.LOTS}:
            found = stock_bin_list(self.context).rows([self.row_id])
            if not found:
                return ChosenStock()
            one = found[0]
            return ChosenStock(one.sku, one.warehouse, one.location, one.lot)
        stock = inventory_list(self.context).rows([self.row_id])
        return ChosenStock(stock[0].sku, stock[0].warehouse) if stock else ChosenStock()
