"""`make bench`: how fast the batch is, as ratios to a bare baseline in the same run.

A backlog of synthetic order lines is read, planned and written through the allocation service; the
baseline writes the same numbers of rows with the driver alone. Prints a table and writes it to
`docs/benchmarks.md` with the machine and the date. Nothing is asserted.

usage: python tests/bench/run.py [LINES …]     default: 10000 100000
"""

import os
import platform
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from packbench.db.bulk import insert_rows, reserve_ids
from packbench.db.engine import Database
from packbench.db.movements import Entry, write_entries
from packbench.db.order_totals import refresh_orders
from packbench.db.schema import Location, Order, OrderLine, Product
from packbench.domain.queue import queue_key
from packbench.domain.warehousing import Cause
from packbench.services import allocation
from packbench.services.commands import Call, Transaction, run_command
from packbench.services.context import Context

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from helpers.databases import (
    make_postgres_template,
    make_sqlite_template,
    postgres_database,
    sqlite_database,
)
from helpers.postgres_server import URL_VARIABLE, running_server
from helpers.sample import add_warehouse

_SEED = 7
_PRODUCTS = 4_000
_WAREHOUSES = 3
_LINES_AN_ORDER = 24
_STOCKED_PERCENT = 85
_START = datetime(2026, 1, 1, tzinfo=UTC)
_RESULTS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def fill(context: Context, lines: int) -> None:
    """Three warehouses with stock for most of the demand, and orders of that many lines."""
    dice = random.Random(_SEED)  # noqa: S311 - sample data, always the same

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        warehouses = [add_warehouse(connection, f"W{n}", rank=n) for n in range(1, 4)]
        products = reserve_ids(connection, Product, _PRODUCTS)
        rows = [(one, f"SKU{one}", f"sku{one}", f"Product {one}") for one in products]
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), rows)
        _orders(transaction, list(products), lines, dice)
        _stock(transaction, warehouses, list(products), lines)
        return lines

    run_command(context, Call("bench.fill", {"lines": lines}), int, work)


def _orders(transaction: Transaction, products: list[int], lines: int, dice: random.Random) -> None:
    connection = transaction.connection
    ids = reserve_ids(connection, Order, lines // _LINES_AN_ORDER)
    moments = [_START + timedelta(minutes=n) for n in range(len(ids))]
    heads = [
        (one, f"O{one}", f"o{one}", at, "DE", queue_key(0, None, at, f"O{one}"))
        for one, at in zip(ids, moments, strict=True)
    ]
    columns = ("id", "number", "number_key", "ordered_at", "country", "queue_key")
    insert_rows(connection, Order, columns, heads)
    rows = []
    for one in ids:
        for line, product in enumerate(dice.sample(products, _LINES_AN_ORDER), 1):
            units = dice.randint(1, 12)
            rows.append((one, line, product, f"SKU{product}", f"sku{product}", units, units))
    fields = ("order_id", "line", "product_id", "sku", "sku_key", "ordered", "unrouted")
    insert_rows(connection, OrderLine, fields, rows)
    refresh_orders(connection, list(ids))


def _stock(
    transaction: Transaction, warehouses: list[int], products: list[int], lines: int
) -> None:
    connection = transaction.connection
    floors = dict(
        connection.execute(
            select(Location.warehouse_id, Location.id).where(Location.kind == "floor")
        ).all()
    )
    units = max(1, lines * 65 * _STOCKED_PERCENT // (1000 * len(products) * _WAREHOUSES))
    entries = [
        Entry(warehouse, product, floors[warehouse], units, Cause.OPENING)
        for warehouse in warehouses
        for product in products
    ]
    write_entries(connection, (transaction.command_id, transaction.at), entries)


def raw_seconds(database: Database) -> float:
    """Writing the rows that the batch wrote once more, with the driver alone, then rolled back.

    Promises go to a table without constraints of the same columns; lines are updated in place.
    """
    columns = "order_line_id, shipment_id, warehouse_id, product_id, stock_id, per_unit, allocated"
    with database.read.connect() as connection:
        promises = connection.execute(text(f"SELECT {columns} FROM allocation")).all()
        lines = connection.execute(text("SELECT id, allocated, waiting FROM order_line")).all()
        decisions = connection.execute(text("SELECT order_id, body FROM decision")).all()
    connection = database.write.connect()
    transaction = connection.begin()
    for name in ("bare_promise", "bare_line", "bare_decision"):
        source = {"bare_promise": "allocation", "bare_line": "order_line"}.get(name, "decision")
        wanted = {"allocation": columns, "order_line": "id, allocated, waiting"}.get(
            source, "order_id, body"
        )
        connection.execute(
            text(f"CREATE TABLE {name} AS SELECT {wanted} FROM {source} WHERE 1 = 0")
        )
    started = time.perf_counter()
    _bare_insert(connection, "bare_promise", promises)
    _bare_insert(connection, "bare_line", lines)
    _bare_insert(connection, "bare_decision", decisions)
    seconds = time.perf_counter() - started
    transaction.rollback()
    connection.close()
    return seconds


def _bare_insert(connection: Connection, table: str, rows: Sequence[Any]) -> None:
    raw: Any = connection.connection.driver_connection
    values = [tuple(row) for row in rows]
    if not values:
        return
    if hasattr(raw, "executemany"):
        marks = ", ".join("?" * len(values[0]))
        raw.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


@contextmanager
def databases(engine: str, folder: Path, server: str) -> Iterator[Database]:
    """A fresh database of one engine."""
    if engine == "SQLite":
        template = folder / "template.db"
        made = template if template.exists() else make_sqlite_template(folder)
        with sqlite_database(made, folder) as database:
            yield database
        return
    name = make_postgres_template(server, f"bench_{uuid.uuid4().hex[:8]}")
    with postgres_database(server, name) as database:
        yield database


def measure(engine: str, folder: Path, server: str, lines: int) -> list[str]:
    """One row of the table."""
    with databases(engine, folder, server) as database:
        context = Context(database)
        fill(context, lines)
        result = allocation.allocate(context)
        bare = raw_seconds(database)
    rate = result.lines / result.seconds
    return [
        engine,
        f"{result.lines:,}",
        f"{result.seconds:.2f} s",
        f"{rate:,.0f}",
        f"{bare:.2f} s",
        f"{result.seconds / bare:.1f}×",
    ]


_HEADS = ["engine", "lines", "batch", "lines/s", "bare inserts", "ratio"]


def main() -> None:
    """Runs every size on both engines, prints the table and writes it down."""
    sizes = [int(word) for word in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as name, _server() as server:
        rows = [
            measure(engine, Path(name), server, lines)
            for engine in ("SQLite", "PostgreSQL")
            for lines in sizes
        ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in [_HEADS, ["---"] * 6, *rows])
    sys.stdout.write(table + "\n")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    today = datetime.now(UTC).date().isoformat()
    _RESULTS.write_text(_PAGE.format(today=today, machine=machine, table=table), encoding="utf-8")


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    with running_server() as url:
        yield url


_PAGE = """# Benchmarks

Measured by `make bench` on {today} ({machine}). Ratios count, not seconds: the baseline runs in
the same run on the same machine.

## A backlog, read, planned and written

{table}

The batch reads new orders in chunks of about 10,000 lines, plans them exactly over three
warehouses with stock for about 85 % of the demand, and writes shipments, promises (with the
triggers that keep stock), waiting room, lines, decisions and order states. The baseline writes as
many rows of promises, lines and decisions with the driver alone into tables without keys or
constraints.
"""

if __name__ == "__main__":
    main()
