"""Whatever moves units keeps the same rules: queue, fences, complete or nothing, true reasons."""

import pytest
from sqlalchemy import func, insert, select

from helpers import one_order as changes
from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, Supplier
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks, preorders, promise_moves
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.orders import looking, rerouting
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing import receiving
from packbench.services.stock import changes as stock

POOL = {"PRE": {"kind": "virtual", "rank": 9}}


@pytest.fixture
def room(context: Context) -> Stockroom:
    return Stockroom(context)


def by_hand(room: Stockroom) -> None:
    set_setting(room.context, "allocation.auto_release", "no")


class TestSplit:
    def test_a_parked_order_keeps_its_stock_in_both_halves(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 6))
        room.allocate()
        changes.hold(room.context, "O1", reason="fraud check")
        changes.split(room.context, "O1", line=1, quantity=2)
        half = looking.get_order(room.context, "O1/2")
        assert (half.status, half.hold) == ("on_hold", "park")
        assert room.promised("O1") == {(1, "W1"): 4}
        assert room.promised("O1/2") == {(1, "W1"): 2}
        room.check()

    def test_a_new_order_stays_new_in_both_halves(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 6))
        changes.split(room.context, "O1", line=1, quantity=2)
        assert (room.status("O1"), room.status("O1/2")) == ("new", "new")

    def test_of_units_that_are_marked_each_half_has_its_own(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}})
        room.order("O1", ("A", 5))
        room.allocate()
        marks.mark(room.context, [Chosen("O1", 1, 2)])
        changes.split(room.context, "O1", line=1, quantity=2)
        assert room.waits("O1") == {}
        assert room.waits("O1/2") == {1: (2, "manual")}
        room.check()

    def test_by_hand_it_takes_nothing_from_those_ahead(self, room: Stockroom) -> None:
        by_hand(room)
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 4))
        room.allocate()
        room.receive("W1", "A", 3)
        changes.split(room.context, "O2", line=1, quantity=1)
        assert room.promised("O2") == room.promised("O2/2") == {}

    def test_merged_again_it_is_what_it_was(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 6))
        room.allocate()
        changes.split(room.context, "O1", line=1, quantity=2)
        changes.merge(room.context, "O1", ["O1/2"])
        assert room.promised("O1") == {(1, "W1"): 4, (2, "W1"): 2}
        room.check()


class TestMerge:
    def test_it_names_the_command_that_mends_it(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 6}})
        room.order("O1", ("A", 1))
        room.order("O2", ("A", 2), payment="awaiting")
        room.order("O3", ("A", 2))
        room.allocate()
        changes.hold(room.context, "O3", reason="x")
        refuse(room, Code.MERGE_UNPAID, lambda: changes.merge(room.context, "O1", ["O2"]))
        refuse(room, Code.MERGE_HELD, lambda: changes.merge(room.context, "O1", ["O3"]))
        refuse(room, Code.MERGE_HELD, lambda: changes.merge(room.context, "O3", ["O1"]))

    def test_a_leave_to_back_order_goes_with_the_units(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 5}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("B", 1))
        room.order("O2", ("A", 2))
        room.allocate()
        back_order_changes.allow_back_order(room.context, ["O2"])
        changes.merge(room.context, "O1", ["O2"])
        assert room.waits("O1") == {2: (2, "out_of_stock")}


class TestByHand:
    @pytest.fixture
    def waiting(self, room: Stockroom) -> Stockroom:
        """O1 waits for 3 of A, 3 of A and of B lie free; nobody is served by itself."""
        by_hand(room)
        room.fill({"W1": {"A": 0, "B": 3}, "W2": {"C": 1}})
        room.order("O1", ("A", 3))
        room.order("O2", ("X", 2))
        room.order("O3", ("A", 2))
        room.allocate("O1", "O2")
        room.receive("W1", "A", 3)
        return room

    def test_a_substitute_leaves_what_others_wait_for(self, waiting: Stockroom) -> None:
        back_order_changes.substitute(waiting.context, "A", ["O2"])
        assert waiting.promised("O2") == {}

    def test_a_restored_order_leaves_it_too(self, waiting: Stockroom) -> None:
        changes.cancel(waiting.context, "O3")
        changes.restore(waiting.context, "O3")
        waiting.allocate()
        assert waiting.promised("O3") == {}

    def test_a_reroute_leaves_it_too(self, waiting: Stockroom) -> None:
        waiting.allocate("O3")
        refuse(waiting, Code.FENCE, lambda: changes.reroute(waiting.context, "O3", "W1"))

    def test_complete_first_holds_beyond_a_chunk(self, room: Stockroom) -> None:
        by_hand(room)
        set_setting(room.context, "allocation.queue_policy", "complete_first")
        room.fill({"W1": {"A": 8}})
        for number in range(5):
            room.order(f"O{number}", ("A", 10))
        room.order("X1", ("A", 3))
        room.allocate(chunk_lines=2)
        assert room.promised("X1") == {(1, "W1"): 3}
        assert room.promised("O0") == {(1, "W1"): 5}


class TestReallocate:
    def test_it_takes_from_the_end_of_the_queue_and_no_more_than_helps(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 3}, "W2": {"A": 3}})
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 3))
        room.order("L", ("A", 2))
        room.allocate()
        changes.set_priority(room.context, "L", 9)
        assert rerouting.reallocate(room.context, "L", dry_run=True).lost[0].order_number == "O2"
        rerouting.reallocate(room.context, "L")
        assert sum(room.promised("O1").values()) == 3
        assert sum(room.promised("O2").values()) == 1
        room.check()

    def test_half_a_kit_helps_nobody(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 2, "B": 0}}, kits={"K": {"A": 1, "B": 1}})
        room.order("O1", ("A", 2))
        room.order("K1", ("K", 1), priority=0)
        room.allocate()
        changes.set_priority(room.context, "K1", 9)
        rerouting.reallocate(room.context, "K1")
        assert room.promised("O1") == {(1, "W1"): 2}


class TestPools:
    @pytest.fixture
    def pool(self, room: Stockroom) -> Stockroom:
        room.fill({"W1": {"A": 0}, "PRE": {"A": 3}}, warehouses=POOL)
        room.order("O1", ("A", 3))
        room.order("O2", ("A", 2))
        room.allocate()
        return room

    def test_a_pool_is_sold_once(self, pool: Stockroom) -> None:
        pool.receive("W1", "A", 3)
        assert pool.promised("O2") == {}
        promise_moves.move_promises(pool.context, source="PRE", target="W1")
        assert pool.promised("O1") == {(1, "W1"): 3}
        assert pool.free("A") == {"W1": 0, "PRE": 0}
        [day] = preorders.calendar(pool.context)
        assert (day.opened, day.moved, day.left, day.pooled) == (3, 3, 0, 0)
        undo(pool.context)
        assert pool.promised("O1") == {(1, "PRE"): 3}
        [day] = preorders.calendar(pool.context)
        assert (day.opened, day.moved, day.left, day.pooled) == (3, 0, 0, 3)
        pool.check()

    def test_a_reroute_takes_the_units_of_the_pool_with_it(self, pool: Stockroom) -> None:
        pool.receive("W1", "A", 3)
        changes.reroute(pool.context, "O1", "W1")
        assert pool.free("A") == {"W1": 0, "PRE": 0}
        assert pool.promised("O2") == {}

    def test_with_auto_move_real_goods_take_over(self, pool: Stockroom) -> None:
        set_setting(pool.context, "preorder.auto_move", "yes")
        pool.receive("W1", "A", 4)
        assert pool.promised("O1") == {(1, "W1"): 3}
        assert pool.promised("O2") == {(1, "W1"): 1}
        pool.check()

    def test_undo_of_auto_move_gives_the_pool_its_promises_back(self, pool: Stockroom) -> None:
        pool.receive("W1", "A", 4)
        set_setting(pool.context, "preorder.auto_move", "yes")
        assert pool.promised("O1") == {(1, "W1"): 3}
        undo(pool.context)
        assert pool.promised("O1") == {(1, "PRE"): 3}
        assert pool.promised("O2") == {(1, "W1"): 1}
        assert pool.free("A") == {"W1": 3, "PRE": 0}
        pool.check()

    def test_auto_move_is_not_undone_when_what_moved_is_picked(self, pool: Stockroom) -> None:
        pool.receive("W1", "A", 4)
        set_setting(pool.context, "preorder.auto_move", "yes")
        with pool.context.database.read.connect() as connection:
            command = connection.execute(select(func.max(Command.id))).scalar_one()
        wave = create_wave(pool.context, WaveRequest(orders=("O1",)))
        confirm_picks(pool.context, wave.number, [], rest=True)
        refuse(pool, Code.CANNOT_UNDO, lambda: undo(pool.context, command))

    def test_undo_of_auto_release_takes_back_whom_it_served(self, room: Stockroom) -> None:
        by_hand(room)
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 2))
        room.allocate()
        room.receive("W1", "A", 2)
        set_setting(room.context, "allocation.auto_release", "yes")
        assert room.promised("O1") == {(1, "W1"): 2}
        undo(room.context)
        assert (room.promised("O1"), room.waits("O1")) == ({}, {1: (2, "out_of_stock")})
        assert room.free("A") == {"W1": 2}
        room.check()

    def test_a_new_order_leaves_real_goods_to_the_pool(self, pool: Stockroom) -> None:
        pool.receive("W1", "A", 3)
        pool.order("N1", ("A", 1))
        pool.allocate()
        assert pool.promised("N1") == {}

    def test_a_pool_makes_no_reason_better(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "PRE": {"A": 0}}, warehouses={**POOL, "W1": {"countries": "DE"}})
        room.order("O1", ("A", 1), country="FR")
        room.allocate()
        assert room.waits("O1") == {1: (1, "country_not_served")}


class TestReasons:
    def test_a_country_that_is_added_makes_every_reason_true(
        self, room: Stockroom, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        by_hand(room)
        room.fill({"W1": {"B": 5}}, warehouses={"W1": {"countries": "DE"}}, products={"A": {}})
        room.order("O1", ("A", 1), ("B", 9), country="FR")
        room.order("H1", ("A", 1), country="FR")
        room.allocate()
        changes.hold(room.context, "H1", reason="x")
        files = Files(room.context, tmp_path_factory.mktemp("files"))
        files.load("warehouses", "code,name,countries\nW1,W1,DE;FR\n", update=True)
        assert room.waits("O1") == {1: (1, "not_stocked"), 2: (9, "out_of_stock")}
        assert room.waits("H1") == {1: (1, "not_stocked")}
        files.load("warehouses", "code,name,countries\nW1,W1,DE\n", update=True)
        assert {reason for _, reason in room.waits("O1").values()} == {"country_not_served"}

    def test_a_warehouse_that_is_switched_off_is_none_to_wait_for_the_rest_at(
        self, room: Stockroom, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        room.fill({"W1": {"A": 0, "B": 0}, "W2": {"B": 4}})
        room.order("O1", ("A", 1), ("B", 4), ship_partial=False)
        room.allocate()
        assert room.waits("O1")[2] == (4, "waiting_for_rest")
        files = Files(room.context, tmp_path_factory.mktemp("files"))
        files.load("warehouses", "code,name,active\nW2,W2,no\n", update=True)
        assert room.waits("O1")[2] == (4, "out_of_stock")

    def test_after_a_loss_a_kit_leaves_its_other_part_to_a_line_of_its_order(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 4, "B": 2}}, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 4), ("B", 1), ("A", 1), ship_partial=False)
        room.allocate()
        assert {reason for _, reason in room.waits("O1").values()} == {"out_of_stock"}
        room.lose("W1", "A", 1)
        assert room.waits("O1") == {
            1: (4, "out_of_stock"),
            2: (1, "waiting_for_rest"),
            3: (1, "waiting_for_rest"),
        }
        room.receive("W1", "A", 1)
        assert {reason for _, reason in room.waits("O1").values()} == {"out_of_stock"}

    def test_after_a_loss_what_a_kit_takes_lacks_a_line_of_its_order(self, room: Stockroom) -> None:
        stock = {"W1": {"A": 1, "B": 1}, "W2": {"A": 3, "B": 6}}
        room.fill(stock, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 3), ("B", 3), ship_partial=False)
        room.allocate()
        assert room.waits("O1") == {1: (3, "out_of_stock"), 2: (3, "waiting_for_rest")}
        room.lose("W2", "B", 4)
        assert room.waits("O1") == {1: (3, "out_of_stock"), 2: (3, "out_of_stock")}

    def test_what_a_new_order_takes_of_a_kit_leaves_its_other_part(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 2, "B": 1}}, kits={"K": {"A": 2, "B": 1}})
        room.order("O1", ("K", 4), ("A", 1), ship_partial=False)
        room.allocate()
        room.order("N1", ("B", 1))
        room.allocate()
        assert room.promised("N1") == {(1, "W1"): 1}
        assert room.waits("O1") == {1: (4, "out_of_stock"), 2: (1, "waiting_for_rest")}

    def test_under_a_limit_a_loss_makes_another_warehouse_the_best(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 3, "B": 0}, "W2": {"A": 0, "B": 2}})
        room.order("O1", ("A", 3), ("B", 2), ship_partial=False, max_warehouses=1)
        room.allocate()
        assert room.waits("O1") == {1: (3, "waiting_for_rest"), 2: (2, "out_of_stock")}
        room.lose("W1", "A", 2)
        assert room.waits("O1") == {1: (3, "out_of_stock"), 2: (2, "waiting_for_rest")}

    def test_what_a_reroute_leaves_waits_as_all_warehouses_tell(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}, "W2": {"B": 1}})
        room.order("O1", ("A", 1), ("B", 1))
        room.allocate()
        changes.reroute(room.context, "O1", "W2")
        assert room.waits("O1") == {1: (1, "out_of_stock")}

    def test_a_product_that_comes_for_the_first_time(self, room: Stockroom) -> None:
        by_hand(room)
        room.fill({"W1": {"B": 1}}, products={"A": {}})
        room.order("O1", ("A", 1))
        room.allocate()
        room.receive("W1", "A", 1)
        assert room.waits("O1") == {1: (1, "out_of_stock")}


class TestLosses:
    def test_a_transfer_takes_promises_back(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 5}, "W2": {"A": 0}}, warehouses={"W2": {"countries": "FR"}})
        room.order("O1", ("A", 5))
        room.allocate()
        moved = stock.transfer(room.context, "A", 3, source="W1", target="W2")
        assert [(one.order_number, one.quantity) for one in moved.taken_back] == [("O1", 3)]
        assert room.promised("O1") == {(1, "W1"): 2}
        room.check()

    def test_of_picking_no_more_is_taken_than_is_missing(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 10}})
        room.order("O1", ("A", 5))
        room.order("O2", ("A", 5))
        room.allocate()
        create_wave(room.context, WaveRequest(orders=["O1", "O2"]))
        stock.count(room.context, "W1", "A", 7)
        assert room.promised("O1") == {(1, "W1"): 5}
        assert room.promised("O2") == {(1, "W1"): 2}
        room.check()


class TestPurchaseOrders:
    @pytest.mark.parametrize(
        ("steps", "leave"),
        [
            ((), "cancel"),
            (("authorize",), "cancel"),
            (("authorize", "send"), "cancel"),
            (("authorize", "send", "receive"), "void"),
        ],
    )
    def test_restored_it_is_what_it_was(
        self, room: Stockroom, steps: tuple[str, ...], leave: str
    ) -> None:
        room.fill({"W1": {"A": 0}})
        with room.context.database.write.begin() as connection:
            connection.execute(insert(Supplier).values(code="S", code_key=code_key("S"), name="S"))
        lines = [purchasing.NewPurchaseLine("A", 4)]
        order = purchasing.create(room.context, supplier="S", warehouse="W1", lines=lines)
        for step in steps:
            if step == "receive":
                some = [receiving.ReceivedLine("A", 1)]
                receiving.receive(room.context, order.number, lines=some)
            else:
                purchasing.change_status(room.context, order.number, step)
        before = purchasing.get(room.context, order.number)
        purchasing.change_status(room.context, order.number, leave)
        assert purchasing.change_status(room.context, order.number, "restore") == before
