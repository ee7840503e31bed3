"""Lots near expiry, traces both ways, serial numbers."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from helpers.bench import pack, pick, scan
from helpers.expiry import let_expire
from helpers.importing import Files
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.today import today
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.purchasing.receiving import ReceivedLine
from packbench.services.purchasing.receiving import receive as receive_order
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.services.stock.changes import Receipt, receive
from packbench.services.tracing.expiring import export_expiring, near_expiry
from packbench.services.tracing.lots import export_recall, recall_pdf, trace_lot, trace_order
from packbench.services.tracing.serials import export_serials, find_serials


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """10 of A, lot L1, came from Dairy by PO1; they end in 20 days. S has serials."""
    room = Stockroom(context)
    about = {"A": {"tracking": "lot"}, "S": {"tracking": "serial"}}
    room.fill({"W1": {"A": 0, "S": 5}}, products=about)
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name\nS1,Dairy\n")
    files.load(
        "purchase-orders",
        "po_number,supplier,warehouse,sku,quantity,status\nPO1,S1,W1,A,10,sent\n",
    )
    receive_order(context, "PO1", lines=[ReceivedLine("A", 10, "L1", ends(context, 20))])
    return room


def ends(context: Context, days: int) -> date:
    with context.database.read.connect() as connection:
        return today(connection) + timedelta(days=days)


def test_a_lot_is_traced_from_its_supplier_to_its_customers(
    room: Stockroom, tmp_path: Path
) -> None:
    context = room.context
    for number, units in (("O1", 3), ("O2", 2), ("O3", 1)):
        room.order(
            number, ("A", units), customer_name=f"Eva {number}", customer_email="e@x.example"
        )
    room.allocate()
    pick(room, "O1", "O2")
    pack(context, "O1-1", "3*A")
    ship_shipment(context, "O1-1", carrier="DHL", tracking="T1")
    found = trace_lot(context, "l1")
    assert [(one.supplier, one.purchase_order, one.units) for one in found.arrivals] == [
        ("Dairy", "PO1", 10)
    ]
    assert sum(one.on_hand for one in found.places) == 7  # two of them are staged
    got = {(one.order, one.shipped_at is not None): one.units for one in found.deliveries}
    assert got == {("O1", True): 3, ("O2", False): 2}
    assert [(one.lot, one.units) for one in trace_order(context, "O1").deliveries] == [("L1", 3)]
    assert trace_order(context, "O1").arrivals == found.arrivals
    assert trace_order(context, "O3").deliveries == []
    assert export_recall(context, tmp_path / "r.csv", found.deliveries) == 2
    assert "O1,Eva O1,e@x.example" in (tmp_path / "r.csv").read_text()
    text = " ".join(page_texts(recall_pdf(context, found)))
    assert all(word in text for word in ("Recall list", "L1", "Dairy", "Eva O1", "Eva O2"))
    void_shipment(context, "O1-1")
    receive(context, Receipt("W1", "A", 4, lot="L1"))
    assert len(trace_lot(context, "L1").arrivals) == 2
    undo(context)
    assert trace_lot(context, "L1").arrivals == found.arrivals  # what was taken back never came
    again = {one.order: one.shipped_at for one in trace_lot(context, "L1").deliveries}
    assert again == {"O1": None, "O2": None}
    refuse(room, Code.NOT_FOUND, lambda: trace_lot(context, "L9"))
    refuse(room, Code.INVALID, lambda: trace_lot(context, " "))
    refuse(room, Code.NOT_FOUND, lambda: trace_order(context, "O9"))


def test_lots_near_expiry_are_listed_until_they_are_gone(room: Stockroom, tmp_path: Path) -> None:
    context = room.context
    assert [one.days for one in near_expiry(context).lots] == [20]
    assert near_expiry(context, "19").lots == []
    refuse(room, Code.INVALID, lambda: near_expiry(context, "soon"))
    refuse(room, Code.NOT_FOUND, lambda: near_expiry(context, warehouse="W9"))
    let_expire(context.database, "L1", ends(context, -1))
    found = near_expiry(context, "0")
    assert [(one.lot, one.days, one.on_hand) for one in found.lots] == [("L1", -1, 10)]
    assert export_expiring(context, tmp_path / "e.csv", found) == 1


def test_a_serial_is_of_one_unit_and_found_again(room: Stockroom, tmp_path: Path) -> None:
    context = room.context
    room.order("O1", ("S", 1), customer_name="Eva")
    room.order("O2", ("S", 1))
    room.allocate()
    pick(room)
    pack(context, "O1-1", "S", "SN-100")
    twice = scan(context, "O2-1", "S", "sn-100")
    assert (twice.last_scan.verdict, twice.last_scan.belongs_to) == (
        PackVerdict.SERIAL_USED,
        "O1-1",
    )
    for text in ("sn-1", "S", "o1", "O1-1", ""):
        rows = find_serials(context, text).rows
        assert [(one.serial, one.order, one.customer) for one in rows] == [("SN-100", "O1", "Eva")]
    assert find_serials(context, "N-100").rows == []
    assert export_serials(context, tmp_path / "s.csv") == 1
