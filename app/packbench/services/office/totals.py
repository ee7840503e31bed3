"""What the chosen rows of a list come to, for the bar below it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from packbench.db.queries.lists import totals
from packbench.db.queries.lists.totals import Summing, Sums
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.privacy import hides_private

__all__ = ["Sums", "sum_up"]

_CHUNK = 5_000
_WHOLE = 1_000_000_000

_SUMMING: Mapping[ViewTab, tuple[Summing, int]] = {
    ViewTab.ORDERS: (totals.of_orders, _CHUNK),
    ViewTab.CUSTOMERS: (totals.of_customers, _WHOLE),  # each time all orders are read
    ViewTab.BACK_ORDERS: (totals.of_back_orders, _CHUNK),
    ViewTab.BACK_ORDER_PRODUCTS: (totals.of_wanted_products, _CHUNK),
    ViewTab.INVENTORY: (totals.of_inventory, _CHUNK),
    ViewTab.STOCK_PRODUCTS: (totals.of_stock_products, _CHUNK),
    ViewTab.STOCK_BINS: (totals.of_stock_bins, _CHUNK),
    ViewTab.STOCK_LOTS: (totals.of_stock_bins, _CHUNK),
    ViewTab.PURCHASE_ORDERS: (totals.of_purchase_orders, _CHUNK),
    ViewTab.WAVES: (totals.of_waves, _CHUNK),
    ViewTab.PICK_STEPS: (totals.of_steps, _CHUNK),
    ViewTab.SHIPMENTS: (totals.of_sent, _CHUNK),
}


def sum_up(
    context: Context, tab: ViewTab, ids: Sequence[int], wanted: Callable[[], bool]
) -> Sums | None:
    """What rows come to; None as soon as nobody wants to know any more.

    SQL sums a chunk after the other, so that a million rows freeze nothing and can be dropped.
    Rows that are gone are not counted; a station that shows no prices sums none.
    """
    summing, size = _SUMMING[tab]
    found = Sums()
    with context.database.read.connect() as connection:
        for start in range(0, len(ids), size):
            if not wanted():
                return None
            found = found + summing(connection, ids[start : start + size])
    return replace(found, money={}) if hides_private(context) else found
