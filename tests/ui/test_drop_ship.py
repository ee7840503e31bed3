"""What waits goes straight from its supplier to the customer, by keys: made, sent, shipped."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from helpers.shop import import_text, open_dialog, page, press, select, settle, wait_for
from packbench.db.schema import Order
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.purchasing.orders import get
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.workplace import Workplace


@pytest.fixture(autouse=True)
def _shop(place: Workplace, qapp: QApplication, tmp_path: Path) -> None:  # noqa: ARG001 - a window is shown
    """SO-1003 waits for all it has: 4 of CUP-3, which S1 sells one by one."""
    context = place.context
    import_text(context, tmp_path, "suppliers", "code,name,currency\nS1,Seller,EUR\n")
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(street="Lane 3", city="Wien"))
    terms = "supplier,sku,unit_cost\nS1,CUP-3,1.20\n"
    import_text(context, tmp_path, "supplier-products", terms)
    allocate(context)
    settle()


def asked(place: Workplace, command: CommandId) -> BulkDialog:
    place.desk.window.activateWindow()
    place.desk.window.registry.action(command).trigger()
    settle()
    dialog = open_dialog(place, "bulk_dialog")
    assert isinstance(dialog, BulkDialog)
    wait_for(lambda: dialog.table.model().rowCount() == 1)
    return dialog


def agreed(place: Workplace, command: CommandId) -> None:
    press(asked(place, command), Qt.Key.Key_Return)
    settle()


def test_what_waits_goes_from_the_supplier_to_the_customer(place: Workplace) -> None:
    select(page(place, "back_orders"), "SO-1003")
    agreed(place, CommandId.DROP_SHIP)
    order = get(place.context, "PO1")
    assert (order.customer_order, order.status) == ("SO-1003", "draft")
    select(page(place, "purchase_orders"), "PO1")
    agreed(place, CommandId.AUTHORIZE_PURCHASES)
    agreed(place, CommandId.SEND_PURCHASES)
    agreed(place, CommandId.SHIPPED_PURCHASES)
    assert get_order(place.context, "SO-1003").status == "shipped"
    assert get(place.context, "PO1").status == "received"
    undo(place.context)
    assert get_order(place.context, "SO-1003").status == "back_order"
