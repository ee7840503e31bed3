"""Commands on orders: hold, cancel, restore, priority, pay, split, merge, clone; and their undo."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from helpers import one_order as order_changes
from helpers import one_order as order_copies
from helpers.one_order import reroute
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, Waiting
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.office import settings
from packbench.services.office.undo import undo
from packbench.services.orders import looking as orders
from packbench.services.stations import place_station
from packbench.words.refusals import sentence


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Five of A and one of B at W1; whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 1}})
    yield room
    room.check()


def waiting_rows(room: Stockroom) -> list[dict[str, Any]]:
    """The waiting room, first in the queue first."""
    query = select(Waiting.__table__).order_by(Waiting.queue_key, Waiting.order_line_id)
    with room.context.database.read.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


class TestHold:
    def test_parked_keeps_its_stock(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 2))
        room.allocate()
        shown = order_changes.hold(room.context, "O1", reason="address asked")
        assert (shown.status, shown.hold, shown.hold_reason) == ("on_hold", "park", "address asked")
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.waits("O2") == {1: (2, "out_of_stock")}

    def test_released_gives_its_stock_to_who_waits(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 2))
        room.allocate()
        order_changes.hold(room.context, "O1", reason="fraud check", release_stock=True)
        assert room.promised("O1") == {}
        assert room.promised("O2") == {(1, "W1"): 2}
        order_changes.resume(room.context, "O1")
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {1: (2, "out_of_stock")}

    def test_a_held_order_is_not_allocated(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        order_changes.hold(room.context, "O1", reason="x")
        assert room.allocate().orders == 0
        assert room.allocate("O1").allocated_units == 0

    def test_twice_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        order_changes.hold(room.context, "O1", reason="x")
        refuse(room, Code.WRONG_STATE, lambda: order_changes.hold(room.context, "O1", reason="y"))

    def test_resuming_what_is_not_held_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        refuse(room, Code.WRONG_STATE, lambda: order_changes.resume(room.context, "O1"))


class TestCancel:
    def test_waiting_units_go_first(self, room: Stockroom) -> None:
        room.order("O1", ("A", 7))
        room.allocate()
        order_changes.cancel(room.context, "O1", line=1, quantity=1)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.waits("O1") == {1: (1, "out_of_stock")}
        order_changes.cancel(room.context, "O1", line=1, quantity=3)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {}

    def test_freed_stock_serves_who_waits(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 4))
        room.allocate()
        assert order_changes.cancel(room.context, "O1").status == "cancelled"
        assert room.promised("O2") == {(1, "W1"): 4}

    def test_more_than_there_is_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        room.allocate()
        refuse(
            room,
            Code.TOO_MANY,
            lambda: order_changes.cancel(room.context, "O1", line=1, quantity=3),
        )

    @pytest.mark.parametrize("quantity", [0, -1])
    def test_wrong_quantities_are_refused(self, room: Stockroom, quantity: int) -> None:
        room.order("O1", ("A", 2))
        refuse(
            room,
            Code.INVALID,
            lambda: order_changes.cancel(room.context, "O1", line=1, quantity=quantity),
        )

    def test_an_unknown_line_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        refuse(room, Code.NOT_FOUND, lambda: order_changes.cancel(room.context, "O1", line=9))

    def test_a_cancelled_order_is_restored_and_allocated_again(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.allocate()
        order_changes.cancel(room.context, "O1")
        assert order_changes.restore(room.context, "O1").status == "new"
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 5}

    def test_restored_it_begins_a_new_wait_at_its_place_in_the_queue(self, room: Stockroom) -> None:
        for number in ("O1", "O2"):
            room.order(number, ("A", 6))
        room.allocate()
        (first, second) = waiting_rows(room)
        order_changes.cancel(room.context, "O1")
        order_changes.restore(room.context, "O1")
        assert [number for number, _ in room.queue()] == ["O2"]
        room.allocate()
        assert [number for number, _ in room.queue()] == ["O1", "O2"]
        assert waiting_rows(room)[0]["since"] > max(first["since"], second["since"])

    def test_restoring_what_was_not_cancelled_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        refuse(room, Code.WRONG_STATE, lambda: order_changes.restore(room.context, "O1"))


class TestQueueAndPayment:
    def test_a_priority_moves_an_order_in_the_queue(self, room: Stockroom) -> None:
        room.order("O1", ("B", 3))
        room.order("O2", ("B", 3))
        room.allocate()
        order_changes.set_priority(room.context, "O2", 9)
        assert [number for number, _ in room.queue()] == ["O2", "O1"]
        room.receive("W1", "B", 3)
        assert room.promised("O2") == {(1, "W1"): 3}

    def test_a_priority_beyond_the_limit_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        refuse(room, Code.INVALID, lambda: order_changes.set_priority(room.context, "O1", 10**12))

    def test_paying_twice_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1), payment="awaiting")
        assert order_changes.pay(room.context, "O1").payment == "paid"
        refuse(room, Code.WRONG_STATE, lambda: order_changes.pay(room.context, "O1"))

    def test_deallocate_gives_the_stock_back(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        room.allocate()
        assert order_changes.deallocate(room.context, "O1").status == "new"
        assert room.free("A") == {"W1": 5}
        refuse(room, Code.NOTHING_TO_DO, lambda: order_changes.deallocate(room.context, "O1"))


class TestDeallocateWhatStillWaits:
    """O1 holds all of A and waits for more of it, O2 waits behind it."""

    @pytest.fixture(autouse=True)
    def _both_wait(self, room: Stockroom) -> None:
        room.fill({"W2": {"C": 0}})
        room.order("O1", ("A", 8), ("C", 1))
        room.order("O2", ("A", 3))
        room.allocate()
        assert room.waits("O1") == {1: (3, "out_of_stock"), 2: (1, "out_of_stock")}

    def test_the_next_in_the_queue_is_served_and_not_the_order_itself(
        self, room: Stockroom
    ) -> None:
        order_changes.deallocate(room.context, "O1")
        assert room.promised("O1") == {}
        assert room.promised("O2") == {(1, "W1"): 3}
        assert room.waits("O1") == {2: (1, "out_of_stock")}
        room.receive("W1", "A", 4)
        assert room.promised("O1") == {}
        room.check()

    def test_allocated_it_has_its_place_in_the_queue_again(self, room: Stockroom) -> None:
        order_changes.deallocate(room.context, "O1")
        room.order("O3", ("A", 9))
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 2}
        assert [number for number, _ in room.queue()] == ["O1", "O1", "O3"]

    def test_undo_puts_it_back_into_the_queue(self, room: Stockroom) -> None:
        before = room.queue()
        order_changes.deallocate(room.context, "O1")
        undo(room.context)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.promised("O2") == {}
        assert [number for number, _ in before] == ["O1", "O1", "O2"]
        assert room.queue() == before
        room.check()

    def test_what_an_operator_marked_waits_on(self, room: Stockroom) -> None:
        back_order_marks.mark(room.context, [Chosen("O1", 1, 1)])
        room.lose("W1", "A", 2)
        assert room.waits("O1")[1] == (5, "stock_lost")
        order_changes.deallocate(room.context, "O1")
        assert room.waits("O1")[1] == (4, "manual")
        assert room.promised("O2") == {(1, "W1"): 3}


def test_a_kit_that_waits_for_what_is_deallocated_is_new_again(room: Stockroom) -> None:
    room.fill({"W2": {"X": 3, "Y": 1}}, kits={"K": {"X": 1, "Y": 1}})
    room.order("O1", ("K", 2))
    room.order("O2", ("X", 5))
    room.allocate()
    order_changes.deallocate(room.context, "O1")
    assert room.components("O1") == {}
    assert room.waits("O1") == {}
    assert room.promised("O2") == {(1, "W2"): 3}


class TestCopies:
    def test_a_split_keeps_the_stock_of_both(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4), ("B", 1))
        room.allocate()
        shown = order_copies.split(room.context, "O1", line=1, quantity=3).order
        assert [line.ordered for line in shown.lines] == [1, 1]
        assert room.promised("O1/2") == {(1, "W1"): 3}

    def test_the_only_line_can_not_be_split_off_whole(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4))
        refuse(
            room,
            Code.TOO_MANY,
            lambda: order_copies.split(room.context, "O1", line=1, quantity=4),
        )

    def test_merging_takes_the_open_units(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        room.order("O2", ("A", 2), ("B", 3))
        room.allocate()
        shown = order_copies.merge(room.context, "O1", ["O2"]).order
        assert [(line.sku, line.ordered) for line in shown.lines] == [("A", 1), ("A", 2), ("B", 3)]
        assert room.promised("O1") == {(1, "W1"): 1, (2, "W1"): 2, (3, "W1"): 1}
        assert room.status("O2") == "cancelled"

    def test_other_addresses_are_not_merged(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1))
        room.order("O2", ("A", 2), city="Graz")
        refuse(room, Code.NOT_ALIKE, lambda: order_copies.merge(room.context, "O1", ["O2"]))

    def test_a_clone_waits_to_be_allocated(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1), country="AT")
        room.allocate()
        shown = order_copies.clone(room.context, "O1")
        assert (shown.number, shown.status, shown.country) == ("O1/2", "new", "AT")
        assert order_copies.clone(room.context, "O1/2").number == "O1/3"


class TestUndo:
    def test_the_last_command_of_the_station(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        room.allocate()
        order_changes.set_priority(room.context, "O1", 5)
        assert undo(room.context).name == "orders.priority"
        assert orders.get_order(room.context, "O1").priority == 0

    def test_a_cancelled_line_of_an_unknown_sku(self, room: Stockroom) -> None:
        """Nobody has to mend what nobody wants any more, until it is wanted again."""
        room.order("O1", ("A", 5), ("NO", 1), ship_partial=False)
        room.allocate()
        assert room.promised("O1") == {}
        order_changes.cancel(room.context, "O1", line=2)
        assert orders.get_order(room.context, "O1").problems == []
        assert room.promised("O1") == {(1, "W1"): 5}
        undo(room.context)
        found = orders.get_order(room.context, "O1").problems
        assert [(one.code, one.line) for one in found] == [("unknown_sku", 2)]

    def test_a_cancellation(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        room.allocate()
        order_changes.cancel(room.context, "O1")
        undo(room.context)
        assert room.promised("O1") == {(1, "W1"): 2}

    def test_a_cancellation_of_what_was_marked_and_overtaken(self, room: Stockroom) -> None:
        """Two of five wait for an operator, one for stock; both go on waiting as they did."""
        room.order("O1", ("A", 8), ship_partial=False)
        room.order("O2", ("A", 1))
        room.allocate()
        room.lose("W1", "A", 5)
        room.receive("W1", "A", 2)
        back_order_marks.mark(room.context, [Chosen("O1")])
        before = waiting_rows(room)
        assert [(row["marked"], row["passed_over"]) for row in before] == [(8, 1)]
        order_changes.cancel(room.context, "O1")
        assert waiting_rows(room) == []
        undo(room.context)
        assert waiting_rows(room) == before
        assert room.promised("O1") == {}

    def test_a_cancellation_of_a_line_that_is_marked_in_part(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.allocate()
        back_order_marks.mark(room.context, [Chosen("O1", 1, 2)])
        before = waiting_rows(room)
        order_changes.cancel(room.context, "O1", line=1, quantity=4)
        assert room.promised("O1") == {(1, "W1"): 1}
        undo(room.context)
        assert waiting_rows(room) == before
        assert room.promised("O1") == {(1, "W1"): 3}

    def test_a_cancellation_goes_back_to_the_warehouse_it_was_sent_from(
        self, room: Stockroom
    ) -> None:
        room.fill({"W2": {"C": 5}, "W3": {"C": 5}})
        room.order("O1", ("C", 2))
        room.allocate()
        reroute(room.context, "O1", "W3")
        order_changes.cancel(room.context, "O1")
        undo(room.context)
        assert room.promised("O1") == {(1, "W3"): 2}

    def test_not_a_cancellation_that_was_restored(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        room.allocate()
        order_changes.cancel(room.context, "O1")
        order_changes.restore(room.context, "O1")
        with room.context.database.read.connect() as connection:
            query = select(Command.id).where(Command.name == "orders.cancel")
            cancelled = connection.execute(query).scalar_one()
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, cancelled))

    def test_a_receipt_while_its_stock_is_free(self, room: Stockroom) -> None:
        room.receive("W1", "B", 4)
        undo(room.context)
        assert room.free("B") == {"W1": 1}

    def test_not_a_receipt_whose_stock_is_promised(self, room: Stockroom) -> None:
        room.order("O1", ("B", 3))
        room.allocate()
        room.receive("W1", "B", 2)
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context))

    def test_stock_that_was_given_back_goes_back_to_its_order(self, room: Stockroom) -> None:
        room.fill({"W2": {"C": 0}})
        room.order("O1", ("A", 5), ("C", 2))
        room.allocate()
        order_changes.deallocate(room.context, "O1")
        assert room.promised("O1") == {}
        undo(room.context)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.waits("O1") == {2: (2, "out_of_stock")}

    def test_whom_the_command_served_gives_it_back(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 2))
        room.allocate()
        order_changes.deallocate(room.context, "O1")
        assert room.promised("O2") == {(1, "W1"): 2}
        undo(room.context)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.waits("O2") == {1: (2, "out_of_stock")}

    def test_what_others_were_given_meanwhile_stays_theirs(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.allocate()
        order_changes.cancel(room.context, "O1")
        with room.context.database.read.connect() as connection:
            cancelled = connection.execute(select(func.max(Command.id))).scalar_one()
        room.order("O2", ("A", 2))
        room.allocate()
        undo(room.context, cancelled)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {1: (2, "out_of_stock")}
        assert room.promised("O2") == {(1, "W1"): 2}

    def test_another_warehouse(self, room: Stockroom) -> None:
        room.fill({"W2": {"C": 5}, "W3": {"C": 5}})
        room.order("O1", ("C", 4))
        room.allocate()
        reroute(room.context, "O1", "W3")
        assert room.promised("O1") == {(1, "W3"): 4}
        undo(room.context)
        assert room.promised("O1") == {(1, "W2"): 4}

    def test_a_setting(self, room: Stockroom) -> None:
        settings.set_setting(room.context, "allocation.auto_release", "no")
        assert undo(room.context).name == "settings.set"
        assert settings.get_setting(room.context, "allocation.auto_release").value == "yes"

    def test_what_can_never_be_undone_is_named_with_what_can(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2))
        room.allocate()
        order_changes.set_priority(room.context, "O1", 5)
        place_station(room.context, "W1")
        with pytest.raises(Refusal) as refusal:
            undo(room.context)
        told = sentence(refusal.value)
        assert told.startswith("`station place` (command ")
        assert "The last one that can is `orders priority`: `packbench undo --command " in told
        undo(room.context, int(told.rpartition(" ")[2].rstrip("`.")))
        assert orders.get_order(room.context, "O1").priority == 0

    def test_nothing_was_done_here(self, context: Context) -> None:
        refuse(Stockroom(context), Code.NOTHING_TO_DO, lambda: undo(context))

    def test_not_twice(self, room: Stockroom) -> None:
        room.receive("W1", "B", 4)
        undone = undo(room.context)
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, undone.command))

    def test_an_unknown_command(self, room: Stockroom) -> None:
        refuse(room, Code.NOT_FOUND, lambda: undo(room.context, 99_999))


class TestUndoneHolds:
    @pytest.fixture
    def held(self, room: Stockroom) -> Stockroom:
        room.order("O1", ("A", 3))
        room.allocate()
        return room

    def test_not_of_a_hold_that_was_ended(self, held: Stockroom) -> None:
        order_changes.hold(held.context, "O1", reason="asked")
        with held.context.database.read.connect() as connection:
            command = connection.execute(select(func.max(Command.id))).scalar_one()
        order_changes.resume(held.context, "O1")
        refuse(held, Code.CANNOT_UNDO, lambda: undo(held.context, command))

    @pytest.mark.parametrize("release_stock", [False, True])
    def test_of_a_resume(self, held: Stockroom, release_stock: bool) -> None:
        order_changes.hold(held.context, "O1", reason="asked", release_stock=release_stock)
        before = orders.get_order(held.context, "O1")
        order_changes.resume(held.context, "O1")
        assert undo(held.context).name == "orders.resume"
        after = orders.get_order(held.context, "O1")
        assert (after.status, after.hold_reason) == ("on_hold", "asked")
        assert held.promised("O1") == ({} if release_stock else {(1, "W1"): 3})
        assert after.hold == before.hold

    def test_an_order_that_gave_its_stock_is_not_rerouted(self, held: Stockroom) -> None:
        order_changes.hold(held.context, "O1", reason="asked", release_stock=True)
        refuse(held, Code.WRONG_STATE, lambda: reroute(held.context, "O1", "W1"))
