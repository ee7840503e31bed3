"""Baselines: the rows of a batch written once more by the driver alone."""

import time
from collections.abc import Sequence
from typing import Any

from packbench.db.engine import Database

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


def rows_of(database: Database) -> dict[str, Rows]:
    """Every row that a finished batch wrote, as the driver gives it."""
    with database.read.connect() as connection:
        cursor: Any = connection.connection.cursor()
        found = {}
        for table, columns in (_INSERTED | _UPDATED).items():
            key = "order_line_id" if table == "waiting" else "id"
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {key}")
            found[table] = [tuple(row) for row in cursor.fetchall()]
        cursor.close()
    # The copy knows only the command that filled it.
    found["decision"] = [(row[0], 1, *row[2:]) for row in found["decision"]]
    return found


def seconds_with_keys(database: Database, rows: dict[str, Rows]) -> float:
    """Into the same tables, with their keys, constraints and triggers, in one transaction."""
    return _in_transaction(database, lambda writer: _write_all(writer, rows))


def seconds_without_keys(database: Database, rows: dict[str, Rows]) -> float:
    """Into tables of the same columns without any key or constraint, in one transaction."""

    def write(writer: "_Writer") -> None:
        for table, columns in (_INSERTED | _UPDATED).items():
            writer.insert(f"bare_{table}", columns, rows[table])

    with database.write.begin() as connection:
        for table, columns in (_INSERTED | _UPDATED).items():
            listed = ", ".join(columns)
            connection.exec_driver_sql(
                f"CREATE TABLE bare_{table} AS SELECT {listed} FROM {table} WHERE 1 = 0"
            )
    return _in_transaction(database, write)


def _write_all(writer: "_Writer", rows: dict[str, Rows]) -> None:
    for table, columns in _INSERTED.items():
        writer.insert(table, columns, rows[table])
    for table, columns in _UPDATED.items():
        writer.update(table, columns, rows[table])


def _in_transaction(database: Database, work: Any) -> float:
    with database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        writer = _SqliteWriter(raw) if database.is_sqlite else _PostgresWriter(raw)
        started = time.perf_counter()
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
