"""Every way in which stock comes to change hands serves who waits for it, in the same command."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from helpers import one_order as order_changes
from helpers import one_order as order_copies
from helpers.expiry import let_expire
from helpers.importing import Files, causes, contents, counts
from helpers.one_order import reroute
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Product
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.office import sweep, undo
from packbench.services.orders import looking as orders
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing import receiving
from packbench.services.stock import changes as inventory
from packbench.services.transfers.moving import TransferGoods
from packbench.services.transfers.receiving import receive_transfer
from packbench.services.transfers.sending import NewTransfer, send_transfer


class Scene:
    """A stockroom and files for it."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self.room = Stockroom(context)
        self.files = Files(context, folder)

    def load(self, kind: str, text: str) -> None:
        """Imports a file that changes what is there; all of it comes in."""
        result = self.files.load(kind, text, update=True)
        assert not result.rejects

    def waits(self, *lines: tuple[str, int], **fields: object) -> None:
        """The order W, which can't have anything yet."""
        self.room.order("W", *(lines or (("A", 2),)), **fields)
        self.room.allocate("W")
        assert self.units() == 0

    def holds(self, quantity: int = 2, **fields: object) -> None:
        """The order H, which has A."""
        self.room.order("H", ("A", quantity), **fields)
        self.room.allocate("H")

    def units(self) -> int:
        """Promised units of W."""
        return sum(line.allocated for line in orders.get_order(self.context, "W").lines)


@pytest.fixture
def scene(context: Context, tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(context, tmp_path)
    yield scene
    scene.room.check()


def purchase_order(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    scene.load("suppliers", "code,name\nS,Supplier\n")
    made = purchasing.create(
        scene.context, supplier="S", warehouse="W1", lines=[purchasing.NewPurchaseLine("A", 5)]
    )
    purchasing.change_status(scene.context, made.number, "authorize")
    receiving.receive(scene.context, made.number)


def count_up(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    inventory.count(scene.context, "W1", "A", 2)


def adjust_up(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    inventory.adjust(scene.context, "W1", "A", 2, reason="found")


def transfer(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}, "W2": {"A": 2}}, warehouses={"W2": {"countries": "FR"}})
    scene.waits()
    inventory.transfer(scene.context, "A", 2, source="W2", target="W1")


def transfer_in_two_steps(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}, "W2": {"A": 2}}, warehouses={"W2": {"countries": "FR"}})
    scene.waits()
    send_transfer(scene.context, NewTransfer("W2", "W1", [TransferGoods("A", 2)]))
    receive_transfer(scene.context, "T-1")


def move_to_where_one_may_pick(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.load("locations", "warehouse,code,pickable\nW1,Q,no\nW1,P,yes\n")
    inventory.receive(scene.context, inventory.Receipt("W1", "A", 2, location="Q"))
    scene.waits()
    inventory.move(scene.context, "W1", "A", 2, source="Q", target="P")


def undone_damage(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    inventory.damage(scene.context, "W1", "A", 2)
    scene.waits()
    take_back(scene, "stock.damage")


def undone_loss(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    inventory.adjust(scene.context, "W1", "A", -2, reason="lost")
    scene.waits()
    take_back(scene, "stock.adjust")


def cancelled(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.holds()
    scene.waits()
    order_changes.cancel(scene.context, "H", line=1, quantity=2)


def deallocated(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.holds()
    scene.waits()
    order_changes.deallocate(scene.context, "H")


def held(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.holds()
    scene.waits()
    order_changes.hold(scene.context, "H", reason="fraud?", release_stock=True)


def marked(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.holds()
    scene.waits()
    back_order_marks.mark(scene.context, [Chosen("H")])


def rerouted(scene: Scene) -> None:
    """H moves to W2, which may not serve W."""
    scene.room.fill({"W1": {"A": 2}, "W2": {"A": 2}}, warehouses={"W2": {"countries": "FR"}})
    scene.holds(country="FR")
    scene.waits()
    reroute(scene.context, "H", "W2")


def merged(scene: Scene) -> None:
    """M waits whole, as it ships only complete; what H had is free for W."""
    scene.room.fill({"W1": {"A": 2, "B": 0}})
    scene.room.order("M", ("B", 1), ship_partial=False)
    scene.holds()
    scene.waits()
    order_copies.merge(scene.context, "M", ["H"])


def undone_cancellation_of_what_waits(scene: Scene) -> None:
    """W itself is wanted again, and there is stock for it."""
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    order_changes.cancel(scene.context, "W")
    scene.room.receive("W1", "A", 2)
    take_back(scene, "orders.cancel")


def undone_cancellation_of_many(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}}, kits={"K": {"A": 1}})
    scene.waits(("K", 2))
    cancel_waiting(scene.context, [Chosen("W")])
    scene.room.receive("W1", "A", 2)
    take_back(scene, "backorders.cancel")


def undone_hold(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    order_changes.hold(scene.context, "W", reason="fraud?")
    scene.room.receive("W1", "A", 2)
    take_back(scene, "orders.hold")


def resumed(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    order_changes.hold(scene.context, "W", reason="fraud?")
    scene.room.receive("W1", "A", 2)
    order_changes.resume(scene.context, "W")


def without_what_is_short_it_is_complete(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2, "B": 0}})
    scene.waits(("A", 2), ("B", 1), ship_partial=False)
    order_changes.cancel(scene.context, "W", line=2)


def what_is_short_split_off(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2, "B": 0}})
    scene.waits(("A", 2), ("B", 1), ship_partial=False)
    order_copies.split(scene.context, "W", line=2, quantity=1)


def imported_stock(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    scene.load("stock", "warehouse,sku,quantity\nW1,A,2\n")


def added_to_a_warehouse_then_received(scene: Scene) -> None:
    scene.room.fill({"W1": {}}, products={"A": {}})
    scene.waits()
    scene.load("stock", "warehouse,sku,quantity\nW1,A,0\n")
    scene.room.receive("W1", "A", 2)


def lower_safety(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 3}})
    scene.load("stock", "warehouse,sku,quantity,safety\nW1,A,3,3\n")
    scene.waits()
    scene.load("stock", "warehouse,sku,quantity,safety\nW1,A,3,1\n")


def switched_on(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, warehouses={"W1": {"active": False}})
    scene.waits()
    scene.load("warehouses", "code,name,active\nW1,W1,yes\n")


def another_country_of_the_order(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, warehouses={"W1": {"countries": "FR"}})
    scene.waits()
    scene.load("orders", "order_number,sku,quantity,country\nW,A,2,FR\n")


def may_ship_in_parts(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2, "B": 0}})
    scene.waits(("A", 2), ("B", 1), ship_partial=False)
    scene.load("orders", "order_number,sku,quantity,ship_partial\nW,A,2,yes\nW,B,1,yes\n")


def exclusion_of_a_product_taken_away(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.load("channel-exclusions", "channel,sku,warehouse\n,A,W1\n")
    scene.waits()
    scene.load("channel-exclusions", "channel,sku,warehouse,excluded\n,A,W1,no\n")


def exclusion_of_a_channel_taken_away(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}})
    scene.load("channel-exclusions", "channel,sku,warehouse\nshop,,W1\n")
    scene.waits(channel="shop")
    scene.load("channel-exclusions", "channel,sku,warehouse,excluded\nshop,,W1,no\n")


def exclusion_of_a_kit_taken_away(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, kits={"K": {"A": 1}})
    scene.load("channel-exclusions", "channel,sku,warehouse\n,K,W1\n")
    scene.waits(("K", 2))
    scene.load("channel-exclusions", "channel,sku,warehouse,excluded\n,K,W1,no\n")


def may_be_back_ordered_now(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}}, products={"A": {"backorder": "no"}})
    scene.waits()
    scene.room.receive("W1", "A", 2)
    assert scene.units() == 0  # nobody tries them again by himself
    scene.load("products", "sku,name,backorder\nA,A,backorder\n")


def a_kit_may_be_back_ordered_now(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}}, kits={"K": {"A": 1}})
    set_product(scene, "K", backorder="no")
    scene.waits(("K", 2))
    scene.room.receive("W1", "A", 2)
    assert scene.units() == 0
    scene.load("products", "sku,name,backorder\nK,K,backorder\n")


def no_preorder_any_more(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, products={"A": {"backorder": "preorder"}})
    scene.waits()
    scene.load("products", "sku,name,backorder\nA,A,backorder\n")


def an_earlier_date(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, products={"A": {"backorder": "preorder"}})
    scene.waits()
    scene.load("products", "sku,name,available_from\nA,A,2026-01-01\n")


def an_earlier_date_of_a_kit(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2}}, kits={"K": {"A": 1}})
    set_product(scene, "K", backorder="preorder")
    scene.waits(("K", 2))
    scene.load("products", "sku,name,available_from\nK,K,2026-01-01\n")


def stock_that_is_counted_no_more(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}})
    scene.waits()
    scene.load("products", "sku,name,manage_stock\nA,A,no\n")


def a_component_that_is_counted_no_more(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0, "B": 2}}, kits={"K": {"A": 1, "B": 1}})
    scene.waits(("K", 2))
    scene.load("products", "sku,name,manage_stock\nA,A,no\n")


def a_country_for_what_is_not_counted(scene: Scene) -> None:
    facts = {"W1": {"countries": "FR"}}
    scene.room.fill({"W1": {}}, products={"A": {"manage_stock": False}}, warehouses=facts)
    scene.waits()
    scene.load("warehouses", "code,name,countries\nW1,W1,FR;DE\n")


def a_warehouse_for_what_is_not_counted(scene: Scene) -> None:
    facts = {"W1": {"countries": "FR"}}
    scene.room.fill({"W1": {}}, products={"A": {"manage_stock": False}}, warehouses=facts)
    scene.waits()
    scene.load("warehouses", "code,name,countries\nW2,Wien,DE\n")


def another_recipe(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2, "B": 0}}, kits={"K": {"A": 1, "B": 1}})
    scene.waits(("K", 2))
    scene.load("kits", "kit_sku,component_sku,quantity\nK,A,1\n")


def a_product_that_becomes_a_kit(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 2, "K": 0}})
    scene.waits(("K", 2))
    scene.load("kits", "kit_sku,component_sku,quantity\nK,A,1\n")


def the_day_of_a_preorder(scene: Scene) -> None:
    facts = {"A": {"backorder": "preorder", "available_from": day(10)}}
    scene.room.fill({"W1": {"A": 2}}, products=facts)
    scene.waits()
    set_product(scene, "A", available_from=day(0))
    sweep.sweep(scene.context)


def the_day_of_a_component(scene: Scene) -> None:
    facts = {"A": {"backorder": "preorder", "available_from": day(10)}}
    scene.room.fill({"W1": {"A": 2}}, products=facts, kits={"K": {"A": 1}})
    scene.waits(("K", 2))
    set_product(scene, "A", available_from=day(0))
    sweep.sweep(scene.context)


def the_day_of_what_is_not_counted(scene: Scene) -> None:
    facts = {"backorder": "preorder", "available_from": day(10), "manage_stock": False}
    scene.room.fill({"W1": {}}, products={"A": facts})
    scene.waits()
    set_product(scene, "A", available_from=day(0))
    sweep.sweep(scene.context)


WAYS: tuple[Callable[[Scene], None], ...] = (
    *(purchase_order, count_up, adjust_up, transfer, transfer_in_two_steps),
    move_to_where_one_may_pick,
    *(undone_damage, undone_loss, cancelled, deallocated, held, marked, rerouted, merged),
    *(undone_cancellation_of_what_waits, undone_cancellation_of_many, undone_hold, resumed),
    *(without_what_is_short_it_is_complete, what_is_short_split_off),
    *(imported_stock, added_to_a_warehouse_then_received, lower_safety, switched_on),
    *(another_country_of_the_order, may_ship_in_parts),
    *(exclusion_of_a_product_taken_away, exclusion_of_a_channel_taken_away),
    *(exclusion_of_a_kit_taken_away, may_be_back_ordered_now, a_kit_may_be_back_ordered_now),
    *(no_preorder_any_more, an_earlier_date, an_earlier_date_of_a_kit),
    *(stock_that_is_counted_no_more, a_component_that_is_counted_no_more),
    *(a_country_for_what_is_not_counted, a_warehouse_for_what_is_not_counted),
    *(another_recipe, a_product_that_becomes_a_kit),
    *(the_day_of_a_preorder, the_day_of_a_component, the_day_of_what_is_not_counted),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_who_waits_is_served(scene: Scene, way: Callable[[Scene], None]) -> None:
    way(scene)
    assert scene.units() == 2
    assert all(line.waiting == 0 for line in orders.get_order(scene.context, "W").lines[:1])


def take_back(scene: Scene, name: str) -> None:
    """Undoes the last command of that name."""
    query = select(func.max(Command.id)).where(Command.name == name)
    with scene.context.database.read.connect() as connection:
        command_id = connection.execute(query).scalar_one()
    undo.undo(scene.context, command_id)


def set_product(scene: Scene, sku: str, **values: object) -> None:
    """Changes a product behind the services' back."""
    with scene.context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == sku).values(values))


def day(ahead: int) -> date:
    """A day from today on, as the services count days."""
    return datetime.now(UTC).date() + timedelta(days=ahead)


class TestStockThatIsCountedOtherwise:
    def test_promises_are_counted_no_more(self, scene: Scene) -> None:
        """The rest of a line joins what was promised already, in one shipment."""
        scene.room.fill({"W1": {"A": 2}})
        scene.room.order("W", ("A", 3))
        scene.room.allocate()
        scene.load("products", "sku,name,manage_stock\nA,A,no\n")
        assert scene.units() == 3
        assert scene.room.free("A") == {"W1": 2}
        assert len(orders.get_order(scene.context, "W").shipments) == 1

    def test_promises_are_counted_from_now_on(self, scene: Scene) -> None:
        """Who stands first in the queue keeps what there is."""
        scene.room.fill({"W1": {"A": 0}})
        scene.room.receive("W1", "A", 3)
        set_product(scene, "A", manage_stock=False)
        scene.room.order("W", ("A", 2))
        scene.holds(2)
        assert scene.room.free("A") == {"W1": 3}
        scene.load("products", "sku,name,manage_stock\nA,A,yes\n")
        assert scene.units() == 0  # not allocated yet
        scene.room.allocate()
        assert scene.room.promised("H") == {(1, "W1"): 2}
        assert scene.room.free("A") == {"W1": 0}


def test_an_expired_lot_is_lost_and_tried_elsewhere(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 0}, "W2": {"A": 1}})
    receipt = inventory.Receipt("W1", "A", 2, lot="L1", expires_on=day(5))
    inventory.receive(scene.context, receipt)
    scene.room.order("W", ("A", 2))
    scene.room.allocate()
    let_expire(scene.context.database, "L1", day(-1))
    swept = sweep.sweep(scene.context)
    assert swept.expired_units == 2
    assert [(one.order_number, one.quantity) for one in swept.taken_back] == [("W", 1)]
    assert scene.room.promised("W") == {(1, "W2"): 1}
    assert scene.room.waits("W") == {1: (1, "stock_lost")}


def test_of_a_product_that_may_be_back_ordered_now_the_rest_waits(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 1}}, products={"A": {"backorder": "no"}})
    scene.room.order("W", ("A", 3))
    scene.room.allocate()
    assert scene.room.waits("W") == {}
    scene.load("products", "sku,name,backorder\nA,A,backorder\n")
    assert scene.room.waits("W") == {1: (2, "out_of_stock")}
    assert orders.get_order(scene.context, "W").problems == []
    assert [one.quantity for one in scene.room.receive("W1", "A", 2).released] == [2]


def test_an_exclusion_that_is_not_there_can_not_be_taken_away(scene: Scene) -> None:
    scene.room.fill({"W1": {"A": 1}})
    text = "channel,sku,warehouse,excluded\n,A,W1,no\n"
    before = contents(scene.context.database)
    assert counts(scene.files.load("channel-exclusions", text, update=True)) == (0, 0, 1, 0)
    assert contents(scene.context.database) == before
    scene.load("channel-exclusions", "channel,sku,warehouse\n,A,W1\n")
    before = contents(scene.context.database)
    refused = scene.files.load("channel-exclusions", text)
    assert causes(refused) == [(1, "warehouse", "already_exists")]
    assert contents(scene.context.database) == before
