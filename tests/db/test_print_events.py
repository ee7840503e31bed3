"""What a station prints by itself, and only what it was told to: on printers that are sockets."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.bench import pack, pick
from helpers.cups_server import Cups
from helpers.importing import Files
from helpers.printed_pages import page_texts, scanned
from helpers.sample import add_location, warehouse_id_of
from helpers.stockroom import Stockroom
from packbench.domain.changes import ChangeSet
from packbench.domain.printers import (
    EVENTS_OF_KINDS,
    JobView,
    PrinterChoice,
    PrintEvent,
    PrintKind,
)
from packbench.domain.refusals import EnvironmentFault
from packbench.domain.shipping import LabelKind, Method
from packbench.engine.command.context import Context
from packbench.services.documents.printing import pick_lists
from packbench.services.office.sent_work import SentQuery, sent_list
from packbench.services.office.settings import set_setting
from packbench.services.packing.looking import get_packing
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.printers.choosing import choose_printers
from packbench.services.printers.events import print_events
from packbench.services.purchasing.orders import change_status
from packbench.services.purchasing.receiving import receive as receive_order
from packbench.services.receiving.receipts import book_receipt, open_receipt
from packbench.services.receiving.scanning import count_in
from packbench.services.shipping.methods import set_methods
from packbench.services.shipping.sending import ship_shipment
from packbench.services.stations import place_station
from packbench.services.stock.changes import move
from packbench.words.printers import EVENTS, print_events_words

pytestmark = pytest.mark.usefixtures("cups")


class Station:
    """A station that prints by itself, and what it changes."""

    def __init__(self, context: Context, kind: PrintKind) -> None:
        self.last = ChangeSet()
        self.context = replace(context, publish=self._note)
        self.room = Stockroom(self.context)
        choose_printers(context, {kind: PrinterChoice("ALL", automatic=True)})

    def _note(self, changes: ChangeSet) -> None:
        self.last = changes

    def printed(self, command: Callable[[], object]) -> list[str]:
        """The titles of what was printed by itself after a command."""
        self.last = ChangeSet()
        command()
        done = print_events(self.context, self.last)
        assert all(isinstance(one, JobView) for one in done), done
        return [one.title for one in done if isinstance(one, JobView)]


def test_each_event_has_a_kind_and_words() -> None:
    events = [event for found in EVENTS_OF_KINDS.values() for event in found]
    assert sorted(events) == sorted(PrintEvent)
    assert set(EVENTS) == set(PrintEvent)
    assert print_events_words(PrintKind.LABELS) == "bins are made"


def test_lists_that_changed_and_goods_that_go_back(context: Context, cups: Cups) -> None:
    printer = cups.add("ALL")
    station = Station(context, PrintKind.PICK_LIST)
    room = station.room
    room.fill({"W1": {"A": 9}})
    with context.database.write.begin() as connection:
        add_location(connection, warehouse_id_of(connection, "W1"), "A-1")
    move(station.context, "W1", "A", 9, source="FLOOR", target="A-1")
    room.order("O1", ("A", 2))
    room.order("O2", ("A", 3))
    room.allocate()
    request = WaveRequest(orders=("O1", "O2"))
    assert station.printed(lambda: create_wave(station.context, request)) == ["pick-list-P1"]
    gone = station.printed(lambda: cancel_wave(station.context, "P1", orders=["O1"]))
    assert gone == ["pick-list-P1"]
    assert station.printed(lambda: confirm_picks(station.context, "P1", [], rest=True)) == []
    back = station.printed(lambda: cancel_wave(station.context, "P1"))
    assert len(back) == 1
    assert back[0].startswith("put-away-")
    pages = printer.wait_for(3)
    text = page_texts(pages[2])[0]
    assert "A-1" in text
    assert "3" in text
    assert any(code.startswith("L") for code in scanned(pages[2], 200)[0])
    room.check()


def test_a_list_that_was_never_printed_is_not_out_of_date(context: Context, cups: Cups) -> None:
    cups.add("ALL")
    other = Stockroom(context)
    other.fill({"W1": {"A": 9}})
    for number in ("O1", "O2"):
        other.order(number, ("A", 2))
    other.allocate()
    create_wave(context, WaveRequest(orders=("O1", "O2")))
    station = Station(context, PrintKind.PICK_LIST)
    first = station.printed(lambda: cancel_wave(station.context, "P1", orders=["O1"]))
    assert first == ["pick-list-P1"]  # its first list, once
    pick_lists(context, ["P1"])
    gone = station.printed(lambda: cancel_wave(station.context, "P1", orders=["O2"]))
    assert gone == []  # nothing is left to pick


def test_labels_of_new_bins(context: Context, cups: Cups, tmp_path: Path) -> None:
    printer = cups.add("ALL")
    station = Station(context, PrintKind.LABELS)
    station.room.fill({"W1": {"A": 1}})
    files = Files(station.context, tmp_path)
    rows = "warehouse,code\nW1,A-01\nW1,A-02\n"
    assert station.printed(lambda: files.load("locations", rows)) == ["bin-labels"]
    [pdf] = printer.wait_for()
    assert len(scanned(pdf, 200)) == 2
    again = "warehouse,code,zone\nW1,A-01,Z\n"
    assert station.printed(lambda: files.load("locations", again, update=True)) == []


def test_a_label_for_each_unit_received(context: Context, cups: Cups, tmp_path: Path) -> None:
    printer = cups.add("ALL")
    station = Station(context, PrintKind.PRODUCT_LABELS)
    station.room.fill({"W1": {"A": 0, "B": 0}})
    files = Files(station.context, tmp_path)
    files.load("suppliers", "code,name,currency\nS1,Sup,EUR\n")
    head = "po_number,supplier,warehouse,sku,quantity,status\n"
    rows = f"{head}PO-1,S1,W1,A,3,sent\nPO-1,S1,W1,B,1,sent\n"
    files.load("purchase-orders", rows)
    received = station.printed(lambda: receive_order(station.context, "PO-1"))
    assert received == ["received-labels"]
    [pdf] = printer.wait_for()
    assert sorted(code for page in scanned(pdf, 200) for code in page) == ["A", "A", "A", "B"]
    closed = station.printed(lambda: change_status(station.context, "PO-1", "close"))
    assert closed == []
    files.load("purchase-orders", f"{head}PO-2,S1,W1,A,2,sent\n")
    receipt = open_receipt(station.context, "PO-2").receipt
    assert station.printed(lambda: count_in(station.context, receipt, ["2*A"])) == []
    assert station.printed(lambda: book_receipt(station.context, receipt)) == ["received-labels"]
    set_setting(station.context, "receiving.supervisors", "Ana")
    place_station(station.context, "W1")
    blind = open_receipt(station.context, approved_by="Ana").receipt
    count_in(station.context, blind, ["B"])
    assert station.printed(lambda: book_receipt(station.context, blind)) == ["received-labels"]
    assert station.printed(lambda: station.room.receive("W1", "A", 1)) == []


def test_nothing_is_printed_where_nobody_said_so(context: Context, cups: Cups) -> None:
    cups.add("ALL")
    station = Station(context, PrintKind.LABELS)
    choose_printers(context, {PrintKind.LABELS: PrinterChoice("ALL")})
    station.room.fill({"W1": {"A": 9}})
    station.room.order("O1", ("A", 2))
    station.room.allocate()
    assert station.printed(lambda: create_wave(station.context, WaveRequest())) == []


def test_parcel_labels_come_out_once_and_wait_where_no_printer_is(
    context: Context, cups: Cups
) -> None:
    printer = cups.add("ALL")
    station = Station(context, PrintKind.PARCEL_LABELS)
    room = station.room
    room.fill({"W1": {"A": 9}})
    set_methods(station.context, [Method("POST", "Post", label=LabelKind.A6)])
    for number in ("O1", "O2", "O3"):
        room.order(number, ("A", 1), ship_method="" if number == "O3" else "post")
    room.allocate()
    pick(room)
    for number in ("O1", "O2", "O3"):
        pack(station.context, f"{number}-1", "A")
    shipped = station.printed(lambda: ship_shipment(station.context, "O1-1"))
    assert shipped == ["parcels-O1-1"]
    [pdf] = printer.wait_for()
    [[code]] = scanned(pdf, 200)
    assert code == get_packing(context, "O1-1").tracking
    [again] = print_events(station.context, station.last)  # after a power cut, for instance
    assert isinstance(again, JobView)
    assert len(printer.wait_for()) == 1
    cups.remove("ALL")
    ship_shipment(station.context, "O2-1")
    [failed] = print_events(station.context, station.last)
    assert isinstance(failed, EnvironmentFault)
    unprinted = sent_list(context).first_page(SentQuery(open=("unprinted",)))
    assert [(row.number, row.status) for row in unprinted] == [("O2-1", "shipped")]
    assert station.printed(lambda: ship_shipment(station.context, "O3-1")) == []  # no method
    room.check()
