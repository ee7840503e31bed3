"""First rows of a long list come out of an index: no long table is read, none is sorted whole."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bench.lists import LISTS
from helpers.sample import add_warehouse
from packbench.db.engine import Database
from packbench.db.queries.lists import narrowing
from packbench.db.sql.order_words import add_new_words
from packbench.engine.command.context import Context

_ROWS, _MANY = 10_000, 500
_ORDERS = """INSERT INTO orders (id, number, number_key, channel, ordered_at, customer_name,
    customer_email, country, queue_key, status, ship_method, line_count, unit_count,
    shipments_made)
    SELECT i, 'H' || i, 'h' || i, 'shop' || i % 3, {at}, 'Customer ' || i % 500,
    'customer' || i % 500 || '@example.org', CASE i % 2 WHEN 0 THEN 'AT' ELSE 'DE' END,
    'q' || i, 'shipped', 'method' || i % 4, 1, 1, 1 FROM {numbers}"""
_SHIPMENTS = """INSERT INTO shipment (id, order_id, warehouse_id, sequence, number, status, carrier,
    tracking, tracking_key, shipped_at)
    SELECT id, id, 1, 1, number || '-1', 'shipped', 'DHL', 'T' || id, 't' || id, ordered_at
    FROM orders"""
_LONG = "orders|shipment|order_line|order_search"
_WALK = re.compile(rf"^SCAN ({_LONG})$")
_WALKS_BY_ID = re.compile(r"ORDER BY (orders|shipment)\.id")
_SORT = "USE TEMP B-TREE FOR ORDER BY"
_BOUNDED = re.compile(
    # No index of their own: one look at each row, the first 200 kept.
    r"Orders: (by (lines|units)|two countries, by units|typed: (everything|two letters)|10,000)"
    # Few wait at a time; of shipments without a carrier none is in its index.
    r"|Orders: by waiting|Shipments: by carrier"
)


@contextmanager
def _statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        if "LIMIT" in sql:  # of the ids; their rows are read by their ids
            seen.append((sql, parameters))

    event.listen(database.read, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.read, "before_cursor_execute", note)


def _fill(database: Database) -> None:
    numbers = f"generate_series(1, {_ROWS}) g (i)"
    at = "timestamptz '2024-01-01' + i * interval '1 minute'"
    if database.is_sqlite:
        numbers = (
            "(WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g"
            f" WHERE i < {_ROWS}) SELECT i FROM g)"
        )
        at = "strftime('%Y-%m-%d %H:%M:%f000', '2024-01-01', '+' || i || ' minutes')"
    with database.write.begin() as connection:
        if not database.is_sqlite:  # as many pages as ten times the rows would take
            for table in ("orders", "shipment", "order_search"):
                connection.exec_driver_sql(f"ALTER TABLE {table} SET (fillfactor = 10)")
        add_warehouse(connection, "W2")
        orders = _ORDERS.format(at=at, numbers=numbers)
        connection.exec_driver_sql(orders if database.is_sqlite else orders.replace("%", "%%"))
        connection.exec_driver_sql(_SHIPMENTS)
        add_new_words(connection)
    if not database.is_sqlite:
        by_itself = database.write.execution_options(isolation_level="AUTOCOMMIT")
        with by_itself.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE orders, shipment, order_search")


def _dear(connection: Connection, sql: str, parameters: Any) -> list[str]:
    """Steps of a plan that read or sort a long table."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        steps = [row.detail for row in rows]
        walks = [] if _WALKS_BY_ID.search(sql) else [one for one in steps if _WALK.match(one)]
        sorts = [one for one in steps if one == _SORT and not sql.startswith("WITH few")]
        return walks + sorts
    whole = connection.exec_driver_sql("EXPLAIN SELECT * FROM orders").scalar_one()
    steps = [step for (step,) in connection.exec_driver_sql(f"EXPLAIN {sql}", parameters)]
    return steps if _cost(steps[0]) > _cost(whole) else []


def _cost(step: str) -> float:
    """What a step of PostgreSQL's plan costs with all that is under it, as the server guesses."""
    return float(step.partition("..")[2].partition(" ")[0])


def test_no_list_reads_or_sorts_a_long_table(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if everything that is asked for left many rows, and where some of it leaves few.

    SQLite's plan does not hang on how many rows there are; PostgreSQL's guess of the cost does, and
    must stay below what reading all orders costs.
    """
    database = context.database
    _fill(database)
    found: dict[str, list[str]] = {}
    for many in (-1, _MANY) if database.is_sqlite else (_MANY,):
        monkeypatch.setattr(narrowing, "MANY", many)
        for name in ("Orders", "Shipments"):
            source, queries = LISTS[name]
            table = source(context)
            for what, query in queries.items():
                with _statements(database) as seen:
                    table.first_page(query)
                with database.read.connect() as connection:
                    dear = [one for sql, asked in seen for one in _dear(connection, sql, asked)]
                if dear and not _BOUNDED.match(f"{name}: {what}"):
                    found[f"{name}: {what}, {many}"] = dear
    assert found == {}
