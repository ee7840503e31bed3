"""When a back order is expected: what is on order for others, or elsewhere, does not count."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.db.today import today
from packbench.domain.outcomes import Said
from packbench.engine.command.context import Context
from packbench.services.back_orders import looking as back_orders
from packbench.services.back_orders.looking import BackOrderFilter
from packbench.services.office.lists import BackOrderQuery, back_order_list
from packbench.services.orders.advice import advise
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.edited import PurchaseEdit, PurchaseLineEdit
from packbench.services.purchasing.editing import edit_purchase

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


def by_expected(room: Stockroom, *, descending: bool = False) -> list[str]:
    """The order numbers of the table sorted by the day, as its first page and its ids have them."""
    source = back_order_list(room.context)
    query = BackOrderQuery(sort="expected", descending=descending)
    first = [row.number for row in source.first_page(query)]
    numbers = {row.id: row.number for row in source.rows(source.ids(query))}
    assert [numbers[one] for one in source.ids(query)] == first
    return first


def test_the_table_is_sorted_by_the_days_that_it_shows(room: Stockroom) -> None:
    room.order("FRENCH", ("A", 4), country="FR")
    room.order("ITALIAN", ("A", 1), country="IT")
    room.order("GERMAN", ("A", 10))
    room.allocate()
    assert by_expected(room) == ["GERMAN", "FRENCH", "ITALIAN"]
    assert by_expected(room, descending=True) == ["ITALIAN", "FRENCH", "GERMAN"]


def test_who_waits_for_more_than_is_on_order_comes_last(room: Stockroom) -> None:
    """Half of PART will come, but nobody knows when all of it does."""
    room.fill({"W3": {"B": 0}})
    room.order("PART", ("A", 1), ("B", 1))
    room.order("LATE", ("A", 5), country="FR")
    room.order("WHOLE", ("A", 9))
    room.allocate()
    assert by_expected(room) == ["WHOLE", "LATE", "PART"]


def test_a_supplier_that_brought_five_orders_is_expected_by_its_real_lead_time(
    room: Stockroom, tmp_path: Path
) -> None:
    files, context = Files(room.context, tmp_path), room.context
    past = "po_number,supplier,warehouse,sent_on,sku,quantity,received_on\n"
    rows = [f"H{number},S1,W1,2025-0{number}-01,A,1,2025-0{number}-21\n" for number in range(1, 6)]
    table = "po_number,supplier,warehouse,sku,quantity\nNEW,S1,W1,A,7\n"
    files.load("purchase-orders", table)
    for action in ("authorize", "send"):
        purchasing.change_status(context, "NEW", action)
    room.order("O1", ("A", 7))
    room.allocate()
    assert expected(room) == {"O1": EARLY}
    assert files.load("purchase-history", past + "".join(rows[:4])).imported == 4
    assert expected(room) == {"O1": EARLY}
    assert files.load("purchase-history", past + rows[4]).imported == 1
    with context.database.read.connect() as connection:
        day = today(connection) + timedelta(days=20)
    assert expected(room) == {"O1": day}
    told = [one.code for line in advise(context, "O1") for one in line.fixes]
    assert Said.COMES_BY_LEAD_TIME in told
    soon = day - timedelta(days=8)
    said = PurchaseEdit({}, [PurchaseLineEdit(1, expected_on=soon.isoformat())])
    edit_purchase(context, "NEW", said, confirms=True)
    assert expected(room) == {"O1": soon}  # what he confirmed for this order counts more
    told = [one.code for line in advise(context, "O1") for one in line.fixes]
    assert Said.COMES_BY_LEAD_TIME not in told
    room.check()
