"""The lists of the Back Orders screen give the same on both engines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.databases import sqlite_database
from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.db.queries.lists.wanted_products import select_ids
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders.looking import BackOrderFilter, find_back_orders
from packbench.services.office.lists import (
    BackOrderQuery,
    WantedProductQuery,
    back_order_counts,
    back_order_list,
    chosen_orders,
    still_waiting,
    wanted_product_counts,
    wanted_product_list,
)


@pytest.fixture
def room(context: Context) -> Stockroom:
    """O1 and O2 wait for A, O3 for B of which 2 are there; A is stocked at W1, B at W2."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0}, "W2": {"B": 2}})
    room.order("O1", ("A", 5), customer_email="a_1@x.org")
    room.order("O2", ("A", 3), ("B", 1), customer_email="a%1@x.org")
    room.order("O3", ("B", 9), customer_email="ab1@x.org", country="AT")
    room.allocate()
    return room


def numbers(context: Context, query: BackOrderQuery) -> list[str]:
    source = back_order_list(context)
    first = [row.number for row in source.first_page(query)]
    rows = {row.id: row.number for row in source.rows(source.ids(query))}
    assert first == [rows[one] for one in source.ids(query)]
    return first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (BackOrderQuery(), ["O1", "O2", "O3"]),
        (BackOrderQuery(skus=("a",)), ["O1", "O2"]),
        (BackOrderQuery(skus=("A", "B")), ["O1", "O2", "O3"]),
        (BackOrderQuery(text="b"), ["O3"]),
        (BackOrderQuery(emails=("a_",)), ["O1"]),
        (BackOrderQuery(emails=("%",)), ["O2"]),
        (BackOrderQuery(text="a%1"), ["O2"]),
        (BackOrderQuery(warehouses=("w2",)), ["O3"]),
        (BackOrderQuery(countries=("AT",)), ["O3"]),
        (BackOrderQuery(numbers=("o2", "o9")), ["O2"]),
        (BackOrderQuery(reasons=("preorder",)), []),
        (BackOrderQuery(waits_since=datetime.now(UTC) - timedelta(days=2)), []),
    ],
)
def test_filters(
    room: Stockroom, context: Context, query: BackOrderQuery, found: list[str]
) -> None:
    assert room is not None
    assert numbers(context, query) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-part", ["O1", "O2"]),
        ("0_%", ["O1"]),
        ("%", ["O1"]),
        ("_", ["O1"]),
        ("SO", ["O1"]),
        ("xx", []),
    ],
)
def test_text_is_a_part_of_the_sku_of_a_waiting_line(
    context: Context, text: str, found: list[str]
) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"so-10_%-PART": 0, "1-part": 0, "xx": 9}})
    room.order("O1", ("so-10_%-PART", 1), ("xx", 1))
    room.order("O2", ("1-part", 1))
    room.allocate()
    assert numbers(context, BackOrderQuery(text=text)) == found


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("queue", "O1"),
        ("skus", "O1"),
        ("reason", "O1"),
        ("expected", "O1"),
        ("since", "O1"),
        ("waiting", "O2"),
    ],
)
def test_sorts(room: Stockroom, context: Context, sort: str, first: str) -> None:
    assert room is not None
    assert numbers(context, BackOrderQuery(sort=sort))[0] == first
    turned = numbers(context, BackOrderQuery(sort=sort, descending=True))
    assert turned == numbers(context, BackOrderQuery(sort=sort))[::-1]


def test_age_is_since_the_other_way_round(room: Stockroom, context: Context) -> None:
    assert room is not None
    oldest_first = numbers(context, BackOrderQuery(sort="age", descending=True))
    assert oldest_first == numbers(context, BackOrderQuery(sort="since"))


def test_products_with_what_is_missing(room: Stockroom, context: Context) -> None:
    assert room is not None
    source = wanted_product_list(context)
    rows = {row.sku: row for row in source.first_page(WantedProductQuery())}
    told = {
        sku: (row.waiting, row.on_hand, row.available, row.missing, row.orders)
        for sku, row in rows.items()
    }
    assert told == {"A": (8, 0, 0, 8, 2), "B": (8, 2, 0, 8, 1)}
    assert wanted_product_counts(context) == {"out_of_stock": 2}
    assert [row.sku for row in source.first_page(WantedProductQuery(text="a"))] == ["A"]
    assert not source.first_page(WantedProductQuery(reasons=("manual",)))
    assert len(source.ids(WantedProductQuery(missing=True))) == 2


def test_of_a_kit_there_are_as_many_as_its_components_make(
    context: Context, tmp_path: Path
) -> None:
    room = Stockroom(context)
    stock = {"W1": {"A": 9, "B": 0}, "W2": {"A": 6, "B": 5}, "W3": {"A": 50}}
    off = {code: {"active": False} for code in stock}
    room.fill(stock, kits={"K": {"A": 2, "B": 1}}, warehouses=off)
    room.order("O1", ("K", 5))
    room.allocate()
    source = wanted_product_list(context)
    (row,) = source.first_page(WantedProductQuery())
    assert (row.sku, row.waiting, row.on_hand, row.available, row.missing) == ("K", 5, 3, 3, 2)
    files = Files(context, tmp_path)
    assert not files.load("suppliers", "code,name\nS,Supplier\n").rejects
    lines = "".join(f"PO,S,W1,{sku},{units},sent\n" for sku, units in (("A", 4), ("B", 1)))
    head = "po_number,supplier,warehouse,sku,quantity,status\n"
    assert not files.load("purchase-orders", head + lines).rejects
    (row,) = source.rows(source.ids(WantedProductQuery(missing=True)))
    assert (row.incoming, row.missing) == (1, 1)


def test_a_part_that_an_operator_marked_is_found(context: Context) -> None:
    """Two of five are marked; when the stock is lost, three wait for stock and two by hand."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5}})
    room.order("O1", ("A", 5))
    room.allocate()
    back_order_marks.mark(context, [Chosen("O1", 1, 2)])
    room.lose("W1", "A", 5)
    room.order("O2", ("A", 1))
    room.allocate()
    assert room.waits("O1") == {1: (5, "stock_lost")}
    assert numbers(context, BackOrderQuery(reasons=("manual",))) == ["O1"]
    assert numbers(context, BackOrderQuery(reasons=("stock_lost",))) == ["O1"]
    found = find_back_orders(context, BackOrderFilter(reason="manual"))
    assert [(one.order_number, one.reasons) for one in found] == [("O1", ["stock_lost", "manual"])]
    assert found[0].lines[0].marked == 2
    assert back_order_counts(context) == {"stock_lost": 1, "out_of_stock": 1, "manual": 1}
    assert wanted_product_counts(context) == {"stock_lost": 1, "out_of_stock": 1, "manual": 1}
    assert len(wanted_product_list(context).ids(WantedProductQuery(reasons=("manual",)))) == 1


def test_units_of_a_pool_are_promised_but_not_on_hand(context: Context) -> None:
    """P can be promised as soon as B comes; all that the pool had of Q is promised."""
    room = Stockroom(context)
    room.fill(
        {"W1": {"B": 0, "P": 2, "Q": 1}, "PRE": {"P": 10, "Q": 4}},
        kits={"K": {"P": 1, "Q": 1}},
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
    )
    room.order("O1", ("P", 3), ("B", 1), ship_partial=False)
    room.order("O2", ("Q", 7))
    room.order("O3", ("K", 1))
    room.allocate()
    source = wanted_product_list(context)
    rows = {row.sku: row for row in source.rows(source.ids(WantedProductQuery()))}
    told = {
        sku: (row.waiting, row.on_hand, row.available, row.missing) for sku, row in rows.items()
    }
    assert told == {"P": (3, 2, 12, 0), "Q": (2, 1, 0, 2), "K": (1, 1, 0, 1), "B": (1, 0, 0, 1)}
    missing = source.rows(source.ids(WantedProductQuery(missing=True)))
    assert {row.sku for row in missing} == {"Q", "K", "B"}


def test_chosen_orders_and_those_that_wait_no_more(room: Stockroom, context: Context) -> None:
    ids = list(back_order_list(context).ids(BackOrderQuery()))
    chosen = chosen_orders(context, ids[::-1])
    assert chosen.numbers == ("O1", "O2", "O3")
    assert {one.sku: (one.units, one.orders) for one in chosen.skus} == {"A": (8, 2), "B": (8, 1)}
    assert chosen.units == 16
    room.receive("W1", "A", 5)
    assert still_waiting(context, ids) == set(ids[1:])


def test_the_waiting_room_is_summed_up_from_its_indexes(
    sqlite_template: Path, tmp_path: Path
) -> None:
    with sqlite_database(sqlite_template, tmp_path) as database:
        query = select_ids(WantedProductQuery()).compile(
            database.read, compile_kwargs={"literal_binds": True}
        )
        with database.read.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    steps = " | ".join(row.detail for row in plan)
    assert "order_line USING COVERING INDEX ix_order_line_waiting" in steps
    assert "waiting USING COVERING INDEX ix_waiting_product_since" in steps
