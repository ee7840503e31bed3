"""Stock that comes in serves those who wait, in queue order, in the same transaction."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from helpers.sample import add_stock
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Order, OrderLine, Waiting
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office import settings
from packbench.services.orders import looking as orders
from packbench.services.stock.changes import StockChange


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """An empty stockroom; whatever a test does in it, every invariant holds at its end."""
    room = Stockroom(context)
    yield room
    room.check()


def served(change: StockChange) -> list[tuple[str, str, int]]:
    return [(one.order_number, one.sku, one.quantity) for one in change.released]


def line_up(room: Stockroom, *quantities: int, **fields: object) -> None:
    """O1, O2, … wait for so many of A."""
    for number, quantity in enumerate(quantities, 1):
        room.order(f"O{number}", ("A", quantity), **fields)
    room.allocate()


def bring(room: Stockroom, path: Path, text: str) -> None:
    """Imports a file of the kind that it is named after."""
    path.write_text(text, encoding="utf-8")
    result = import_file(room.context, ImportRequest(path.stem, path, update=True))
    assert result.rejects == []


class TestQueue:
    def test_by_age(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, 5, 3, 20, 20, 15)
        change = room.receive("W1", "A", 20)
        assert served(change) == [("O1", "A", 5), ("O2", "A", 3), ("O3", "A", 12)]
        assert [number for number, _ in room.queue()] == ["O3", "O4", "O5"]
        assert room.waits("O3") == {1: (8, "out_of_stock")}

    def test_priority_first(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        for number, quantity in enumerate((5, 3, 20), 1):
            room.order(f"O{number}", ("A", quantity))
        room.order("O4", ("A", 20), priority=1)
        room.order("O5", ("A", 15))
        room.allocate()
        assert served(room.receive("W1", "A", 20)) == [("O4", "A", 20)]

    def test_a_part_keeps_its_place(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, 5, 5)
        room.receive("W1", "A", 3)
        assert served(room.receive("W1", "A", 3)) == [("O1", "A", 2), ("O2", "A", 1)]

    def test_complete_only_orders_are_passed_over_when_they_can_not(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, 10, 4, 3, ship_partial=False)
        assert served(room.receive("W1", "A", 8)) == [("O2", "A", 4), ("O3", "A", 3)]
        assert room.free("A") == {"W1": 1}
        assert served(room.receive("W1", "A", 9)) == [("O1", "A", 10)]

    def test_an_order_takes_all_or_nothing_of_several_products(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}})
        room.order("O1", ("A", 5), ("B", 5))
        room.order("O2", ("A", 5), ("B", 5), ship_partial=False)
        room.allocate()
        change = room.change(("W1", "A", 5, "FLOOR"), ("W1", "B", 10, "FLOOR"))
        assert [(one.order_number, one.sku, one.quantity) for one in change.released] == [
            ("O1", "A", 5),
            ("O1", "B", 5),
        ]
        assert room.free("B") == {"W1": 5}
        assert room.promised("O2") == {}

    def test_more_than_a_page_of_waiting_orders(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, *[1] * 450)
        change = room.receive("W1", "A", 430)
        assert served(change) == [(f"O{number}", "A", 1) for number in range(1, 431)]
        assert len(room.queue()) == 20

    def test_who_is_passed_over_is_told_of_the_two_hundred_around_him(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 0, "B": 0}})
        for number in range(1, 451):
            alone = number != 300
            room.order(f"O{number}", ("A", 1), *([] if alone else [("B", 1)]), ship_partial=alone)
        room.allocate()
        change = room.receive("W1", "A", 440)
        numbers = [number for number in range(1, 442) if number != 300]
        assert served(change) == [(f"O{number}", "A", 1) for number in numbers]
        with room.context.database.read.connect() as connection:
            query = select(Waiting.passed_over, Waiting.passed_by).join(Order)
            passed = connection.execute(query.where(Waiting.passed_over > 0)).all()
        assert passed == [(1, "O400")]

    def test_an_order_with_two_waiting_lines_of_one_product_is_served_once(
        self, room: Stockroom
    ) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 2), ("A", 3))
        room.allocate()
        assert served(room.receive("W1", "A", 4)) == [("O1", "A", 2), ("O1", "A", 2)]
        assert room.waits("O1") == {2: (1, "out_of_stock")}

    def test_other_lines_are_served_along_the_way(self, room: Stockroom) -> None:
        """B became free while nobody looked; the order that waits for A and B gets both."""
        room.fill({"W1": {"A": 0, "B": 0}})
        room.order("O1", ("A", 1), ("B", 1))
        room.allocate()
        add_stock(room.context, "W1", "B", 1)
        assert served(room.receive("W1", "A", 1)) == [("O1", "A", 1), ("O1", "B", 1)]


class TestWhoMay:
    def test_stock_at_another_warehouse_serves_who_may_have_it(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}, "W2": {"A": 0}}, warehouses={"W2": {"countries": "FR"}})
        room.order("GERMAN", ("A", 1))
        room.order("FRENCH", ("A", 1), country="FR")
        room.allocate()
        assert served(room.receive("W2", "A", 2)) == [("FRENCH", "A", 1)]
        assert room.free("A") == {"W1": 0, "W2": 1}
        assert served(room.receive("W1", "A", 1)) == [("GERMAN", "A", 1)]

    def test_a_warehouse_that_never_had_it(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}, "W2": {}})
        line_up(room, 2)
        assert served(room.receive("W2", "A", 2)) == [("O1", "A", 2)]
        assert room.promised("O1") == {(1, "W2"): 2}

    def test_an_inactive_warehouse_serves_nobody(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}}, warehouses={"W1": {"active": False}})
        line_up(room, 2)
        assert served(room.receive("W1", "A", 2)) == []
        assert room.waits("O1") == {1: (2, "warehouse_inactive")}

    def test_orders_on_hold_and_lines_marked_by_hand_are_left_alone(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, 1, 1, 1)
        back_order_marks.mark(room.context, [Chosen("O2")])
        room.set("O1", hold="release")
        with room.context.database.write.begin() as connection:
            connection.execute(update(Order).where(Order.number == "O1").values(status="on_hold"))
        assert served(room.receive("W1", "A", 5)) == [("O3", "A", 1)]
        assert room.free("A") == {"W1": 4}
        assert room.queue() == [("O1", "out_of_stock"), ("O2", "manual")]

    def test_a_marked_line_makes_a_complete_only_order_wait(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}})
        room.order("O1", ("A", 1), ("B", 1), ship_partial=False)
        room.allocate()
        back_order_marks.mark(room.context, [Chosen("O1", 2)])
        assert served(room.receive("W1", "A", 5)) == []
        assert room.promised("O1") == {}

    def test_an_unavailable_line_makes_a_complete_only_order_wait(self, room: Stockroom) -> None:
        """It needs somebody's attention: shipping the rest would not be complete."""
        room.fill({"W1": {"A": 0, "B": 0}}, products={"B": {"backorder": "no"}})
        room.order("O1", ("A", 1), ("B", 1), ship_partial=False)
        room.allocate()
        assert room.status("O1") == "attention"
        assert served(room.receive("W1", "A", 5)) == []
        assert room.promised("O1") == {}
        assert room.free("A") == {"W1": 5}

    def test_units_that_may_not_be_back_ordered_are_not_tried_again(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}}, products={"A": {"backorder": "no"}})
        line_up(room, 2)
        assert served(room.receive("W1", "A", 5)) == []
        shown = orders.get_order(room.context, "O1")
        assert [line.unavailable for line in shown.lines] == [2]


class TestKits:
    kits = {"K": {"A": 2, "B": 1}}  # noqa: RUF012 - a constant of this class

    def test_a_component_serves_whole_kit_units(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 1, "B": 9}}, kits=self.kits)
        room.order("O1", ("K", 3))
        room.allocate()
        assert served(room.receive("W1", "A", 4)) == [("O1", "K", 2)]
        assert room.components("O1") == {(1, "W1", "A"): 4, (1, "W1", "B"): 2}
        assert room.waits("O1") == {1: (1, "out_of_stock")}
        assert room.free("A") == {"W1": 1}

    def test_kits_and_their_components_wait_in_one_queue(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 9}}, kits=self.kits)
        room.order("O1", ("A", 1))
        room.order("O2", ("K", 1))
        room.order("O3", ("A", 5))
        room.allocate()
        assert served(room.receive("W1", "A", 5)) == [
            ("O1", "A", 1),
            ("O2", "K", 1),
            ("O3", "A", 2),
        ]

    def test_a_component_that_is_not_enough_is_left_to_those_behind(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}}, kits=self.kits)
        room.order("O1", ("K", 1))
        room.order("O2", ("A", 1))
        room.allocate()
        assert served(room.receive("W1", "A", 2)) == [("O2", "A", 1)]
        assert served(room.receive("W1", "A", 1)) == []
        assert served(room.receive("W1", "B", 1)) == [("O1", "K", 1)]

    def test_a_kit_inside_a_kit(self, room: Stockroom) -> None:
        kits = {**self.kits, "BOX": {"K": 2, "A": 1}}
        room.fill({"W1": {"A": 4, "B": 2}}, kits=kits)
        room.order("O1", ("BOX", 1))
        room.allocate()
        assert room.waits("O1") == {1: (1, "out_of_stock")}
        assert served(room.receive("W1", "A", 1)) == [("O1", "BOX", 1)]
        assert room.components("O1") == {(1, "W1", "A"): 5, (1, "W1", "B"): 2}

    def test_a_recipe_that_changed_in_between(self, room: Stockroom) -> None:
        """One unit is promised by the old recipe, the next comes by the new one."""
        room.fill({"W1": {"A": 2, "B": 9}}, kits=self.kits)
        room.order("O1", ("K", 2))
        room.allocate()
        with room.context.database.write.begin() as connection:
            connection.execute(text("UPDATE kit_component SET quantity = 3 WHERE quantity = 2"))
        room.receive("W1", "A", 3)
        room.check()
        assert room.waits("O1") == {}
        assert room.free("A") == {"W1": 0}
        room.lose("W1", "A", 5)
        assert room.waits("O1") == {1: (2, "stock_lost")}


class TestOneTransaction:
    def test_nothing_comes_in_when_the_release_fails(self, room: Stockroom) -> None:
        """A database that refuses the promise refuses the receipt with it."""
        room.fill({"W1": {"A": 0}})
        line_up(room, 2)
        database = room.context.database
        with database.write.begin() as connection:
            if database.is_sqlite:
                connection.execute(
                    text(
                        "CREATE TRIGGER broken BEFORE INSERT ON shipment"
                        " BEGIN SELECT RAISE(ABORT, 'broken'); END"
                    )
                )
            else:
                connection.execute(
                    text("ALTER TABLE shipment ADD CONSTRAINT broken CHECK (sequence > 99)")
                )
        before = snapshot(database)
        with pytest.raises(Exception, match="broken"):
            room.receive("W1", "A", 2)
        assert snapshot(database) == before
        with database.write.begin() as connection:
            mend = "DROP TRIGGER broken"
            if not database.is_sqlite:
                mend = "ALTER TABLE shipment DROP CONSTRAINT broken"
            connection.execute(text(mend))

    def test_one_command_for_the_receipt_and_all_it_frees(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        line_up(room, *[1] * 30)
        with room.context.database.read.connect() as connection:
            before = len(connection.execute(select(Command.id)).all())
        room.receive("W1", "A", 30)
        with room.context.database.read.connect() as connection:
            assert len(connection.execute(select(Command.id)).all()) == before + 1
            waiting = select(OrderLine.id).where(OrderLine.waiting > 0)
            assert connection.execute(waiting).all() == []

    def test_a_new_order_does_not_overtake_those_who_wait(self, room: Stockroom) -> None:
        """Also where releasing is left to people."""
        room.fill({"W1": {"A": 0}})
        settings.set_setting(room.context, "allocation.auto_release", "no")
        line_up(room, 4)
        assert served(room.receive("W1", "A", 5)) == []
        room.order("NEW", ("A", 3))
        room.allocate()
        assert room.promised("NEW") == {(1, "W1"): 1}
        assert room.free("A") == {"W1": 4}


class TestReasons:
    """Who waits because no warehouse could serve it is told when one can, with or without stock."""

    def test_the_first_units_of_a_product_that_was_stocked_nowhere(self, room: Stockroom) -> None:
        room.fill({"W1": {"B": 1}}, products={"A": {}})
        line_up(room, 5, 5)
        assert room.queue() == [("O1", "not_stocked"), ("O2", "not_stocked")]
        assert served(room.receive("W1", "A", 5)) == [("O1", "A", 5)]
        assert room.queue() == [("O2", "out_of_stock")]

    def test_a_kit_whose_part_comes_for_the_first_time(self, room: Stockroom) -> None:
        room.fill({"W1": {"B": 1}}, products={"A": {}}, kits={"K": {"A": 1, "B": 1}})
        room.order("O1", ("K", 2))
        room.allocate()
        assert room.queue() == [("O1", "not_stocked")]
        assert served(room.receive("W1", "A", 5)) == [("O1", "K", 1)]
        assert room.queue() == [("O1", "out_of_stock")]

    def test_a_product_is_added_without_a_unit(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"B": 1}}, products={"A": {}})
        line_up(room, 5)
        bring(room, tmp_path / "stock.csv", "warehouse,sku,quantity\nW1,A,0\n")
        assert room.queue() == [("O1", "out_of_stock")]

    def test_a_country_is_added(self, room: Stockroom, tmp_path: Path) -> None:
        room.fill({"W1": {"A": 0}}, warehouses={"W1": {"countries": "FR"}})
        line_up(room, 5, country="AT")
        assert room.queue() == [("O1", "country_not_served")]
        bring(room, tmp_path / "warehouses.csv", "code,name,rank,countries\nW1,W1,1,FR;AT\n")
        assert room.queue() == [("O1", "out_of_stock")]

    def test_another_receipt_leaves_the_reasons_of_others(self, room: Stockroom) -> None:
        """Otherwise each receipt would try all who wait for another country."""
        room.fill({"W1": {"A": 0}}, warehouses={"W1": {"countries": "FR"}})
        line_up(room, 5, country="AT")
        assert served(room.receive("W1", "A", 9)) == []
        assert room.queue() == [("O1", "country_not_served")]
