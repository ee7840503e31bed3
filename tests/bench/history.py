"""Years of shipped orders behind a small shop: what a bench or a screen has to find its way in.

`past` keeps a database of them for all chapters of a run: a million take minutes. The ledger's own
past (receipts and shipments of these units) isn't made: nothing that is measured reads it.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

from sqlalchemy import Connection, select

from bench.filling import warehouses_of
from bench.sites import Sites
from packbench.db.engine import Database
from packbench.db.schema import Allocation, Location, Order, OrderLine, Product, Shipment, Stock
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.db.sql.order_words import add_new_words, words_of
from packbench.domain.queue import queue_key
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.movements import write_entries

SIZES = tuple(map(int, os.environ.get("BENCH_SIZES", "10000,100000,1000000").split(",")))
"""How many there are; what asks for one size takes the last. `BENCH_SIZES=10000` tries a run."""
_PART = 50_000
_BEGIN = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
_LINES = 2  # of an order
_PRODUCTS, _WAREHOUSES = 500, 3
_CUSTOMERS = 300_000
_AT_ONCE = 20_000


@dataclass(frozen=True)
class _Place:
    """A stock row, with its product's SKU."""

    stock_id: int
    warehouse_id: int
    product_id: int
    sku: str
    sku_key: str


def past(sites: Sites, engine: str, orders: int) -> str:
    """The name of a database with so many shipped orders out of W1, W2 and W3, for `filled`."""
    return sites.kept(engine, f"{orders} shipped", partial(_fill, orders))


def _fill(orders: int, context: Context) -> None:
    run_command(context, Call("bench.past", {}), int, _add_places)
    add_history(context.database, orders)
    with context.database.write.begin() as connection:
        _add_words(connection, orders)


def _add_places(transaction: Transaction) -> int:
    """Products that nobody orders any more, a unit of each in every warehouse."""
    connection = transaction.connection
    products = reserve_ids(connection, Product, _PRODUCTS)
    rows = [(one, f"PAST-{one}", f"past-{one}", f"Product of the past {one}") for one in products]
    insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), rows)
    warehouses = warehouses_of(connection, _WAREHOUSES)
    floors = dict(
        connection.execute(
            select(Location.warehouse_id, Location.id).where(Location.kind == "floor")
        ).all()
    )
    entries = [
        Entry(warehouse, product, floors[warehouse], 1, Cause.OPENING)
        for warehouse in warehouses
        for product in products
    ]
    write_entries(connection, (transaction.command_id, transaction.at), entries)
    return len(entries)


def _add_words(connection: Connection, orders: int) -> None:
    """What was written past the triggers is found by its words, too."""
    if connection.dialect.name == "sqlite":
        for _ in range(0, orders, _AT_ONCE):
            add_new_words(connection)
        return
    words = words_of("o").replace("char(10)", "chr(10)")
    connection.exec_driver_sql(
        f"INSERT INTO order_search SELECT o.id, {words} FROM orders o"
        " WHERE o.id NOT IN (SELECT order_id FROM order_search)"
    )


def add_history(database: Database, orders: int) -> None:
    """Adds so many shipped orders of two lines, each out of one warehouse."""
    for first in range(0, orders, _PART):
        with database.write.begin() as connection:
            if not database.is_sqlite:  # what is known to fit need not be looked up row by row
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _add_part(connection, range(first, min(first + _PART, orders)))


def _add_part(connection: Connection, numbers: range) -> None:
    places = _places(connection)
    order_ids = reserve_ids(connection, Order, len(numbers))
    line_ids = reserve_ids(connection, OrderLine, len(numbers) * _LINES)
    shipment_ids = reserve_ids(connection, Shipment, len(numbers))
    heads, lines, shipments, promises = [], [], [], []
    for index, (number, order, shipment) in enumerate(
        zip(numbers, order_ids, shipment_ids, strict=True)
    ):
        at, name = _BEGIN + timedelta(seconds=90 * number), f"H{number}"
        key = queue_key(0, None, at, name)
        head = (order, name, name.casefold(), at, key, "shipped", _LINES, sum(_units(number)), 1)
        heads.append((*head, *_who(number)))
        stock = places[number % len(places)]
        tracking = f"T{number:010d}"
        sent = (stock[0].warehouse_id, 1, f"{name}-1", "shipped", "DHL", tracking, tracking.lower())
        shipments.append((shipment, order, *sent, at))
        for line, (one, units) in enumerate(zip(stock, _units(number), strict=True), 1):
            line_id = line_ids[index * _LINES + line - 1]
            lines.append((line_id, order, line, one.product_id, one.sku, one.sku_key, units, units))
            where = (one.warehouse_id, one.product_id, one.stock_id)
            promises.append((line_id, shipment, *where, 0, units))
    insert_rows(connection, Order, _HEAD, heads)
    insert_rows(connection, OrderLine, _LINE, lines)
    insert_rows(connection, Shipment, _SHIPMENT, shipments)
    insert_rows(connection, Allocation, _PROMISE, promises)


def customer(number: int) -> str:
    """The e-mail of whom a shipped order went to: some ordered several times."""
    return f"customer{number * 7 % _CUSTOMERS}@example.org"


def _units(number: int) -> tuple[int, int]:
    """Of its two lines."""
    return number % 8 + 1, 1


def _who(number: int) -> tuple[str | None, ...]:
    """Who ordered, from where, by which channel, and how it was sent."""
    at = number * 7 % _CUSTOMERS
    name = f"{_FIRST_NAMES[number % 4]} {_LAST_NAMES[min(at // 4 % 16, 2)]}"
    where = ("DE", "AT", "CH")[(number % 10 == 0) + 2 * (number % 10 == 1)]
    channel, method = (
        ("web", "ebay", "shop", "shop")[number % 4],
        ("DHL", "UPS", "Post")[number % 3],
    )
    tags = "vip" if number % 1_000 == 0 else None
    return name, customer(number), f"+43 660 {1_000_000 + at}", where, channel, method, tags


_FIRST_NAMES, _LAST_NAMES = ("Anna", "Bernd", "Clara", "Dieter"), ("Pichler", "Gruber", "Moser")
_HEAD: tuple[str, ...] = ("id", "number", "number_key", "ordered_at", "queue_key", "status")
_HEAD += ("line_count", "unit_count", "shipments_made", "customer_name", "customer_email", "phone")
_HEAD += ("country", "channel", "ship_method", "tags")
_LINE = ("id", "order_id", "line", "product_id", "sku", "sku_key", "ordered", "shipped")
_SHIPMENT: tuple[str, ...] = ("id", "order_id", "warehouse_id", "sequence", "number", "status")
_SHIPMENT += ("carrier", "tracking", "tracking_key", "shipped_at")
_PROMISE: tuple[str, ...] = ("order_line_id", "shipment_id", "warehouse_id", "product_id")
_PROMISE += ("stock_id", "allocated", "shipped")


def _places(connection: Connection) -> list[list[_Place]]:
    """Pairs of stock rows of one warehouse: what an order of two lines is served from."""
    columns = (Stock.id, Stock.warehouse_id, Product.id, Product.sku, Product.sku_key)
    rows = connection.execute(
        select(*columns)
        .join(Product, Product.id == Stock.product_id)
        .order_by(Stock.warehouse_id, Stock.id)
    )
    found = [_Place(*row) for row in rows]
    return [
        [one, next_] for one, next_ in pairwise(found) if one.warehouse_id == next_.warehouse_id
    ]
