"""The least that writes what our command writes of an order: the same rows, by the driver alone.

No order is read and nothing is planned; every row, its keys, checks and triggers are ours. On a
server an order is one pipeline in one transaction, on a file a few statements.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from packbench.db.engine import Database

_READ = {
    "command": (
        *("id", "key", "name", "content_hash", "content", "operator_id", "station_id", "at"),
        *("result", "undo"),
    ),
    "shipment": ("id", "order_id", "warehouse_id", "sequence", "number", "made_on"),
    "allocation": (
        *("order_line_id", "shipment_id", "warehouse_id", "product_id", "stock_id", "allocated"),
    ),
    "decision": ("order_id", "command_id", "at", "body"),
    "command_record": ("kind", "record_id", "command_id"),
}
_WHERE = {
    "command": "id IN (SELECT command_id FROM decision WHERE order_id = {id})",
    "shipment": "order_id = {id}",
    "allocation": "shipment_id IN (SELECT id FROM shipment WHERE order_id = {id})",
    "decision": "order_id = {id}",
    "command_record": "kind = 'order' AND record_id = {id}"
    " AND command_id IN (SELECT command_id FROM decision WHERE order_id = {id})",
}
_LINES = "SELECT allocated, id FROM order_line WHERE order_id = {id}"
_HEAD = (
    "SELECT status, line_count, unit_count, unrouted_units, waiting_units, shipments_made, id"
    " FROM orders WHERE id = {id}"
)

Statements = list[tuple[str, list[tuple[Any, ...]]]]
"""Each with the rows that it is run for."""


def statements_of(database: Database, order_ids: Sequence[int]) -> list[Statements]:
    """What writes each of these orders again as it stands now, into a copy where it is new."""
    mark = "?" if database.is_sqlite else "%s"
    with database.read.connect() as connection:
        raw: Any = connection.connection.driver_connection
        return [list(_statements(raw, order_id, mark)) for order_id in order_ids]


def _statements(raw: Any, order_id: int, mark: str) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for table, columns in _READ.items():
        listed, where = ", ".join(columns), _WHERE[table].format(id=order_id)
        rows = raw.execute(f"SELECT {listed} FROM {table} WHERE {where}").fetchall()
        marks = ", ".join([mark] * len(columns))
        yield f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows
    lines = f"UPDATE order_line SET allocated = {mark}, unrouted = 0 WHERE id = {mark}"
    yield lines, raw.execute(_LINES.format(id=order_id)).fetchall()
    names = ("status", "line_count", "unit_count", "unrouted_units", "waiting_units")
    changes = ", ".join(f"{name} = {mark}" for name in (*names, "shipments_made"))
    head = raw.execute(_HEAD.format(id=order_id)).fetchall()
    yield f"UPDATE orders SET {changes} WHERE id = {mark}", head


def orders_a_second(database: Database, orders: Sequence[Statements], warm: int) -> float:
    """How many of them a second are written, a durable transaction each."""
    with database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        for statements in orders[:warm]:
            _write(raw, statements, file=database.is_sqlite)
        started = time.perf_counter()
        for statements in orders[warm:]:
            _write(raw, statements, file=database.is_sqlite)
        return (len(orders) - warm) / (time.perf_counter() - started)


def _write(raw: Any, statements: Statements, *, file: bool) -> None:
    if file:
        raw.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            raw.executemany(sql, rows)
        raw.execute("COMMIT")
        return
    with _pipeline(raw):
        for sql, rows in statements:
            for row in rows:
                raw.execute(sql, row, prepare=True)
    raw.commit()


@contextmanager
def _pipeline(raw: Any) -> Iterator[None]:
    with raw.pipeline():
        yield
