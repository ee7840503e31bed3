"""The packing bench on both engines: what is scanned counts, what is wrong changes nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from helpers.bench import at, pack, pick, scan
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.cli.packing import scan_document
from packbench.db.schema import Command, PackRefusal, Product, Stock
from packbench.domain.codes import check_character
from packbench.domain.outcomes import Said
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.orders import cancelling, changes
from packbench.services.orders.looking import get_order
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.damages import report_damaged
from packbench.services.packing.looking import (
    BenchNumbers,
    bench_numbers,
    find_for_scan,
    get_packing,
    open_here,
    waiting_here,
)
from packbench.services.packing.opening import open_packing, take_over
from packbench.services.packing.parcel_again import open_parcel
from packbench.services.packing.parcels import next_parcel, set_parcel
from packbench.services.packing.scanning import scan_items, take_back_scan
from packbench.services.packing.stopped import note_told, stopped_here
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.looking import count_list
from packbench.services.products.teaching import teach_code
from packbench.services.shipping.sending import ship_shipment, void_shipment


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 (2 A, 1 B) and O2 (1 A, 3 C) are picked in one wave, KIT (1 K of 2 A and 1 B) beside."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 20, "C": 20}}, kits={"K": {"A": 2, "B": 1}})
    room.order("O1", ("A", 2), ("B", 1))
    room.order("O2", ("A", 1), ("C", 3))
    room.order("KIT", ("K", 1))
    room.allocate()
    pick(room)
    yield room
    room.check()


def verdicts(room: Stockroom, shipment: str, *codes: str) -> list[str]:
    return [scan_items(room.context, shipment, [code]).last_scan.verdict for code in codes]


def unchanged(room: Stockroom) -> dict[str, object]:
    """The database without what only counts errors that were caught."""
    found = snapshot(room.context.database)
    return {name: rows for name, rows in found.items() if name != "pack_refusal"}


class TestScanning:
    def test_item_by_item_to_the_last(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        assert verdicts(room, "O1-1", "a", "A", "B") == ["ok", "line_done", "order_done"]
        packing = close_packing(room.context, "O1-1")
        assert (packing.status, packing.scanned, packing.is_open) == ("packed", 3, False)
        assert [one.packed for one in get_order(room.context, "O1").lines] == [2, 1]

    def test_a_single_item_is_done_with_one_scan(self, room: Stockroom) -> None:
        room.order("ONE", ("C", 1))
        room.allocate()
        pick(room)
        changes.hold(room.context, ["O2"], reason="asked")  # it needs a C, and stands in front
        found = find_for_scan(room.context, "C")
        assert (found.shipment, found.is_item) == ("ONE-1", True)
        assert scan(room.context, "ONE-1", "C").last_scan.verdict == PackVerdict.ORDER_DONE

    @pytest.mark.parametrize(
        ("code", "verdict", "belongs"),
        [
            ("C", PackVerdict.OTHER_ORDER, ("O2-1", 2)),
            ("3*A", PackVerdict.TOO_MANY, ("O2-1", 2)),
            ("2*B", PackVerdict.TOO_MANY, ("KIT-1", 3)),
            ("K", PackVerdict.WRONG_ITEM, (None, None)),
            ("O2", PackVerdict.WRONG_ORDER, (None, None)),
            ("O2-1", PackVerdict.WRONG_ORDER, (None, None)),
            ("NOBODY", PackVerdict.UNKNOWN, (None, None)),
            ("FLOOR", PackVerdict.WRONG_ITEM, (None, None)),
        ],
    )
    def test_a_wrong_scan_changes_nothing_and_is_counted(
        self,
        room: Stockroom,
        code: str,
        verdict: PackVerdict,
        belongs: tuple[str | None, int | None],
    ) -> None:
        open_packing(room.context, "O1-1")
        before = unchanged(room)
        told = scan_items(room.context, "O1-1", [code]).last_scan
        assert (told.verdict, (told.belongs_to, told.slot)) == (verdict, belongs)
        assert unchanged(room) == before
        with room.context.database.read.connect() as connection:
            caught = connection.execute(select(PackRefusal.verdict, PackRefusal.shipment)).all()
        assert [tuple(one) for one in caught] == [(verdict.value, "O1-1")]

    def test_the_count_of_errors_keeps_nobody_waiting(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        left: list[Callable[[], None]] = []
        assert not scan_items(room.context, "O1-1", ["C"], later=left.append).accepted
        assert bench_numbers(room.context) == []
        for work in left:
            work()
        assert [one.errors for one in bench_numbers(room.context)] == [1]

    def test_scans_before_the_wrong_one_count(self, room: Stockroom) -> None:
        done = scan(room.context, "O1-1", "A", "C", "B")
        assert (done.last_scan.code, done.last_scan.verdict) == ("C", PackVerdict.OTHER_ORDER)
        assert [(one.sku, one.scanned) for one in done.packing.lines] == [("A", 1), ("B", 0)]

    def test_several_at_once(self, room: Stockroom) -> None:
        assert scan(room.context, "O1-1", "2*A", "B").last_scan.verdict == PackVerdict.ORDER_DONE
        open_packing(room.context, "O2-1")
        told = scan_items(room.context, "O2-1", ["ZQ3" + _check("ZQ3"), "C"]).last_scan
        assert (told.verdict, told.scanned) == (PackVerdict.LINE_DONE, 3)

    def test_its_own_paper_is_no_error(self, room: Stockroom) -> None:
        assert scan(room.context, "O1-1", "O1", "O1-1").last_scan.verdict == PackVerdict.THIS_ORDER

    def test_the_same_key_counts_once(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        for _ in range(2):
            done = scan_items(room.context, "O1-1", ["A"], key="k")
            assert done.packing.scanned == 1

    def test_a_kit_is_scanned_by_its_parts(self, room: Stockroom) -> None:
        open_packing(room.context, "KIT-1")
        told = scan_items(room.context, "KIT-1", ["K"]).last_scan
        assert (told.verdict, told.choices) == (PackVerdict.WRONG_ITEM, ["A", "B"])
        assert scan_document(told)["message"] == "K is a kit: scan its parts (A, B)."
        assert verdicts(room, "KIT-1", "2*A", "B") == ["line_done", "order_done"]
        told = scan_items(room.context, "KIT-1", ["B"]).last_scan
        assert scan_document(told)["message"].startswith("B is complete: no more of it goes in.")
        assert {one.kit for one in get_packing(room.context, "KIT-1").lines} == {"K"}
        close_packing(room.context, "KIT-1")
        ship_shipment(room.context, "KIT-1")
        assert [one.shipped for one in get_order(room.context, "KIT").lines] == [1]


def _check(body: str) -> str:
    return check_character(body)


class TestTakingBack:
    def test_scan_by_scan(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A", "A", "B")
        assert [take_back_scan(room.context, "O1-1").scanned for _ in range(3)] == [2, 1, 0]
        refuse(room, Code.NOTHING_TO_DO, lambda: take_back_scan(room.context, "O1-1"))

    def test_undo_of_each(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        scan_items(room.context, "O1-1", ["A", "B"])
        undo(room.context)
        assert get_packing(room.context, "O1-1").scanned == 0
        scan_items(room.context, "O1-1", ["A"])
        take_back_scan(room.context, "O1-1")
        undo(room.context)
        assert get_packing(room.context, "O1-1").scanned == 1

    def test_not_when_others_took_its_place(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "2*A")
        take_back_scan(room.context, "O1-1")
        taken = _last_command(room)
        scan_items(room.context, "O1-1", ["A"])
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, taken))


def _last_command(room: Stockroom) -> int:
    with room.context.database.read.connect() as connection:
        return int(connection.execute(select(func.max(Command.id))).scalar_one())


class TestOwner:
    def test_another_station_sees_who_has_it_and_takes_over(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        other = at(room.context, "station 7")
        with pytest.raises(Refusal) as refused:
            open_packing(other, "O1-1")
        assert refused.value.params["why"] == Said.PACKED_BY_ANOTHER
        assert refused.value.params["who"] == "Ana"
        refuse(room, Code.WRONG_STATE, lambda: scan_items(other, "O1-1", ["A"]))
        assert take_over(other, "O1-1").scanned == 1
        refuse(room, Code.WRONG_STATE, lambda: scan_items(room.context, "O1-1", ["A"]))
        undo(other)
        assert get_packing(room.context, "O1-1").station == "station 3"

    def test_it_goes_on_where_it_was_left(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        assert open_here(room.context) == "O1-1"
        assert open_packing(room.context, "O1-1").scanned == 1

    def test_opening_is_undone_while_nothing_is_scanned(self, room: Stockroom) -> None:
        before = unchanged(room)
        open_packing(room.context, "O1-1")
        undo(room.context)
        after = unchanged(room)
        assert {name for name in after if after[name] != before[name]} <= {
            "command",
            "command_record",
        }
        open_packing(room.context, "O1-1")
        opened = _last_command(room)
        scan_items(room.context, "O1-1", ["A"])
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, opened))


class TestParcels:
    def test_each_has_what_was_scanned_into_it(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        next_parcel(room.context, "O1-1")
        scan_items(room.context, "O1-1", ["A", "B"])
        set_parcel(room.context, "O1-1", weight_g=300, box="M")
        set_parcel(room.context, "O1-1", weight_g=120, parcel=1)
        packing = close_packing(room.context, "O1-1")
        assert [(one.sequence, one.weight_g, one.box, one.units) for one in packing.parcels] == [
            (1, 120, None, 1),
            (2, 300, "M", 2),
        ]

    def test_an_empty_one_is_not_left(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        refuse(room, Code.NOTHING_TO_DO, lambda: next_parcel(room.context, "O1-1"))
        scan_items(room.context, "O1-1", ["2*A", "B"])
        next_parcel(room.context, "O1-1")
        assert len(close_packing(room.context, "O1-1").parcels) == 1

    def test_next_and_weight_are_undone(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        set_parcel(room.context, "O1-1", weight_g=300)
        undo(room.context)
        assert get_packing(room.context, "O1-1").parcels[0].weight_g is None
        next_parcel(room.context, "O1-1")
        undo(room.context)
        scan_items(room.context, "O1-1", ["A"])
        assert [one.units for one in get_packing(room.context, "O1-1").parcels] == [2]


class TestClosing:
    def test_not_while_something_is_missing(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        with pytest.raises(Refusal) as refused:
            close_packing(room.context, "O1-1")
        assert refused.value.params["missing"] == "1 × A, 1 × B"

    def test_close_and_reopen_are_undone_exactly(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "2*A")
        next_parcel(room.context, "O1-1")
        scan(room.context, "O1-1", "B")
        open_parcel(room.context, "O1-1", 1)
        before = unchanged(room)
        close_packing(room.context, "O1-1")
        undo(room.context)
        _same(before, unchanged(room))
        close_packing(room.context, "O1-1")
        packed = unchanged(room)
        other = at(room.context, "station 7")
        reopen_packing(other, "O1-1")
        undo(other)
        _same(packed, unchanged(room))

    def test_not_undone_after_it_was_shipped(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        closed = _last_command(room)
        ship_shipment(room.context, "O1-1")
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, closed))

    def test_reopened_elsewhere_it_is_packed_there(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        other = at(room.context, "station 7")
        packing = reopen_packing(other, "O1-1")
        assert (packing.station, packing.status, packing.scanned) == ("station 7", "picked", 3)
        assert take_back_scan(other, "O1-1").scanned == 2


def _same(before: dict[str, object], after: dict[str, object]) -> None:
    differ = {name for name in after if after[name] != before[name]}
    assert differ <= {"command", "command_record", "operator", "station"}


class TestRefusedToOpen:
    def test_with_what_mends_it(self, room: Stockroom) -> None:
        room.order("READY", ("A", 1))
        room.order("LATE", ("A", 1), payment="awaiting")
        room.allocate()
        pack(room.context, "O1-1", "2*A", "B")
        pack(room.context, "O2-1", "A", "3*C")
        ship_shipment(room.context, "O2-1")
        told = {
            "READY-1": Said.IN_NO_WAVE,
            "O1-1": Said.PACKED_ALREADY,
            "O2-1": Said.SHIPPED_ALREADY,
        }
        for shipment, why in told.items():
            before = unchanged(room)
            with pytest.raises(Refusal) as refused:
                open_packing(room.context, shipment)
            assert refused.value.params["why"] == why
            assert unchanged(room) == before
        refuse(room, Code.UNPAID, lambda: open_packing(room.context, "LATE-1"))
        refuse(room, Code.NOT_FOUND, lambda: open_packing(room.context, "O1-9"))


class TestTakenAway:
    def test_a_cancelled_order_is_told_at_the_next_scan(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        cancelling.cancel(at(room.context, "office"), [Chosen("O1")])
        told = scan_items(room.context, "O1-1", ["A"]).last_scan
        assert (told.verdict, told.by, told.who) == (PackVerdict.CHANGED, "orders.cancel", "Ben")
        assert [(one.location, one.sku, one.units) for one in told.put_back] == [
            ("FLOOR", "A", 2),
            ("FLOOR", "B", 1),
        ]
        refuse(room, Code.WRONG_STATE, lambda: open_packing(room.context, "O1-1"))
        assert room.free("A") == {"W1": 17}
        assert (open_here(room.context), list(stopped_here(room.context))) == (None, ["O1-1"])
        note_told(room.context, "O1-1")
        assert not stopped_here(room.context)

    def test_held_and_picked_again_it_begins_anew(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        set_parcel(room.context, "O1-1", weight_g=300)
        changes.hold(room.context, ["O1"], reason="asked")
        assert scan_items(room.context, "O1-1", ["A"]).last_scan.verdict == PackVerdict.CHANGED
        changes.resume(room.context, ["O1"])
        pick(room, "O1")
        assert open_packing(room.context, "O1-1").scanned == 0
        pack(room.context, "O1-1", "2*A", "B")
        [parcel] = get_packing(room.context, "O1-1").parcels
        assert (parcel.sequence, parcel.weight_g, parcel.units) == (1, None, 3)

    def test_a_wave_that_is_taken_back(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        cancel_wave(room.context, "P1")
        assert scan_items(room.context, "O1-1", ["A"]).last_scan.by == "pick.cancel"

    def test_another_address_is_told_once(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A")
        room.set("O1", city="Graz")
        told = scan_items(room.context, "O1-1", ["A"]).last_scan
        assert (told.verdict, told.changes) == (PackVerdict.CHANGED, ["city"])
        assert scan_items(room.context, "O1-1", ["A"]).last_scan.verdict == PackVerdict.LINE_DONE

    def test_an_import_is_told_too(self, room: Stockroom, tmp_path: Path) -> None:
        scan(room.context, "O1-1", "A")
        [first, second] = get_order(room.context, "O1").lines
        head = f"O1,{get_order(room.context, 'O1').ordered_at.isoformat()}"
        rows = [f"{head},{one.sku},{one.ordered},Graz" for one in (first, second)]
        table = "order_number,ordered_at,sku,quantity,city\n" + "\n".join(rows) + "\n"
        Files(room.context, tmp_path).load("orders", table, update=True)
        told = scan_items(room.context, "O1-1", ["A"]).last_scan
        assert "city" in told.changes


class TestTheDatabaseItself:
    """What raw SQL is refused."""

    @pytest.mark.parametrize(
        "statement",
        [
            (
                "INSERT INTO pack_scan (shipment_id, sequence, parcel_id, product_id,"
                " allocation_id, quantity, code, command_id) SELECT shipment_id, 9, parcel_id,"
                " product_id, allocation_id, 2, code, command_id FROM pack_scan"
            ),
            "DELETE FROM pack_scan",
            "UPDATE shipment SET tracking_key = 'dhl 1'",
            "UPDATE parcel SET weight_g = 0",
        ],
    )
    def test_refuses_it(self, room: Stockroom, statement: str) -> None:
        scan(room.context, "O1-1", "A")
        before = unchanged(room)
        with (
            pytest.raises(DBAPIError),
            room.context.database.write.begin() as connection,
        ):
            connection.execute(text(statement))
        assert unchanged(room) == before


class TestLooking:
    def test_what_a_scan_opens(self, room: Stockroom) -> None:
        context = room.context
        opened = {code: find_for_scan(context, code).shipment for code in ("A", "C", "O2", "P1")}
        assert opened == {"A": "O1-1", "C": "O2-1", "O2": "O2-1", "P1": "O1-1"}
        open_packing(at(context, "station 7"), "O1-1")
        assert find_for_scan(context, "A").shipment == "O2-1"
        assert find_for_scan(context, "X").verdict == PackVerdict.UNKNOWN
        scan(context, "O2-1", "A")
        assert find_for_scan(context, "A").shipment == "KIT-1"

    def test_the_numbers_of_the_day(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        other = at(room.context, "station 7")
        scan(other, "O2-1", "A", "B")
        scan_items(other, "O2-1", ["X"])
        assert bench_numbers(room.context) == [
            BenchNumbers("station 3", "Ana", 1, 1, 2, 3),
            BenchNumbers("station 7", "Ben", scans=1, units=1, errors=2),
        ]
        assert bench_numbers(room.context, date(2020, 1, 1)) == []

    def test_what_waits_here(self, room: Stockroom) -> None:
        [waits] = waiting_here(room.context)
        assert (waits.method, waits.shipments, waits.units) == ("", 3, 10)


class TestShipping:
    def test_stock_leaves_and_comes_back(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        before = unchanged(room)
        ship_shipment(room.context, "O1-1", carrier="DHL", tracking="JD1")
        assert room.status("O1") == "shipped"
        void_shipment(room.context, "O1-1")
        differ = {name for name, rows in unchanged(room).items() if rows != before[name]}
        # What happened stays written down: done, moved, and what channels are to be told of it.
        kept = {"command", "command_record", "movement", "stock", "stock_bin"}
        assert differ <= kept | {"ledger_head", "shipment_news"}
        assert (room.free("A"), room.status("O1")) == ({"W1": 15}, "packed")

    def test_a_number_is_used_once(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        pack(room.context, "O2-1", "A", "3*C")
        ship_shipment(room.context, "O1-1", carrier="DHL", tracking="JD1")

        def again(carrier: str) -> None:
            ship_shipment(room.context, "O2-1", carrier=carrier, tracking="jd1 ")

        refuse(room, Code.TRACKING_USED, lambda: again("dhl"))
        void_shipment(room.context, "O1-1")
        voided = _last_command(room)
        again("DHL")
        refuse(room, Code.TRACKING_USED, lambda: undo(room.context, voided))

    def test_shipping_and_voiding_are_undone(self, room: Stockroom) -> None:
        pack(room.context, "O1-1", "2*A", "B")
        ship_shipment(room.context, "O1-1", carrier="DHL", tracking="JD1")
        shipped = get_packing(room.context, "O1-1")
        void_shipment(room.context, "O1-1")
        undo(room.context)
        assert get_packing(room.context, "O1-1") == shipped
        void_shipment(room.context, "O1-1")
        ship_shipment(room.context, "O1-1")
        undo(room.context)
        assert room.status("O1") == "packed"

    def test_refused_before_it_is_packed_and_twice(self, room: Stockroom) -> None:
        refuse(room, Code.WRONG_STATE, lambda: ship_shipment(room.context, "O1-1"))
        refuse(room, Code.WRONG_STATE, lambda: void_shipment(room.context, "O1-1"))
        pack(room.context, "O1-1", "2*A", "B")
        ship_shipment(room.context, "O1-1")
        refuse(room, Code.WRONG_STATE, lambda: ship_shipment(room.context, "O1-1"))
        refuse(room, Code.WRONG_STATE, lambda: reopen_packing(room.context, "O1-1"))


class TestMissing:
    def test_the_rest_waits_and_other_stock_serves_it(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "A", "B")
        packing = close_packing(room.context, "O1-1", short=True)
        assert (packing.status, packing.scanned, packing.expected) == ("packed", 2, 2)
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context))
        shown = get_order(room.context, "O1")
        assert [(one.number, one.status) for one in shown.shipments] == [
            ("O1-1", "packed"),
            ("O1-2", "ready"),
        ]
        assert [(one.packed, one.allocated) for one in shown.lines] == [(1, 1), (1, 0)]
        [counted] = count_list(room.context)
        assert (counted.sku, counted.units) == ("A", 1)
        assert _on_hand(room, "A") == 19

    def test_without_other_stock_it_waits_in_its_old_place(self, room: Stockroom) -> None:
        room.lose("W1", "A", 15)
        scan(room.context, "O1-1", "A", "B")
        close_packing(room.context, "O1-1", short=True)
        assert room.waits("O1") == {1: (1, "stock_lost")}

    def test_nothing_there_nothing_packed(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        assert close_packing(room.context, "O1-1", short=True).status == "cancelled"
        assert room.status("O1") == "ready"
        assert open_here(room.context) is None
        refuse(room, Code.WRONG_STATE, lambda: scan_items(room.context, "O1-1", ["A"]))

    def test_of_a_kit_the_whole_unit_waits(self, room: Stockroom) -> None:
        room.order("KITS", ("K", 2))
        room.allocate()
        pick(room)
        scan(room.context, "KITS-1", "4*A", "B")
        packing = close_packing(room.context, "KITS-1", short=True)
        assert [(one.sku, one.scanned) for one in packing.lines] == [("A", 2), ("B", 1)]
        [line] = get_order(room.context, "KITS").lines
        assert (line.packed, line.allocated) == (1, 1)

    def test_not_of_an_order_that_ships_only_complete(self, room: Stockroom) -> None:
        room.order("WHOLE", ("A", 2), ship_partial=False)
        room.allocate()
        pick(room)
        scan(room.context, "WHOLE-1", "A")
        refuse(room, Code.WRONG_STATE, lambda: close_packing(room.context, "WHOLE-1", short=True))


class TestDamaged:
    def test_another_is_picked_for_it(self, room: Stockroom) -> None:
        scan(room.context, "O1-1", "2*A", "B")
        packing = report_damaged(room.context, "O1-1", "A")
        assert [(one.sku, one.expected, one.there, one.scanned) for one in packing.lines] == [
            ("A", 2, 1, 1),
            ("B", 1, 1, 1),
        ]
        refuse(room, Code.WRONG_STATE, lambda: close_packing(room.context, "O1-1"))
        confirm_picks(room.context, "P1", rest=True)
        assert scan_items(room.context, "O1-1", ["A"]).last_scan.verdict == PackVerdict.ORDER_DONE
        assert close_packing(room.context, "O1-1").status == "packed"
        assert (_on_hand(room, "A"), room.free("A")) == (20, {"W1": 14})

    def test_where_there_is_no_other_it_waits(self, room: Stockroom) -> None:
        room.lose("W1", "A", 15)
        scan(room.context, "O1-1", "A", "B")
        assert report_damaged(room.context, "O1-1", "A").status == "picked"
        assert room.waits("O1") == {1: (1, "stock_lost")}
        assert close_packing(room.context, "O1-1").scanned == 2

    def test_refused_for_what_is_not_there(self, room: Stockroom) -> None:
        open_packing(room.context, "O1-1")
        refuse(room, Code.NOTHING_TO_DO, lambda: report_damaged(room.context, "O1-1", "C"))


def _on_hand(room: Stockroom, sku: str) -> int:
    query = select(Stock.on_hand).join(Product, Product.id == Stock.product_id)
    with room.context.database.read.connect() as connection:
        return int(connection.execute(query.where(Product.sku == sku)).scalar_one())


def test_a_code_of_two_items_of_the_order_is_asked_once(room: Stockroom) -> None:
    teach_code(room.context, "4006381333931", "A")
    teach_code(room.context, "4006381333931", "B", also=True)
    open_packing(room.context, "O1-1")
    asked = scan_items(room.context, "O1-1", ["4006381333931"]).last_scan
    assert (asked.verdict, asked.choices) == (PackVerdict.SEVERAL, ["A", "B"])
    chosen = scan_items(room.context, "O1-1", ["4006381333931"], chosen="A").last_scan
    assert (chosen.verdict, chosen.sku) == (PackVerdict.OK, "A")
    again = scan_items(room.context, "O1-1", ["4006381333931"]).last_scan
    assert (again.verdict, again.sku) == (PackVerdict.LINE_DONE, "A")
