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
from packbench.domain.custom_fields import ORDER_COLUMNS, PRODUCT_COLUMNS
from packbench.domain.views import FilterState, ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import LISTS as LISTS_OF_TABS
from packbench.services.office.list_tabs import Sorted, moment_of

_ROWS, _MANY = 10_000, 500
_ORDERS = """INSERT INTO orders (id, number, number_key, channel, ordered_at, customer_name,
    customer_email, country, queue_key, status, ship_method, line_count, unit_count,
    shipments_made)
    SELECT i, 'H' || i, 'h' || i, 'shop' || i % 3, {at}, 'Customer ' || abs(i - 500),
    'customer' || abs(i - 500) || '@example.org', CASE i % 2 WHEN 0 THEN 'AT' ELSE 'DE' END,
    'q' || i, 'shipped', 'method' || i % 4, 1, 1, 1 FROM {numbers}"""
_SHIPMENTS = """INSERT INTO shipment (id, order_id, warehouse_id, sequence, number, status, carrier,
    tracking, tracking_key, shipped_at)
    SELECT id, id, 1, 1, number || '-1', 'shipped', 'DHL', 'T' || id, 't' || id, ordered_at
    FROM orders"""
_LONG = "orders|shipment|order_line|order_search|purchase_order|purchase_order_line"
_WALK = re.compile(rf"^SCAN ({_LONG})$")
_WALKS_BY_ID = re.compile(r"ORDER BY (orders|shipment|purchase_order)\.id")
_SORT = "USE TEMP B-TREE FOR ORDER BY"
_BOUNDED = re.compile(
    # No index of their own: one look at each row, the first 200 kept.
    r"Orders: 10,000"
    # Few are not done or wait at a time; few orders have a field of the shop's own, or all have.
    r"|(Orders|orders): (by (lines|units|waiting|order_field_1)|.*, by units|typed: everything)"
    # Customers who were met, gathered by what they are known by.
    r"|customers: "
    r"|back_order_products: |pick_pack: |inventory: |stock_(products|bins|lots): "
    # A tenth as many as orders at most; what is asked for is gathered out of an index.
    r"|purchase_orders: (by (supplier|warehouse|status)|status|supplier|needs|sku)"
)
"""Only these may be sorted without an index; none may walk through what is long, but these few."""
_MAY_WALK = re.compile(r"Orders: 10,000|customers: by orders$")  # it follows from no index
_TYPED = {"older": "3", "uncounted": "30", "ordered": "2025-03-01..2025-03-31"}
_TYPED |= {"customer": "customer7@example.org"}
_FILLED = (
    ViewTab.ORDERS,
    ViewTab.CUSTOMERS,
    ViewTab.BACK_ORDERS,
    ViewTab.PICK_STEPS,
    ViewTab.SHIPMENTS,
)
_DOWN_TOO = {ViewTab.ORDERS, ViewTab.CUSTOMERS, ViewTab.PURCHASE_ORDERS, ViewTab.SHIPMENTS}


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


def _offered(context: Context, tab: ViewTab) -> Iterator[tuple[str, Any]]:
    """A query for each column that a list can be sorted by, and for each of its filters."""
    there, at = LISTS_OF_TABS[tab], moment_of(context)
    asked: set[Any] = set()
    own = {*ORDER_COLUMNS, *PRODUCT_COLUMNS} - {"order_field_1", "product_field_1"}
    states = [
        (f"by {key}", FilterState(), Sorted(key, descending=down))
        for key in there.columns.keys() - own
        for down in ((False, True) if tab in _DOWN_TOO else (False,))
    ]
    states.append(("typed", FilterState("zzqxw"), there.order))
    for group, known in there.filters.items():
        if group not in own:
            values = (known(context) if callable(known) else known) or [_TYPED.get(group, "x")]
            state = FilterState("", {group: frozenset({min(values)})})
            states.append((f"{group}: {min(values)}", state, there.order))
    for what, state, order in states:
        query = there.query(state, order, at)
        if query not in asked:
            asked.add(query)
            yield f"{tab.value}: {what}", query


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


def _read(context: Context, table: Any, query: Any) -> list[str]:
    """Dear steps of what a list's first page reads."""
    with _statements(context.database) as seen:
        table.first_page(query)
    with context.database.read.connect() as connection:
        return [one for sql, asked in seen for one in _dear(connection, sql, asked)]


def _unbounded(what: str, dear: list[str]) -> list[str]:
    sorts_only = all(one == _SORT for one in dear)
    bounded = _BOUNDED.match(what) if sorts_only else _MAY_WALK.match(what)
    return [] if bounded else dear


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
                dear = _unbounded(f"{name}: {what}", _read(context, table, query))
                if dear:
                    found[f"{name}: {what}, {many}"] = dear
    assert found == {}


def test_whatever_a_screen_offers_is_read_out_of_an_index(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each column that can be sorted by, each filter and a text, of every list of the window."""
    _fill(context.database)
    monkeypatch.setattr(narrowing, "MANY", -1 if context.database.is_sqlite else _MANY)
    found: dict[str, list[str]] = {}
    asked = 0
    # Of what is not filled a server guesses wildly.
    for tab in ViewTab if context.database.is_sqlite else _FILLED:
        table = LISTS_OF_TABS[tab].source(context)
        for what, query in _offered(context, tab):
            asked += 1
            dear = _unbounded(what, _read(context, table, query))
            if dear:
                found[what] = dear
    assert found == {}, list(found)
    assert asked > 100
