"""What the window shows of a list and what is known of it without a window are the same."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from packbench.domain.custom_fields import ORDER_COLUMNS
from packbench.domain.views import FilterState, ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import LISTS
from packbench.services.office.lists import FilterValues
from packbench.services.office.sent_work import SentValues
from packbench.ui.parts.tables.table_pane import TableSpec
from packbench.ui.parts.widgets.filter_groups import FilterGroup
from packbench.ui.screens.back_orders import products
from packbench.ui.screens.back_orders import table as back_orders
from packbench.ui.screens.inventory import places
from packbench.ui.screens.inventory import products as stock_products
from packbench.ui.screens.inventory import table as inventory
from packbench.ui.screens.orders import customers
from packbench.ui.screens.orders import table as orders
from packbench.ui.screens.picking import sent, steps
from packbench.ui.screens.picking import table as waves
from packbench.ui.screens.purchasing import table as purchasing

VALUES = FilterValues(["W1"], ["AT"], ["web"], ("gift",))
Groups = Callable[[], Sequence[FilterGroup]]
SHOWN: dict[ViewTab, tuple[Callable[[Context], TableSpec[Any, Any]], Groups]] = {
    ViewTab.ORDERS: (orders.table, lambda: orders.groups(VALUES)),
    ViewTab.CUSTOMERS: (customers.table, customers.groups),
    ViewTab.BACK_ORDERS: (back_orders.table, lambda: back_orders.groups(VALUES)),
    ViewTab.BACK_ORDER_PRODUCTS: (products.table, products.groups),
    ViewTab.INVENTORY: (inventory.table, lambda: inventory.groups(VALUES)),
    ViewTab.STOCK_PRODUCTS: (stock_products.table, stock_products.groups),
    ViewTab.STOCK_BINS: (places.bins_table, lambda: places.groups(VALUES)),
    ViewTab.STOCK_LOTS: (places.lots_table, lambda: places.groups(VALUES)),
    ViewTab.PURCHASE_ORDERS: (purchasing.table, lambda: purchasing.groups(VALUES)),
    ViewTab.WAVES: (waves.table, lambda: waves.groups(VALUES)),
    ViewTab.PICK_STEPS: (steps.table, lambda: steps.groups(VALUES)),
    ViewTab.SHIPMENTS: (sent.table, lambda: sent.groups(SentValues(["DHL"], ["Post"], ["W1"]))),
}


@pytest.mark.parametrize("tab", ViewTab)
def test_columns_orders_and_filters_are_alike(shop: Context, tab: ViewTab) -> None:
    table, groups = SHOWN[tab]
    shown, known = table(shop), LISTS[tab]
    assert shown.name == tab.value
    assert [one.key for one in shown.columns] == list(known.columns)
    assert {one.key for one in shown.columns if one.hidden} == known.hidden
    assert (shown.order.key, shown.order.descending) == (known.order.key, known.order.descending)
    assert [one.key for one in groups()] == [
        one for one in known.filters if one in {group.key for group in groups()}
    ]
    # A field that the shop defined is a filter where there is one.
    assert {one.key for one in groups()} == set(known.filters) - set(ORDER_COLUMNS)
    for group in groups():
        values = known.filters[group.key]
        if isinstance(values, frozenset):
            assert {one.value for one in group.choices} <= values
    rows = known.source(shop).first_page(shown.make_query(FilterState(), shown.order))
    for row in rows:
        assert [cell(row) for cell in known.columns.values()]
