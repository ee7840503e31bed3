"""Orders that are packed or shipped in part: what other commands make of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from helpers.bench import at, pack, pick, scan
from helpers.one_order import clone, merge, split
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.today import today
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import RowOutcome
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips
from packbench.services.office.undo import undo
from packbench.services.orders import cancelling, changes
from packbench.services.orders.looking import get_order
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.parcels import next_parcel
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.looking import ShipmentSearch, list_shipments
from packbench.services.shipping.sending import ship_shipment, void_shipment


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """PART: 8 of 10 A are shipped, 2 wait. FULL: 2 B are picked."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 8, "B": 9}})
    room.order("PART", ("A", 10))
    room.order("FULL", ("B", 2))
    room.allocate()
    pick(room)
    pack(context, "PART-1", "8*A")
    ship_shipment(context, "PART-1")
    yield room
    room.check()


class TestShippedInPart:
    def test_the_rest_is_cancelled_and_restored(self, room: Stockroom) -> None:
        cancelling.cancel(room.context, [Chosen("PART")])
        assert room.status("PART") == "shipped"
        changes.restore(room.context, ["PART"])
        room.allocate("PART")
        assert (room.status("PART"), room.waits("PART")) == (
            "part_shipped",
            {1: (2, "out_of_stock")},
        )

    def test_the_rest_is_split_off_and_merged(self, room: Stockroom) -> None:
        refuse(room, Code.TOO_MANY, lambda: split(room.context, "PART", line=1, quantity=3))
        split(room.context, "PART", line=1, quantity=1)
        assert room.status("PART") == "part_shipped"
        cancelling.cancel(room.context, [Chosen("PART")])
        room.order("NEXT", ("B", 1))
        refuse(room, Code.WRONG_STATE, lambda: merge(room.context, "PART", ["NEXT"]))
        assert [one.ordered for one in clone(room.context, "PART").lines] == [9]

    def test_the_rest_becomes_a_shipment_of_its_own(self, room: Stockroom) -> None:
        room.receive("W1", "A", 2)
        pick(room, "PART")
        pack(room.context, "PART-2", "2*A")
        void_shipment(room.context, "PART-1")
        assert room.status("PART") == "packed"
        ship_shipment(room.context, "PART-2")
        ship_shipment(room.context, "PART-1")
        assert room.status("PART") == "shipped"

    def test_a_held_rest_holds_nothing_that_was_shipped(self, room: Stockroom) -> None:
        changes.hold(room.context, ["PART"], reason="asked", release_stock=True)
        assert room.status("PART") == "on_hold"
        void_shipment(room.context, "PART-1")
        refuse(room, Code.WRONG_STATE, lambda: ship_shipment(room.context, "PART-1"))
        changes.resume(room.context, ["PART"])
        ship_shipment(room.context, "PART-1")


class TestPacked:
    def test_it_is_not_held_cancelled_or_taken_out_of_its_wave(self, room: Stockroom) -> None:
        pack(room.context, "FULL-1", "2*B")
        for results in (
            changes.hold(room.context, ["FULL"], reason="asked"),
            cancelling.cancel(room.context, [Chosen("FULL")]),
        ):
            assert [one.outcome for one in results.results] == [RowOutcome.REFUSED]
        refuse(room, Code.WRONG_STATE, lambda: cancel_wave(room.context, "P1", orders=["FULL"]))
        assert room.status("FULL") == "packed"

    def test_loss_of_stock_takes_nothing_of_it(self, room: Stockroom) -> None:
        pack(room.context, "FULL-1", "2*B")
        room.lose("W1", "B", 7)
        refuse(room, Code.NOT_ENOUGH_STOCK, lambda: room.lose("W1", "B", 1, "STAGING"))
        ship_shipment(room.context, "FULL-1")

    def test_the_pick_is_not_undone_while_it_is_packed(self, room: Stockroom) -> None:
        room.order("NEXT", ("B", 1))
        room.allocate()
        number = create_wave(room.context, WaveRequest(orders=["NEXT"])).number
        confirm_picks(room.context, number, rest=True, key="picked")
        other = at(room.context, "bench")
        scan(other, "NEXT-1")
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context))
        undo(other)
        undo(room.context)
        assert room.status("NEXT") == "picking"

    def test_a_cancelled_order_is_restored_and_packed_anew(self, room: Stockroom) -> None:
        scan(room.context, "FULL-1", "B")
        cancelling.cancel(at(room.context, "office"), [Chosen("FULL")])
        undo(at(room.context, "office"))
        assert scan_items(room.context, "FULL-1", ["B"]).last_scan.verdict == PackVerdict.CHANGED
        pick(room, "FULL")
        [shipment] = get_order(room.context, "FULL").shipments
        pack(room.context, shipment.number, "2*B")


class TestPapers:
    def test_a_slip_for_each_parcel(self, room: Stockroom) -> None:
        scan(room.context, "FULL-1", "B")
        next_parcel(room.context, "FULL-1")
        scan_items(room.context, "FULL-1", ["B"])
        close_packing(room.context, "FULL-1")
        first, second = page_texts(packing_slips(room.context, ["FULL-1"]).pdf)
        assert "1 von 2" in first  # it goes to Germany
        assert "2 von 2" in second
        [whole] = page_texts(packing_slips(room.context, ["PART-1"]).pdf)
        assert "1 von 1" in whole

    def test_an_order_tells_its_parcels(self, room: Stockroom) -> None:
        [shipment] = get_order(room.context, "PART").shipments
        [parcel] = shipment.parcels
        assert [(one.sku, one.quantity) for one in parcel.lines] == [("A", 8)]

    def test_one_parcel_is_opened_again(self, room: Stockroom) -> None:
        scan(room.context, "FULL-1", "B")
        next_parcel(room.context, "FULL-1")
        scan_items(room.context, "FULL-1", ["B"])
        close_packing(room.context, "FULL-1")
        reopen_packing(room.context, "FULL-1")
        closed = [one.closed_at is not None for one in get_packing(room.context, "FULL-1").parcels]
        assert closed == [True, False]


def test_shipments_are_listed_as_they_are_looked_for(room: Stockroom) -> None:
    void_shipment(room.context, "PART-1")
    ship_shipment(room.context, "PART-1", carrier="DHL", tracking="JD0014600003")
    day = shipped_on(room)

    def listed(**asked: Any) -> list[str]:
        return [one.shipment for one in list_shipments(room.context, ShipmentSearch(**asked))]

    assert listed() == ["PART-1", "FULL-1"]
    assert listed(status=ShipmentStatus.SHIPPED) == ["PART-1"]
    assert listed(carrier="dhl", tracking="jd0014") == ["PART-1"]
    assert listed(shipped_since=day) == ["PART-1"]
    assert listed(shipped_since=day + timedelta(days=1)) == []
    [first, _] = list_shipments(room.context, ShipmentSearch())
    assert (first.parcels, first.units, first.tracking) == (1, 8, "JD0014600003")


def shipped_on(room: Stockroom) -> date:
    with room.context.database.read.connect() as connection:
        return today(connection)
