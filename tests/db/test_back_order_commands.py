"""Commands on many back orders: one result a row, previews, undo, and what others did meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from helpers import one_order as order_changes
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Waiting
from packbench.domain.refusals import Code
from packbench.engine.bulk import PREVIEW, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders import changes as many_orders
from packbench.services.orders import looking as orders
from packbench.services.orders import rerouting as rerouting_many
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.words.refusals import message


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def outcomes(results: Results) -> list[tuple[str, str]]:
    return [(row.order_number, row.outcome) for row in results.results]


def states(room: Stockroom) -> Any:
    """Everything about the orders that a person can see, but the numbers of their shipments."""
    shown = orders.find_orders(room.context, orders.OrderFilter())
    return [
        replace(orders.get_order(room.context, order.number), shipments=[]) for order in shown
    ], room.queue()


def overtaken_long_ago(room: Stockroom) -> None:
    """All that waits has waited for years, and O9 was served first three times."""
    long_ago = {"since": datetime(2020, 1, 2, tzinfo=UTC), "passed_over": 3, "passed_by": "O9"}
    with room.context.database.write.begin() as connection:
        connection.execute(update(Waiting).values(long_ago))


def waits(room: Stockroom) -> dict[int, Any]:
    """By line: since when it waits, and how often it was overtaken by whom."""
    query = select(Waiting.order_line_id, Waiting.since, Waiting.passed_over, Waiting.passed_by)
    with room.context.database.read.connect() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


Command = Callable[[Context, How], Results]

COMMANDS: dict[str, Command] = {
    "substitute": lambda c, how: back_order_changes.substitute(c, "B", ["O1", "O2"], how=how),
    "release": lambda c, how: back_order_changes.release(c, orders=["O1", "O2"], how=how),
    "mark": lambda c, how: back_order_marks.mark(c, [Chosen("O1"), Chosen("O2")], how=how),
    "cancel": lambda c, how: cancel_waiting(c, [Chosen("O1"), Chosen("O2", 1, 4)], how=how),
    "allow": lambda c, how: back_order_changes.allow_back_order(c, ["O3"], how=how),
    "reroute": lambda c, how: rerouting_many.reroute(c, ["O1", "O4"], "W3", how=how),
    "prioritize": lambda c, how: many_orders.set_priority(c, ["O2"], 7, how=how),
    "hold": lambda c, how: many_orders.hold(
        c, ["O2", "O4"], reason="x", release_stock=True, how=how
    ),
    "resume": lambda c, how: many_orders.resume(c, ["O6"], how=how),
    "move": lambda c, how: promise_moves.move_promises(c, source="PRE", target="W3", how=how),
}


@pytest.fixture
def busy(room: Stockroom) -> Stockroom:
    """Orders in every state that the commands are for."""
    room.fill(
        {
            "W1": {"A": 3, "N": 1, "M": 0},
            "W2": {"B": 4, "C": 6, "A": 0},
            "W3": {"P": 0, "C": 2},
            "PRE": {"P": 5},
        },
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
        products={"N": {"backorder": "no"}},
    )
    room.order("O1", ("A", 5))
    room.order("O2", ("A", 4), ("M", 2))
    room.order("O3", ("N", 4))
    room.order("O4", ("C", 2))
    room.order("O5", ("P", 4))
    room.order("O6", ("C", 1))
    room.allocate()
    back_order_marks.mark(room.context, [Chosen("O2", 2)])
    order_changes.hold(room.context, "O6", reason="asked", release_stock=True)
    room.receive("W3", "P", 3)
    return room


@pytest.mark.parametrize("name", COMMANDS)
class TestEveryCommand:
    def test_a_preview_tells_the_same_and_writes_nothing(self, busy: Stockroom, name: str) -> None:
        before = snapshot(busy.context.database)
        told = COMMANDS[name](busy.context, PREVIEW)
        assert snapshot(busy.context.database) == before
        assert COMMANDS[name](busy.context, How()) == told

    def test_it_can_be_undone(self, busy: Stockroom, name: str) -> None:
        before = states(busy)
        told = COMMANDS[name](busy.context, How(key="k"))
        assert any(row.outcome != "refused" for row in told.results)
        assert states(busy) != before
        undo_key(busy.context, "k")
        assert states(busy) == before

    def test_the_same_key_runs_once(self, busy: Stockroom, name: str) -> None:
        told = COMMANDS[name](busy.context, How(key="k"))
        before = snapshot(busy.context.database)
        assert COMMANDS[name](busy.context, How(key="k")) == told
        assert snapshot(busy.context.database) == before

    def test_progress_ends_with_all_rows(self, busy: Stockroom, name: str) -> None:
        told: list[tuple[int, int]] = []
        COMMANDS[name](busy.context, How(on_progress=lambda *one: told.append(one)))
        assert told[0][0] == 0
        assert told[-1][0] == told[-1][1] > 0


class TestUndo:
    @pytest.mark.parametrize("name", ["substitute", "reroute", "move"])
    def test_not_of_goods_that_are_released_to_picking(self, busy: Stockroom, name: str) -> None:
        COMMANDS[name](busy.context, How(key="k"))
        warehouse = {"substitute": "W2", "reroute": "W3", "move": "W3"}[name]
        picking.create_wave(busy.context, WaveRequest(warehouse=warehouse))
        refuse(busy, Code.CANNOT_UNDO, lambda: undo_key(busy.context, "k"))

    def test_not_of_what_changed_nothing(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 3))
        room.allocate()
        tried = back_order_changes.release(room.context, orders=["O1"], how=How(key="k"))
        assert not tried.undoable
        refuse(room, Code.CANNOT_UNDO, lambda: undo_key(room.context, "k"))

    def test_others_give_back_what_the_command_gave_them(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 3))
        room.allocate()
        back_order_marks.mark(room.context, [Chosen("O1")], how=How(key="k"))
        assert room.promised("O2") == {(1, "W1"): 3}
        undo_key(room.context, "k")  # exactly as it was (decision 0040)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O2") == {1: (3, "out_of_stock")}

    @pytest.mark.parametrize("name", COMMANDS)
    def test_who_waits_again_has_waited_as_long_and_was_overtaken_as_often(
        self, busy: Stockroom, name: str
    ) -> None:
        overtaken_long_ago(busy)
        before = waits(busy)
        COMMANDS[name](busy.context, How(key="k"))
        undo_key(busy.context, "k")
        assert waits(busy) == before

    def test_an_order_that_was_cancelled_has_waited_as_long(self, busy: Stockroom) -> None:
        overtaken_long_ago(busy)
        before = waits(busy)
        order_changes.cancel(busy.context, "O1")
        assert waits(busy) != before
        undo(busy.context)
        assert waits(busy) == before

    def test_a_part_of_a_line_goes_back_to_its_wait(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3, "B": 5}})
        room.order("O1", ("A", 5))
        room.allocate()
        overtaken_long_ago(room)
        before = waits(room)
        how = How(key="k")
        back_order_changes.substitute(room.context, "B", ["O1"], how=how)
        assert waits(room) == {}
        undo_key(room.context, "k")
        assert waits(room) == before

    def test_not_of_an_order_that_was_changed_since(self, busy: Stockroom) -> None:
        COMMANDS["cancel"](busy.context, How(key="k"))
        order_changes.cancel(busy.context, "O1", line=1, quantity=1)
        refuse(busy, Code.CANNOT_UNDO, lambda: undo_key(busy.context, "k"))


def test_what_a_reroute_leaves_waiting_is_told_with_its_fence(room: Stockroom) -> None:
    room.fill({"W1": {"A": 2, "OLD": 0}, "LIL": {"A": 5}})
    room.order("O1", ("A", 2), ("OLD", 4))
    room.allocate()
    preview = rerouting_many.reroute(room.context, ["O1"], "LIL", how=PREVIEW)
    told = rerouting_many.reroute(room.context, ["O1"], "LIL")
    assert preview == told
    assert [message(row.notes) for row in told.results] == [
        "It ships from LIL. 4 units of OLD still wait. The product was never added to LIL."
    ]
    assert room.promised("O1") == {(1, "LIL"): 2}


def test_what_others_did_meanwhile_is_told_by_row(room: Stockroom) -> None:
    room.fill({"W1": {"A": 0, "B": 0, "NEW": 9}})
    for number, sku in (("O1", "A"), ("O2", "A"), ("O3", "B"), ("O4", "A")):
        room.order(number, (sku, 1))
    room.allocate()
    order_changes.cancel(room.context, "O1")
    room.receive("W1", "A", 1)  # serves O2
    chosen = ["O1", "O2", "O3", "O4"]
    told = back_order_changes.substitute(room.context, "NEW", chosen, old_sku="A")
    assert [message(row.notes) for row in told.results] == [
        "O1 is cancelled, so this can't be done now.",
        "Nothing of O2 waits any more.",
        "Order O3 does not wait for that SKU.",
        "1 unit is allocated now.",
    ]
    tried = back_order_changes.release(room.context, orders=["O1", "O2", "O3"])
    assert [message(row.notes) for row in tried.results][:2] == [
        "O1 is cancelled, so this can't be done now.",
        "Nothing of O2 waits any more.",
    ]


def test_back_to_ship_by_sku_tries_who_waits_for_a_kit_that_holds_it(room: Stockroom) -> None:
    kits = {"BOX": {"A": 2}, "CRATE": {"BOX": 1, "B": 1}}
    room.fill({"W1": {"A": 9, "B": 9}}, kits=kits)
    for number, sku in (("O1", "CRATE"), ("O2", "A"), ("O3", "B"), ("O4", "BOX")):
        room.order(number, (sku, 1))
    room.allocate()
    numbers = ["O1", "O2", "O3", "O4"]
    back_order_marks.mark(room.context, [Chosen(number) for number in numbers])
    tried = back_order_changes.release(room.context, sku="A")
    assert outcomes(tried) == [("O1", "done"), ("O2", "done"), ("O4", "done")]
    assert room.waits("O3") == {1: (1, "manual")}
