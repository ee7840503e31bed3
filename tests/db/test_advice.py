"""Advice is true: who does what it says is served, and what would serve nobody is not advised."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from helpers import one_order as order_changes
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Product, Shipment
from packbench.engine import served_if
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.engine.today import today
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.office import settings
from packbench.services.office.sweep import sweep
from packbench.services.orders import advice, rerouting
from packbench.services.orders import looking as orders
from packbench.services.orders.advice import advise, not_looked_into
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing import receiving
from packbench.words.refusals import told

NOTHING = "Nothing is on order for it: purchase it, or substitute another product."
WRONG_PLACE = "What is on order goes where it can't serve this order: purchase it elsewhere."
ELSEWHERE = "What is on order goes to orders before this one: purchase more of it."


class Desk:
    """A stockroom, files, and an order W that somebody wants served."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self.room = Stockroom(context)
        self._files = Files(context, folder)

    def load(self, kind: str, text: str) -> None:
        assert not self._files.load(kind, text, update=True).rejects

    def orders(self, **fields: object) -> None:
        """W wants 2 of A."""
        self.room.order("W", ("A", 2), **fields)
        self.room.allocate()

    def advised(self, line: int = 1) -> list[str]:
        """What is advised for a line of W; looking changes nothing."""
        before = snapshot(self.context.database)
        fixes = {one.line: one.fixes for one in advise(self.context, "W")}
        assert snapshot(self.context.database) == before
        return [told(fix) for fix in fixes[line]]

    def mark(self) -> None:
        """W waits for its operator."""
        back_order_marks.mark(self.context, [Chosen("W")])

    def served(self) -> int:
        return orders.get_order(self.context, "W").lines[0].allocated

    def purchase(self, number: str, units: int, *, warehouse: str = "W1", day: str = "") -> None:
        """A purchase order that was sent."""
        if not purchasing.list_all(self.context):
            self.load("suppliers", "code,name\nS,Supplier\n")
        head = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
        self.load("purchase-orders", f"{head}{number},S,{warehouse},A,{units},{day},sent\n")


@pytest.fixture
def desk(context: Context, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(context, tmp_path)
    yield desk
    desk.room.check()


class TestWarehouses:
    def test_a_country(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 4}}, warehouses={"W2": {"countries": "FR"}})
        desk.orders()
        assert desk.advised() == ["Add DE to W2's countries: it has 4."]
        desk.load("warehouses", "code,name,countries\nW2,W2,FR;DE\n")
        assert desk.served() == 2

    def test_all_that_keeps_it_out(self, desk: Desk) -> None:
        facts = {"countries": "FR", "active": False}
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 4}}, warehouses={"W2": facts})
        desk.orders()
        assert desk.advised() == ["Switch W2 on, add DE to W2's countries: it has 4."]
        desk.load("warehouses", "code,name,active\nW2,W2,yes\n")
        assert desk.served() == 0  # one of them is not enough
        assert desk.advised() == ["Add DE to W2's countries: it has 4."]

    def test_a_rule(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 2}})
        desk.load("channel-exclusions", "channel,sku,warehouse\n,A,W1\nshop,A,W1\n")
        desk.orders(channel="shop")
        assert desk.advised() == ["Take away the rule that keeps it out of W1: it has 2."]
        desk.load("channel-exclusions", "channel,sku,warehouse,excluded\n,A,W1,no\nshop,A,W1,no\n")
        assert desk.served() == 2

    def test_not_what_those_before_it_would_take(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 4}}, warehouses={"W2": {"countries": "FR"}})
        desk.room.order("FIRST", ("A", 4))
        desk.orders()
        assert desk.advised() == [NOTHING]
        desk.load("warehouses", "code,name,countries\nW2,W2,FR;DE\n")
        assert desk.served() == 0

    def test_not_safety_stock(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 4}}, warehouses={"W2": {"countries": "FR"}})
        desk.load("stock", "warehouse,sku,quantity,safety\nW2,A,4,4\n")
        desk.orders()
        assert desk.advised() == [NOTHING]

    def test_safety_stock_of_a_warehouse_that_may_serve(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 1}, "W2": {"A": 0}})
        desk.load("stock", "warehouse,sku,quantity,safety\nW1,A,1,3\n")
        desk.orders()
        assert desk.advised() == ["Lower the safety stock at W1: 1 could ship."]
        desk.load("stock", "warehouse,sku,quantity,safety\nW1,A,1,0\n")
        assert desk.served() == 1

    def test_not_safety_stock_that_those_before_it_would_take(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 3}})
        desk.load("stock", "warehouse,sku,quantity,safety\nW1,A,3,3\n")
        desk.room.order("FIRST", ("A", 4))
        desk.orders()
        assert desk.advised() == [NOTHING]
        desk.load("stock", "warehouse,sku,quantity,safety\nW1,A,3,0\n")
        assert desk.served() == 0

    def test_not_for_one_line_of_an_order_that_ships_complete(self, desk: Desk) -> None:
        desk.room.fill(
            {"W1": {"A": 0, "B": 0}, "W2": {"A": 4}}, warehouses={"W2": {"countries": "FR"}}
        )
        desk.room.order("W", ("A", 2), ("B", 1), ship_partial=False)
        desk.room.allocate()
        assert desk.advised() == [NOTHING]

    def test_the_components_of_a_kit(self, desk: Desk) -> None:
        stock = {"W1": {"A": 9, "B": 0}, "W2": {"A": 6, "B": 5}}
        facts = {"W2": {"active": False}}
        desk.room.fill(stock, kits={"K": {"A": 2, "B": 1}}, warehouses=facts)
        desk.room.order("W", ("K", 2))
        desk.room.allocate()
        assert desk.advised() == ["Switch W2 on: it has 3."]
        desk.load("warehouses", "code,name,active\nW2,W2,yes\n")
        assert desk.served() == 2


class TestTheOrder:
    def test_part_of_a_complete_order(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 2, "B": 0}})
        desk.room.order("W", ("A", 2), ("B", 1), ship_partial=False)
        desk.room.allocate()
        assert desk.advised() == ["It could ship: allow partial shipment of this order."]
        assert desk.advised(line=2) == [NOTHING]
        desk.load("orders", "order_number,sku,quantity,ship_partial\nW,A,2,yes\nW,B,1,yes\n")
        assert desk.served() == 2

    def test_more_warehouses(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 1}, "W2": {"A": 1}})
        desk.room.order("W", ("A", 2), max_warehouses=1, ship_partial=False)
        desk.room.allocate()
        assert desk.advised()[0] == "It could ship: allow partial shipment of this order."
        desk.load("orders", "order_number,sku,quantity,max_warehouses\nW,A,2,2\n")
        assert desk.served() == 2

    def test_marked_by_hand(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.orders()
        desk.mark()
        desk.room.receive("W1", "A", 2)
        assert desk.served() == 0
        assert desk.advised() == ["It was marked by hand: send it back to ship."]
        back_order_changes.release(desk.context, orders=["W"])
        assert desk.served() == 2

    def test_marked_by_hand_and_there_is_none(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.orders()
        desk.mark()
        (fix,) = desk.advised()
        assert fix.endswith("send it back to ship, so that it waits for stock again.")
        back_order_changes.release(desk.context, orders=["W"])
        assert desk.room.waits("W") == {1: (2, "out_of_stock")}

    def test_on_hold(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.orders()
        order_changes.hold(desk.context, "W", reason="fraud?")
        desk.room.receive("W1", "A", 2)
        assert desk.advised() == [
            "The order is on hold: resume it, so that it is given stock again."
        ]
        order_changes.resume(desk.context, "W")
        assert desk.served() == 2

    def test_stock_that_nobody_released(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        settings.set_setting(desk.context, "allocation.auto_release", "no")
        desk.orders()
        desk.room.receive("W1", "A", 5)
        assert desk.advised() == ["2 are there for it: send it back to ship."]
        back_order_changes.release(desk.context, orders=["W"])
        assert desk.served() == 2

    def test_the_day_of_a_pre_order(self, desk: Desk) -> None:
        day = today(desk.context) + timedelta(days=3)
        facts = {"A": {"backorder": "preorder", "available_from": day}}
        desk.room.fill({"W1": {"A": 2}}, products=facts)
        desk.orders()
        assert desk.advised() == [f"It is a pre-order, given out from {day}."]
        with desk.context.database.write.begin() as connection:
            connection.execute(update(Product).values(available_from=None))
        assert desk.advised() == ["It is a pre-order without a date: give the product a date."]

    def test_the_limit_of_pre_orders(self, desk: Desk) -> None:
        day = today(desk.context) + timedelta(days=3)
        facts = {"backorder": "preorder", "available_from": day, "preorder_limit": 3}
        desk.room.fill({"W1": {"A": 0}}, products={"A": facts})
        desk.room.order("FIRST", ("A", 2))
        desk.orders()
        (fix,) = desk.advised()
        assert fix.startswith("The limit of pre-orders is reached")
        order_changes.cancel(desk.context, "FIRST")
        assert desk.room.waits("W") == {1: (2, "preorder")}
        assert desk.advised() == [f"It is a pre-order, given out from {day}."]

    def test_a_warehouse_that_is_full_today(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 9}}, warehouses={"W1": {"daily_orders": 1}})
        desk.room.order("FIRST", ("A", 1))
        desk.orders()
        assert desk.room.waits("W") == {1: (2, "at_capacity")}
        assert desk.advised() == [
            "Its warehouse has taken its orders for today: tomorrow it is tried again."
        ]
        with desk.context.database.write.begin() as connection:
            connection.execute(
                update(Shipment).values(made_on=today(desk.context) - timedelta(days=1))
            )
        assert desk.advised() == ["2 are there for it: send it back to ship."]
        sweep(desk.context)
        assert desk.served() == 2


class TestTheQueue:
    def test_who_ships_only_complete_and_lacks_something_else_takes_nothing(
        self, desk: Desk
    ) -> None:
        desk.room.fill({"W1": {"A": 0, "B": 0}})
        desk.room.order("FIRST", ("A", 2), ("B", 1), ship_partial=False)
        desk.orders()
        desk.purchase("PO-1", 2, day="2031-03-01")
        assert desk.advised() == ["PO-1 brings 2 on 2031-03-01."]
        receiving.receive(desk.context, "PO-1")
        assert desk.served() == 2

    def test_too_many_before_it(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(served_if, "MOST_LINES", 2)
        desk.room.fill({"W1": {"A": 0}})
        for number in ("O1", "O2", "O3"):
            desk.room.order(number, ("A", 1))
        desk.orders()
        assert desk.advised() == [NOTHING]  # nothing is to be planned
        desk.purchase("PO-1", 9, day="2031-03-01")
        assert desk.advised() == ["Many orders wait for it before this one: purchase more of it."]

    def test_lines_that_were_not_looked_into_are_counted(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.room.fill({"W1": {"A": 0, "B": 0}})
        desk.room.order("W", ("A", 2), ("B", 1))
        desk.room.allocate()
        assert not not_looked_into(advise(desk.context, "W"))
        monkeypatch.setattr(advice, "_MOST_EFFORT", 0)
        found = advise(desk.context, "W")
        assert [(one.line, one.fixes) for one in found] == [(1, []), (2, [])]
        assert list(map(told, not_looked_into(found))) == [
            "2 more lines wait; they were not looked into."
        ]


class TestPurchaseOrders:
    def test_the_one_that_reaches_it_in_the_queue(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.room.order("FIRST", ("A", 5))
        desk.orders()
        desk.purchase("PO-1", 4, day="2031-03-01")
        desk.purchase("PO-2", 4, day="2031-03-03")
        desk.purchase("PO-3", 40, day="2031-03-05")
        assert desk.advised() == ["PO-2 brings 4 on 2031-03-03."]
        receiving.receive(desk.context, "PO-1")
        assert desk.served() == 0
        receiving.receive(desk.context, "PO-2")
        assert desk.served() == 2

    def test_all_that_it_takes(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.orders()
        desk.purchase("PO-1", 1, day="2031-03-01")
        desk.purchase("PO-2", 1)
        assert desk.advised() == [
            "PO-1 brings 1 on 2031-03-01.",
            "PO-2 brings 1, nobody knows when.",
        ]

    def test_not_one_that_those_before_it_take(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}})
        desk.room.order("FIRST", ("A", 5))
        desk.orders()
        desk.purchase("PO-1", 5, day="2031-03-01")
        assert desk.advised() == [ELSEWHERE]
        receiving.receive(desk.context, "PO-1")
        assert desk.served() == 0

    def test_not_one_for_a_warehouse_that_may_not_serve(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 0}}, warehouses={"W2": {"countries": "FR"}})
        desk.orders()
        desk.purchase("PO-1", 5, warehouse="W2", day="2031-03-01")
        assert desk.advised() == [WRONG_PLACE]
        receiving.receive(desk.context, "PO-1")
        assert desk.served() == 0

    def test_a_pre_order_not_before_its_day(self, desk: Desk) -> None:
        day = today(desk.context) + timedelta(days=30)
        facts = {"A": {"backorder": "preorder", "available_from": day}}
        desk.room.fill({"W1": {"A": 0}}, products=facts)
        desk.orders()
        now_on = today(desk.context)
        soon, late = now_on + timedelta(days=3), now_on + timedelta(days=40)
        desk.purchase("PO-1", 1, day=soon.isoformat())
        desk.purchase("PO-2", 5, day=late.isoformat())
        assert desk.advised() == [
            f"It is a pre-order, given out from {day}.",
            f"PO-2 brings 5 on {late}.",
        ]


class TestLaterOrders:
    def test_what_reallocate_takes(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 5}})
        desk.room.order("LATER", ("A", 5))
        desk.room.allocate()
        desk.orders(priority=1)
        (fix,) = desk.advised()
        assert fix == "2 are promised to later orders: reallocate takes them."
        rerouting.reallocate(desk.context, "W")
        assert desk.served() == 2

    def test_not_what_lies_where_it_may_not(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 0}, "W2": {"A": 5}}, warehouses={"W2": {"countries": "FR"}})
        desk.room.order("LATER", ("A", 5), country="FR")
        desk.room.allocate()
        desk.orders(priority=1)
        assert desk.advised() == [NOTHING]
        rerouting.reallocate(desk.context, "W")
        assert desk.served() == 0

    def test_not_what_earlier_orders_hold(self, desk: Desk) -> None:
        desk.room.fill({"W1": {"A": 5}})
        desk.room.order("EARLIER", ("A", 5))
        desk.room.allocate()
        desk.orders()
        assert desk.advised() == [NOTHING]
