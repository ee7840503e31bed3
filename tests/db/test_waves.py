"""Waves of chosen orders: what is unfit stops nobody, and what is not picked can be taken back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from helpers.printed_pages import page_texts
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, Order, PrintedDocument, Shipment, StockBin
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips_of_orders, pick_lists
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders import changes
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import add_orders
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import (
    WaveRequest,
    create_wave,
    get_wave,
    list_waves,
)
from packbench.words.refusals import told as words_of


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 and O2 are ready at W1, O3 at W2; the others are unfit, each for a reason of its own."""
    room = Stockroom(context)
    room.fill(
        {"W1": {"A": 20}, "W2": {"B": 20}, "PRE": {"P": 5}},
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
    )
    room.order("O1", ("A", 1))
    room.order("O2", ("A", 2))
    room.order("O3", ("B", 3))
    room.order("UNPAID", ("A", 1), payment="awaiting")
    room.order("HELD", ("A", 1))
    room.order("POOL", ("P", 1))
    room.order("BOTH", ("A", 1), ("P", 1))
    room.order("NOTHING", ("C", 1))
    room.allocate()
    changes.hold(context, ["HELD"], reason="asked")
    yield room
    room.check()


ALL = ("O1", "O2", "O3", "UNPAID", "HELD", "POOL", "BOTH", "NOTHING")
UNFIT = {
    ("UNPAID", "unpaid"),
    ("HELD", "wrong_state"),
    ("POOL", "warehouse_virtual"),
    ("BOTH", "warehouse_virtual"),
    ("NOTHING", "nothing_to_do"),
}


def told(left_out: list[OrderLeftOut]) -> set[tuple[str, str]]:
    return {(one.order_number, one.note.code.value) for one in left_out}


def ask_for(room: Stockroom, number: str, method: str) -> None:
    with room.context.database.write.begin() as connection:
        asked = update(Order).where(Order.number == number)
        connection.execute(asked.values(ship_method=method))


def held_in_bins(room: Stockroom) -> int:
    """Units that waves keep in their bins."""
    with room.context.database.read.connect() as connection:
        return int(connection.execute(select(func.sum(StockBin.allocated))).scalar_one())


class TestCreate:
    def test_what_is_unfit_is_left_out_and_told(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=ALL))
        assert wave.shipments == ["O1-1", "O2-1", "BOTH-1"]
        assert told(wave.left_out) == UNFIT | {("O3", "nothing_to_do")}
        assert get_wave(room.context, wave.number).left_out == []

    def test_of_one_warehouse(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(warehouse="W2", orders=["O1", "O3"]))
        assert wave.shipments == ["O3-1"]
        [left] = wave.left_out
        assert left.order_number == "O1"
        assert left.note.params["why"] == Said.IN_ANOTHER_WAREHOUSE

    def test_beyond_the_most(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=["O1", "O2"], max_orders=1))
        assert wave.shipments == ["O1-1"]
        assert [one.note.params["why"] for one in wave.left_out] == [Said.BEYOND_THE_WAVE]

    def test_refused_when_nothing_is_fit(self, room: Stockroom) -> None:
        orders = ["UNPAID", "HELD"]
        refuse(room, Code.UNPAID, lambda: create_wave(room.context, WaveRequest(orders=orders)))

    def test_an_unknown_number_never_keeps_the_rest(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=["O1", "NOBODY"]))
        assert wave.shipments == ["O1-1"]
        assert told(wave.left_out) == {("NOBODY", "not_found")}
        refuse(
            room, Code.NOT_FOUND, lambda: create_wave(room.context, WaveRequest(orders=["NOBODY"]))
        )
        later = add_orders(room.context, wave.number, ["NOBODY", "O2"])
        assert later.shipments == ["O1-1", "O2-1"]
        assert told(later.left_out) == {("NOBODY", "not_found")}

    def test_what_a_pool_promises_is_told_by_its_name(self, room: Stockroom) -> None:
        left = create_wave(room.context, WaveRequest(orders=["O1", "POOL"])).left_out
        (words,) = (words_of(one.note) for one in left)
        assert words == (
            "Shipment POOL-1 is promised by PRE, a virtual warehouse: nothing is picked there. Move"
            " its promises to a warehouse that has the goods."
        )


class TestRelease:
    def test_a_wave_for_each_warehouse_in_one_command(self, room: Stockroom) -> None:
        released = release_orders(room.context, ALL, key="k")
        assert [(one.warehouse, one.shipments) for one in released.waves] == [
            ("W1", ["O1-1", "O2-1", "BOTH-1"]),
            ("W2", ["O3-1"]),
        ]
        assert told(released.left_out) == UNFIT
        before = snapshot(room.context.database)
        assert release_orders(room.context, ALL, key="k") == released
        assert snapshot(room.context.database) == before

    def test_no_more_than_a_cart_holds(self, room: Stockroom) -> None:
        numbers = [f"N{number}" for number in range(17)]
        for number in numbers:
            room.order(number, ("B", 1))
        room.allocate()
        room.receive("W2", "B", 20)
        more = [f"N{number}" for number in range(17, 24)]
        for number in more:
            room.order(number, ("B", 1))
        room.allocate()
        released = release_orders(room.context, [*numbers, *more])
        assert [len(one.shipments) for one in released.waves] == [20, 4]

    def test_what_has_no_shipment_is_left_out_whatever_its_number(self, room: Stockroom) -> None:
        room.order("O1-1-x", ("C", 1))
        slips = packing_slips_of_orders(room.context, ["NOTHING", "O1-1-x", "O1"])
        assert slips.pages == 1
        assert told(slips.left_out) == {("NOTHING", "nothing_to_do"), ("O1-1-x", "nothing_to_do")}

    @pytest.mark.parametrize(
        ("orders", "code"),
        [([], Code.NOTHING_TO_DO), (["O9"], Code.NOT_FOUND), (["UNPAID", "POOL"], Code.UNPAID)],
    )
    def test_refused(self, room: Stockroom, orders: list[str], code: Code) -> None:
        refuse(room, code, lambda: release_orders(room.context, orders))


class TestCancel:
    def test_the_orders_are_ready_again_and_keep_their_stock(self, room: Stockroom) -> None:
        promised = room.promised("O1"), room.promised("O2")
        wave = create_wave(room.context, WaveRequest(orders=["O1", "O2"]))
        assert held_in_bins(room) == 3
        cancelled = cancel_wave(room.context, wave.number)
        assert (cancelled.status, cancelled.shipments, cancelled.tasks) == ("cancelled", [], [])
        assert (room.promised("O1"), room.promised("O2")) == promised
        assert room.status("O1") == room.status("O2") == "ready"
        assert held_in_bins(room) == 0
        again = create_wave(room.context, WaveRequest(orders=["O1", "O2"]))
        assert again.number != wave.number
        assert [one.number for one in list_waves(room.context)] == [again.number, wave.number]

    def test_one_order_of_it(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=["O1", "O2"]))
        left = cancel_wave(room.context, wave.number, orders=["O1"])
        assert (left.status, left.shipments, left.revision) == ("open", ["O2-1"], 2)
        assert room.status("O1") == "ready"
        assert room.status("O2") == "picking"

    def test_refused(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=["O1", "O2"])).number
        context = room.context
        refuse(room, Code.NOT_FOUND, lambda: cancel_wave(context, "P9"))
        refuse(room, Code.NOT_FOUND, lambda: cancel_wave(context, wave, orders=["O3"]))
        self.pick(room, "O2-1", "packed")
        refuse(room, Code.WRONG_STATE, lambda: cancel_wave(context, wave))
        self.pick(room, "O2-1", "picking")
        cancel_wave(context, wave)
        refuse(room, Code.WRONG_STATE, lambda: cancel_wave(context, wave))

    @staticmethod
    def pick(room: Stockroom, shipment: str, status: str) -> None:
        with room.context.database.write.begin() as connection:
            connection.execute(
                update(Shipment).where(Shipment.number == shipment).values(status=status)
            )

    def test_undo_cancels_what_a_release_made(self, room: Stockroom) -> None:
        release_orders(room.context, ALL, key="k")
        self.pick(room, "O3-1", "picked")
        refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "k"))
        self.pick(room, "O3-1", "picking")
        undo_key(room.context, "k")
        assert {one.status for one in list_waves(room.context)} == {"cancelled"}
        assert room.status("O1") == room.status("O3") == "ready"

    def test_not_of_a_wave_of_which_a_colleague_took_an_order(self, room: Stockroom) -> None:
        wave = create_wave(room.context, WaveRequest(orders=["O1", "O2"]))
        cancel_wave(replace(room.context, station="other"), wave.number, orders=["O1"])
        with pytest.raises(Refusal) as refusal:
            undo(room.context)
        assert refusal.value.params["why"] is Said.WAVE_CHANGED_SINCE
        assert get_wave(room.context, wave.number).status == "open"


class TestShipMethod:
    def test_lists_and_slips_say_how_the_order_is_to_be_shipped(self, room: Stockroom) -> None:
        ask_for(room, "O1", "Express 24h")
        wave = create_wave(room.context, WaveRequest(orders=["O1"]))
        [document] = pick_lists(room.context, [wave.number])
        assert "Express 24h" in page_texts(document.pdf)[0]
        slips = packing_slips_of_orders(room.context, ["O1"])
        assert "Express 24h" in page_texts(slips.pdf)[0]

    def test_the_carrier_that_took_it_stands_instead(self, room: Stockroom) -> None:
        ask_for(room, "O1", "Express 24h")
        with room.context.database.write.begin() as connection:
            connection.execute(update(Shipment).values(carrier="DHL"))
        words = page_texts(packing_slips_of_orders(room.context, ["O1"]).pdf)[0]
        assert "DHL" in words
        assert "Express" not in words


class TestSlipsOfOrders:
    def test_all_shipments_of_the_orders_once_a_key(self, room: Stockroom) -> None:
        slips = packing_slips_of_orders(room.context, ["O1", "O3"], key="k")
        assert slips.pages == 2
        packing_slips_of_orders(room.context, ["O1", "O3"], key="k")
        with room.context.database.read.connect() as connection:
            printed = connection.execute(select(PrintedDocument.subject)).scalars().all()
            commands = connection.execute(select(Command.key)).scalars().all()
        assert sorted(printed) == ["O1-1", "O3-1"]
        assert "k" in commands

    def test_what_has_no_shipment_is_left_out_whatever_its_number(self, room: Stockroom) -> None:
        room.order("O1-1-x", ("C", 1))
        slips = packing_slips_of_orders(room.context, ["NOTHING", "O1-1-x", "O1"])
        assert slips.pages == 1
        assert told(slips.left_out) == {("NOTHING", "nothing_to_do"), ("O1-1-x", "nothing_to_do")}

    @pytest.mark.parametrize(
        ("orders", "code"),
        [([], Code.NOTHING_TO_DO), (["O9"], Code.NOT_FOUND), (["NOTHING"], Code.NOTHING_TO_DO)],
    )
    def test_refused(self, room: Stockroom, orders: list[str], code: Code) -> None:
        refuse(room, code, lambda: packing_slips_of_orders(room.context, orders))
