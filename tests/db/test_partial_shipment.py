"""Ship what is here, or wait for all: what each would mean, and what choosing does."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from helpers import one_order as order_changes
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo_key
from packbench.services.orders.partial_shipment import (
    ShipsNow,
    StillWaits,
    choices,
    set_ship_partial,
)
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.words.refusals import message


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """A at W1 and B at W2, C nowhere; whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "C": 0}, "W2": {"B": 2}})
    yield room
    room.check()


class TestChoices:
    def test_of_an_order_that_ships_in_parts(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("B", 4), ("C", 1))
        room.allocate()
        before = snapshot(room.context.database)
        found = choices(room.context, "O1")
        assert snapshot(room.context.database) == before
        assert found.ship_partial
        assert found.ship_now.ships == [ShipsNow("W1", 1, "A", 3), ShipsNow("W2", 2, "B", 2)]
        assert found.ship_now.waits == [StillWaits(2, "B", 2, None), StillWaits(3, "C", 1, None)]
        assert found.wait_for_all.ships == []
        assert [one.quantity for one in found.wait_for_all.waits] == [3, 4, 1]
        assert found.wait_for_all.waits[0].expected_on == datetime.now(UTC).date()
        assert found.wait_for_all.expected_on is None

    def test_of_one_that_ships_only_complete_they_are_the_same(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("B", 4), ship_partial=False)
        room.allocate()
        found = choices(room.context, "O1")
        assert not found.ship_partial
        assert found.ship_now.ships == [ShipsNow("W1", 1, "A", 3), ShipsNow("W2", 2, "B", 2)]
        assert [one.quantity for one in found.wait_for_all.waits] == [3, 4]

    def test_of_an_order_that_is_all_there(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3))
        room.allocate()
        found = choices(room.context, "O1")
        assert found.ship_now == found.wait_for_all
        assert found.ship_now.waits == []

    def test_of_an_unknown_order(self, room: Stockroom) -> None:
        with pytest.raises(Refusal) as refusal:
            choices(room.context, "O9")
        assert refusal.value.code is Code.NOT_FOUND


class TestChoosing:
    def test_to_wait_gives_the_stock_to_others(self, room: Stockroom) -> None:
        room.order("O1", ("A", 5), ("C", 1))
        room.order("O2", ("A", 4))
        room.allocate()
        told = set_ship_partial(room.context, ["O1"], partial=False, how=How(key="k"))
        assert [row.outcome for row in told.results] == ["waiting"]
        assert room.promised("O1") == {}
        # O2 has taken what O1 gave back, so that O1 lacks both now.
        assert room.waits("O1") == {1: (5, "out_of_stock"), 2: (1, "out_of_stock")}
        assert room.promised("O2") == {(1, "W1"): 4}
        undo_key(room.context, "k")  # exactly as it was (decision 0040)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.waits("O1") == {2: (1, "out_of_stock")}
        assert room.promised("O2") == {}

    def test_to_ship_what_is_here_allocates_at_once(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("C", 1), ship_partial=False)
        room.allocate()
        told = set_ship_partial(room.context, ["O1"], partial=True, how=How(key="k"))
        assert [row.outcome for row in told.results] == ["done"]
        assert room.promised("O1") == {(1, "W1"): 3}
        undo_key(room.context, "k")
        assert room.waits("O1") == {1: (3, "waiting_for_rest"), 2: (1, "out_of_stock")}

    def test_to_wait_when_all_is_here_keeps_the_stock(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3))
        room.allocate()
        told = set_ship_partial(room.context, ["O1"], partial=False)
        assert [row.outcome for row in told.results] == ["done"]
        assert room.promised("O1") == {(1, "W1"): 3}

    def test_what_can_not_be_changed_is_refused_alone(self, room: Stockroom) -> None:
        for number in ("O1", "O2", "O3", "O4"):
            room.order(number, ("A", 1))
        room.allocate()
        order_changes.cancel(room.context, "O1")
        order_changes.hold(room.context, "O2", reason="x")
        picking.create_wave(room.context, WaveRequest(orders=["O3"]))
        told = set_ship_partial(room.context, ["O1", "O2", "O3", "O4"], partial=False)
        assert [row.outcome for row in told.results] == ["refused"] * 3 + ["done"]
        assert all(message(row.notes) for row in told.results)


def test_an_order_of_which_all_waits_is_not_released_to_picking(room: Stockroom) -> None:
    room.order("O1", ("C", 3))
    room.allocate()
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        picking.create_wave(room.context, WaveRequest(orders=["O1"]))
    assert refusal.value.code is Code.NOTHING_TO_DO
    assert refusal.value.params["name"] == "O1"
    assert snapshot(room.context.database) == before
