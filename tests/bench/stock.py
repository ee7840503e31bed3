"""Lists of stock, its ledger, what channels are told and the dashboard, behind a large catalogue.

`python -m bench.stock URL` measures on a database that is filled already, and writes nothing that
stays but what its channel was told.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import text

from bench.buying import server_s
from bench.history import SIZES, add_history
from bench.report import Chapter
from bench.sites import ENGINES, Sites
from bench.stock_filling import LargeStock
from packbench.db.engine import Database, open_database
from packbench.domain.dashboard import DailyNeed
from packbench.domain.stock_attention import Attention
from packbench.engine.check.database import check_database
from packbench.engine.check.ledger import ledger_chain
from packbench.engine.command.context import Context
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.dashboard.cover import runs_out
from packbench.services.dashboard.needs import count_need
from packbench.services.dashboard.rows import Scope
from packbench.services.dashboard.sales import sales_by_channel, sales_by_sku
from packbench.services.dashboard.work import orders_by_age, orders_by_state, shipments_by_step
from packbench.services.dashboard.worth import worth_over_time
from packbench.services.ledger.movements import LedgerFilter, levels_then, movements
from packbench.services.ledger.proof import compare, proof
from packbench.services.office.lists import (
    InventoryQuery,
    StockBinQuery,
    StockProductQuery,
    inventory_list,
    stock_bin_list,
    stock_product_list,
)

_HISTORY = SIZES[-1]
_STOCK = LargeStock()
_TIMES = 3
_SKU = f"SKU-{_STOCK.products // 2:06d}"
_ABOUT = (
    f"{_STOCK.products:,} products, each in {_STOCK.warehouses} warehouses and {_STOCK.bins} bins"
    f" of each, a ledger of {_STOCK.movements:,} movements, {_HISTORY:,} shipped orders and 1,000"
    " that wait. The first page of a list is what a person waits for; all ids follow behind it. The"
    " median of three on the clock, and of the processor, in our process and in the server's."
)


class Took(NamedTuple):
    """Seconds on the clock, of our processor, and of the server's."""

    clock: float
    ours: float
    server: float


class Deed(NamedTuple):
    """What is measured, and so many times."""

    name: str
    work: Callable[[], Any]
    times: int = _TIMES


def chapter(sites: Sites) -> Chapter:
    """Both engines."""
    rows = [row for engine in ENGINES for row in _measured(sites, engine)]
    heads = ("engine", "what", "clock", "processor, ours", "processor, server")
    return Chapter("A large stockroom", _ABOUT, heads, rows)


def _fill(context: Context) -> None:
    _STOCK.fill(context)
    add_history(context.database, _HISTORY)


def _measured(sites: Sites, engine: str) -> Iterator[tuple[str, ...]]:
    with sites.copy(engine, sites.filled(engine, _fill)) as database:
        for name, took in measured(database):
            yield (engine, name, *(f"{one:.3f} s" for one in took))


def measured(database: Database, only: str = "") -> Iterator[tuple[str, Took]]:
    """Each deed of a name that holds `only`, and what it took."""
    context = Context(database, operator="Ana", station="office")
    for deeds in (_lists, _ledger, _dashboard, _channel):
        for one in deeds(context):
            if only in one.name:
                yield one.name, timed(database.url, one)


def timed(url: str, deed: Deed) -> Took:
    """The median of so many times."""
    found = []
    for _ in range(deed.times):
        server = server_s(url)
        clock, processor = time.perf_counter(), time.process_time()
        deed.work()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        found.append(Took(clock, processor, server_s(url) - server))
    return Took(*(median(column) for column in zip(*found, strict=True)))


def _lists(context: Context) -> Iterator[Deed]:
    soon = datetime.now(UTC).date() + timedelta(days=30)
    since = datetime.now(UTC) - timedelta(days=90)
    by_product = {
        "open": InventoryQuery(),
        "text in SKU": InventoryQuery(text="0499"),
        "text in names": InventoryQuery(text="folding 51"),
        "text in nothing": InventoryQuery(text="qqqqq"),
        "short text": InventoryQuery(text="zz"),
        "barcode": InventoryQuery(text=f"4{_STOCK.products // 2 + 1:012d}"),
        "SKU": InventoryQuery(skus=(_SKU,)),
        "warehouse": InventoryQuery(warehouses=("W3",)),
        "zone": InventoryQuery(zones=("Z3",)),
        "bin": InventoryQuery(bins=("A-00-000",)),
        "lot": InventoryQuery(lots=("L00042",)),
        "short": InventoryQuery(short=True),
        "not counted since": InventoryQuery(uncounted_since=since),
        **{one.value: InventoryQuery(attention=(one.value,), soon=soon) for one in Attention},
    }
    sorts = ("name", "warehouse", "on_hand", "unavailable", "allocated", "available", "safety")
    for sort in (*sorts, "minimum", "reorder_point"):
        by_product[f"sort {sort}"] = InventoryQuery(sort=sort, descending=sort != "name")
    yield from _pages("by warehouse", inventory_list(context), by_product)
    yield from _places(context, since, soon)
    over_all = {
        "open": StockProductQuery(),
        "text in names": StockProductQuery(text="folding 51"),
        "any": StockProductQuery(attention=(Attention.ANY.value,), soon=soon),
        "sort name": StockProductQuery(sort="name"),
    }
    yield from _pages("by product", stock_product_list(context), over_all)
    one = StockBinQuery(skus=(_SKU,))
    yield Deed("drill down: places", lambda: stock_bin_list(context).first_page(one))
    wanted = LedgerFilter(sku=_SKU)
    yield Deed("drill down: movements", lambda: movements(context, wanted))
    yield Deed("movements of all", lambda: movements(context, LedgerFilter()))
    then = datetime.now(UTC) - timedelta(seconds=1)
    yield Deed("drill down: levels then", lambda: levels_then(context, wanted, then))


def _places(context: Context, since: datetime, soon: date) -> Iterator[Deed]:
    day = soon - timedelta(days=30)
    by_bin = {
        "open": StockBinQuery(),
        "text in names": StockBinQuery(text="folding 51"),
        "warehouse": StockBinQuery(warehouses=("W3",)),
        "zone": StockBinQuery(zones=("Z3",)),
        "bin": StockBinQuery(bins=("A-00-000",)),
        "SKU": StockBinQuery(skus=(_SKU,)),
        "kept back": StockBinQuery(state=("kept_back",)),
        "floor": StockBinQuery(state=("floor",)),
        "not counted since": StockBinQuery(uncounted_since=since),
    }
    for sort in ("sku", "name", "lot", "expires", "on_hand", "unavailable", "counted"):
        by_bin[f"sort {sort}"] = StockBinQuery(sort=sort)
    yield from _pages("by bin", stock_bin_list(context), by_bin)
    lots = StockBinQuery(with_lot=True, sort="expires", day=day, soon=soon)
    by_lot = {
        "open": lots,
        "expired": replace(lots, expires=("expired",)),
        "soon": replace(lots, expires=("soon",)),
        "text in names": replace(lots, text="folding 51"),
        "sort lot": replace(lots, sort="lot"),
    }
    yield from _pages("by lot", stock_bin_list(context), by_lot)


def _pages(name: str, table: Any, queries: dict[str, Any]) -> Iterator[Deed]:
    for what, query in queries.items():
        yield Deed(f"{name}, {what}", partial(table.first_page, query))
    yield Deed(f"{name}, all ids", lambda: table.ids(queries["open"]))


def _ledger(context: Context) -> Iterator[Deed]:
    def chain() -> None:
        with context.database.read.connect() as connection:
            assert ledger_chain(connection)[1] is None

    def check() -> None:
        with context.database.read.connect() as connection:
            found = check_database(connection, lambda _done, _total: None)
        assert found[-1].ok  # the chain; the past of orders is made without what moved for it

    yield Deed("ledger: the chain", chain, 1)
    yield Deed("ledger: proof", lambda: proof(context))
    yield Deed("ledger: proof against", lambda: compare(context, proof(context).heads), 1)
    yield Deed("ledger: whole check", check, 1)


def _dashboard(context: Context) -> Iterator[Deed]:
    month = Scope("", 30)
    for need in DailyNeed:
        yield Deed(f"dashboard: {need.value}", partial(count_need, context, need, month))
    tiles = (orders_by_state, shipments_by_step, orders_by_age, sales_by_channel, sales_by_sku)
    for tile in (*tiles, runs_out):
        yield Deed(f"dashboard: {tile.__name__}", partial(tile, context, month), 1)
    yield Deed("dashboard: worth_over_time", lambda: worth_over_time(context, month), 1)


def _channel(context: Context) -> Iterator[Deed]:
    told: list[int] = []

    def ask() -> None:
        told.append(inventory(context, "shop").cursor)

    def tell() -> None:
        acknowledge(context, "shop", told[-1])

    def touch() -> None:
        some = "warehouse_id = 1 AND product_id % 1000 = 1"
        with context.database.write.begin() as connection:
            connection.execute(text(f"UPDATE stock SET safety = safety + 1 WHERE {some}"))

    def switch() -> None:
        with context.database.write.begin() as connection:
            connection.execute(text("UPDATE warehouse SET active = NOT active WHERE code = 'W1'"))

    yield Deed("channel: the first answer", ask, 1)
    yield Deed("channel: acknowledging all", tell, 1)
    yield Deed("channel: nothing changed", ask)
    yield Deed("channel: noting 100 changes", touch, 1)
    yield Deed("channel: 100 changes", ask, 1)
    yield Deed("channel: acknowledging 100", tell, 1)
    yield Deed("channel: switching a warehouse off", switch, 1)
    yield Deed("channel: a warehouse is off", ask, 1)
    yield Deed("channel: acknowledging that", tell, 1)
    yield Deed("channel: switching it on", switch, 1)
    yield Deed("channel: it is on", ask, 1)
    yield Deed("channel: acknowledging it", tell, 1)


def main() -> None:
    """Measures on the database of a URL what is named so."""
    database = open_database(sys.argv[1])
    for name, took in measured(database, "".join(sys.argv[2:3])):
        sys.stdout.write(f"{name:40} " + " ".join(f"{one:8.3f}" for one in took) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
