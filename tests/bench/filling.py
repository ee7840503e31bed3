"""Sample data to measure with: a backlog of new orders, and stock for most of it."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from helpers.sample import add_warehouse
from packbench.db.schema import Location, Order, OrderLine, Product, Warehouse
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.domain.queue import queue_key
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.movements import write_entries
from packbench.engine.writes.order_totals import refresh_orders

_SEED = 7
_START = datetime(2026, 1, 1, tzinfo=UTC)


def warehouses_of(connection: Connection, count: int) -> list[int]:
    """The ids of W1, W2 and so on, added where they are not there yet."""
    there = dict(connection.execute(select(Warehouse.code, Warehouse.id)).all())
    codes = [f"W{number}" for number in range(1, count + 1)]
    return [
        there.get(code) or add_warehouse(connection, code, rank=rank)
        for rank, code in enumerate(codes, 1)
    ]


@dataclass(frozen=True)
class Backlog:
    """How much there is.

    Attributes:
        lines: order lines in all, each of 1 to `most_units` units of a product drawn at random.
        stocked_percent: how much of the demand is in stock, over all warehouses together.
    """

    lines: int
    lines_an_order: int = 24
    products: int = 4_000
    warehouses: int = 3
    stocked_percent: int = 85
    most_units: int = 12

    @property
    def units_stocked(self) -> int:
        """Of each product in each warehouse."""
        demand = self.lines * (1 + self.most_units) / 2 * self.stocked_percent / 100
        return round(demand / self.products / self.warehouses)

    def fill(self, context: Context) -> None:
        """Writes all of it in one command."""
        run_command(context, Call("bench.fill", {"lines": self.lines}), int, self._work)

    def _work(self, transaction: Transaction) -> int:
        dice = random.Random(_SEED)  # noqa: S311 - sample data, always the same
        connection = transaction.connection
        warehouses = warehouses_of(connection, self.warehouses)
        products = list(reserve_ids(connection, Product, self.products))
        rows = [(one, f"SKU{one}", f"sku{one}", f"Product {one}") for one in products]
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), rows)
        self._orders(transaction, products, dice)
        self._stock(transaction, warehouses, products)
        return self.lines

    def _orders(self, transaction: Transaction, products: list[int], dice: random.Random) -> None:
        connection = transaction.connection
        ids = reserve_ids(connection, Order, self.lines // self.lines_an_order)
        heads, rows = [], []
        for minute, one in enumerate(ids):
            at, number = _START + timedelta(minutes=minute), f"O{one}"
            key = queue_key(0, None, at, number)
            heads.append((one, number, number.casefold(), at, "DE", key))
            for line, product in enumerate(dice.sample(products, self.lines_an_order), 1):
                units = dice.randint(1, self.most_units)
                rows.append((one, line, product, f"SKU{product}", f"sku{product}", units, units))
        columns = ("id", "number", "number_key", "ordered_at", "country", "queue_key")
        insert_rows(connection, Order, columns, heads)
        fields = ("order_id", "line", "product_id", "sku", "sku_key", "ordered", "unrouted")
        insert_rows(connection, OrderLine, fields, rows)
        refresh_orders(connection, list(ids))

    def _stock(self, transaction: Transaction, warehouses: list[int], products: list[int]) -> None:
        connection = transaction.connection
        floors = dict(
            connection.execute(
                select(Location.warehouse_id, Location.id).where(Location.kind == "floor")
            ).all()
        )
        entries = [
            Entry(warehouse, product, floors[warehouse], self.units_stocked, Cause.OPENING)
            for warehouse in warehouses
            for product in products
            if self.units_stocked
        ]
        write_entries(connection, (transaction.command_id, transaction.at), entries)
