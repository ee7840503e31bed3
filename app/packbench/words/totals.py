"""What the chosen rows of a list come to."""

from collections.abc import Mapping

from packbench.domain.views import ViewTab
from packbench.words.counted import Counted

_SHIPMENTS = Counted("{count} shipment selected", "{count} shipments selected")
_ORDERS = Counted("{count} order selected", "{count} orders selected")
_PRODUCTS = Counted("{count} product selected", "{count} products selected")

HEADS: Mapping[ViewTab, Counted] = {
    ViewTab.ORDERS: _ORDERS,
    ViewTab.CUSTOMERS: Counted("{count} customer selected", "{count} customers selected"),
    ViewTab.BACK_ORDERS: _ORDERS,
    ViewTab.BACK_ORDER_PRODUCTS: _PRODUCTS,
    ViewTab.INVENTORY: Counted("{count} row selected", "{count} rows selected"),
    ViewTab.STOCK_PRODUCTS: _PRODUCTS,
    ViewTab.STOCK_BINS: Counted("{count} row selected", "{count} rows selected"),
    ViewTab.STOCK_LOTS: Counted("{count} row selected", "{count} rows selected"),
    ViewTab.PURCHASE_ORDERS: Counted(
        "{count} purchase order selected", "{count} purchase orders selected"
    ),
    ViewTab.WAVES: Counted("{count} wave selected", "{count} waves selected"),
    ViewTab.PICK_STEPS: _SHIPMENTS,
    ViewTab.SHIPMENTS: _SHIPMENTS,
}

NUMBERS: Mapping[str, Counted] = {
    "lines": Counted("{count} line", "{count} lines"),
    "units": Counted("{count} unit", "{count} units"),
    "waiting": Counted("{count} waiting", "{count} waiting"),
    "orders": Counted("{count} order", "{count} orders"),
    "open": Counted("{count} open", "{count} open"),
    "still_open": Counted("{count} unit open", "{count} units open"),
    "on_hand": Counted("{count} on hand", "{count} on hand"),
    "allocated": Counted("{count} allocated", "{count} allocated"),
    "available": Counted("{count} available", "{count} available"),
    "shipments": Counted("{count} shipment", "{count} shipments"),
    "picked": Counted("{count} unit picked", "{count} units picked"),
    "parcels": Counted("{count} parcel", "{count} parcels"),
}
"""Numbers of `db.queries.lists.totals`, by their names there."""
