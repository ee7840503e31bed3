"""Baselines: the rows of a batch written once more by the driver alone."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from packbench.db.engine import Database
from packbench.services.orders.allocating import CHUNK_LINES

Rows = list[tuple[Any, ...]]

_INSERTED = {
    "shipment": ("id", "order_id", "warehouse_id", "sequence", "number"),
    "allocation": (
        *("order_line_id", "shipment_id", "warehouse_id", "product_id", "stock_id"),
        *("per_unit", "allocated"),
    ),
    "waiting": ("order_line_id", "order_id", "product_id", "reason", "since", "queue_key"),
    "decision": ("order_id", "command_id", "at", "body"),
}
_UPDATED = {
    "order_line": ("id", "allocated", "unrouted", "waiting", "unavailable"),
    "orders": (
        *("id", "status", "line_count", "unit_count", "unrouted_units", "waiting_units"),
        "shipments_made",
    ),
}


_OWNER = {
    "orders": "id",
    "order_line": "order_id",
    "shipment": "order_id",
    "waiting": "order_id",
    "decision": "order_id",
    "allocation": "(SELECT order_id FROM shipment s WHERE s.id = shipment_id)",
}
"""How the order of a row is found."""


def rows_of(database: Database) -> dict[str, Rows]:
    """Every row that a finished batch wrote, as the driver gives it, behind its order's id."""
    with database.read.connect() as connection:
        cursor: Any = connection.connection.cursor()
        found = {}
        for table, columns in (_INSERTED | _UPDATED).items():
            key = "order_line_id" if table == "waiting" else "id"
            listed = ", ".join((_OWNER[table], *columns))
            cursor.execute(f"SELECT {listed} FROM {table} ORDER BY {key}")
            found[table] = [tuple(row) for row in cursor.fetchall()]
        cursor.close()
    # The copy knows only the command that filled it.
    found["decision"] = [(*row[:2], 1, *row[3:]) for row in found["decision"]]
    return found


def seconds_with_keys(database: Database, rows: dict[str, Rows]) -> float:
    """Into the same tables, with their keys, constraints and triggers, in chunks as ours are."""
    parts = list(_chunks(rows, CHUNK_LINES))
    return _in_transactions(database, [partial(_write_all, rows=part) for part in parts])


def _chunks(rows: dict[str, Rows], lines: int) -> Iterator[dict[str, Rows]]:
    """The rows of so many lines at a time, whole orders, without the order's id."""
    chunk_of: dict[int, int] = {}
    counted = Counter(row[0] for row in rows["order_line"])
    place = filled = 0
    for order_id in sorted(counted):
        if filled and filled + counted[order_id] > lines:
            place, filled = place + 1, 0
        filled += counted[order_id]
        chunk_of[order_id] = place
    chunks: list[dict[str, Rows]] = [{table: [] for table in rows} for _ in range(place + 1)]
    for table, found in rows.items():
        for order_id, *values in found:
            chunks[chunk_of.get(order_id, place)][table].append(tuple(values))
    yield from chunks


def seconds_without_keys(database: Database, rows: dict[str, Rows]) -> float:
    """Into tables of the same columns without any key or constraint, in one transaction."""

    def write(writer: "_Writer") -> None:
        for table, columns in (_INSERTED | _UPDATED).items():
            writer.insert(f"bare_{table}", columns, [row[1:] for row in rows[table]])

    with database.write.begin() as connection:
        for table, columns in (_INSERTED | _UPDATED).items():
            listed = ", ".join(columns)
            connection.exec_driver_sql(
                f"CREATE TABLE bare_{table} AS SELECT {listed} FROM {table} WHERE 1 = 0"
            )
    return _in_transactions(database, [write])


def _write_all(writer: "_Writer", rows: dict[str, Rows]) -> None:
    for table, columns in _INSERTED.items():
        writer.insert(table, columns, rows[table])
    for table, columns in _UPDATED.items():
        writer.update(table, columns, rows[table])


def _in_transactions(database: Database, works: Sequence[Callable[["_Writer"], None]]) -> float:
    with database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        writer = _SqliteWriter(raw) if database.is_sqlite else _PostgresWriter(raw)
        started = time.perf_counter()
        for work in works:
            raw.execute("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN")
            work(writer)
            raw.execute("COMMIT")
        return time.perf_counter() - started


class _Writer:
    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        raise NotImplementedError

    def update(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        raise NotImplementedError


class _SqliteWriter(_Writer):
    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        marks = ", ".join("?" * len(columns))
        self.raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def update(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        changes = ", ".join(f"{name} = ?{place}" for place, name in enumerate(columns[1:], 2))
        self.raw.executemany(f"UPDATE {table} SET {changes} WHERE id = ?1", rows)


class _PostgresWriter(_Writer):
    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        with self.raw.cursor() as cursor:
            self._copy(cursor, f"{table} ({', '.join(columns)})", rows)

    def update(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        changes = ", ".join(f"{name} = c.{name}" for name in columns[1:])
        with self.raw.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE c_{table} ON COMMIT DROP AS"
                f" SELECT {', '.join(columns)} FROM {table} LIMIT 0"
            )
            self._copy(cursor, f"c_{table}", rows)
            cursor.execute(f"UPDATE {table} t SET {changes} FROM c_{table} c WHERE t.id = c.id")

    @staticmethod
    def _copy(cursor: Any, target: str, rows: Rows) -> None:
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
