"""The dry run of allocation counts as the run then does, and leaves no trace."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Allocation, KitComponent, Order, OrderLine, OrderProblem
from packbench.domain.orders import Hold, Problem
from packbench.engine.command.context import Context
from packbench.engine.dry_run import preview
from packbench.engine.run_result import AllocateResult
from packbench.services.office.settings import set_setting

Units = Counter[tuple[str, int]]
"""By (order number, line)."""


@pytest.fixture
def room(context: Context) -> Stockroom:
    return Stockroom(context)


def counts(result: AllocateResult) -> dict[str, Any]:
    """All that both runs tell alike."""
    return {k: v for k, v in asdict(result).items() if k not in {"seconds", "changes"}}


def line_units(room: Stockroom, column: Any) -> Units:
    """What lies in one bucket of each line."""
    query = select(Order.number, OrderLine.line, column).join(Order, Order.id == OrderLine.order_id)
    with room.context.database.read.connect() as connection:
        return Counter({(row[0], row[1]): row[2] for row in connection.execute(query)})


def told_units(told: AllocateResult) -> Units:
    """What warehouses would give each line."""
    units: Units = Counter()
    for order in told.changes:
        for line in order.lines:
            if line.warehouse:
                units[order.order_number, line.line] += line.quantity
    return units


def agree(room: Stockroom, numbers: Sequence[str] = ()) -> AllocateResult:
    """Tries, allocates and compares; what the run came to."""
    before = snapshot(room.context.database)
    told = preview(room.context, orders=numbers)
    assert snapshot(room.context.database) == before
    had = line_units(room, OrderLine.allocated)
    done = room.allocate(*numbers)
    assert counts(told) == counts(done)
    assert told_units(told) == line_units(room, OrderLine.allocated) - had
    return done


def say_unknown(room: Stockroom, numbers: Sequence[str]) -> None:
    """Tells the problem of these orders' lines with an unknown SKU, as the import does."""
    unknown = (
        select(OrderLine.order_id, OrderLine.line)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id.is_(None), Order.number.in_(numbers))
    )
    with room.context.database.write.begin() as connection:
        rows = [
            {"order_id": row.order_id, "line": row.line, "code": Problem.UNKNOWN_SKU.value}
            for row in connection.execute(unknown)
        ]
        if rows:
            connection.execute(insert(OrderProblem), rows)


class TestAttention:
    def test_a_complete_only_order_with_a_line_that_may_not_wait(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 1), ("B", 1), ship_partial=False)
        done = agree(room)
        assert (done.orders_waiting, done.orders_attention) == (1, 1)

    def test_one_that_ships_in_parts_waits(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 1), ("B", 1))
        assert agree(room).orders_attention == 0

    @pytest.mark.parametrize("ship_partial", [True, False])
    def test_unknown_skus(self, room: Stockroom, ship_partial: bool) -> None:
        room.fill({"W1": {"A": 1}})
        room.order("O1", ("NOPE", 3), ship_partial=ship_partial)
        room.order("O2", ("NOPE", 3), ("A", 1), ship_partial=ship_partial)
        room.order("O3", ("NOPE", 3), ("A", 1), ship_partial=ship_partial)
        say_unknown(room, ["O1", "O2", "O3"])
        agree(room)
        agree(room, ["O1", "O2", "O3"])

    def test_what_may_not_wait_is_there_now(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0, "B": 0}}, products={"A": {"backorder": "no"}})
        room.order("O1", ("A", 1), ("B", 1), ship_partial=False)
        room.allocate()
        room.receive("W1", "A", 1)
        done = agree(room, ["O1"])
        assert (done.orders_waiting, done.orders_attention) == (1, 0)


class TestShipments:
    @pytest.fixture
    def served(self, room: Stockroom) -> Stockroom:
        """O1 has a ready shipment of one A at W1, and waits for another."""
        set_setting(room.context, "allocation.auto_release", "no")
        room.fill({"W1": {"A": 1}})
        room.order("O1", ("A", 2))
        assert agree(room).shipments == 1
        return room

    def test_an_order_with_a_shipment_that_gets_nothing_more_is_ready(
        self, served: Stockroom
    ) -> None:
        done = agree(served, ["O1"])
        assert (done.allocated_units, done.orders_ready, done.shipments) == (0, 1, 0)

    def test_units_join_the_shipment_that_is_there(self, served: Stockroom) -> None:
        served.receive("W1", "A", 1)
        done = agree(served, ["O1"])
        assert (done.allocated_units, done.orders_ready, done.shipments) == (1, 1, 0)

    def test_but_not_one_of_an_older_recipe(self, room: Stockroom) -> None:
        set_setting(room.context, "allocation.auto_release", "no")
        room.fill({"W1": {"A": 2}}, kits={"KIT": {"A": 2}})
        room.order("O1", ("KIT", 2))
        room.allocate()
        with room.context.database.write.begin() as connection:
            connection.execute(update(KitComponent).values(quantity=1))
        room.receive("W1", "A", 1)
        done = agree(room, ["O1"])
        assert (done.allocated_units, done.shipments) == (1, 1)
        with room.context.database.read.connect() as connection:
            held = connection.execute(select(Allocation.per_unit, Allocation.allocated)).all()
        assert sorted(map(tuple, held)) == [(1, 1), (2, 2)]


def test_orders_on_hold_and_without_a_country_are_left(room: Stockroom) -> None:
    room.fill({"W1": {"A": 9}})
    room.order("O1", ("A", 1), hold=Hold.PARK.value)
    room.order("O2", ("A", 1), country=None)
    room.order("O3", ("A", 1))
    done = agree(room, ["O1", "O2", "O3"])
    assert (done.orders, done.lines, done.orders_ready) == (1, 1, 1)
    assert agree(room).orders == 0


_SKUS = ("A", "B", "C", "KIT", "BOX", "FREE", "RARE", "SOON", "GHOST")


class _Shop:
    """A small shop from a seed."""

    def __init__(self, room: Stockroom, seed: int) -> None:
        self.room = room
        self.random = random.Random(seed)  # noqa: S311 - a test
        self.numbers: list[str] = []

    def open(self) -> None:
        """Two or three warehouses and settings, no orders yet."""
        codes = ("W1", "W2", "W3")[: self.random.randint(2, 3)]
        stock = {code: self.some_stock() for code in codes}
        self.room.fill(
            {**stock, "PRE": {"SOON": self.random.randint(0, 5)}},
            kits={"KIT": {"A": 2, "B": 1}, "BOX": {"KIT": 1, "C": 1}},
            warehouses={"W2": {"countries": "DE"}, "PRE": {"kind": "virtual"}},
            products={
                "FREE": {"manage_stock": False},
                **{sku: {} for sku in "ABC"},
                "RARE": {"backorder": "no"},
                "SOON": {"backorder": "preorder", "preorder_limit": 8},
            },
        )
        context = self.room.context
        set_setting(context, "allocation.auto_release", self.random.choice(["no", "no", "yes"]))
        policy = self.random.choice(["queue", "complete_first"])
        set_setting(context, "allocation.queue_policy", policy)

    def some_stock(self) -> dict[str, int]:
        """A few units of some products."""
        skus = self.random.sample(("A", "B", "C", "RARE"), 3)
        return {sku: self.random.randint(0, 6) for sku in skus}

    def order(self) -> None:
        """Eight orders, some of them odd."""
        for _ in range(8):
            number = f"O{len(self.numbers) + 1}"
            self.numbers.append(number)
            skus = self.random.sample(_SKUS, self.random.randint(1, 3))
            lines = [(sku, self.random.randint(1, 4)) for sku in skus]
            self.room.order(number, *lines, **self.some_fields())
        say_unknown(self.room, self.numbers[-8:])

    def some_fields(self) -> dict[str, Any]:
        """Complete only, on hold, without a country, from where few deliver."""
        return {
            "ship_partial": self.random.random() < 0.6,
            "hold": Hold.PARK.value if self.random.random() < 0.1 else None,
            "country": self.random.choice(["DE", "DE", "DE", "FR", None]),
        }

    def receive(self) -> None:
        """Goods come in for who waits."""
        for sku in ("A", "B", "C", "RARE"):
            self.room.receive("W1", sku, self.random.randint(1, 4))

    def named(self) -> list[str]:
        """Some of the orders."""
        return self.random.sample(self.numbers, 7)


@pytest.mark.parametrize("seed", range(15))
def test_any_shop(room: Stockroom, seed: int) -> None:
    shop = _Shop(room, seed)
    shop.open()
    shop.order()
    assert agree(room).orders > 0
    shop.receive()
    agree(room, shop.named())
    shop.order()
    agree(room, shop.named())
    shop.receive()
    agree(room)
    agree(room, shop.numbers)
