"""Stock that is lost takes promises back from the end of the queue and tries them elsewhere."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from helpers.sample import add_location
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import PickTask, Shipment, Warehouse
from packbench.domain.refusals import Code, Refusal
from packbench.services import inventory, orders, picking
from packbench.services.context import Context
from packbench.services.picking import WaveRequest
from packbench.services.stock_changes import Effects


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """An empty stockroom; whatever a test does in it, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def taken_back(effects: Effects) -> list[tuple[str, str, int]]:
    return [(one.order_number, one.sku, one.quantity) for one in effects.taken_back]


def released(effects: Effects) -> list[tuple[str, str, int]]:
    return [(one.order_number, one.sku, one.quantity) for one in effects.released]


class TestVictims:
    def test_free_units_go_first(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 3))
        room.allocate()
        assert taken_back(room.lose("W1", "A", 2)) == []
        assert room.promised("O1") == {(1, "W1"): 3}

    def test_whole_promises_from_the_end_of_the_queue(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 9}})
        for number in ("O1", "O2", "O3"):
            room.order(number, ("A", 3))
        room.allocate()
        effects = room.lose("W1", "A", 4)
        assert room.promised("O1") == {(1, "W1"): 3}
        # O3 and O2 gave back three each; two units are left, and O2 stands before O3.
        assert room.promised("O2") == {(1, "W1"): 2}
        assert room.promised("O3") == {}
        assert taken_back(effects) == [("O2", "A", 1), ("O3", "A", 3)]
        assert room.queue() == [("O2", "stock_lost"), ("O3", "stock_lost")]

    def test_priority_keeps_its_promise(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 3), priority=9)
        room.allocate()
        assert taken_back(room.lose("W1", "A", 3)) == [("O1", "A", 3)]

    def test_the_last_line_of_an_order_first(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 3), ("A", 3))
        room.allocate()
        room.lose("W1", "A", 3)
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.waits("O1") == {2: (3, "stock_lost")}

    def test_tried_elsewhere_at_once(self, room: Stockroom) -> None:
        """The last row of the design's table: counted to half, the later order moves."""
        room.fill({"W1": {"A": 50}, "W2": {"A": 50}})
        for number in ("O1", "O2"):
            room.order(number, ("A", 20))
        room.allocate()
        change = inventory.count(room.context, "W1", "A", 25)
        assert change.taken_back == []
        assert room.promised("O1") == {(1, "W1"): 20}
        assert room.promised("O2") == {(1, "W2"): 20}
        shown = orders.get_order(room.context, "O2")
        assert [(one.number, one.warehouse) for one in shown.shipments] == [("O2-2", "W2")]

    def test_what_is_left_over_serves_those_who_wait(self, room: Stockroom) -> None:
        """A whole promise is given back, so a unit may be free that somebody waits for."""
        room.fill({"W1": {"A": 3, "B": 1}})
        room.order("O1", ("A", 2), ("B", 1), ship_partial=False)
        room.order("O2", ("A", 2))
        room.allocate()
        effects = room.lose("W1", "B", 1)
        assert taken_back(effects) == [("O1", "A", 2), ("O1", "B", 1)]
        assert released(effects) == [("O2", "A", 1)]
        assert room.waits("O1") == {1: (2, "waiting_for_rest"), 2: (1, "stock_lost")}

    def test_complete_only_orders_give_all_back(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"B": 5}})
        room.order("O1", ("A", 5), ("B", 5), ship_partial=False)
        room.allocate()
        room.lose("W1", "A", 1)
        assert room.promised("O1") == {}
        assert orders.get_order(room.context, "O1").shipments == []
        assert room.status("O1") == "back_order"
        assert (room.free("A"), room.free("B")) == ({"W1": 4}, {"W2": 5})

    def test_a_complete_only_order_that_still_can_stays_whole(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"A": 5, "B": 5}})
        room.order("O1", ("A", 5), ("B", 5), ship_partial=False)
        room.allocate()
        assert room.promised("O1") == {(1, "W2"): 5, (2, "W2"): 5}
        assert taken_back(room.lose("W2", "A", 1)) == []
        assert room.promised("O1") == {(1, "W1"): 5, (2, "W2"): 5}

    def test_a_kit_loses_whole_units(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6, "B": 3}}, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 3))
        room.allocate()
        assert taken_back(room.lose("W1", "A", 1)) == [("O1", "K", 1)]
        assert room.components("O1") == {(1, "W1", "A"): 4, (1, "W1", "B"): 2}
        assert (room.free("A"), room.free("B")) == ({"W1": 1}, {"W1": 1})

    def test_two_products_are_lost_in_one_command(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 4, "B": 2}}, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 1))
        room.order("O2", ("K", 1))
        room.allocate()
        effects = room.change(("W1", "A", -2, "FLOOR"), ("W1", "B", -1, "FLOOR"))
        assert taken_back(effects) == [("O2", "K", 1)]
        assert room.components("O1") == {(1, "W1", "A"): 2, (1, "W1", "B"): 1}

    def test_a_lost_line_that_may_not_be_back_ordered_is_unavailable(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 3))
        room.allocate()
        assert taken_back(room.lose("W1", "A", 1)) == [("O1", "A", 1)]
        (line,) = orders.get_order(room.context, "O1").lines
        assert (line.allocated, line.waiting, line.unavailable) == (2, 0, 1)

    def test_stock_lost_stays_the_reason_until_the_line_is_served(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.allocate()
        room.lose("W1", "A", 3)
        room.receive("W1", "A", 1)
        assert room.waits("O1") == {1: (2, "stock_lost")}
        room.receive("W1", "A", 2)
        assert room.queue() == []

    def test_a_line_that_waits_already_waits_for_more(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 5))
        room.allocate()
        assert taken_back(room.lose("W1", "A", 1)) == [("O1", "A", 1)]
        assert room.waits("O1") == {1: (3, "stock_lost")}

    def test_an_order_that_is_parked_moves_as_any_other(self, room: Stockroom) -> None:
        """It keeps its allocations, so it is given others where it loses some."""
        room.fill({"W1": {"A": 3}, "W2": {"A": 2}})
        room.order("O1", ("A", 3))
        room.allocate()
        room.set("O1", hold="park", status="on_hold")
        assert taken_back(room.lose("W1", "A", 2)) == []
        assert room.promised("O1") == {(1, "W1"): 1, (1, "W2"): 2}
        assert room.status("O1") == "on_hold"

    def test_a_parked_order_that_loses_for_good_waits(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.allocate()
        room.set("O1", hold="park", status="on_hold")
        assert taken_back(room.lose("W1", "A", 2)) == [("O1", "A", 2)]
        assert room.waits("O1") == {1: (2, "stock_lost")}
        assert room.status("O1") == "on_hold"
        assert released(room.change(("W1", "A", 5, "FLOOR"))) == []

    def test_what_a_parked_order_waits_for_is_left_alone(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3, "B": 0}})
        room.order("O1", ("A", 3), ("B", 2))
        room.allocate()
        room.set("O1", hold="park", status="on_hold")
        room.receive("W1", "B", 9)
        room.lose("W1", "A", 1)
        assert room.promised("O1") == {(1, "W1"): 2}
        assert room.waits("O1") == {1: (1, "stock_lost"), 2: (2, "out_of_stock")}


class TestWork:
    """Shipments that are being picked."""

    def test_those_that_nobody_picks_yet_lose_first(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 3))
        room.allocate()
        picking.create_wave(room.context, WaveRequest(orders=["O2"]))
        assert taken_back(room.lose("W1", "A", 2)) == [("O1", "A", 2)]
        assert room.promised("O2") == {(1, "W1"): 3}

    def test_unpicked_units_of_a_wave_are_taken_when_nothing_else_is_left(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.allocate()
        picking.create_wave(room.context, WaveRequest(orders=["O1"]))
        assert taken_back(room.lose("W1", "A", 2)) == [("O1", "A", 2)]
        room.check()

    def test_picked_goods_are_never_taken(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 2))
        room.allocate()
        pick(room, "O1")
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as refused:
            room.change(("W1", "A", -2, "FLOOR"), ("W1", "A", -1, "STAGING"))
        assert refused.value.code is Code.NOT_ENOUGH_STOCK
        assert refused.value.params == {"sku": "A", "warehouse": "W1", "available": 2}
        assert snapshot(room.context.database) == before
        assert taken_back(room.lose("W1", "A", 2)) == [("O2", "A", 2)]

    def test_pick_tasks_move_to_another_bin(self, room: Stockroom) -> None:
        """The goods are there, but not where somebody was sent."""
        room.fill({"W1": {"A": 0}})
        with room.context.database.write.begin() as connection:
            warehouse_id = connection.execute(select(Warehouse.id)).scalar_one()
            for code in ("A1", "B2"):
                add_location(connection, warehouse_id, code)
        room.change(("W1", "A", 5, "A1"), ("W1", "A", 5, "B2"))
        room.order("O1", ("A", 5))
        room.allocate()
        wave = picking.create_wave(room.context, WaveRequest(orders=["O1"]))
        assert [(task.location, task.quantity) for task in wave.tasks] == [("A1", 5)]
        assert taken_back(room.lose("W1", "A", 3, "A1")) == []
        shown = picking.get_wave(room.context, wave.number)
        assert [(task.location, task.quantity) for task in shown.tasks] == [("A1", 2), ("B2", 3)]

    def test_tasks_of_what_was_taken_back_are_gone(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.allocate()
        wave = picking.create_wave(room.context, WaveRequest(orders=["O1"]))
        room.lose("W1", "A", 3)
        with room.context.database.read.connect() as connection:
            assert connection.execute(select(PickTask.id)).all() == []
            assert connection.execute(select(Shipment.status)).scalars().all() == ["cancelled"]
        assert picking.get_wave(room.context, wave.number).tasks == []


def pick(room: Stockroom, number: str) -> None:
    """All that is promised to an order is picked: it lies at the station now."""
    room.change(("W1", "A", -3, "FLOOR"), ("W1", "A", 3, "STAGING"))
    ours = "(SELECT id FROM orders WHERE number = :number)"
    lines = f"(SELECT id FROM order_line WHERE order_id = {ours})"
    picked = "SET picked = allocated, allocated = 0"
    statements = [
        f"UPDATE allocation {picked} WHERE order_line_id IN {lines}",
        f"UPDATE order_line {picked} WHERE order_id = {ours}",
        f"UPDATE shipment SET status = 'picked' WHERE order_id = {ours}",
        f"UPDATE orders SET status = 'picked' WHERE id = {ours}",
    ]
    with room.context.database.write.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"number": number})


class TestRefused:
    def test_more_than_is_there(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3}})
        room.order("O1", ("A", 3))
        room.allocate()
        before = snapshot(room.context.database)
        for quantity in (4, 100):
            with pytest.raises(Refusal) as refused:
                inventory.adjust(room.context, "W1", "A", -quantity, reason="gone")
            assert refused.value.code is Code.NOT_ENOUGH_STOCK
        assert snapshot(room.context.database) == before
