"""Pre-orders: limits, pools of a virtual warehouse, the move to real stock, the calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers import one_order as order_changes
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.notices import decode, encode
from packbench.domain.changes import ChangeSet
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.engine.dry_run import preview
from packbench.engine.run_result import AllocateResult
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.office.undo import undo
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.words.refusals import message

SOON = date(2099, 1, 1)


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def fill(room: Stockroom, limit: int | None, pool: int | None = None) -> None:
    stock: dict[str, dict[str, int]] = {"W1": {"P": 0, "A": 9}}
    if pool is not None:
        stock["PRE"] = {"P": pool}
    product: dict[str, Any] = {"backorder": "preorder", "available_from": SOON}
    room.fill(
        stock,
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
        products={"P": {**product, "preorder_limit": limit}},
    )


def order(room: Stockroom, *units: int) -> None:
    for number, quantity in enumerate(units, 1):
        room.order(f"O{number}", ("P", quantity))
    room.allocate()


class TestDryRun:
    """What a dry run tells is what becomes of it."""

    @pytest.mark.parametrize("pool", [None, 0, 3, 20])
    @pytest.mark.parametrize("units", [(6, 4, 1), (6, 6, 4), (11, 10), (2, 5, 3, 1)])
    def test_the_limit(self, room: Stockroom, units: tuple[int, ...], pool: int | None) -> None:
        fill(room, limit=10, pool=pool)
        order(room, 2)
        for number, quantity in enumerate(units, 2):
            room.order(f"O{number}", ("P", quantity))
        told = told_waiting(preview(room.context))
        room.allocate()
        assert told == {number: room.waits(number) for number in told}

    def test_named_orders_keep_their_promise(self, room: Stockroom) -> None:
        fill(room, limit=10)
        order(room, 6, 6, 4)
        named = ["O1", "O2", "O3"]
        told = told_waiting(preview(room.context, orders=named))
        assert told == {number: room.waits(number) for number in named}
        room.allocate(*named)
        assert told == {number: room.waits(number) for number in named}


def told_waiting(result: AllocateResult) -> dict[str, dict[int, tuple[int, str | None]]]:
    return {
        one.order_number: {
            line.line: (line.quantity, line.reason) for line in one.lines if line.warehouse is None
        }
        for one in result.changes
    }


class TestLimit:
    def test_the_first_in_the_queue_are_promised(self, room: Stockroom) -> None:
        fill(room, limit=10)
        order(room, 6, 4, 1)
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder"), ("O3", "preorder_limit")]

    def test_who_does_not_fit_whole_blocks_nobody(self, room: Stockroom) -> None:
        fill(room, limit=10)
        order(room, 6, 6, 4)
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder_limit"), ("O3", "preorder")]

    def test_no_limit_promises_all(self, room: Stockroom) -> None:
        fill(room, limit=None)
        order(room, 600, 600)
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder")]

    def test_a_limit_of_none_promises_nothing(self, room: Stockroom) -> None:
        fill(room, limit=0)
        order(room, 1)
        assert room.queue() == [("O1", "preorder_limit")]

    def test_two_lines_of_an_order_count_both(self, room: Stockroom) -> None:
        fill(room, limit=5)
        room.order("O1", ("P", 4), ("P", 2))
        room.allocate()
        assert room.waits("O1") == {1: (4, "preorder"), 2: (2, "preorder_limit")}

    def test_a_cancelled_pre_order_makes_room_for_the_next(self, room: Stockroom) -> None:
        fill(room, limit=6)
        order(room, 6, 4, 2, 1)
        before = room.queue()
        order_changes.cancel(room.context, "O1")
        assert [reason for _, reason in room.queue()] == ["preorder", "preorder", "preorder_limit"]
        undo(room.context)  # exactly as it was (decision 0040)
        assert room.queue() == before

    def test_a_part_that_is_cancelled_makes_room(self, room: Stockroom) -> None:
        fill(room, limit=6)
        order(room, 6, 2)
        cancel_waiting(room.context, [Chosen("O1", 1, 2)])
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder")]

    def test_a_late_priority_takes_no_promise(self, room: Stockroom) -> None:
        fill(room, limit=5)
        order(room, 5)
        room.order("O9", ("P", 3), priority=9)
        room.allocate()
        assert room.queue() == [("O9", "preorder_limit"), ("O1", "preorder")]

    def test_marked_lines_hold_no_promise(self, room: Stockroom) -> None:
        fill(room, limit=5)
        order(room, 5, 3)
        back_order_marks.mark(room.context, [Chosen("O1")])
        assert room.queue() == [("O1", "manual"), ("O2", "preorder")]


class TestChangedLimit:
    def change(self, room: Stockroom, tmp_path: Path, limit: str) -> None:
        table = f"sku,name,backorder,available_from,preorder_limit\nP,P,preorder,{SOON},{limit}\n"
        assert Files(room.context, tmp_path).load("products", table, update=True).updated == 1

    def test_raised_it_promises_the_next(self, room: Stockroom, tmp_path: Path) -> None:
        fill(room, limit=5)
        order(room, 5, 3, 1)
        self.change(room, tmp_path, "8")
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder"), ("O3", "preorder_limit")]

    def test_lowered_the_last_lose_their_promise(self, room: Stockroom, tmp_path: Path) -> None:
        fill(room, limit=9)
        order(room, 4, 3, 2)
        self.change(room, tmp_path, "6")
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder_limit"), ("O3", "preorder")]

    def test_taken_away_it_promises_all(self, room: Stockroom, tmp_path: Path) -> None:
        fill(room, limit=5)
        order(room, 5, 3)
        self.change(room, tmp_path, "")
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder")]


class TestPool:
    def test_it_promises_no_more_than_the_limit(self, room: Stockroom) -> None:
        fill(room, limit=5, pool=9)
        order(room, 3, 4)
        assert room.promised("O1") == {(1, "PRE"): 3}
        assert room.promised("O2") == {(1, "PRE"): 2}
        assert room.waits("O2") == {1: (2, "preorder_limit")}

    def test_what_waits_and_what_is_pooled_count_together(self, room: Stockroom) -> None:
        fill(room, limit=6, pool=2)
        order(room, 5, 2)
        assert room.promised("O1") == {(1, "PRE"): 2}
        assert room.queue() == [("O1", "preorder"), ("O2", "preorder_limit")]
        room.receive("PRE", "P", 9)
        assert room.promised("O1") == {(1, "PRE"): 5}
        assert room.promised("O2") == {(1, "PRE"): 1}
        assert room.waits("O2") == {1: (1, "preorder_limit")}

    def test_a_promise_given_back_goes_to_the_next(self, room: Stockroom) -> None:
        fill(room, limit=5, pool=5)
        order(room, 5, 2)
        order_changes.cancel(room.context, "O1")
        assert room.promised("O2") == {(1, "PRE"): 2}

    def test_it_is_never_picked(self, room: Stockroom) -> None:
        fill(room, limit=None, pool=5)
        room.order("O1", ("P", 3), ("A", 1))
        room.order("O2", ("P", 2))
        room.allocate()
        assert room.status("O2") == "ready"
        for request, code in (
            (WaveRequest(warehouse="PRE"), Code.WAREHOUSE_VIRTUAL),
            (WaveRequest(orders=["O2"]), Code.WAREHOUSE_VIRTUAL),
        ):
            with pytest.raises(Refusal) as refusal:
                picking.create_wave(room.context, request)
            assert refusal.value.code is code
        wave = picking.create_wave(room.context, WaveRequest())
        assert [(task.sku, task.quantity) for task in wave.tasks] == [("A", 1)]
        assert room.promised("O1") == {(1, "PRE"): 3, (2, "W1"): 1}

    def test_promises_move_in_queue_order_when_the_goods_are_in(self, room: Stockroom) -> None:
        room.fill(
            {"W1": {"P": 0}, "PRE": {"P": 9}}, warehouses={"PRE": {"kind": "virtual", "rank": 9}}
        )
        order(room, 3, 4, 2)
        room.receive("W1", "P", 5)
        told = promise_moves.move_promises(room.context, source="PRE", target="W1")
        assert [row.outcome for row in told.results] == ["done", "done", "waiting"]
        assert [message(row.notes) for row in told.results] == [
            "3 units are moved.",
            "2 units are moved. 2 units stay promised. W1 has too little of it in stock.",
            "2 units stay promised. W1 has too little of it in stock.",
        ]
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.promised("O2") == {(1, "W1"): 2, (1, "PRE"): 2}
        assert room.promised("O3") == {(1, "PRE"): 2}

    def test_what_moves_nothing_says_why_and_is_no_command(self, room: Stockroom) -> None:
        room.fill(
            {"W1": {"X": 0}, "PRE": {"P": 9}}, warehouses={"PRE": {"kind": "virtual", "rank": 9}}
        )
        order(room, 1)
        before = snapshot(room.context.database)
        told = promise_moves.move_promises(room.context, source="PRE", target="W1")
        (row,) = told.results
        assert row.outcome == "waiting"
        assert message(row.notes) == ("1 unit stays promised. The product was never added to W1.")
        assert snapshot(room.context.database) == before

    def test_only_chosen_orders_move(self, room: Stockroom) -> None:
        room.fill(
            {"W1": {"P": 0}, "PRE": {"P": 9}}, warehouses={"PRE": {"kind": "virtual", "rank": 9}}
        )
        order(room, 3, 4)
        room.order("O3", ("P", 7), ship_partial=False)
        room.allocate()
        room.receive("W1", "P", 3, key="in")
        told = promise_moves.move_promises(
            room.context, source="PRE", target="W1", orders=["O3", "O2"]
        )
        assert [(row.order_number, row.outcome) for row in told.results] == [
            ("O2", "done"),
            ("O3", "refused"),
        ]
        assert room.promised("O1") == {(1, "PRE"): 3}
        assert room.promised("O2") == {(1, "W1"): 3, (1, "PRE"): 1}


def test_every_station_is_told_how_many_back_orders_a_receipt_served(context: Context) -> None:
    told: list[ChangeSet] = []
    room = Stockroom(replace(context, publish=told.append))
    room.fill({"W1": {"A": 0}})
    for number in range(1, 5):
        room.order(f"O{number}", ("A", 2))
    room.allocate()
    told.clear()
    assert len(room.receive("W1", "A", 5).released) == 3
    (changes,) = told
    assert changes.served == 3
    assert decode(encode(changes)).served == 3
    told.clear()
    with pytest.raises(Refusal):
        undo(room.context)
    assert told == []
