"""What stock is worth at any day, what a receipt costs a unit, what shipped goods cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text, update

from helpers.bench import pick, scan
from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Product
from packbench.db.today import today
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.list_columns import INVENTORY_COLUMNS
from packbench.services.office.lists import InventoryQuery
from packbench.services.office.undo import undo, undo_key
from packbench.services.packing.closing import close_packing
from packbench.services.purchasing.receiving import ReceivedLine, receive
from packbench.services.receiving.correcting import RightCount, correct_count
from packbench.services.receiving.receipts import list_receipts
from packbench.services.shipping.sending import ship_shipment
from packbench.services.stock.changes import transfer
from packbench.services.value.costs import SpreadBy, set_costs
from packbench.services.value.listed import ValuedInventory
from packbench.services.value.rates import list_rates, set_rate
from packbench.services.value.stock import (
    ValueMethod,
    ValueRow,
    export_value,
    shipped_costs,
    stock_value,
)

D = Decimal
AVERAGE = ValueMethod.AVERAGE


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """PO1: A 10 at 1 and B 5 at 4 in dollars; PO2: A 10 at 3 euro; PO3: A 4 without a price."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0}, "W2": {"A": 0}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nS1,Seller,USD\nS2,Other,\n")
    head = "po_number,supplier,warehouse,sku,quantity,unit_cost,status\n"
    table = head + "PO1,S1,W1,A,10,1,sent\nPO1,S1,W1,B,5,4,\n"
    table += "PO2,S2,W1,A,10,3,sent\nPO3,S2,W1,A,4,,sent\n"
    assert files.load("purchase-orders", table).rejects == []
    yield room
    room.check()


def arrive(room: Stockroom, number: str, *lines: tuple[str, int]) -> str:
    goods = [ReceivedLine(sku, units) for sku, units in lines]
    receive(room.context, number, lines=goods, key=f"got {number}")
    return list_receipts(room.context)[0].receipt


def row(room: Stockroom, sku: str = "A", warehouse: str = "W1", **asked: object) -> ValueRow | None:
    found = stock_value(room.context, sku=sku, warehouse=warehouse, **asked)  # type: ignore[arg-type]
    return found.rows[0] if found.rows else None


def value(room: Stockroom, sku: str = "A", warehouse: str = "W1", **asked: object) -> float:
    found = row(room, sku, warehouse, **asked)
    return 0 if found is None else float(found.value)


def test_a_price_in_dollars_needs_a_rate_and_freight_comes_to_it(room: Stockroom) -> None:
    context = room.context
    for rate in ("0", "none", "-1", "1,08", "nan"):
        refuse(room, Code.INVALID, partial(set_rate, context, "USD", rate))
    refuse(room, Code.INVALID, lambda: set_rate(context, "EUR", "2"))
    refuse(room, Code.INVALID, lambda: set_rate(context, "XQQ", "2"))
    first = arrive(room, "PO1", ("A", 10), ("B", 5))
    untold = stock_value(context)
    assert (str(untold.value), untold.unknown, untold.missing_rates) == ("0", 15, ["USD"])
    refuse(room, Code.NOTHING_TO_DO, lambda: set_costs(context, first, ("9", "")))
    set_rate(context, "usd", "0.5", key="rate")
    assert [(one.currency, one.rate) for one in list_rates(context)] == [("USD", D("0.5"))]
    refuse(room, Code.NOTHING_TO_DO, lambda: set_rate(context, "USD", "0.50"))
    assert (value(room), value(room, "B")) == (5, 10)
    for freight in ("x", "-1", "1.001"):
        refuse(room, Code.INVALID, partial(set_costs, context, first, (freight, "")))
    by_weight = SpreadBy.WEIGHT
    refuse(room, Code.NOTHING_TO_DO, lambda: set_costs(context, first, ("9", ""), by_weight))
    refuse(room, Code.NOT_FOUND, lambda: set_costs(context, "RC99", ("9", "")))
    shown = set_costs(context, first, ("10", "1"), preview=True)
    assert [(one.sku, one.freight, one.duty) for one in shown.shares] == [
        ("A", D("3.33"), D("0.33")),
        ("B", D("6.67"), D("0.67")),
    ]
    assert value(room) == 5
    done = set_costs(context, first, ("10", "1"), SpreadBy.QUANTITY, key="costs")
    assert sum(one.freight + one.duty for one in done.shares) == 11
    assert value(room) + value(room, "B") == 26
    again = set_costs(context, first, ("3", ""), SpreadBy.QUANTITY, key="costs again")
    assert [one.freight for one in again.shares] == [2, 1]
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "costs"))
    undo_key(context, "costs again")
    undo_key(context, "costs")
    undo_key(context, "rate")
    assert stock_value(context).unknown == 15


def test_freight_stays_on_what_came_in_fact(room: Stockroom) -> None:
    context = room.context
    set_rate(context, "USD", "1")
    receipt = arrive(room, "PO1", ("A", 10), ("B", 5))
    set_costs(context, receipt, ("15", ""), SpreadBy.QUANTITY)
    for method in ValueMethod:
        assert (value(room, method=method), value(room, "B", method=method)) == (20, 25)
    correct_count(context, receipt, RightCount("A", 5), key="right")
    for method in ValueMethod:
        assert (value(room, method=method), value(room, "B", method=method)) == (12.5, 27.5)
    correct_count(context, receipt, RightCount("A", 0), key="none came")
    assert (value(room), value(room, "B")) == (0, 35)
    undo_key(context, "none came")
    undo_key(context, "right")
    assert (value(room), value(room, "B")) == (20, 25)


def test_layers_follow_sales_transfers_corrections_and_undo(room: Stockroom) -> None:
    context = room.context
    set_rate(context, "USD", "1")
    arrive(room, "PO1", ("A", 10))
    arrive(room, "PO2", ("A", 10))
    assert (value(room), value(room, method=AVERAGE)) == (40, 40)
    room.lose("W1", "A", 5)
    assert (value(room), value(room, method=AVERAGE)) == (35, 30)
    undo_key(context, "got PO2")
    assert value(room) == 5
    receive(context, "PO2", lines=[ReceivedLine("A", 10)], key="once more")
    second = list_receipts(context)[0].receipt
    correct_count(context, second, RightCount("A", 8), key="right")
    assert row(room).units == 13  # type: ignore[union-attr]
    undo_key(context, "right")
    transfer(replace(context, key="moved"), "A", 7, source="W1", target="W2")
    assert (value(room, warehouse="W2"), value(room)) == (11, 24)
    undo_key(context, "moved")
    assert (value(room, warehouse="W2"), value(room)) == (0, 35)
    arrive(room, "PO3", ("A", 4))
    found = row(room)
    assert found is not None
    assert (found.units, float(found.value), found.unknown) == (19, 35.0, 4)
    with context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "A").values(unit_cost=D(2)))
        day = today(connection)
    room.receive("W1", "A", 1)
    found = row(room)
    assert found is not None
    assert (found.unknown, found.assumed, float(found.value)) == (4, 1, 37.0)
    refuse(room, Code.INVALID, lambda: stock_value(context, day + timedelta(days=1)))
    assert stock_value(context, day - timedelta(days=1)).rows == []


def test_what_left_carries_its_cost_until_it_comes_back(room: Stockroom) -> None:
    context = room.context
    arrive(room, "PO2", ("A", 10))
    room.order("O1", ("A", 4))
    room.allocate()
    pick(room)
    scan(context, "O1-1", "4*A")
    close_packing(context, "O1-1")
    ship_shipment(context, "O1-1", carrier="DHL")
    (sent,) = shipped_costs(context)
    assert (sent.shipment, sent.sku, sent.units, float(sent.cost)) == ("O1-1", "A", 4, 12.0)
    assert value(room) == 18
    undo(context)
    assert shipped_costs(context) == []
    assert value(room) == 30


def test_it_is_written_to_a_file(room: Stockroom, tmp_path: Path) -> None:
    arrive(room, "PO2", ("A", 10))
    out = tmp_path / "value.csv"
    assert export_value(room.context, out, stock_value(room.context)) == 1
    assert "W1,A," in out.read_text(encoding="utf-8-sig")
    with room.context.database.read.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt_cost")).scalar_one() == 0


def test_a_list_shows_what_its_rows_are_worth_and_never_zero_for_unknown(room: Stockroom) -> None:
    context, query = room.context, InventoryQuery()
    arrive(room, "PO2", ("A", 10))
    arrive(room, "PO3", ("A", 4))
    arrive(room, "PO1", ("B", 5))  # in dollars, of which no rate is known
    listed = ValuedInventory(context)
    assert {one.worth for one in listed.first_page(query)} == {None}
    listed.show(["sku", "value"])
    shown = listed.first_page(query)
    again = {one.id: one for one in listed.rows([one.id for one in shown])}
    assert shown == [again[one.id] for one in shown]
    worth = {(one.sku, one.warehouse): one.worth for one in shown}
    for place, one in worth.items():
        told = row(room, *place)
        assert one is not None
        assert one.units == (told.units if told else 0)
        assert (one.value, one.unknown) == ((told.value, told.unknown) if told else (0, 0))
    assert [INVENTORY_COLUMNS["value"](one) for one in shown] == [30, 0, None]
