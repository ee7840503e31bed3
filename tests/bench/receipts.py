"""A receipt that serves those who wait, with more and more others in the queue."""

import statistics
import time
from datetime import UTC, datetime, timedelta

from bench.report import Chapter
from bench.sites import ENGINES, Sites
from helpers.sample import add_warehouse
from packbench.db.schema import Order, OrderLine, Product
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.domain.queue import queue_key
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.orders import allocating
from packbench.services.stock.changes import Receipt, receive

_START = datetime(2026, 1, 1, tzinfo=UTC)
_CASES = ((100, 10_000), (1_000, 2_000), (1_000, 10_000), (1_000, 100_000), (4_000, 100_000))


def chapter(sites: Sites) -> Chapter:
    """Every case on both engines."""
    rows = [_measure(sites, engine, *case) for engine in ENGINES for case in _CASES]
    heads = (
        "engine",
        "lines freed",
        "lines that wait",
        "for the same SKU",
        "receipt",
        "a freed line",
    )
    return Chapter("A receipt that frees waiting lines", _ABOUT, heads, rows)


def _measure(sites: Sites, engine: str, freed: int, waiting: int) -> list[str]:
    filled = sites.filled(engine, lambda context: _fill(context, waiting))
    seconds = []
    with sites.copy(engine, filled) as database:
        context = Context(database)
        for _ in range(3 if freed * 8 <= waiting else 1):
            started = time.perf_counter()
            change = receive(context, Receipt("W1", "HOT", freed))
            seconds.append(time.perf_counter() - started)
            assert len(change.released) == freed
    typical = statistics.median(seconds)
    return [
        *(engine, f"{freed:,}", f"{waiting:,}", f"{waiting // 2:,}"),
        *(f"{typical * 1000:,.0f} ms", f"{typical / freed * 1e6:,.0f} µs"),
    ]


def _fill(context: Context, waiting: int) -> None:
    """Orders of one line, every other one for the hot SKU; then all of them wait."""

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        add_warehouse(connection, "W1")
        hot, cold = reserve_ids(connection, Product, 2)
        names = [(hot, "HOT"), (cold, "COLD")]
        rows = [(one, sku, sku.casefold(), sku) for one, sku in names]
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), rows)
        ids = reserve_ids(connection, Order, waiting)
        heads, lines = [], []
        for place, one in enumerate(ids):
            product, sku = names[place % 2]
            at, number = _START + timedelta(seconds=place), f"O{one}"
            key = queue_key(0, None, at, number)
            heads.append((one, number, number.casefold(), at, "DE", key))
            lines.append((one, 1, product, sku, sku.casefold(), 1, 1))
        columns = ("id", "number", "number_key", "ordered_at", "country", "queue_key")
        insert_rows(connection, Order, columns, heads)
        fields = ("order_id", "line", "product_id", "sku", "sku_key", "ordered", "unrouted")
        insert_rows(connection, OrderLine, fields, lines)
        refresh_orders(connection, list(ids))
        return waiting

    run_command(context, Call("bench.fill", {}), int, work)
    allocating.allocate(context)


_ABOUT = """Orders of one line and one unit wait, every other one for the SKU that comes in. The
receipt, its ledger row and all that it frees are one transaction. What counts is the last column:
it should depend neither on how many wait nor on how many are freed."""
