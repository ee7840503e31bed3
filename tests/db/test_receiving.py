"""The dock: deliveries are counted scan by scan, booked once, put right and put away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from helpers.importing import Files
from helpers.sample import product_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Barcode
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.receiving import ReceiptOutcome, ReceiveVerdict
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo, undo_key
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing.receiving import ReceivedLine, receive
from packbench.services.receiving.correcting import RightCount, correct_count
from packbench.services.receiving.put_away import list_put_away, put_away, put_away_list
from packbench.services.receiving.receipts import (
    book_receipt,
    leave_receipt,
    list_receipts,
    open_here,
    open_receipt,
    set_note,
    show,
    take_over_receipt,
)
from packbench.services.receiving.scanning import (
    HowCounted,
    count_in,
    orders_of_item,
    take_back_count,
)
from packbench.words.refusals import sentence

_V = ReceiveVerdict
EAN, CARTON, NO_PACK = "4006381333931", "14006381333938", "24006381333935"


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """PO1 (A 6, B 2, L 5) is sent to W1, PO2 (A 4) of another supplier; every invariant holds."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0, "C": 0}, "W2": {"A": 0}}, products={"L": {"tracking": "lot"}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,over_receipt_percent\nS1,Seller,50\nS2,Other,0\n")
    files.load("locations", "warehouse,code,zone\nW1,B-1,Z\nW1,B-2,Z\nW1,B-3,Y\n")
    head = "po_number,supplier,warehouse,sku,quantity,status,expected_on\n"
    table = head + "PO1,S1,W1,A,6,sent,2026-12-01\nPO1,S1,W1,B,2,,\nPO1,S1,W1,L,5,,\n"
    table += "PO2,S2,W1,A,4,sent,2026-11-20\nPO3,S2,W2,A,4,sent,\n"
    assert files.load("purchase-orders", table).rejects == []
    with context.database.write.begin() as connection:
        connection.execute(text("INSERT INTO operator (name, active) VALUES ('Sue', true)"))
        for code, units in ((f"0{EAN}", 1), (CARTON, 4)):
            add_barcode(connection, "A", code, units)
    yield room
    room.check()


def add_barcode(connection: Connection, sku: str, code: str, units: int) -> None:
    values = {"product_id": product_id_of(connection, sku), "code": code, "code_key": code}
    connection.execute(insert(Barcode).values(units=units, **values))


def begin(context: Context, number: str = "PO1") -> str:
    return open_receipt(context, number).receipt


def verdict(context: Context, receipt: str, *codes: str, **counting: object) -> ReceiveVerdict:
    return count_in(context, receipt, codes, HowCounted(**counting)).told.verdict  # type: ignore[arg-type]


def state(room: Stockroom, number: str = "PO1") -> list[tuple[str, int, int]]:
    found = purchasing.get(room.context, number)
    return [(line.sku, line.received, line.rejected) for line in found.lines]


def test_a_delivery_from_the_first_scan_to_the_bin(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("A", 3))
    room.allocate()
    receipt = begin(context, "PO1")
    assert begin(context, "PO1") == receipt
    told = count_in(context, receipt, [EAN]).told
    assert (told.verdict, told.counted, told.expected) == (_V.OK, 1, 6)
    assert [(one.order_number, one.units) for one in told.orders] == [("O1", 1)]
    told = count_in(context, receipt, [CARTON]).told
    assert (told.units, told.counted) == (4, 5)
    assert [(one.order_number, one.units) for one in told.orders] == [("O1", 2)]
    assert verdict(context, receipt, "ZQ24", EAN) is _V.UNKNOWN
    assert verdict(context, receipt, "2*B", outcome=ReceiptOutcome.REJECTED, reason="wet") is (
        _V.SET_ASIDE
    )
    gs1 = f"]C10104006381333931{'10'}X"
    assert verdict(context, receipt, gs1) is _V.LINE_DONE
    refuse(room, Code.INVALID, lambda: count_in(context, receipt, [" "]))
    assert take_back_count(context, receipt).counted == 7
    assert show(context, receipt).purchase_order == "PO1"
    assert state(room) == [("A", 0, 0), ("B", 0, 0), ("L", 0, 0)]
    booked = book_receipt(context, receipt, key="done")
    assert book_receipt(context, receipt, key="done") == booked
    assert [(one.order_number, one.sku, one.quantity) for one in booked.released] == [
        ("O1", "A", 3)
    ]
    assert state(room) == [("A", 5, 0), ("B", 0, 2), ("L", 0, 0)]
    assert room.free("A")["W1"] == 2
    refuse(room, Code.WRONG_STATE, lambda: count_in(context, receipt, [EAN]))
    (task,) = list_put_away(context, warehouse="W1")
    assert (task.sku, task.units, task.location) == ("A", 2, "B-1")
    assert put_away_list(context, warehouse="W1").startswith(b"%PDF")
    refuse(room, Code.NOT_ENOUGH_STOCK, lambda: put_away(context, "A", "B-2", units=3))
    refuse(room, Code.INVALID, lambda: put_away(context, "A", "FLOOR"))
    refuse(room, Code.NOTHING_TO_DO, lambda: put_away(context, "B", "B-2"))
    done = put_away(context, "A", "B-2", units=1, key="carried")
    assert (done.units, done.left) == (1, 1)
    assert list_put_away(context, warehouse="W1")[0].units == 1
    undo_key(context, "carried")
    assert list_put_away(context, warehouse="W1")[0].units == 2
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "done"))


def test_what_was_not_expected_comes_in_by_right(room: Stockroom) -> None:
    context = room.context
    receipt = begin(context, "PO1")
    assert verdict(context, receipt, "C") is _V.NOT_ON_ORDER
    assert verdict(context, receipt, "10*A") is _V.TOO_MANY  # 6, and half of it more
    assert verdict(context, receipt, "9*A") is _V.LINE_DONE
    assert verdict(context, receipt, "A") is _V.TOO_MANY
    assert show(context, receipt).counted == 9
    refuse(room, Code.NO_RIGHT, lambda: verdict(context, receipt, "A", approved_by="Sue"))
    refuse(room, Code.NOT_FOUND, lambda: verdict(context, receipt, "A", approved_by="Nobody"))
    refuse(room, Code.NEEDS_SUPERVISOR, lambda: open_receipt(context, warehouse="W1"))
    set_setting(context, "receiving.supervisors", "Sue")
    assert verdict(context, receipt, "A", approved_by="Sue") is _V.LINE_DONE
    assert verdict(context, receipt, "3*C", approved_by="Sue") is _V.OK
    book_receipt(context, receipt)
    assert state(room)[0] == ("A", 10, 0)
    assert (room.free("A")["W1"], room.free("C")["W1"]) == (10, 3)
    blind = open_receipt(context, warehouse="W1", note="L-7", approved_by="Sue").receipt
    assert verdict(context, blind, "5*B") is _V.OK
    key = "blind"
    book_receipt(context, blind, key=key)
    assert room.free("B")["W1"] == 5
    refuse(
        room,
        Code.NOTE_KNOWN,
        lambda: open_receipt(context, warehouse="W1", note="l-7", approved_by="Sue"),
    )
    undo_key(context, key)
    assert room.free("B")["W1"] == 0
    assert show(context, blind).status == "taken_back"
    assert open_receipt(context, warehouse="W1", note="l-7", approved_by="Sue").counted == 0


def test_bad_scans_are_told_by_name_and_change_nothing(room: Stockroom) -> None:
    context = room.context
    receipt = begin(context, "PO1")
    before = show(context, receipt)
    for code, expected in {
        "5901234123457": _V.UNKNOWN,
        NO_PACK: _V.NO_PACK,
        "PO1": _V.THIS_RECEIPT,
        own_code(OwnKind.PURCHASE_ORDER, 2): _V.OTHER_RECEIPT,
        "B-1": _V.NO_GOODS,
        "L": _V.ASK_LOT,
    }.items():
        told = count_in(context, receipt, [code]).told
        assert told.verdict is expected, code
    assert show(context, receipt) == before
    assert verdict(context, receipt, "L", lot="C1") is _V.OK
    old = date.today() - timedelta(days=9)  # noqa: DTZ011 - the clock of the tests
    assert verdict(context, receipt, "2*L", lot="C2", expires_on=old) is _V.EXPIRED
    assert verdict(context, receipt, "L", lot="C2") is _V.EXPIRED
    damaged = {"outcome": ReceiptOutcome.DAMAGED, "reason": "dented", "photo": "/p/1.jpg"}
    assert verdict(context, receipt, "B", **damaged) is _V.SET_ASIDE
    refuse(
        room,
        Code.INVALID,
        lambda: verdict(context, receipt, "B", outcome=ReceiptOutcome.DAMAGED),
    )
    book_receipt(context, receipt)
    assert (room.free("L")["W1"], room.free("B")["W1"]) == (1, 0)
    assert state(room) == [("A", 0, 0), ("B", 1, 0), ("L", 4, 0)]
    assert [one.sku for one in list_put_away(context, warehouse="W1")] == ["L"]
    assert verdict(context, begin(context), "L", lot="C9") is _V.ASK_EXPIRY
    for action in ("void", "restore", "close"):
        purchasing.change_status(context, "PO1", action)
        if action != "restore":
            mine = open_here(context)
            assert mine is not None
            refuse(room, Code.WRONG_STATE, partial(count_in, context, mine.receipt, ["A"]))
            refuse(room, Code.WRONG_STATE, lambda: begin(context))
    assert [one.number for one in orders_of_item(context, "A")] == ["PO2", "PO3"]


def test_two_stations_count_one_purchase_order(room: Stockroom) -> None:
    here, there = room.context, replace(room.context, station="dock 2", operator="Bo")
    mine, theirs = begin(here), begin(there)
    assert mine != theirs
    assert verdict(here, mine, "5*A") is _V.OK
    assert verdict(there, theirs, "5*A") is _V.TOO_MANY
    assert verdict(there, theirs, "4*A") is _V.LINE_DONE
    shown = show(here, mine)
    assert [(one.station, one.operator, one.units) for one in shown.elsewhere] == [
        ("dock 2", "Bo", 4)
    ]
    refuse(room, Code.WRONG_STATE, lambda: count_in(here, theirs, ["A"]))
    refuse(room, Code.WRONG_STATE, lambda: book_receipt(here, theirs))
    book_receipt(there, theirs)
    book_receipt(here, mine)
    assert state(room)[0] == ("A", 9, 0)
    assert room.free("A")["W1"] == 9
    another = begin(there)
    set_note(there, another, "DN 1")
    refuse(room, Code.NOTE_KNOWN, lambda: open_receipt(here, "PO1", note="dn 1"))
    set_note(there, another, "DN 2", key="another note")
    undo_key(there, "another note")
    assert show(there, another).delivery_note == "DN 1"
    set_note(there, another, "DN 3", key="a third")
    set_note(there, another, "DN 1")
    with pytest.raises(Refusal) as refusal:
        undo_key(there, "a third")
    assert f"undone. {another} was counted on, booked or left since." in sentence(refusal.value)
    refuse(room, Code.NOTHING_TO_DO, lambda: book_receipt(there, another))
    assert take_over_receipt(here, another).station == here.station
    assert open_here(here) is not None
    undo(here)
    assert leave_receipt(there, another).status == "left"
    assert open_here(there) is None
    undo(there)
    found = open_here(there)
    assert found is not None
    assert found.delivery_note == "DN 1"
    assert list_receipts(here, warehouse="W1")[0].receipt == another


def test_a_wrong_count_is_put_right(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("A", 2))
    room.allocate()
    came = [ReceivedLine("A", 6)]
    receipt = receive(context, "PO1", lines=came, note="DN 5", key="in").receipt
    refuse(room, Code.NOTE_KNOWN, lambda: receive(context, "PO1", note="DN 5"))
    shown = correct_count(context, receipt, RightCount("A", 4), preview=True)
    assert (shown.before, shown.after, shown.kept) == (6, 4, False)
    assert state(room)[0] == ("A", 6, 0)
    refuse(room, Code.NOT_ENOUGH_STOCK, lambda: correct_count(context, receipt, RightCount("A", 1)))
    refuse(room, Code.NOTHING_TO_DO, lambda: correct_count(context, receipt, RightCount("A", 6)))
    refuse(room, Code.NOTHING_TO_DO, lambda: correct_count(context, receipt, RightCount("B", 6)))
    refuse(room, Code.OVER_RECEIPT, lambda: correct_count(context, receipt, RightCount("A", 10)))
    correct_count(context, receipt, RightCount("A", 4), key="less")
    assert (state(room)[0], room.free("A")["W1"]) == (("A", 4, 0), 2)
    assert list_put_away(context, warehouse="W1")[0].units == 2
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "in"))
    undo_key(context, "less")
    assert (state(room)[0], room.free("A")["W1"]) == (("A", 6, 0), 4)
    assert list_put_away(context, warehouse="W1")[0].units == 4
    correct_count(context, receipt, RightCount("A", 8), key="more")
    assert (state(room)[0], room.free("A")["W1"]) == (("A", 8, 0), 6)
    assert sum(one.units for one in list_put_away(context, warehouse="W1")) == 6
    undo_key(context, "more")
    assert sum(one.units for one in list_put_away(context, warehouse="W1")) == 4
    purchasing.change_status(context, "PO1", "close")
    refuse(room, Code.WRONG_STATE, lambda: correct_count(context, receipt, RightCount("A", 5)))


def test_what_somebody_waits_for_goes_to_the_packing_bench(room: Stockroom) -> None:
    context = room.context
    set_setting(context, "receiving.cross_dock", "yes")
    room.order("O1", ("A", 2))
    room.order("O2", ("A", 1), payment="awaiting")
    room.allocate()
    receipt = begin(context)
    count_in(context, receipt, ["5*A"])
    booked = book_receipt(context, receipt)
    assert [(one.order_number, one.sku, one.quantity) for one in booked.cross_docked] == [
        ("O1", "A", 2)
    ]
    assert (room.status("O1"), room.status("O2")) == ("picked", "ready")
    assert [(one.sku, one.units) for one in list_put_away(context, warehouse="W1")] == [("A", 2)]


def test_what_a_receipt_names_stays(room: Stockroom) -> None:
    context = room.context
    receipt = begin(context)
    leave_receipt(context, receipt)
    with context.database.read.connect() as connection:
        query = text("SELECT id FROM command WHERE name = 'import.purchase-orders'")
        imported = connection.execute(query).scalar_one()
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, imported))
