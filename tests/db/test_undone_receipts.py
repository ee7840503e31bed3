"""A receipt is taken back while its goods are there and nobody was promised them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo, undo_key
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing import receiving
from packbench.services.purchasing.receiving import ReceivedLine, RejectedLine
from packbench.services.stock import changes as inventory


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """PO1 (A 6, B 2) is sent to W1; whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 1, "B": 0}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name\nS1,Seller\n")
    files.load("locations", "warehouse,code\nW1,B-1\n")
    table = "po_number,supplier,warehouse,sku,quantity,status\nPO1,S1,W1,A,6,sent\nPO1,S1,W1,B,2,\n"
    assert files.load("purchase-orders", table).rejects == []
    yield room
    room.check()


def receive(room: Stockroom, key: str, **units: int) -> None:
    lines = [ReceivedLine(sku, quantity) for sku, quantity in units.items()]
    receiving.receive(room.context, "PO1", lines=lines, key=key)


def state(room: Stockroom) -> tuple[str, list[tuple[str, int, int]]]:
    found = purchasing.get(room.context, "PO1")
    return found.status, [(line.sku, line.received, line.rejected) for line in found.lines]


SENT = ("sent", [("A", 0, 0), ("B", 0, 0)])


def test_the_goods_go_and_are_open_again(room: Stockroom) -> None:
    rejected = [RejectedLine("B", 1, "broken")]
    came = [ReceivedLine("A", 6), ReceivedLine("B", 1)]
    receiving.receive(room.context, "PO1", lines=came, rejects=rejected)
    assert state(room) == ("received", [("A", 6, 0), ("B", 1, 1)])
    assert undo(room.context).name == "po.receive"
    assert state(room) == SENT
    assert room.free("A") == {"W1": 1}
    assert len(receiving.receive(room.context, "PO1").order.lines) == 2
    assert room.free("A") == {"W1": 7}


def test_not_what_served_those_who_waited(room: Stockroom) -> None:
    room.order("O1", ("A", 3))
    room.allocate()
    receive(room, "in", A=5)
    assert room.promised("O1") == {(1, "W1"): 3}
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))


@pytest.mark.parametrize("first", ["one", "two"])
def test_receipts_in_parts_are_taken_back_in_any_order(room: Stockroom, first: str) -> None:
    receive(room, "one", A=4)
    receive(room, "two", A=2, B=2)
    assert state(room)[0] == "received"
    undo_key(room.context, first)
    assert state(room)[0] == "part_received"
    undo_key(room.context, "two" if first == "one" else "one")
    assert state(room) == SENT
    assert room.free("A") == {"W1": 1}


def test_not_twice(room: Stockroom) -> None:
    receive(room, "in", A=4)
    undo_key(room.context, "in")
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))


def test_not_what_lies_at_the_station(room: Stockroom) -> None:
    receive(room, "in", A=6)
    room.change(("W1", "A", -2, "FLOOR"), ("W1", "A", 2, "STAGING"))
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))


def test_not_of_a_purchase_order_that_is_closed(room: Stockroom) -> None:
    receive(room, "in", A=6)
    purchasing.change_status(room.context, "PO1", "close")
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))


def test_not_what_was_put_away_since(room: Stockroom) -> None:
    receive(room, "in", A=6)
    inventory.move(room.context, "W1", "A", 5, source="FLOOR", target="B-1")
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))


def test_not_a_plain_receipt_that_was_put_away_or_damaged_since(room: Stockroom) -> None:
    room.receive("W1", "B", 4, key="in")
    inventory.move(room.context, "W1", "B", 4, source="FLOOR", target="B-1")
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "in"))
    room.receive("W1", "B", 4, key="again")
    inventory.damage(room.context, "W1", "B", 4, location="FLOOR")
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "again"))
