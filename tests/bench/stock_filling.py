"""A large stockroom to measure on: products in three warehouses, four bins each, and its ledger.

The rows are written past the triggers, which cost a file a minute a million; sums and links are
those that the product would have written, so that `db check` finds nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from helpers.sample import add_warehouse
from packbench.db.schema import (
    Barcode,
    LedgerHead,
    Location,
    Movement,
    Order,
    OrderLine,
    Product,
    Stock,
    StockBin,
)
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.domain.ledger_chain import FIRST, LedgerRow, link, moment_text
from packbench.domain.queue import queue_key
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.orders.allocating import allocate

_AT_ONCE = 100_000
_IN_A_BIN = 20
_LOOSE = 500
"""Every so manieth product lies on the floor, in no bin."""
_SHORT = 100
"""Every so manieth product is ordered, more than there is."""
_THINGS = ("Lamp", "Kettle", "Scarf", "Notebook", "Düse", "Chair", "Cable", "Rucksack", "Mug")
_KINDS = ("red", "small", "steel", "linen", "folding", "spare", "blue", "oak")
_TOGETHER = ("on_hand", "unavailable", "ledger_seq", "counted_to")


class _Place(NamedTuple):
    """Where a product lies, and the moves of it: an opening, then 3 come and 2 leave in turns."""

    warehouse: int
    product: int
    location: int
    lot: str
    expires_on: date | None
    unavailable: int
    is_counted: bool

    def units(self, moves: int) -> int:
        return 9 + 3 * (moves // 2) - 2 * ((moves - 1) // 2)


class _Sums(NamedTuple):
    """What a place or a stock row came to; the last movement that is in it."""

    on_hand: int
    unavailable: int
    moves: int
    last: int

    def plus(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.on_hand + other.on_hand,
            self.unavailable + other.unavailable,
            self.moves + other.moves,
            max(self.last, other.last),
        )


@dataclass(frozen=True)
class LargeStock:
    """How much there is; a product lies in `bins` bins of each warehouse."""

    products: int = 100_000
    warehouses: int = 3
    bins: int = 4
    movements: int = 5_000_000

    def fill(self, context: Context) -> None:
        """Writes all of it, and orders of more than there is of some."""
        run_command(context, Call("bench.fill", {"products": self.products}), int, self._work)
        run_command(context, Call("bench.orders", {}), int, _add_orders)
        allocate(context)

    def _work(self, transaction: Transaction) -> int:
        connection = transaction.connection
        products = self._add_products(connection)
        sites = [self._add_site(connection, number) for number in range(self.warehouses)]
        places = [one for site in sites for one in self._places(products, *site)]
        with _triggers_off(connection):
            self._add_sums(transaction, places)
            self._add_movements(transaction, places)
        return len(products)

    def _add_products(self, connection: Connection) -> Sequence[int]:
        products = reserve_ids(connection, Product, self.products)
        rows: list[tuple[Any, ...]] = [
            (one, f"SKU-{n:06d}", f"sku-{n:06d}", _name(n), Decimal(3))
            for n, one in enumerate(products)
        ]
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name", "unit_cost"), rows)
        codes = [(one, f"4{n:012d}".zfill(14)) for n, one in enumerate(products) if n % 1000]
        coded = [(one, code, code) for one, code in codes]
        insert_rows(connection, Barcode, ("product_id", "code", "code_key"), coded)
        return products

    def _add_site(self, connection: Connection, number: int) -> tuple[int, Sequence[int]]:
        """A warehouse, its bins, and the floor first."""
        warehouse = add_warehouse(connection, f"W{number + 1}", rank=number + 1)
        bins = reserve_ids(connection, Location, -(-self.products * self.bins // _IN_A_BIN))
        rows = [
            (one, warehouse, code, code.lower(), "bin", f"Z{n % 12}")
            for n, one in enumerate(bins)
            for code in [f"{chr(65 + n % 12)}-{n // 400:02d}-{n % 400:03d}"]
        ]
        names = ("id", "warehouse_id", "code", "code_key", "kind", "zone")
        insert_rows(connection, Location, names, rows)
        own = select(Location.id).where(Location.warehouse_id == warehouse)
        floor = connection.execute(own.where(Location.kind == "floor")).scalar_one()
        return warehouse, [floor, *bins]

    def _places(
        self, products: Sequence[int], warehouse: int, locations: Sequence[int]
    ) -> Iterator[_Place]:
        floor, *bins = locations
        for n, product in enumerate(products):
            unavailable = 2 if n % 150 == 0 else 0
            if n % _LOOSE == 7:
                yield _Place(warehouse, product, floor, "", None, unavailable, is_counted=False)
                continue
            for nth in range(self.bins):
                dated = nth == 0 and n % 10 == 1
                lot = f"L{n // 10:05d}" if dated else ""
                expires = date(2026, 11, 1) + timedelta(days=n % 2000) if dated else None
                where = bins[(n * self.bins + nth) * 7 % len(bins)]
                blocked = unavailable if nth == 0 else 0
                yield _Place(warehouse, product, where, lot, expires, blocked, n % 10 < 7)

    def _add_sums(self, transaction: Transaction, places: Sequence[_Place]) -> None:
        connection, all_ = transaction.connection, len(places)
        stock: dict[tuple[int, int], _Sums] = defaultdict(lambda: _Sums(0, 0, 0, 0))
        bins = []
        for number, one in enumerate(places):
            moves = self.movements // all_ + (number < self.movements % all_)
            sums = _Sums(one.units(moves), one.unavailable, moves, (moves - 1) * all_ + number + 1)
            stock[one.product, one.warehouse] = stock[one.product, one.warehouse].plus(sums)
            counted = transaction.at - timedelta(days=number % 400) if one.is_counted else None
            bins.append((*one[:5], *sums, counted))
        rows = [
            (warehouse, product, *sums, 5000 if product % 997 == 0 else 0, product % 70)
            for (product, warehouse), sums in sorted(stock.items())
        ]
        names = ("warehouse_id", "product_id", *_TOGETHER, "safety", "minimum")
        insert_rows(connection, Stock, names, rows)
        insert_rows(connection, StockBin, (*_PLACED, *_TOGETHER, "counted_at"), bins)

    def _add_movements(self, transaction: Transaction, places: Sequence[_Place]) -> None:
        """In turns of all places; the chain of each warehouse runs through them."""
        connection, rows = transaction.connection, list[tuple[Any, ...]]()
        moment, all_ = moment_text(transaction.at), len(places)
        ends: dict[int, str] = defaultdict(lambda: FIRST)
        counts: dict[int, int] = defaultdict(int)
        for number in range(self.movements):
            one, turn = places[number % all_], number // all_
            quantity = 9 if turn == 0 else 3 if turn % 2 else -2
            cause = "opening" if turn == 0 else "receipt" if turn % 2 else "ship"
            what = (one.product, one.location, one.lot, quantity, 0 if turn else one.unavailable)
            row = (transaction.command_id, one.warehouse, *what, cause)
            ends[one.warehouse] = link(
                ends[one.warehouse], LedgerRow(moment, *row, note=None, document=None)
            )
            counts[one.warehouse] += 1
            rows.append((transaction.at, *row, ends[one.warehouse]))
            if len(rows) == _AT_ONCE:
                insert_rows(connection, Movement, _MOVED, rows)
                rows.clear()
        insert_rows(connection, Movement, _MOVED, rows)
        heads = [(one, last, counts[one]) for one, last in ends.items()]
        insert_rows(connection, LedgerHead, ("warehouse_id", "link", "movements"), heads)


_PLACED = ("warehouse_id", "product_id", "location_id", "lot", "expires_on")
_MOVED: tuple[str, ...] = ("at", "command_id", "warehouse_id", "product_id", "location_id", "lot")
_MOVED += ("quantity", "unavailable", "cause", "chain")


def _name(number: int) -> str:
    thing, kind = _THINGS[number % len(_THINGS)], _KINDS[number // 9 % len(_KINDS)]
    return f"{thing} {kind} {number % 1013}"


@contextmanager
def _triggers_off(connection: Connection) -> Iterator[None]:
    """No trigger runs within: a file's are taken out and put back as they were."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = connection.exec_driver_sql(query).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, made_by in triggers:
        connection.exec_driver_sql(made_by)


def _add_orders(transaction: Transaction) -> int:
    """Of every hundredth product more than there is."""
    connection = transaction.connection
    query = select(Product.id, Product.sku).order_by(Product.id)
    wanted = [row for n, row in enumerate(connection.execute(query)) if n % _SHORT == 3]
    ids = reserve_ids(connection, Order, len(wanted))
    heads, lines = [], []
    for minutes, (one, (product, sku)) in enumerate(zip(ids, wanted, strict=True)):
        at, number = transaction.at - timedelta(minutes=minutes + 5), f"S{one}"
        key = queue_key(0, None, at, number)
        heads.append((one, number, number.casefold(), at, "DE", key))
        lines.append((one, 1, product, sku, sku.casefold(), 500, 500))
    columns = ("id", "number", "number_key", "ordered_at", "country", "queue_key")
    insert_rows(connection, Order, columns, heads)
    fields = ("order_id", "line", "product_id", "sku", "sku_key", "ordered", "unrouted")
    insert_rows(connection, OrderLine, fields, lines)
    refresh_orders(connection, list(ids))
    return len(wanted)
