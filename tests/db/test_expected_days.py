"""When a back order is expected: what is on order for others, or elsewhere, does not count."""

from datetime import date
from pathlib import Path

import pytest

from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.services import back_orders
from packbench.services.back_orders import BackOrderFilter
from packbench.services.context import Context

EARLY, LATE = date(2099, 2, 1), date(2099, 3, 1)


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """W1 serves Germany and gets 10 of A early, W2 serves France and gets 5 late."""
    room = Stockroom(context)
    facts = {"W1": {"countries": "DE"}, "W2": {"countries": "FR"}}
    room.fill({"W1": {"A": 0}, "W2": {"A": 0}}, warehouses=facts)
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name\nS1,Seller\n")
    table = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
    table += f"PO1,S1,W1,A,10,{EARLY},sent\nPO2,S1,W2,A,5,{LATE},sent\n"
    assert files.load("purchase-orders", table).rejects == []
    return room


def expected(room: Stockroom) -> dict[str, date | None]:
    found = back_orders.find_back_orders(room.context, BackOrderFilter())
    return {one.order_number: one.expected_on for one in found}


def test_only_goods_for_a_warehouse_that_may_serve_the_order_count(room: Stockroom) -> None:
    room.order("FRENCH", ("A", 4), country="FR")
    room.order("GERMAN", ("A", 10))
    room.order("ITALIAN", ("A", 1), country="IT")
    room.allocate()
    assert expected(room) == {"FRENCH": LATE, "GERMAN": EARLY, "ITALIAN": None}


def test_who_is_ahead_takes_first(room: Stockroom) -> None:
    room.order("O1", ("A", 8))
    room.order("O2", ("A", 3))
    room.allocate()
    assert expected(room) == {"O1": EARLY, "O2": None}
