"""Allocating new and named orders: in queue order, in chunks, once, and as a dry run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from helpers.sample import add_product
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Decision, OrderProblem
from packbench.domain.refusals import Code, Refusal
from packbench.engine import run_result
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.engine.dry_run import preview
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.orders import looking as orders


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """An empty stockroom; whatever a test does in it, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def names_of_commands(context: Context) -> list[str]:
    with context.database.read.connect() as connection:
        query = select(Command.name).where(Command.name != "test.stock").order_by(Command.id)
        return list(connection.execute(query).scalars())


class TestNewOrders:
    def test_served_in_queue_order(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 3), priority=5)
        result = room.allocate()
        assert room.promised("O2") == {(1, "W1"): 3}
        assert room.promised("O1") == {(1, "W1"): 2}
        assert room.waits("O1") == {1: (1, "out_of_stock")}
        assert (result.orders, result.lines, result.shipments) == (2, 2, 2)
        assert (result.allocated_units, result.waiting_units) == (5, 1)
        assert (result.orders_ready, result.orders_waiting) == (2, 1)

    def test_one_shipment_an_order_and_warehouse(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 9, "B": 9, "C": 1}, "W2": {"C": 5}})
        room.order("O1", ("A", 1), ("B", 2), ("C", 5))
        room.allocate()
        shown = orders.get_order(room.context, "O1")
        told = [(one.number, one.warehouse, len(one.lines)) for one in shown.shipments]
        assert told == [("O1-1", "W1", 2), ("O1-2", "W2", 1)]
        assert shown.status == "ready"

    def test_a_kit_is_promised_by_its_components(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5, "B": 5}}, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 3))
        room.allocate()
        assert room.components("O1") == {(1, "W1", "A"): 4, (1, "W1", "B"): 2}
        assert room.waits("O1") == {1: (1, "out_of_stock")}
        assert (room.free("A"), room.free("B")) == ({"W1": 1}, {"W1": 3})

    def test_unmanaged_stock_is_promised_without_a_stock_row(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}}, products={"GIFT": {"manage_stock": False}})
        room.order("O1", ("GIFT", 4))
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 4}

    def test_safety_stock_and_unavailable_units_stay(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 10}})
        with room.context.database.write.begin() as connection:
            connection.execute(text("UPDATE stock SET safety = 4"))
        room.order("O1", ("A", 10))
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 6}

    def test_a_safety_stock_above_what_is_there_is_no_stock(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}, "W2": {"A": 1}})
        with room.context.database.write.begin() as connection:
            connection.execute(text("UPDATE stock SET safety = 9 WHERE on_hand = 3"))
        room.order("O1", ("A", 2))
        room.allocate()
        assert room.promised("O1") == {(1, "W2"): 1}

    def test_an_unknown_sku_stays_and_the_others_go_on(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 2), ("GHOST", 1))
        room.order("O2", ("A", 2), ("GHOST", 1), ship_partial=False)
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 2}
        assert room.promised("O2") == {}
        assert room.waits("O2") == {1: (2, "waiting_for_rest")}
        shown = orders.get_order(room.context, "O1")
        assert [(line.unrouted, line.allocated) for line in shown.lines] == [(0, 2), (1, 0)]

    def test_orders_on_hold_or_without_a_country_are_left_alone(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 1), hold="park")
        room.order("O2", ("A", 1), country=None)
        assert room.allocate().orders == 0
        assert room.free("A") == {"W1": 5}

    def test_what_may_not_be_back_ordered_is_unavailable_with_a_problem(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 2, "B": 9}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 5), ("B", 1))
        result = room.allocate()
        shown = orders.get_order(room.context, "O1")
        assert [(line.allocated, line.unavailable) for line in shown.lines] == [(2, 3), (1, 0)]
        assert [(one.code, one.line) for one in shown.problems] == [("not_backorderable", 1)]
        assert result.unavailable_units == 3

    def test_a_preorder_gets_real_stock_on_its_date(self, room: Stockroom) -> None:
        today = datetime.now(UTC).date()
        dates: dict[str, date | None] = {
            "TODAY": today,
            "TOMORROW": today + timedelta(days=1),
            "UNKNOWN": None,
        }
        products = {
            sku: {"backorder": "preorder", "available_from": when} for sku, when in dates.items()
        }
        room.fill({"W1": dict.fromkeys(dates, 5)}, products=products)
        for sku in dates:
            room.order(sku, (sku, 1))
        room.allocate()
        assert room.promised("TODAY") == {(1, "W1"): 1}
        for sku in ("TOMORROW", "UNKNOWN"):
            assert room.promised(sku) == {}
            assert room.waits(sku) == {1: (1, "preorder")}

    def test_a_second_run_has_nothing_to_do(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 1}})
        room.order("O1", ("A", 2))
        room.allocate()
        before = snapshot(room.context.database, without=["command"])
        assert room.allocate().orders == 0
        assert snapshot(room.context.database, without=["command"]) == before

    def test_an_explanation_is_kept_for_every_order(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 1}, "W2": {"A": 5}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 9))
        room.allocate()
        with room.context.database.read.connect() as connection:
            assert len(connection.execute(select(Decision.id)).all()) == 2
        (line,) = orders.explain(room.context, "O1")
        assert [(one.warehouse, one.fence, one.taken) for one in line.decisions] == [
            ("W1", None, 0),
            ("W2", None, 3),
        ]


class TestNamedOrders:
    def test_only_they_are_tried(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 2))
        room.order("O2", ("A", 2))
        assert room.allocate("o2").orders == 1
        assert room.promised("O1") == {}
        assert room.promised("O2") == {(1, "W1"): 2}

    def test_an_unknown_number_refuses_all_of_them(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 2))
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as refused:
            room.allocate("O1", "O9")
        assert refused.value.code is Code.NOT_FOUND
        assert refused.value.params == {"kind": "order", "name": "O9"}
        assert snapshot(room.context.database) == before

    def test_unavailable_units_and_marked_lines_are_tried_again(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 2), ("B", 2))
        room.allocate()
        back_order_marks.mark(room.context, [Chosen("O1")])
        room.receive("W1", "A", 5)
        room.receive("W1", "B", 5)
        assert room.promised("O1") == {}
        room.allocate("O1")
        assert room.promised("O1") == {(1, "W1"): 2, (2, "W1"): 2}
        with room.context.database.read.connect() as connection:
            assert connection.execute(select(OrderProblem.code)).all() == []
        assert room.queue() == []

    def test_more_units_join_the_shipment_that_is_ready(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 2}})
        room.order("O1", ("A", 5))
        room.allocate()
        room.receive("W1", "A", 2)
        shown = orders.get_order(room.context, "O1")
        assert [(one.number, one.lines[0].quantity) for one in shown.shipments] == [("O1-1", 4)]


class TestChunks:
    @staticmethod
    def backlog(room: Stockroom) -> None:
        """Ten orders of two lines; nineteen of forty units are there; two can't be routed."""
        room.fill({"W1": {"A": 10, "B": 9}})
        for number in range(1, 9):
            room.order(f"O{number}", ("A", 2), ("B", 2))
        room.order("GHOST", ("GHOST", 1), ("A", 2))
        room.order("HELD", ("A", 2), ("B", 2), hold="park")

    @pytest.mark.parametrize(
        ("chunk_lines", "chunks"), [(1, 9), (2, 9), (3, 9), (4, 5), (17, 2), (18, 1), (10_000, 1)]
    )
    def test_the_answer_is_the_same_for_chunks_of_any_size(
        self, room: Stockroom, chunk_lines: int, chunks: int
    ) -> None:
        self.backlog(room)
        seen: list[tuple[int, int]] = []
        result = room.allocate(
            chunk_lines=chunk_lines, on_progress=lambda done, total: seen.append((done, total))
        )
        assert names_of_commands(room.context) == ["allocate"] * chunks
        assert len(seen) == chunks
        assert seen[-1] == (18, 18)
        assert (result.orders, result.lines) == (9, 17)
        assert (result.allocated_units, result.waiting_units) == (19, 15)
        assert room.promised("O5") == {(1, "W1"): 2, (2, "W1"): 1}
        assert room.promised("O6") == {}

    def test_the_same_key_answers_the_same_and_does_nothing_more(self, room: Stockroom) -> None:
        self.backlog(room)
        first = room.allocate(key="k1", chunk_lines=4)
        room.order("LATER", ("A", 1))
        before = snapshot(room.context.database)
        again = room.allocate(key="k1", chunk_lines=4)
        assert without_time(again) == without_time(first)
        assert snapshot(room.context.database) == before

    def test_a_run_that_broke_off_goes_on_where_it_was(self, room: Stockroom) -> None:
        """The station dies after two of five chunks, and sends the command again."""
        self.backlog(room)

        class PowerFailure(Exception):  # noqa: N818 - it is no error of ours
            pass

        def die(done: int, _total: int) -> None:
            if done >= 8:
                raise PowerFailure

        with pytest.raises(PowerFailure):
            room.allocate(key="k1", chunk_lines=4, on_progress=die)
        assert len(names_of_commands(room.context)) == 2
        result = room.allocate(key="k1", chunk_lines=4)
        assert (result.orders, result.allocated_units) == (9, 19)
        assert names_of_commands(room.context) == ["allocate"] * 5

    def test_the_same_key_for_other_orders_is_refused(self, room: Stockroom) -> None:
        self.backlog(room)
        room.allocate("O1", key="k1")
        before = snapshot(room.context.database)
        for numbers in ((), ("O2",), ("O1", "O2")):
            with pytest.raises(Refusal) as refused:
                room.allocate(*numbers, key="k1")
            assert refused.value.code is Code.KEY_REUSED
        assert snapshot(room.context.database) == before

    def test_named_orders_with_the_same_key_are_tried_once(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 2))
        first = room.allocate("O1", key="k1")
        before = snapshot(room.context.database)
        assert without_time(room.allocate("O1", key="k1")) == without_time(first)
        assert snapshot(room.context.database) == before


def without_time(result: run_result.AllocateResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in result.__slots__ if name != "seconds"}


class TestDryRun:
    def test_it_says_what_would_happen_and_writes_nothing(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 2}, "W2": {"A": 9}}, products={"B": {"backorder": "no"}})
        room.order("O1", ("A", 3), ("B", 1))
        room.order("O2", ("A", 10))
        before = snapshot(room.context.database)
        told = preview(room.context)
        assert snapshot(room.context.database) == before
        assert [
            (one.order_number, [(p.line, p.warehouse, p.quantity, p.reason) for p in one.lines])
            for one in told.changes
        ] == [
            ("O1", [(1, "W2", 3, None), (2, None, 1, "not_backorderable")]),
            ("O2", [(1, "W1", 2, None), (1, "W2", 6, None), (1, None, 2, "out_of_stock")]),
        ]

    def test_it_counts_as_the_run_does(self, room: Stockroom) -> None:
        TestChunks.backlog(room)
        room.order("LACKS", ("C", 1))
        with room.context.database.write.begin() as connection:
            add_product(connection, "C", backorder="no")
            connection.execute(
                text(
                    "UPDATE order_line SET product_id = (SELECT id FROM product WHERE sku = 'C')"
                    " WHERE sku = 'C'"
                )
            )
        told = without_time(preview(room.context))
        done = without_time(room.allocate())
        assert {**told, "changes": []} == done

    def test_named_orders(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 2}})
        room.order("O1", ("A", 1))
        room.order("O2", ("A", 1))
        assert [one.order_number for one in self.planned(room, "O2")] == ["O2"]
        with pytest.raises(Refusal):
            self.planned(room, "O9")

    @staticmethod
    def planned(room: Stockroom, *numbers: str) -> list[run_result.PlannedOrder]:
        return preview(room.context, orders=numbers).changes
