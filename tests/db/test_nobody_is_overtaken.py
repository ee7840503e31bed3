"""Whoever waits is not overtaken, and collects or goes first where the settings say so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from helpers.one_order import deallocate
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Waiting
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.dry_run import preview
from packbench.services.office.settings import set_setting
from packbench.services.office.sweep import sweep
from packbench.services.orders import looking as orders
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.stock.what_if import what_if


@pytest.fixture
def room(context: Context) -> Stockroom:
    return Stockroom(context)


def wait_since_january(room: Stockroom) -> None:
    with room.context.database.write.begin() as connection:
        connection.execute(update(Waiting).values(since=datetime(2026, 1, 1, tzinfo=UTC)))


def claiming(room: Stockroom) -> None:
    """O1 (A 10, B 1) ships only complete and has waited long; 8 of A lie free."""
    room.fill({"W1": {"A": 8, "B": 0}})
    room.order("O1", ("A", 10), ("B", 1), ship_partial=False)
    room.allocate()
    wait_since_january(room)


class TestClaims:
    def test_a_claim_collects_what_is_free_when_it_is_set(self, room: Stockroom) -> None:
        claiming(room)
        set_setting(room.context, "allocation.claim_after_days", "3")
        assert room.promised("O1") == {(1, "W1"): 8}
        room.check()

    def test_the_sweep_collects_for_who_has_waited_long_enough(self, room: Stockroom) -> None:
        set_setting(room.context, "allocation.claim_after_days", "3")
        claiming(room)
        assert [one.quantity for one in sweep(room.context).released] == [8]
        room.order("O2", ("A", 4))
        room.allocate()
        assert room.promised("O2") == {}

    def test_an_order_that_still_collects_is_not_picked(self, room: Stockroom) -> None:
        claiming(room)
        set_setting(room.context, "allocation.claim_after_days", "3")
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as refused:
            create_wave(room.context, WaveRequest(orders=["O1"]))
        assert refused.value.code is Code.WRONG_STATE
        assert snapshot(room.context.database) == before

    def test_what_if_tells_who_would_collect(self, room: Stockroom) -> None:
        claiming(room)
        before = snapshot(room.context.database)
        answer = what_if(room.context, [], {"allocation.claim_after_days": "3"})
        assert [(one.order_number, one.before, one.after) for one in answer.flips] == [
            ("O1", "back_order", "ready")
        ]
        assert snapshot(room.context.database) == before


class TestCompleteFirst:
    def test_it_holds_for_the_whole_queue(self, room: Stockroom) -> None:
        set_setting(room.context, "allocation.queue_policy", "complete_first")
        room.fill({"W1": {"A": 0}})
        for number in range(230):
            room.order(f"O{number}", ("A", 10))
        room.order("X1", ("A", 3))
        room.allocate()
        room.receive("W1", "A", 8)
        assert room.promised("X1") == {(1, "W1"): 3}
        assert room.promised("O0") == {(1, "W1"): 5}
        room.check()

    def test_it_holds_for_a_backlog_in_chunks(self, room: Stockroom) -> None:
        set_setting(room.context, "allocation.queue_policy", "complete_first")
        room.fill({"W1": {"A": 8}})
        for number in range(5):
            room.order(f"O{number}", ("A", 10))
        room.order("X1", ("A", 3))
        result = room.allocate(chunk_lines=2)
        assert room.promised("X1") == {(1, "W1"): 3}
        assert room.promised("O0") == {(1, "W1"): 5}
        assert (result.orders, result.lines, result.allocated_units) == (6, 6, 8)
        room.check()


class TestWithoutAutoRelease:
    @pytest.fixture
    def held(self, room: Stockroom) -> Stockroom:
        """O1 waits for 4; 6 came in and were given to nobody; O3 is new and wants 6."""
        set_setting(room.context, "allocation.auto_release", "no")
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 4))
        room.allocate()
        room.receive("W1", "A", 6)
        room.order("O3", ("A", 6))
        return room

    def test_a_named_new_order_leaves_what_others_wait_for(self, held: Stockroom) -> None:
        held.allocate("O3")
        assert held.promised("O3") == {(1, "W1"): 2}

    def test_the_preview_tells_what_allocate_does(self, held: Stockroom) -> None:
        told = preview(held.context)
        done = held.allocate()
        assert (told.allocated_units, told.waiting_units) == (2, 4)
        assert (done.allocated_units, done.waiting_units) == (2, 4)

    def test_switched_on_again_it_gives_out_what_was_held_back(self, held: Stockroom) -> None:
        set_setting(held.context, "allocation.auto_release", "yes")
        assert held.promised("O1") == {(1, "W1"): 4}
        held.check()


class TestPassedOver:
    def test_the_reason_is_that_of_now_and_the_explanation_tells_by_whom(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 0, "B": 0}})
        room.order("O1", ("A", 5), ("B", 5), ship_partial=False)
        room.order("O2", ("B", 2))
        room.allocate()
        room.receive("W1", "B", 9)
        assert room.waits("O1") == {1: (5, "out_of_stock"), 2: (5, "waiting_for_rest")}
        other, line = orders.explain(room.context, "O1")
        assert (line.passed_over, line.passed_by) == (1, "O2")
        assert (other.passed_over, other.passed_by) == (0, None)  # nothing of A was given out
        room.check()

    def test_balance_is_told_where_it_was_compared(self, room: Stockroom) -> None:
        set_setting(room.context, "allocation.ratings", "parcels,balance,code")
        room.fill({"W1": {"A": 5}, "W2": {"A": 9}})
        room.order("O1", ("A", 2))
        room.allocate()
        ratings = [
            one.rating["available"] for one in orders.explain(room.context, "O1")[0].decisions
        ]
        assert ratings == [5, 9]
        assert room.promised("O1") == {(1, "W2"): 2}


def test_stuck_orders_are_counted_by_the_preview_too(room: Stockroom) -> None:
    room.fill({"W1": {"N": 1}}, products={"N": {"backorder": "no"}})
    room.order("O1", ("N", 2), ship_partial=False)
    told = preview(room.context)
    done = room.allocate()
    assert (told.orders_attention, done.orders_attention) == (1, 1)


def test_what_was_deallocated_keeps_nothing_where_the_rest_waits(room: Stockroom) -> None:
    """O1 stands in front and waits for C, which a limit of warehouses left at W2. What of B it
    gives back is for who waits for it, also while somebody waits for a set of B and C.
    """
    stock = {"W1": {"A": 1, "B": 2}, "W2": {"C": 1}}
    room.fill(stock, kits={"SET": {"B": 1, "C": 1}})
    room.order("O1", ("A", 1), ("B", 2), ("C", 1), max_warehouses=1)
    room.order("O2", ("B", 1))
    room.order("O3", ("SET", 1))
    room.allocate()
    assert room.promised("O1") == {(1, "W1"): 1, (2, "W1"): 2}
    deallocate(room.context, "O1")
    assert room.promised("O2") == {(1, "W1"): 1}
    assert room.waits("O1") == {3: (1, "out_of_stock")}
    room.check()
