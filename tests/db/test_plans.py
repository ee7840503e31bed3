"""The hot path looks up what it needs and walks through no table, however long it grows."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from helpers.databases import sqlite_database
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.queries.lists.inventory import InventoryQuery, select_ids
from packbench.db.queries.lists.stock_bins import StockBinQuery, read_ids
from packbench.engine.command.context import Context
from packbench.engine.writes.order_totals import _SUMS_OF_A_SPAN
from packbench.services.orders.allocating import allocate

_LONG = {
    "orders",
    "order_line",
    "allocation",
    "shipment",
    "waiting",
    "decision",
    "stock",
    "product",
}
_LONG |= {"movement", "command", "command_record", "stock_bin", "postal_code", "order_problem"}
_WALK = re.compile(r"SCAN (\w+)(?! USING INDEX ix_product_preorder_limit)")
"""That index holds only the products with a limit, and the hot path wants all of those."""
_ENDS_AT_ONE = re.compile(r"max\(|FROM command ORDER BY command.id DESC\s+LIMIT \?")
"""The last row of a table is found at its end."""
_ONE_ROW = r"FROM {table}( ORDER BY id DESC)? LIMIT 1\)"
"""As the one statement of a plain order asks: whether there is any row, or the last one."""


@pytest.fixture
def stockroom(sqlite_template: Path, tmp_path: Path) -> Any:
    with sqlite_database(sqlite_template, tmp_path) as database:
        yield Stockroom(Context(database))


def _walked(database: Database, statements: dict[str, Any]) -> set[tuple[str, str]]:
    """(table, statement) where SQLite would read a whole long table; one row may be looked for."""
    found = set()
    with database.read.connect() as connection:
        for sql, parameters in statements.items():
            for step in _plan(connection, sql, parameters):
                table = _WALK.match(step)
                if table is None or table.group(1) not in _LONG or _ENDS_AT_ONE.search(sql):
                    continue
                if not re.search(_ONE_ROW.format(table=table.group(1)), sql):
                    found.add((table.group(1), sql))
    return found


def _plan(connection: Connection, sql: str, parameters: Any) -> list[str]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
    return [row.detail for row in rows]


def test_nothing_walks_through_a_long_table(stockroom: Stockroom) -> None:
    stockroom.fill({"W1": {"A": 5, "B": 1}, "W2": {"A": 2, "B": 2}}, kits={"K": {"A": 1, "B": 1}})
    stockroom.order("O1", ("A", 3), ("B", 9), ("K", 1), postal_code="8010")
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *rest: Any) -> None:
        if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", sql):
            seen[sql] = parameters[0] if rest[1] else parameters

    database = stockroom.context.database
    event.listen(database.read, "before_cursor_execute", note)
    stockroom.allocate("O1")
    stockroom.receive("W1", "B", 4)
    event.remove(database.read, "before_cursor_execute", note)

    assert len(seen) > 20
    assert _walked(database, seen) == set()


def test_long_lists_of_stock_are_read_in_order_and_not_sorted(stockroom: Stockroom) -> None:
    by_bin = [StockBinQuery(sort=sort) for sort in ("bin", "sku", "name", "lot")]
    dated = [StockBinQuery(sort=sort) for sort in ("expires", "counted")]
    lots = [StockBinQuery(with_lot=True, sort="lot")]
    by_product = [InventoryQuery(), InventoryQuery(sort="name")]
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        seen[sql] = parameters

    database = stockroom.context.database
    with database.read.connect() as connection:
        event.listen(connection, "before_cursor_execute", note)
        for bins in (*by_bin, *dated, *lots):
            read_ids(connection, bins, 200)
        for one in by_product:
            connection.execute(select_ids(one).limit(200))
        event.remove(connection, "before_cursor_execute", note)
        sorted_ = [
            (sql, step)
            for sql, parameters in seen.items()
            for step in _plan(connection, sql, parameters)
            if step == "USE TEMP B-TREE FOR ORDER BY"
        ]
    assert len(seen) > 8
    assert sorted_ == []


def test_the_check_of_statuses_reads_of_lines_only_those_of_its_part(database: Database) -> None:
    """As `db check` asks a server: without loops, which once read all lines for each part."""
    asked = _SUMS_OF_A_SPAN.params(first=1, last=2_000)
    with database.read.connect() as connection:
        sql = asked.compile(connection, compile_kwargs={"literal_binds": True}).string
        if database.is_sqlite:
            assert any("SEARCH order_line USING" in one for one in _plan(connection, sql, ()))
            return
        for way in ("enable_nestloop", "enable_seqscan"):
            connection.execute(text(f"SET LOCAL {way} = off"))
        plan = connection.execute(text(f"EXPLAIN {sql}")).scalars().all()
    (place,) = (at for at, one in enumerate(plan) if " on order_line" in one)
    assert "order_id >= " in plan[place + 1]


def test_a_backlog_is_planned_by_keys(context: Context) -> None:
    """Whatever a server thinks of tables that are still small; what comes after it plans freely."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 1}})
    for number in range(3):
        room.order(f"O{number}", ("A", 1))
    ways: list[str] = []

    def look(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE order_line"):
            with connection.connection.driver_connection.cursor() as beside:  # type: ignore[union-attr]
                beside.execute("SHOW enable_seqscan")
                ways.extend(beside.fetchone() or ())

    if not context.database.is_sqlite:
        event.listen(context.database.write, "before_cursor_execute", look)
    allocate(context, chunk_lines=1)
    allocate(context, orders=["O1", "O2"])
    assert ways == ([] if context.database.is_sqlite else ["off", "off", "off", "on"])
    with context.database.write.connect() as connection:
        if not context.database.is_sqlite:
            assert connection.execute(text("SHOW enable_seqscan")).scalar() == "on"
    room.check()
