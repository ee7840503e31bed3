"""Stock that is lost takes promises back from the end of the queue and tries them elsewhere."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Executable, select, update

from helpers.sample import add_location, add_stock, add_warehouse
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import (
    PickTask,
    Product,
    Shipment,
    Stock,
    Warehouse,
    WarehouseCountry,
)
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.stock_changes import Effects
from packbench.services.channels.excluding import Excluded, exclude
from packbench.services.orders import looking as orders
from packbench.services.picking import waves as picking
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest
from packbench.services.stock import changes as inventory


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
        # A went to O2 then, so that O1 lacks it too.
        assert room.waits("O1") == {1: (2, "out_of_stock"), 2: (1, "stock_lost")}

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


CLOSED: dict[str, Callable[[Context], object]] = {
    "safety": lambda context: _execute(context, update(Stock).values(safety=4)),
    "country": lambda context: _execute(context, update(WarehouseCountry).values(country="FR")),
    "inactive": lambda context: _execute(context, update(Warehouse).values(active=False)),
    "excluded": lambda context: exclude(context, Excluded("", "A", "W1")),
    "preorder": lambda context: _execute(
        context, update(Product).values(backorder="preorder", available_from=date(2099, 1, 1))
    ),
}
"""Ways in which a warehouse may not serve an order any more that it has promised units to."""


def _execute(context: Context, statement: Executable) -> None:
    with context.database.write.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("closed", CLOSED)
class TestWhatWasPromisedIsKept:
    """A fence that came after the promise lets go of no more units than are missing."""

    @pytest.fixture
    def room(self, room: Stockroom, closed: str) -> Stockroom:
        room.fill({"W1": {"A": 6}}, warehouses={"W1": {"countries": "AT"}})
        room.order("O1", ("A", 3), country="AT")
        room.order("O2", ("A", 3), country="AT")
        room.allocate()
        CLOSED[closed](room.context)
        return room

    def test_one_unit_lost_is_one_unit_taken_back(self, room: Stockroom) -> None:
        assert taken_back(room.lose("W1", "A", 1)) == [("O2", "A", 1)]
        assert room.promised("O1") == {(1, "W1"): 3}
        assert room.promised("O2") == {(1, "W1"): 2}

    def test_the_front_of_the_queue_keeps(self, room: Stockroom) -> None:
        assert taken_back(room.lose("W1", "A", 4)) == [("O1", "A", 1), ("O2", "A", 3)]
        assert room.promised("O1") == {(1, "W1"): 2}
        assert room.promised("O2") == {}

    def test_the_rest_comes_from_elsewhere(self, room: Stockroom, closed: str) -> None:
        with room.context.database.write.begin() as connection:
            add_warehouse(connection, "W2", rank=2, countries="AT")
        add_stock(room.context, "W2", "A", 2)
        lost = taken_back(room.lose("W1", "A", 2))
        if closed == "preorder":  # whose real stock is given nowhere
            assert lost == [("O2", "A", 2)]
            assert room.promised("O2") == {(1, "W1"): 1}
        else:
            assert lost == []
            assert room.promised("O2") == {(1, "W1"): 1, (1, "W2"): 2}

    def test_a_complete_only_order_keeps_nothing(self, room: Stockroom) -> None:
        room.set("O2", ship_partial=False)
        assert taken_back(room.lose("W1", "A", 1)) == [("O2", "A", 3)]
        assert room.promised("O2") == {}


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
    wave = picking.create_wave(room.context, WaveRequest(orders=[number]))
    confirm_picks(room.context, wave.number, rest=True)


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
