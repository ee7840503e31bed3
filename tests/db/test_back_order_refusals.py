"""Bad input to the commands on back orders: told in words, and nothing is half-done."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from helpers import one_order as order_changes
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Product
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.orders import changes as many_orders
from packbench.services.orders import partial_shipment
from packbench.services.orders import rerouting as rerouting_many
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.purchasing.buying import purchase_shortages
from packbench.words.refusals import message, sentence


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 waits for A, O2 for A and B, O3 for B; nothing of B may ever come."""
    room = Stockroom(context)
    room.fill(
        {"W1": {"A": 0, "B": 0, "C": 5}, "PRE": {"A": 0}},
        kits={"K": {"A": 1, "C": 1}, "BOX": {"C": 2}},
        warehouses={"PRE": {"kind": "virtual", "rank": 9}},
    )
    with context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "B").values(active=False))
    room.order("O1", ("A", 5))
    room.order("O2", ("A", 2), ("B", 1))
    room.order("O3", ("B", 1))
    room.order("O4", ("C", 1))
    room.allocate()
    yield room
    room.check()


def told(results: Results) -> list[tuple[str, str]]:
    assert all(message(row.notes) for row in results.results)
    return [(row.order_number, row.outcome) for row in results.results]


WHOLE: dict[str, tuple[Code, Callable[[Context], object]]] = {
    "an unknown SKU": (
        Code.NOT_FOUND,
        lambda c: back_order_changes.substitute(c, "nope%", ["O1"]),
    ),
    "an inactive SKU": (Code.INACTIVE, lambda c: back_order_changes.substitute(c, "B", ["O1"])),
    "no orders to substitute": (
        Code.NOTHING_TO_DO,
        lambda c: back_order_changes.substitute(c, "C", []),
    ),
    "an unknown order among others": (
        Code.NOT_FOUND,
        lambda c: back_order_changes.substitute(c, "C", ["O1", "O9"]),
    ),
    "nothing to release": (Code.NOTHING_TO_DO, back_order_changes.release),
    "nothing to mark": (Code.NOTHING_TO_DO, lambda c: back_order_marks.mark(c, [])),
    "a quantity of 0": (Code.INVALID, lambda c: back_order_marks.mark(c, [Chosen("O4", 1, 0)])),
    "nothing to cancel": (Code.NOTHING_TO_DO, lambda c: cancel_waiting(c, [])),
    "a negative quantity": (
        Code.INVALID,
        lambda c: cancel_waiting(c, [Chosen("O1"), Chosen("O2", 1, -1)]),
    ),
    "an unknown SKU to cancel": (
        Code.NOT_FOUND,
        lambda c: cancel_waiting(c, [Chosen("O1")], sku="_"),
    ),
    "nothing to allow": (
        Code.NOTHING_TO_DO,
        lambda c: back_order_changes.allow_back_order(c, []),
    ),
    "an unknown warehouse": (
        Code.NOT_FOUND,
        lambda c: rerouting_many.reroute(c, ["O1"], "W9"),
    ),
    "nothing to reroute": (Code.NOTHING_TO_DO, lambda c: rerouting_many.reroute(c, [], "W1")),
    "a priority beyond the limit": (
        Code.INVALID,
        lambda c: many_orders.set_priority(c, ["O1"], 10**12),
    ),
    "nothing to prioritize": (Code.NOTHING_TO_DO, lambda c: many_orders.set_priority(c, [], 1)),
    "a hold without a reason": (
        Code.INVALID,
        lambda c: many_orders.hold(c, ["O1"], reason=" "),
    ),
    "nothing to resume": (Code.NOTHING_TO_DO, lambda c: many_orders.resume(c, [])),
    "a source with real goods": (
        Code.WAREHOUSE_PHYSICAL,
        lambda c: promise_moves.move_promises(c, source="W1", target="W1"),
    ),
    "a target without goods": (
        Code.WAREHOUSE_VIRTUAL,
        lambda c: promise_moves.move_promises(c, source="PRE", target="PRE"),
    ),
    "an unknown supplier": (
        Code.NOT_FOUND,
        lambda c: purchase_shortages(c, "nobody"),
    ),
    "nothing to ship partially": (
        Code.NOTHING_TO_DO,
        lambda c: partial_shipment.set_ship_partial(c, [], partial=True),
    ),
}


@pytest.mark.parametrize("what", WHOLE)
def test_refused_as_a_whole(room: Stockroom, what: str) -> None:
    code, command = WHOLE[what]
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        command(room.context)
    assert refusal.value.code is code
    assert sentence(refusal.value)
    assert snapshot(room.context.database) == before


ROWS: dict[str, Callable[[Context], Results]] = {
    "the same SKU": lambda c: back_order_changes.substitute(c, "a", ["O1"]),
    "a kit that holds the old SKU": lambda c: back_order_changes.substitute(c, "K", ["O1"]),
    "several SKUs and none named": lambda c: back_order_changes.substitute(c, "C", ["O2"]),
    "a SKU that does not wait": lambda c: back_order_changes.substitute(
        c, "BOX", ["O1", "O4"], old_sku="C"
    ),
    "nothing that waits": lambda c: back_order_changes.release(c, orders=["O4"]),
    "more than is promised": lambda c: back_order_marks.mark(c, [Chosen("O4", 1, 2)]),
    "a line that is not there": lambda c: back_order_marks.mark(c, [Chosen("O4", 7)]),
    "a line twice": lambda c: cancel_waiting(c, [Chosen("O1"), Chosen("O1", 1, 2)]),
    "more than is left to cancel": lambda c: cancel_waiting(c, [Chosen("O1", 1, 6)]),
    "nothing that lacks leave": lambda c: back_order_changes.allow_back_order(c, ["O1"]),
    "a warehouse without stock": lambda c: rerouting_many.reroute(c, ["O1", "O4"], "PRE"),
    "the priority that it has": lambda c: many_orders.set_priority(c, ["O1"], 0),
    "an order that is not on hold": lambda c: many_orders.resume(c, ["O1"]),
    "no promise to move": lambda c: promise_moves.move_promises(
        c, source="PRE", target="W1", orders=["O1"]
    ),
    "what holds already": lambda c: partial_shipment.set_ship_partial(c, ["O1"], partial=True),
}


@pytest.mark.parametrize("what", ROWS)
def test_when_every_row_is_refused_nothing_is_written(room: Stockroom, what: str) -> None:
    before = snapshot(room.context.database)
    results = ROWS[what](room.context)
    assert {outcome for _, outcome in told(results)} == {"refused"}
    assert snapshot(room.context.database) == before


def test_what_another_station_did_meanwhile_is_told_row_by_row(room: Stockroom) -> None:
    order_changes.cancel(room.context, "O1")
    results = back_order_changes.substitute(room.context, "C", ["O3", "O2", "O1"], old_sku="A")
    assert told(results) == [("O1", "refused"), ("O2", "done"), ("O3", "refused")]
    assert room.promised("O2") == {(1, "W1"): 2}


def test_duplicates_of_a_number_are_one_row(room: Stockroom) -> None:
    results = back_order_changes.substitute(room.context, "C", ["O1", "o1", "O1"])
    assert told(results) == [("O1", "done")]


class TestAllowBackOrder:
    def test_the_leave_lasts(self, room: Stockroom) -> None:
        with room.context.database.write.begin() as connection:
            connection.execute(update(Product).where(Product.sku == "C").values(backorder="no"))
        room.order("O5", ("C", 9))
        room.allocate()
        assert room.status("O5") == "attention" or room.promised("O5") == {(1, "W1"): 4}
        results = back_order_changes.allow_back_order(room.context, ["O5"])
        assert told(results) == [("O5", "waiting")]
        assert room.waits("O5") == {1: (5, "out_of_stock")}
        room.receive("W1", "C", 2)
        assert room.waits("O5") == {1: (3, "out_of_stock")}
        assert room.status("O5") == "ready"
