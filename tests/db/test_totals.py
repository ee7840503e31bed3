"""What chosen rows come to: numbers by SQL, each currency by itself, dropped when late."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from helpers.stockroom import Stockroom
from packbench.db.schema import Order, OrderLine
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.customers import CustomerQuery, customer_list
from packbench.services.office.lists import (
    InventoryQuery,
    OrderQuery,
    WantedProductQuery,
    inventory_list,
    order_list,
    wanted_product_list,
)
from packbench.services.office.totals import Sums, sum_up


def always() -> bool:
    return True


@pytest.fixture
def room(context: Context) -> Stockroom:
    room = Stockroom(context)
    room.fill({"W1": {"A": 3}})
    room.order("O1", ("A", 2), ("A", 1), currency="EUR")
    room.order("O2", ("A", 4), currency="USD")
    room.order("O3", ("A", 1))
    with context.database.write.begin() as connection:
        priced = select(Order.id).where(Order.number.in_(["O1", "O2"]))
        prices = update(OrderLine).where(OrderLine.order_id.in_(priced))
        connection.execute(prices.values(unit_price=Decimal("2.50")))
    room.allocate()
    return room


def test_rows_come_to_what_stands_in_them(room: Stockroom) -> None:
    context = room.context

    def summed(tab: ViewTab, ids: list[int], wanted: Callable[[], bool] = always) -> Sums | None:
        return sum_up(context, tab, ids, wanted)

    orders = list(order_list(context).ids(OrderQuery()))
    assert summed(ViewTab.ORDERS, [*orders, 999_999]) == Sums(
        3,
        {"lines": 4, "units": 8, "waiting": 5},
        {"EUR": Decimal("7.50"), "USD": Decimal("10.00")},
    )
    assert summed(ViewTab.ORDERS, orders[:1]) == Sums(
        1, {"lines": 2, "units": 3, "waiting": 0}, {"EUR": Decimal("7.50")}
    )
    assert summed(ViewTab.BACK_ORDERS, orders[1:]) == Sums(2, {"lines": 2, "waiting": 5})
    products = list(wanted_product_list(context).ids(WantedProductQuery()))
    assert summed(ViewTab.BACK_ORDER_PRODUCTS, products) == Sums(1, {"lines": 2, "waiting": 5})
    stock = list(inventory_list(context).ids(InventoryQuery()))
    assert summed(ViewTab.INVENTORY, stock) == Sums(
        1, {"on_hand": 3, "allocated": 3, "available": 0}
    )
    customers = list(customer_list(context).ids(CustomerQuery()))
    found = summed(ViewTab.CUSTOMERS, customers)
    assert found is not None
    assert (found.rows, found.numbers["orders"], sum(found.money.values())) == (
        len(customers),
        3,
        Decimal("17.50"),
    )
    for tab in ViewTab:
        assert summed(tab, []) == Sums()
        assert summed(tab, [999_999]) is not None


def test_who_asks_no_more_gets_no_answer(room: Stockroom) -> None:
    """A million rows are summed a chunk after the other: none is after nobody wants it."""
    asked: list[int] = []

    def twice() -> bool:
        asked.append(1)
        return len(asked) <= 2

    assert sum_up(room.context, ViewTab.ORDERS, range(1_000_000), twice) is None
    assert len(asked) == 3
