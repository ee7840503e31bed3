"""Units that an operator marked as back order wait for him; what is left of it goes on."""

from collections.abc import Iterator

import pytest

from helpers import one_order as order_changes
from helpers.stockroom import Stockroom
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.office.undo import undo
from packbench.services.orders import looking as orders


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Five of A, and whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 0}})
    yield room
    room.check()


def mark(room: Stockroom, units: int | None) -> None:
    back_order_marks.mark(room.context, [Chosen("O1", 1, units)])


class TestPartOfACompleteOnlyOrder:
    @pytest.fixture(autouse=True)
    def _two_of_five_are_marked(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5), ship_partial=False)
        room.allocate()
        mark(room, 2)

    def test_the_rest_waits_for_it(self, room: Stockroom) -> None:
        assert room.waits("O1") == {1: (5, "waiting_for_rest")}
        assert orders.get_order(room.context, "O1").status == "back_order"
        assert room.free("A") == {"W1": 5}

    def test_stock_that_comes_is_not_taken_for_a_part(self, room: Stockroom) -> None:
        room.receive("W1", "A", 9)
        assert room.waits("O1") == {1: (5, "waiting_for_rest")}

    def test_back_to_ship_serves_all_of_it(self, room: Stockroom) -> None:
        back_order_changes.release(room.context, orders=["O1"])
        assert room.promised("O1") == {(1, "W1"): 5}

    def test_without_the_marked_units_the_rest_is_tried_at_once(self, room: Stockroom) -> None:
        order_changes.cancel(room.context, "O1", line=1, quantity=2)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {}

    def test_while_a_marked_unit_is_left_the_rest_waits(self, room: Stockroom) -> None:
        order_changes.cancel(room.context, "O1", line=1, quantity=1)
        assert room.waits("O1") == {1: (4, "waiting_for_rest")}
        order_changes.cancel(room.context, "O1", line=1, quantity=1)
        assert room.promised("O1") == {(1, "W1"): 3}

    def test_taken_back_it_is_promised_again(self, room: Stockroom) -> None:
        undo(room.context)
        assert room.promised("O1") == {(1, "W1"): 5}

    def test_a_command_that_is_taken_back_leaves_the_mark(self, room: Stockroom) -> None:
        back_order_changes.release(room.context, orders=["O1"])
        undo(room.context)
        assert room.waits("O1") == {1: (5, "waiting_for_rest")}
        room.receive("W1", "A", 9)
        assert room.promised("O1") == {}


class TestPartOfAnOrderThatShipsInParts:
    @pytest.fixture(autouse=True)
    def _two_of_five_are_marked(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5))
        room.allocate()
        mark(room, 2)

    def test_the_rest_stays_promised(self, room: Stockroom) -> None:
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {1: (2, "manual")}

    def test_the_rest_is_served_again_after_a_loss(self, room: Stockroom) -> None:
        room.lose("W1", "A", 5)
        assert room.waits("O1") == {1: (5, "stock_lost")}
        room.receive("W1", "A", 9)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {1: (2, "manual")}

    def test_the_rest_is_allocated_again_after_it_was_given_back(self, room: Stockroom) -> None:
        order_changes.deallocate(room.context, "O1")
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {1: (2, "manual")}

    def test_marking_the_rest_too_leaves_nothing_to_try(self, room: Stockroom) -> None:
        mark(room, None)
        assert room.waits("O1") == {1: (5, "manual")}
        room.receive("W1", "A", 9)
        assert room.promised("O1") == {}


def test_what_waits_of_the_line_anyway_is_marked_too(room: Stockroom) -> None:
    """Else it would take at once what the mark gave back."""
    room.order("O1", ("A", 8))
    room.order("O2", ("A", 2))
    room.allocate()
    mark(room, 2)
    assert room.waits("O1") == {1: (5, "manual")}
    assert room.promised("O2") == {(1, "W1"): 2}
    room.receive("W1", "A", 9)
    assert room.promised("O1") == {(1, "W1"): 3}
