"""Undo of commands on orders: what a colleague changed since is never overwritten."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from helpers.guards import without_guard
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Command
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks, promise_moves
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders import changes, looking, paying, rerouting
from packbench.services.orders.cancelling import cancel, cancel_waiting
from packbench.services.orders.partial_shipment import set_ship_partial
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.words.refusals import sentence


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Orders in every state that the commands are for; every invariant holds at a test's end."""
    room = Stockroom(context)
    room.fill(
        {
            "W1": {"A": 3, "N": 1, "M": 0, "D": 1},
            "W2": {"B": 4, "C": 9, "A": 0},
            "W3": {"P": 0, "C": 9},
            "PRE": {"P": 5},
        },
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
        products={"N": {"backorder": "no"}},
    )
    room.order("O1", ("A", 5))
    room.order("O2", ("A", 4), ("M", 2))
    room.order("O3", ("N", 4))
    room.order("O4", ("C", 2), payment="awaiting")
    room.order("O5", ("P", 4))
    room.order("O6", ("C", 1))
    room.order("O7", ("C", 1))
    room.order("O8", ("M", 1))
    room.order("O9", ("D", 2))
    room.allocate()
    changes.hold(context, ["O6"], reason="asked", release_stock=True)
    cancel(context, [Chosen("O7")])
    room.receive("W3", "P", 3)
    yield room
    room.check()


Deed = Callable[[Context, How], Results]

COMMANDS: dict[str, tuple[str, Deed]] = {
    "hold": ("O4", lambda c, how: changes.hold(c, ["O4"], reason="x", how=how)),
    "give up": (
        "O1",
        lambda c, how: changes.hold(c, ["O1", "O2"], reason="x", release_stock=True, how=how),
    ),
    "resume": ("O6", lambda c, how: changes.resume(c, ["O6"], how=how)),
    "priority": ("O2", lambda c, how: changes.set_priority(c, ["O2", "O4"], 7, how=how)),
    "pay": ("O4", lambda c, how: paying.pay(c, ["O4"], how=how)),
    "restore": ("O7", lambda c, how: changes.restore(c, ["O7"], how=how)),
    "deallocate": ("O4", lambda c, how: changes.deallocate(c, ["O4"], how=how)),
    "cancel": ("O4", lambda c, how: cancel(c, [Chosen("O4"), Chosen("O1", 1, 1)], how=how)),
    "cancel waiting": ("O1", lambda c, how: cancel_waiting(c, [Chosen("O1", 1, 1)], how=how)),
    "reroute": ("O4", lambda c, how: rerouting.reroute(c, ["O4"], "W3", how=how)),
    "wait for all": ("O9", lambda c, how: set_ship_partial(c, ["O9"], partial=False, how=how)),
    "mark": ("O4", lambda c, how: marks.mark(c, [Chosen("O4")], how=how)),
    "substitute": ("O1", lambda c, how: back_order_changes.substitute(c, "B", ["O1"], how=how)),
    "allow": ("O3", lambda c, how: back_order_changes.allow_back_order(c, ["O3"], how=how)),
    "move promises": (
        "O5",
        lambda c, how: promise_moves.move_promises(c, source="PRE", target="W3", how=how),
    ),
}
"""By name: an order that the command changes, and the command."""


def held_again(colleague: Context, number: str) -> None:
    changes.resume(colleague, [number])
    changes.hold(colleague, [number], reason="fraud?")


AGAIN: dict[str, Callable[[Context], object]] = {
    "hold": lambda c: held_again(c, "O4"),
    "give up": lambda c: held_again(c, "O1"),
    "resume": lambda c: changes.hold(c, ["O6"], reason="fraud?"),
    "priority": lambda c: changes.set_priority(c, ["O2"], 3),
    "pay": lambda c: create_wave(c, WaveRequest(orders=["O4"])),
    "restore": lambda c: cancel(c, [Chosen("O7")]),
    "deallocate": lambda c: rerouting.reroute(c, ["O4"], "W3"),
    "cancel": lambda c: changes.restore(c, ["O4"]),
    "cancel waiting": lambda c: cancel_waiting(c, [Chosen("O1", 1, 1)]),
    "reroute": lambda c: rerouting.reroute(c, ["O4"], "W2"),
    "wait for all": lambda c: set_ship_partial(c, ["O9"], partial=True),
    "mark": lambda c: back_order_changes.release(c, orders=["O4"]),
    "substitute": lambda c: cancel(c, [Chosen("O1")]),
    "allow": lambda c: cancel_waiting(c, [Chosen("O3")]),
    "move promises": lambda c: marks.mark(c, [Chosen("O5")]),
}
"""By command: a colleague changes just what it changed."""


@pytest.fixture
def colleague(context: Context) -> Context:
    return replace(context, operator="Ben", station="station 7")


def states(room: Stockroom) -> Any:
    """Everything about the orders that a person can see, but the numbers of their shipments."""
    shown = looking.find_orders(room.context, looking.OrderFilter())
    return [
        replace(looking.get_order(room.context, one.number), shipments=[]) for one in shown
    ], room.queue()


def refused(room: Stockroom, key: str = "k") -> Refusal:
    """The refusal of an undo, which changes nothing."""
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        undo_key(room.context, key)
    assert snapshot(room.context.database) == before
    assert refusal.value.code is Code.CANNOT_UNDO
    return refusal.value


@pytest.mark.parametrize("name", COMMANDS)
class TestEveryCommand:
    def test_undone_all_is_as_it_was_and_it_can_be_done_again(
        self, room: Stockroom, name: str
    ) -> None:
        before = states(room)
        COMMANDS[name][1](room.context, How(key="k"))
        done = states(room)
        assert done != before
        undo_key(room.context, "k")
        assert states(room) == before
        assert refused(room).params["why"] is Said.UNDONE_ALREADY
        COMMANDS[name][1](room.context, How(key="again"))
        assert states(room) == done

    def test_what_a_colleague_changed_since_is_not_overwritten(
        self, room: Stockroom, colleague: Context, name: str
    ) -> None:
        COMMANDS[name][1](room.context, How(key="k"))
        AGAIN[name](colleague)
        refusal = refused(room)
        assert COMMANDS[name][0] in sentence(refusal)
        if refusal.params["why"] not in {Said.PICKED_SINCE, Said.IN_WAVE_SINCE}:
            assert "Ben" in sentence(refusal)
            assert "station 7" in sentence(refusal)

    def test_what_a_colleague_did_to_others_or_else_stays(
        self, room: Stockroom, colleague: Context, name: str
    ) -> None:
        COMMANDS[name][1](room.context, How(key="k"))
        changes.hold(colleague, ["O8"], reason="asked")
        elsewhere = "O8" if name in {"priority", "cancel"} else COMMANDS[name][0]
        changes.set_priority(colleague, [elsewhere], 5)
        undo_key(room.context, "k")
        assert looking.get_order(room.context, "O8").status == "on_hold"
        assert looking.get_order(room.context, elsewhere).priority == 5


def test_two_stations_at_once_undo_it_once(room: Stockroom, colleague: Context) -> None:
    before = states(room)
    COMMANDS["reroute"][1](room.context, How(key="k"))
    told: list[str] = []

    def one(context: Context) -> None:
        try:
            undo_key(context, "k")
            told.append("undone")
        except Refusal as refusal:
            told.append(refusal.code.value)

    threads = [threading.Thread(target=one, args=(who,)) for who in (room.context, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["cannot_undo", "undone"]
    assert states(room) == before


def test_the_undo_of_many_holds_leaves_a_later_hold_of_one_order(
    room: Stockroom, colleague: Context
) -> None:
    changes.hold(room.context, ["O1", "O2", "O4"], reason="stocktaking", how=How(key="k"))
    changes.resume(colleague, ["O4"])
    changes.hold(colleague, ["O4"], reason="fraud?")
    told = sentence(refused(room))
    assert told.endswith("Ben changed order O4 since: `orders hold` at station 7.")


def test_stock_that_served_an_order_since_hinders_no_undo(room: Stockroom) -> None:
    changes.set_priority(room.context, ["O2"], 7, how=How(key="priority"))
    set_ship_partial(room.context, ["O9"], partial=False, how=How(key="k"))
    room.receive("W1", "D", 9)
    undo_key(room.context, "k")
    assert looking.get_order(room.context, "O9").ship_partial
    undo_key(room.context, "priority")


def test_what_a_colleague_took_back_himself_hinders_no_undo(
    room: Stockroom, colleague: Context
) -> None:
    before = states(room)
    rerouting.reroute(room.context, ["O4"], "W3", how=How(key="k"))
    rerouting.reroute(colleague, ["O4"], "W2", how=How(key="his"))
    undo_key(colleague, "his")
    undo_key(room.context, "k")
    assert states(room) == before


def test_an_order_that_was_held_in_between_is_tried_again(room: Stockroom) -> None:
    changes.hold(room.context, ["O1"], reason="x", how=How(key="k"))
    room.receive("W1", "A", 9)
    assert room.waits("O1") == {1: (2, "out_of_stock")}
    undo_key(room.context, "k")
    assert room.promised("O1") == {(1, "W1"): 5}


@pytest.mark.parametrize("kept", ['{"order": 1, "priority": 0}', "[]", '{"orders": {"1": []}}'])
def test_what_another_version_wrote_down_is_refused(room: Stockroom, kept: str) -> None:
    changes.set_priority(room.context, ["O1"], 4, how=How(key="k"))
    with (
        room.context.database.write.begin() as connection,
        without_guard(connection, "command", "command_keeps_its_result"),
    ):
        connection.execute(update(Command).where(Command.key == "k").values(undo=kept))
    assert refused(room).params["why"] is Said.OF_ANOTHER_VERSION


def test_one_row_and_many_are_refused_alike(room: Stockroom) -> None:
    """One order among others gets the answer that it gets alone."""
    alone = changes.resume(room.context, ["O1"], how=DO_IT)
    among = changes.resume(room.context, ["O1", "O6"], how=DO_IT)
    assert alone.results[0] == among.results[0]
    assert alone.results[0].notes[0].refusal().code is Code.WRONG_STATE


def test_the_allocation_of_named_orders(room: Stockroom) -> None:
    room.receive("W1", "M", 2)
    changes.deallocate(room.context, ["O4"])
    before = states(room)
    room.allocate("O4", "O2", key="k")
    assert states(room) != before
    undo_key(room.context, "k/1")
    assert states(room) == before


def test_a_run_through_the_backlog_is_never_undone(room: Stockroom) -> None:
    room.order("NEW", ("C", 1))
    room.allocate(key="k")
    assert refused(room, "k/1").params["why"] is Said.NEVER_UNDONE


def test_stock_that_was_taken_from_later_orders_goes_back_to_them(room: Stockroom) -> None:
    room.order("LATE", ("C", 3))
    room.order("FIRST", ("C", 20), priority=9)
    room.allocate()
    before = states(room)
    rerouting.reallocate(room.context, "FIRST")
    assert room.promised("LATE") == {}
    undo(room.context)
    assert states(room) == before
