"""A small warehouse with orders, told in words: fill it, let the services work, look at it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select, update

from helpers.sample import (
    add_all_stock,
    add_kit,
    add_order,
    add_product,
    add_warehouse,
    product_id_of,
    warehouse_id_of,
)
from helpers.snapshots import snapshot
from packbench.db.schema import Location, Order, Product, Stock, Waiting, Warehouse
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.check import database
from packbench.engine.check.ledger import ledger_chain
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.run_result import AllocateResult
from packbench.engine.stock_changes import Effects, change_stock
from packbench.services.orders import allocating
from packbench.services.orders import looking as orders
from packbench.services.stock.changes import Receipt, StockChange, receive


class Stockroom:
    """Warehouses (ranked as they are named), products and orders of one database."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._minute = 0

    def fill(
        self,
        stock: Mapping[str, Mapping[str, int]],
        *,
        kits: Mapping[str, Mapping[str, int]] | None = None,
        warehouses: Mapping[str, dict[str, Any]] | None = None,
        products: Mapping[str, dict[str, Any]] | None = None,
    ) -> None:
        """Warehouses with opening stock, and whatever more is to be said of them."""
        facts, about = warehouses or {}, products or {}
        skus = dict.fromkeys([*about, *(sku for units in stock.values() for sku in units)])
        with self.context.database.write.begin() as connection:
            for rank, code in enumerate(stock, 1):
                add_warehouse(connection, code, **{"rank": rank, **facts.get(code, {})})
            for sku in skus:
                add_product(connection, sku, **about.get(sku, {}))
            for kit, parts in (kits or {}).items():
                add_kit(connection, kit, parts)
        if any(stock.values()):
            add_all_stock(self.context, stock)

    def order(self, number: str, *lines: tuple[str, int], **fields: Any) -> None:
        """A new order, younger than all before it."""
        self._minute += 1
        with self.context.database.write.begin() as connection:
            add_order(connection, number, list(lines), minute=self._minute, **fields)

    def allocate(self, *numbers: str, **options: Any) -> AllocateResult:
        """Allocates what is new, or the named orders."""
        return allocating.allocate(self.context, orders=numbers, **options)

    def receive(self, warehouse: str, sku: str, quantity: int, **options: Any) -> StockChange:
        """Units come in."""
        return receive(self.context, Receipt(warehouse, sku, quantity), **options)

    def lose(self, warehouse: str, sku: str, quantity: int, location: str = "FLOOR") -> Effects:
        """Units are gone."""
        return self.change((warehouse, sku, -quantity, location))

    def change(self, *entries: tuple[str, str, int, str]) -> Effects:
        """Ledger rows of (warehouse, SKU, signed units, location), with all that follows."""

        def work(transaction: Transaction) -> Effects:
            rows = [self._entry(transaction, *entry) for entry in entries]
            return change_stock(transaction, rows)

        return run_command(self.context, Call("test.change", {}), Effects, work)

    def set(self, number: str, **fields: Any) -> None:
        """Changes an order behind the services' back."""
        with self.context.database.write.begin() as connection:
            connection.execute(update(Order).where(Order.number == number).values(fields))

    def promised(self, number: str) -> dict[tuple[int, str], int]:
        """Line units by line and warehouse that are promised and not picked."""
        shown = orders.get_order(self.context, number)
        kits = {line.line: line.kit for line in shown.lines}
        assert not any(kits.values()), "look at the components"
        return {(one.line, one.warehouse): one.quantity for one in shown.allocations}

    def units_at(self, warehouse: str, number: str) -> dict[str, int]:
        """Units by SKU that a warehouse promises to an order."""
        shown = orders.get_order(self.context, number)
        return {one.sku: one.quantity for one in shown.allocations if one.warehouse == warehouse}

    def components(self, number: str) -> dict[tuple[int, str, str], int]:
        """Component units by line, warehouse and SKU that are promised and not picked."""
        shown = orders.get_order(self.context, number)
        return {(one.line, one.warehouse, one.sku): one.quantity for one in shown.allocations}

    def waits(self, number: str) -> dict[int, tuple[int, str | None]]:
        """Waiting units and their reason by line."""
        shown = orders.get_order(self.context, number)
        return {one.line: (one.waiting, one.reason) for one in shown.lines if one.waiting}

    def status(self, number: str) -> str:
        """The order's one word."""
        return orders.get_order(self.context, number).status

    def free(self, sku: str) -> dict[str, int]:
        """Unpromised units by warehouse."""
        query = (
            select(Warehouse.code, Stock.on_hand - Stock.unavailable - Stock.allocated)
            .join(Stock, Stock.warehouse_id == Warehouse.id)
            .join(Product, Product.id == Stock.product_id)
            .where(Product.sku == sku)
        )
        with self.context.database.read.connect() as connection:
            return dict(connection.execute(query).all())

    def queue(self) -> list[tuple[str, str]]:
        """(order number, reason) of all waiting lines, first in the queue first."""
        query = (
            select(Order.number, Waiting.reason)
            .join(Order, Order.id == Waiting.order_id)
            .order_by(Waiting.queue_key, Waiting.order_line_id)
        )
        with self.context.database.read.connect() as connection:
            return [(row.number, row.reason) for row in connection.execute(query)]

    def check(self) -> None:
        """Every invariant holds; what services can't touch (pages, guards) is not looked at.

        Asked without the savepoint around each that a damaged database needs: it is two of three
        trips to the server.
        """
        looks = (*database._invariants(), (database._CHAIN, ledger_chain))
        with self.context.database.read.connect() as connection:
            found = {name: look(connection)[1] for name, look in looks}
        bad = {name: what for name, what in found.items() if what is not None}
        assert not bad, bad

    @staticmethod
    def _entry(
        transaction: Transaction, warehouse: str, sku: str, quantity: int, location: str
    ) -> Entry:
        connection = transaction.connection
        warehouse_id = warehouse_id_of(connection, warehouse)
        place = select(Location.id).where(
            Location.warehouse_id == warehouse_id, Location.code == location
        )
        return Entry(
            warehouse_id,
            product_id_of(connection, sku),
            connection.execute(place).scalar_one(),
            quantity,
            Cause.ADJUSTMENT,
        )


def refuse(room: Stockroom, code: Code, command: Callable[[], object]) -> None:
    """The command is refused with this code, and nothing has changed."""
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        command()
    assert refusal.value.code is code
    assert snapshot(room.context.database) == before
