"""Years of shipped orders behind a small shop: what a bench or a screen has to find its way in.

The ledger's own past (receipts and shipments of these units) isn't made: nothing that is measured
reads it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, select

from packbench.db.engine import Database
from packbench.db.schema import Allocation, Order, OrderLine, Product, Shipment, Stock
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.domain.queue import queue_key

_PART = 50_000
_BEGIN = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
_LINES = 2  # of an order, a unit each


@dataclass(frozen=True)
class _Place:
    """A stock row, with its product's SKU."""

    stock_id: int
    warehouse_id: int
    product_id: int
    sku: str
    sku_key: str


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
        key, email = queue_key(0, None, at, name), f"customer{number}@example.org"
        heads.append((order, name, name.casefold(), at, email, "DE", key, "shipped", 2, 2, 1))
        stock = places[number % len(places)]
        tracking = f"T{number:010d}"
        sent = (stock[0].warehouse_id, 1, f"{name}-1", "shipped", "DHL", tracking, tracking.lower())
        shipments.append((shipment, order, *sent, at))
        for line, one in enumerate(stock, 1):
            line_id = line_ids[index * _LINES + line - 1]
            lines.append((line_id, order, line, one.product_id, one.sku, one.sku_key, 1, 1))
            where = (one.warehouse_id, one.product_id, one.stock_id)
            promises.append((line_id, shipment, *where, 0, 1))
    insert_rows(connection, Order, _HEAD, heads)
    insert_rows(connection, OrderLine, _LINE, lines)
    insert_rows(connection, Shipment, _SHIPMENT, shipments)
    insert_rows(connection, Allocation, _PROMISE, promises)


_HEAD: tuple[str, ...] = ("id", "number", "number_key", "ordered_at", "customer_email", "country")
_HEAD += ("queue_key", "status", "line_count", "unit_count", "shipments_made")
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
