"""A backlog of new orders: read, planned exactly and written."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench.baselines import rows_of, seconds_with_keys, seconds_without_keys
from bench.buying import server_s
from bench.filling import Backlog
from bench.naive import lines_a_second
from bench.report import Chapter, times
from bench.sites import ENGINES, Sites
from helpers.sample import add_warehouse
from packbench.db.schema import Location, OrderLine, Product
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.movements import write_entries
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.orders import allocating

_RETAIL = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail.csv.xz"
_NAIVE_ORDERS = 300
_STOCKED_PERCENT = 85


def chapter(sites: Sites, lines: int) -> Chapter:
    """The synthetic backlog on both engines, and the Online Retail file where it is there."""
    backlogs: dict[str, Callable[[Context], None]] = {
        "24 lines an order": Backlog(lines).fill,
        "2 lines an order": Backlog(lines, lines_an_order=2).fill,
    }
    if _RETAIL.exists():
        backlogs["Online Retail"] = _fill_from_retail
    rows = [
        _measure(sites, engine, name, fill) for name, fill in backlogs.items() for engine in ENGINES
    ]
    return Chapter("A backlog, read, planned and written", _ABOUT, _HEADS, rows)


def _measure(sites: Sites, engine: str, name: str, fill: Callable[[Context], None]) -> list[str]:
    filled = sites.filled(engine, fill)
    with sites.copy(engine, filled) as database:
        with database.write.connect():  # the connection that the run takes
            before = time.process_time() + server_s(database.url)
        result = allocating.allocate(Context(database))
        processor_s = time.process_time() + server_s(database.url) - before
        rows = rows_of(database)
    with sites.copy(engine, filled) as database:
        with_keys = seconds_with_keys(database, rows)
    with sites.copy(engine, filled) as database:
        bare = seconds_without_keys(database, rows)
    with sites.copy(engine, filled) as database:
        naive = lines_a_second(database, _NAIVE_ORDERS)
    rate = result.lines / result.seconds
    return [
        *(name, engine, f"{result.lines:,}", f"{result.seconds:.1f} s", f"{rate:,.0f}"),
        f"{result.lines / processor_s:,.0f}",
        *(f"{with_keys:.1f} s", times(result.seconds / with_keys)),
        *(f"{bare:.1f} s", times(result.seconds / bare)),
        *(f"{naive:,.0f}", times(rate / naive)),
    ]


def _fill_from_retail(context: Context) -> None:
    for kind in ("products", "orders"):
        import_file(context, ImportRequest(kind, _RETAIL, profile="online-retail"))
    run_command(context, Call("bench.stock", {}), int, partial(_stock_most))


def _stock_most(transaction: Transaction) -> int:
    """Three warehouses that share most of what each product is wanted at, at random."""
    dice = random.Random(time.gmtime(0).tm_year)  # noqa: S311 - sample data, always the same
    connection = transaction.connection
    codes = ("W1", "W2", "W3")
    warehouses = [add_warehouse(connection, code, rank=n) for n, code in enumerate(codes, 1)]
    floors = dict(
        connection.execute(
            select(Location.warehouse_id, Location.id).where(Location.kind == "floor")
        ).all()
    )
    wanted = (
        select(Product.id, func.sum(OrderLine.ordered))
        .join(OrderLine, OrderLine.product_id == Product.id)
        .group_by(Product.id)
    )
    entries = []
    for product, units in connection.execute(wanted).all():
        left = int(units) * _STOCKED_PERCENT // 100
        for warehouse in warehouses:
            share = left if warehouse == warehouses[-1] else dice.randint(0, left)
            left -= share
            if share:
                entries.append(Entry(warehouse, product, floors[warehouse], share, Cause.OPENING))
    write_entries(connection, (transaction.command_id, transaction.at), entries)
    return len(entries)


_HEADS = (
    *(
        "backlog",
        "engine",
        "lines",
        "batch",
        "lines/s",
        "lines a CPU second",
        "same tables, driver alone",
        "ratio",
    ),
    *("tables without keys", "ratio", "naive ORM, lines/s", "batch is faster by"),
)
_ABOUT = f"""The batch reads new orders in chunks of about {allocating.CHUNK_LINES:,} lines, plans
them exactly over three warehouses with stock for {_STOCKED_PERCENT} % of the demand, and writes
shipments, promises, the waiting room, the buckets of the lines, the decisions and the states of the
orders; each chunk is a transaction that is on the disk when it ends, on every side. *A CPU second*
is one of our process and the server's.

*Same tables, driver alone*: afterwards the very same rows are written into a copy by the driver
(`executemany`, COPY) in the same chunks, with the keys, constraints and triggers that make
overselling impossible. *Tables without keys*: the same rows into tables of the same columns and
nothing else. *Naive*: an ORM session, one transaction an order, a query a line, greedy, on the
first {_NAIVE_ORDERS} orders of the same backlog."""
