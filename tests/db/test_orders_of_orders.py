"""Orders made of orders, for several at once: split, merged, cloned, each told, all taken back."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, insert, select, update

from helpers import one_order
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, PurchaseOrderLine, Supplier
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code
from packbench.engine.bulk import PREVIEW, Chosen, Results
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.orders import looking
from packbench.services.orders.cloning import clone
from packbench.services.orders.merging import merge, mergeable
from packbench.services.orders.reallocating import reallocate_orders
from packbench.services.orders.rerouting import replan_orders
from packbench.services.orders.splitting import chosen_parts, split, split_available
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.purchasing import orders as purchasing
from packbench.words.refusals import message

ANA = {"customer_name": "Ana Novak", "customer_email": "ana@example.com", "city": "Graz"}


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Five of A at W1, two of B at W2; whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5}, "W2": {"B": 2}})
    yield room
    room.check()


def told(results: Results) -> dict[str, tuple[str, str]]:
    """By order: what became of it, and what is told."""
    return {one.order_number: (one.outcome.value, message(one.notes)) for one in results.results}


def plan(room: Stockroom, *numbers: str) -> dict[str, tuple[object, ...]]:
    """All that is known of orders, but for their ids and decisions."""
    found: dict[str, tuple[object, ...]] = {}
    for number in numbers:
        order = looking.get_order(room.context, number)
        lines = [(one.line, one.sku, one.ordered, one.cancelled) for one in order.lines]
        found[number] = (order.status, lines, room.promised(number), room.waits(number))
    return found


class TestSplit:
    def test_lines_and_quantities_go_at_once_and_come_back(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4), ("B", 3), ("A", 1), **ANA)
        room.allocate()
        before = plan(room, "O1")
        preview = split(room.context, chosen_parts("O1", {1: 1, 2: 3}), how=PREVIEW)
        assert plan(room, "O1") == before
        results = told(split(room.context, chosen_parts("O1", {1: 1, 2: 3})))
        assert results == told(preview)
        assert results == {
            "O1": ("done", "4 units go to the new order O1/2. W1 sends 4 units: A ×3, A ×1."),
            "O1/2": (
                "made",
                (
                    "It is new, made of O1. W1 sends 1 unit: A ×1. W2 sends 2 units: B ×2."
                    " 1 unit waits: B ×1."
                ),
            ),
        }
        undo(room.context)
        assert plan(room, "O1") == before
        gone = looking.get_order(room.context, "O1/2")
        assert (gone.status, gone.lines) == ("cancelled", [])

    def test_what_is_here_keeps_the_number(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("B", 4))
        room.order("O2", ("A", 2))
        room.order("O3", ("B", 1))
        room.allocate()
        before = plan(room, "O1", "O2", "O3")
        results = told(split_available(room.context, ["O1", "O2", "O3"]))
        assert results["O1"][0] == "done"
        assert results["O1/2"] == ("made", "It is new, made of O1. 2 units wait: B ×2.")
        assert results["O2"] == (
            "refused",
            "All of order O2 is here, so nothing is to be split off.",
        )
        assert results["O3"] == (
            "refused",
            "Nothing of order O3 is here, so all of it would wait.",
        )
        assert room.status("O1") == "ready"
        undo(room.context)
        assert plan(room, "O1", "O2", "O3") == before

    def test_of_one_that_ships_only_complete_the_rest_goes(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), ("B", 4), ship_partial=False)
        room.allocate()
        assert room.promised("O1") == {}
        split_available(room.context, ["O1"])
        assert room.promised("O1") == {(1, "W1"): 3, (2, "W2"): 2}
        assert room.waits("O1/2") == {1: (2, "out_of_stock")}
        undo(room.context)
        assert room.promised("O1") == {}

    def test_what_nobody_chose_or_all_of_it_is_refused(self, room: Stockroom) -> None:
        room.order("O1", ("A", 2), ("B", 1))
        for units in ({}, {1: 2, 2: 1}, {1: 3}):
            rows = chosen_parts("O1", units)
            assert told(split(room.context, rows))["O1"][0] == "refused"
        refuse(room, Code.INVALID, lambda: split(room.context, [Chosen("O1", 1, 0)]))

    def test_undo_refuses_after_somebody_worked_on_what_was_made(self, room: Stockroom) -> None:
        room.order("O1", ("A", 4), ("B", 1))
        room.allocate()
        split(room.context, chosen_parts("O1", {2: 1}))
        create_wave(room.context, WaveRequest(warehouse="W2", orders=("O1/2",)))
        refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, _made_by(room, "orders.split")))


def _made_by(room: Stockroom, name: str) -> int:
    """The id of the last command of a name."""
    query = select(func.max(Command.id)).where(Command.name == name)
    with room.context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())


class TestMerge:
    def test_each_customers_orders_become_his_first(self, room: Stockroom) -> None:
        room.order("O1", ("A", 1), **ANA)
        room.order("O2", ("A", 2), ("B", 3), **{**ANA, "customer_name": "ANA  novak"})
        room.order("O3", ("A", 1), customer_name="Bob")
        room.order("O4", ("A", 1), **ANA)
        room.order("O5", ("A", 9), **ANA, currency="USD")
        room.allocate()
        numbers = ["O1", "O2", "O3", "O4", "O5"]
        before = plan(room, *numbers)
        results = told(merge(room.context, numbers))
        assert results["O1"] == (
            "done",
            (
                "It takes 5 units of O2. It takes 1 unit of O4. W1 sends 4 units: A ×1, A ×2, A ×1."
                " W2 sends 2 units: B ×2. 1 unit waits: B ×1."
            ),
        )
        assert results["O2"][0] == results["O4"][0] == "done"
        assert results["O3"][0] == "refused"
        assert results["O5"] == (
            "refused",
            "O5 and O1 can't be merged. They differ in this: currency.",
        )
        undo(room.context)
        assert plan(room, *numbers) == before

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"city": "Wien"}, "differ in this: address"),
            ({"currency": "USD"}, "differ in this: currency"),
            ({"payment": "awaiting"}, "is not paid"),
        ],
    )
    def test_what_can_not_be_is_told_by_name(
        self, room: Stockroom, fields: dict[str, str], words: str
    ) -> None:
        room.order("O1", ("A", 1), **ANA)
        room.order("O2", ("A", 1), **{**ANA, **fields})
        before = snapshot(room.context.database)
        results = told(merge(room.context, ["O1", "O2"]))
        assert {one[0] for one in results.values()} == {"refused"}
        assert any(words in one[1] for one in results.values())
        assert snapshot(room.context.database) == before

    def test_a_held_one_is_told_and_the_others_merge(self, room: Stockroom) -> None:
        for number in ("O1", "O2", "O3"):
            room.order(number, ("A", 1), **ANA)
        one_order.hold(room.context, "O1", reason="x")
        results = told(merge(room.context, ["O1", "O2", "O3"]))
        assert [one[0] for one in results.values()] == ["refused", "done", "done"]
        assert "on hold" in results["O1"][1]

    def test_it_is_offered_where_others_could_be_taken(self, room: Stockroom) -> None:
        there = {**ANA, "postal_code": "8010"}
        room.order("O1", ("A", 1), **there)
        room.order("O2", ("A", 1), **{**there, "street": "Other 1"})
        room.order("O3", ("A", 1), **there)
        room.order("O4", ("A", 1), **there)
        one_order.hold(room.context, "O4", reason="x")
        assert set(mergeable(room.context, "O1").values()) == {"O3"}
        assert mergeable(room.context, "O4") == {}

    def test_into_one_it_is_all_or_none(self, room: Stockroom) -> None:
        for number in ("O1", "O2", "O3"):
            room.order(number, ("A", 1), **ANA)
        one_order.hold(room.context, "O3", reason="x")
        refuse(room, Code.MERGE_HELD, lambda: merge(room.context, ["O1", "O3"], into="O2"))
        merge(room.context, ["O1"], into="O2")
        assert room.status("O1") == "cancelled"


def test_clones_are_new_and_gone_again(room: Stockroom) -> None:
    room.order("O1", ("A", 1), ("B", 2))
    room.order("O2", ("A", 1))
    one_order.cancel(room.context, "O2")
    results = told(clone(room.context, ["O1", "O2", "O1"]))
    assert results["O1"] == ("done", "O1/2 is made like it, and waits to be allocated.")
    assert room.status("O2/2") == "new"
    undo(room.context)
    assert told(clone(room.context, ["O1"]))["O1/2"][0] == "made"


def _on_order(room: Stockroom) -> str:
    """Four of A are on their way to W1; the number of the purchase order."""
    with room.context.database.write.begin() as connection:
        connection.execute(insert(Supplier).values(code="S", code_key=code_key("S"), name="S"))
    lines = [purchasing.NewPurchaseLine("A", 4)]
    order = purchasing.create(room.context, supplier="S", warehouse="W1", lines=lines)
    with room.context.database.write.begin() as connection:
        connection.execute(update(PurchaseOrderLine).values(expected_on=date(2099, 12, 24)))
    for step in ("authorize", "send"):
        purchasing.change_status(room.context, order.number, step)
    return order.number


def test_who_loses_is_a_row_with_the_order_that_brings_more(room: Stockroom) -> None:
    for number, units in (("O1", 1), ("O2", 2), ("O3", 2)):
        room.order(number, ("A", units))
    room.allocate()
    room.order("VIP", ("A", 3), priority=5)
    room.order("LAST", ("A", 1), priority=-5)
    room.order("HELD", ("A", 1))
    room.allocate()
    one_order.hold(room.context, "HELD", reason="x")
    number = _on_order(room)
    before = plan(room, "O1", "O2", "O3", "VIP")
    results = told(reallocate_orders(room.context, ["VIP", "LAST", "HELD"]))
    assert results == {
        "VIP": ("done", "It takes 3 units of later orders."),
        "LAST": ("refused", "No later order has stock that would help order LAST."),
        "HELD": ("refused", results["HELD"][1]),
        "O2": (
            "loses",
            f"It loses 1 unit of A to VIP until 2099-12-24, when {number} brings more.",
        ),
        "O3": (
            "loses",
            f"It loses 2 units of A to VIP until 2099-12-24, when {number} brings more.",
        ),
    }
    assert room.promised("VIP") == {(1, "W1"): 3}
    undo(room.context)
    assert plan(room, "O1", "O2", "O3", "VIP") == before


def test_fewer_parcels_are_planned_for_those_that_can(room: Stockroom) -> None:
    room.order("O1", ("A", 1), ("B", 1))
    room.order("O2", ("A", 1))
    room.allocate()
    room.receive("W1", "B", 1)
    before = plan(room, "O1", "O2")
    results = told(replan_orders(room.context, ["O1", "O2"]))
    assert results["O1"] == ("done", "It ships in 1 parcel instead of 2.")
    assert results["O2"] == ("refused", "Order O2 can't ship in fewer parcels.")
    undo(room.context)
    assert plan(room, "O1", "O2") == before
