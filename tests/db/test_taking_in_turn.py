"""Many orders that take stock of later ones at once get just what each would get alone, in turn.

In small shops made by chance, with fences, kits, pools, orders that ship only complete, limits of
warehouses and orders in picking, the same orders are given it both ways, and each way is rolled
back: once order by order, each planned with its losers and written before the next one is looked
at; once as the command does it.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text

from helpers import one_order
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.queries.planning.queue import orders_by_number
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import DO_IT, PREVIEW, Chosen, How, Results, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.engine.settling import settle
from packbench.engine.taking_from_later import Lost, take_from_later, what_to_take
from packbench.engine.taking_in_turn import take_in_turn
from packbench.services.back_orders import marks
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.orders import changes
from packbench.services.orders.cancelling import cancel
from packbench.services.orders.reallocating import reallocate_orders
from packbench.services.picking.waves import WaveRequest, create_wave

SHOPS = range(int(os.environ.get("PACKBENCH_SHOPS", "6")))
_SKUS = tuple("ABCDEF")
_STATE = {
    "lines": "SELECT o.number, l.line, l.allocated, l.unrouted, l.waiting, l.unavailable"
    " FROM order_line l JOIN orders o ON o.id = l.order_id",
    "orders": "SELECT number, status, unrouted_units, waiting_units, shipments_made FROM orders",
    "waits": "SELECT o.number, l.line, w.reason, w.marked, w.limited, w.passed_over, w.queue_key"
    " FROM waiting w JOIN order_line l ON l.id = w.order_line_id"
    " JOIN orders o ON o.id = w.order_id",
    "promises": "SELECT o.number, l.line, a.warehouse_id, a.product_id, a.per_unit, a.allocated,"
    " a.picked, s.number, s.status FROM allocation a JOIN order_line l ON l.id = a.order_line_id"
    " JOIN orders o ON o.id = l.order_id JOIN shipment s ON s.id = a.shipment_id",
    "stock": "SELECT warehouse_id, product_id, allocated, on_hand FROM stock",
    "problems": "SELECT order_id, line, code FROM order_problem",
}

Told = list[tuple[int, int | None, list[Lost]]]
"""By order in its turn: units that it got (None: nobody has any), and who lost."""


@dataclass
class Shop:
    """A stockroom made by chance."""

    room: Stockroom
    chance: random.Random
    numbers: list[str]

    @classmethod
    def made(cls, context: Context, seed: int) -> "Shop":
        chance = random.Random(seed)  # noqa: S311 - no secret
        shop = cls(Stockroom(context), chance, [])
        shop.stock()
        for _ in range(chance.randint(12, 26)):
            shop.order(priority=chance.choice([0, 0, 0, 1]))
        shop.room.allocate()
        for number in chance.sample(shop.numbers, 4):
            shop.disturb(number)
        for _ in range(chance.randint(3, 8)):
            shop.order(priority=chance.choice([5, 5, 5, 0]))
        shop.room.allocate()
        return shop

    def stock(self) -> None:
        chance = self.chance
        plain = chance.random() < 0.5
        """Without pools, limits and orders that are released by hand."""
        stock: dict[str, dict[str, int]] = {
            code: {sku: chance.randint(0, 9) for sku in _SKUS if chance.random() < 0.7}
            for code in ("W1", "W2", "W3")
        }
        if not plain:
            stock["PRE"] = {"F": 4}
        self.limits = [None] if plain else [None, None, None, 1, 2]
        self.room.fill(
            stock,
            kits={"KIT": {"A": 2, "B": 1}, "BOX": {"C": 1, "D": 1}},
            warehouses={
                "W2": {"countries": "DE"},
                "W3": {"countries": "FR;AT"},
                "PRE": {"kind": "virtual"},
                **({} if chance.random() < 0.9 else {"W1": {"daily_orders": 9}}),
            },
            products={
                **{sku: {} for sku in _SKUS},
                "E": {"backorder": "no"} if chance.random() < 0.3 else {},
                "F": {} if plain else {"backorder": "preorder", "preorder_limit": 6},
                "FREE": {"manage_stock": False},
            },
        )
        if chance.random() < 0.15:
            set_setting(self.room.context, "allocation.queue_policy", "complete_first")
        if not plain and chance.random() < 0.2:
            set_setting(self.room.context, "allocation.auto_release", "no")

    def order(self, priority: int) -> None:
        chance = self.chance
        number = f"O{len(self.numbers)}"
        kinds = [*_SKUS, *_SKUS, "KIT", "BOX", "FREE"]
        lines = [
            (sku, chance.randint(1, 4)) for sku in chance.sample(kinds, k=chance.randint(1, 3))
        ]
        self.room.order(
            number,
            *lines,
            priority=priority,
            country=chance.choice(["DE", "DE", "DE", "FR", "PL"]),
            ship_partial=chance.random() < 0.8,
            max_warehouses=chance.choice(self.limits),
        )
        self.numbers.append(number)

    def disturb(self, number: str) -> None:
        """It is parked, picked, marked or moved to the front."""
        context = self.room.context
        try:
            match self.chance.randint(0, 3):
                case 0:
                    one_order.hold(context, number, reason="x")
                case 1:
                    create_wave(context, WaveRequest(warehouse="W1", orders=(number,)))
                case 2:
                    marks.mark(context, [Chosen(number, 1)])
                case _:
                    one_order.set_priority(context, number, 5)
        except Refusal:
            return

    def chosen(self) -> list[str]:
        """Some orders, those at the end more often: they have been put in front."""
        many = self.chance.randint(2, len(self.numbers))
        last = self.numbers[-8:]
        return list(dict.fromkeys(last + self.chance.sample(self.numbers, many)))


def one_by_one(transaction: Transaction, order_ids: Sequence[int]) -> Told:
    """Each order alone, written before the next one is looked at."""
    told: Told = []
    for order_id in order_ids:
        taking = what_to_take(transaction.connection, order_id)
        if taking.taken:
            moved = take_from_later(transaction, taking)
            told.append((order_id, moved.units, moved.lost))
        else:
            told.append((order_id, None, []))
    return told


def at_once(transaction: Transaction, order_ids: Sequence[int]) -> Told:
    """As the command does it."""
    found = take_in_turn(transaction, order_ids)
    return [(one.order_id, one.units, list(one.lost)) for one in found]


def state(connection: Connection) -> dict[str, list[str]]:
    """All that orders, promises and stock are, but for ids that say nothing."""
    return {
        name: sorted(repr(tuple(row)) for row in connection.execute(text(query)))
        for name, query in _STATE.items()
    }


def both_ways(context: Context, numbers: Sequence[str]) -> list[tuple[Told, Any]]:
    """What each way tells and leaves, with nothing kept."""
    found: list[tuple[Told, Any]] = []

    def work(outer: Transaction) -> Results:
        connection = outer.connection
        ids = [one.id for one in orders_by_number(connection, numbers)]
        for way in (one_by_one, at_once):
            savepoint = connection.begin_nested()
            transaction = Transaction(connection, outer.command_id, outer.at)
            told = way(transaction, ids)
            settle(transaction)
            found.append((told, state(connection)))
            savepoint.rollback()
        return Results([])

    run_bulk(context, "test.both_ways", {}, PREVIEW, work)
    return found


@pytest.mark.parametrize("seed", SHOPS)
def test_many_at_once_get_what_each_gets_in_turn(context: Context, seed: int) -> None:
    shop = Shop.made(context, seed)
    for _ in range(4):
        numbers = shop.chosen()
        in_turn, together = both_ways(context, numbers)
        assert together[0] == in_turn[0]
        for part, rows in in_turn[1].items():
            assert together[1][part] == rows, part
        reallocate_orders(context, numbers)
        shop.room.check()
        shop.order(priority=5)
        shop.room.allocate()


@pytest.mark.parametrize("seed", [1, 4])
def test_a_preview_tells_what_is_done(context: Context, seed: int) -> None:
    """Whom the freed stock serves is left out of it; what becomes of the chosen orders is not."""
    shop = Shop.made(context, seed)
    numbers = shop.chosen()
    rows = [Chosen(number) for number in numbers]
    commands: list[Callable[[How], Results]] = [
        lambda how: changes.hold(context, numbers, reason="x", release_stock=True, how=how),
        lambda how: marks.mark(context, rows, how=how),
        lambda how: changes.deallocate(context, numbers, how=how),
        lambda how: cancel(context, rows, how=how),
        lambda how: reallocate_orders(context, numbers, how=how),
    ]
    for command in commands:
        before = snapshot(context.database)
        preview = command(PREVIEW)
        assert snapshot(context.database) == before
        done = command(DO_IT)
        assert done == preview
        if done.undoable:
            undo(context)
    shop.room.check()
