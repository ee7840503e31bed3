"""The dock and buying behind a large catalogue: a receipt, what to buy, what stock is worth."""

import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select, update

from bench.report import Chapter
from bench.sites import ENGINES, Sites
from helpers.sample import add_warehouse
from packbench.db.schema import (
    Location,
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Stock,
    Supplier,
    SupplierProduct,
)
from packbench.db.sql.bulk import insert_rows, reserve_ids
from packbench.domain.queue import queue_key
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.movements import add_stock_rows, write_entries
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.orders.allocating import allocate
from packbench.services.purchasing.receiving import receive
from packbench.services.reordering.suggesting import suggest
from packbench.services.value.stock import ValueMethod, stock_value

_PRODUCTS, _MOVEMENTS, _RECENT = 100_000, 1_000_000, 60_000
_DELIVERIES, _LINES, _WAITING = 3, 200, 1_000
_ABOUT = (
    f"A warehouse with {_PRODUCTS:,} products that are bought again below a point, two suppliers"
    f" each, {_RECENT:,} orders of the last four weeks and {_MOVEMENTS:,} movements. *receipt*"
    f" books a purchase order of {_LINES} lines, which frees {_WAITING:,} lines that wait for its"
    " goods. The median of three on the clock, and of the processor, in our process and in the"
    " server's."
)


def chapter(sites: Sites) -> Chapter:
    """Both engines."""
    rows = [row for engine in ENGINES for row in _measured(sites, engine)]
    heads = ("engine", "what", "clock", "processor, ours", "processor, server")
    return Chapter("The dock and buying", _ABOUT, heads, rows)


def _measured(sites: Sites, engine: str) -> list[tuple[str, ...]]:
    filled = sites.filled(engine, _fill)
    with sites.copy(engine, filled) as database:
        context = Context(database, operator="Ana", station="dock 1")
        numbers = [f"D{one}" for one in range(_DELIVERIES)]
        deeds: list[tuple[str, list[Callable[[], Any]]]] = [
            ("receipt", [partial(_receive, context, one) for one in numbers]),
            ("what to buy", [lambda: suggest(context)] * 3),
            ("value, FIFO", [lambda: stock_value(context)] * 3),
            ("value, mean", [lambda: stock_value(context, method=ValueMethod.AVERAGE)] * 3),
        ]
        return [(engine, what, *_timed(database.url, times)) for what, times in deeds]


def _receive(context: Context, number: str) -> None:
    assert len(receive(context, number).released) == _WAITING


def _timed(url: str, times: Sequence[Callable[[], Any]]) -> tuple[str, ...]:
    took = []
    for work in times:
        server = server_s(url)
        clock, processor = time.perf_counter(), time.process_time()
        work()
        took.append(
            (
                *(time.perf_counter() - clock, time.process_time() - processor),
                server_s(url) - server,
            )
        )
    return tuple(f"{median(column):.2f} s" for column in zip(*took, strict=True))


def server_s(url: str) -> float:
    """What the server's processes of a database have used of the processor; 0 for a file.

    Helpers of a query end with it: what they used stands with the server's first process, which
    counts those that ended.
    """
    name = f" {url.rpartition('/')[2].partition('?')[0]} ".encode()
    used, first = 0, set[str]()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and name in (folder / "cmdline").read_bytes():
                cells = _figures(folder)
                used += int(cells[11]) + int(cells[12])
                first.add(cells[1])
        except OSError:  # it has ended meanwhile
            continue
    for one in first:
        cells = _figures(Path("/proc") / one)
        used += int(cells[13]) + int(cells[14])
    return used / os.sysconf("SC_CLK_TCK")


def _figures(folder: Path) -> list[str]:
    """What the kernel tells of a process, behind its name."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _fill(context: Context) -> None:
    run_command(context, Call("bench.fill", {}), int, _fill_products)
    for number in range(_MOVEMENTS // _PRODUCTS - 1):  # the opening is one of them
        call = Call("bench.fill", {"number": number})
        run_command(context, call, int, _moved(3 if number % 2 == 0 else -2))
    run_command(context, Call("bench.orders", {}), int, _fill_orders)
    allocate(context)


def _fill_products(transaction: Transaction) -> int:
    connection = transaction.connection
    warehouse = add_warehouse(connection, "W1")
    suppliers = list(reserve_ids(connection, Supplier, 2))
    rows: list[tuple[Any, ...]] = [
        (one, f"S{one}", f"s{one}", f"S{one}", "EUR", 7) for one in suppliers
    ]
    names = ("id", "code", "code_key", "name", "currency", "lead_time_days")
    insert_rows(connection, Supplier, names, rows)
    products = reserve_ids(connection, Product, _PRODUCTS)
    rows = [(one, f"SKU{one}", f"sku{one}", f"Item {one}", Decimal(3)) for one in products]
    insert_rows(connection, Product, ("id", "sku", "sku_key", "name", "unit_cost"), rows)
    offers = [
        (supplier, one, Decimal(2 + place), 1 + one % 6)
        for one in products
        for place, supplier in enumerate(suppliers)
    ]
    insert_rows(
        connection, SupplierProduct, ("supplier_id", "product_id", "unit_cost", "pack_size"), offers
    )
    floor = connection.execute(select(Location.id).where(Location.kind == "floor")).scalar_one()
    scarce = set(products[: _DELIVERIES * _LINES])
    entries = [
        Entry(warehouse, one, floor, 9, Cause.OPENING) for one in products if one not in scarce
    ]
    write_entries(connection, (transaction.command_id, transaction.at), entries)
    add_stock_rows(connection, [(warehouse, one) for one in scarce])
    connection.execute(update(Stock).values(minimum=Stock.product_id % 25))
    for number in range(_DELIVERIES):
        brought = products[number * _LINES : (number + 1) * _LINES]
        _add_delivery(transaction, f"D{number}", (warehouse, suppliers[0]), brought)
    return len(products)


def _add_delivery(
    transaction: Transaction, number: str, where: tuple[int, int], products: Sequence[int]
) -> None:
    """A purchase order that was sent, and brings just what waits for it and two units a line."""
    connection, (warehouse, supplier) = transaction.connection, where
    [order] = reserve_ids(connection, PurchaseOrder, 1)
    head = (order, number, number.casefold(), supplier, warehouse, "sent", transaction.at)
    names = ("id", "number", "number_key", "supplier_id", "warehouse_id", "status", "created_at")
    insert_rows(connection, PurchaseOrder, names, [head])
    units = _WAITING // _LINES + 2
    lines = [(order, line, one, units, Decimal(2)) for line, one in enumerate(products, 1)]
    fields = ("purchase_order_id", "line", "product_id", "ordered", "unit_cost")
    insert_rows(connection, PurchaseOrderLine, fields, lines)


def _moved(units: int) -> Callable[[Transaction], int]:
    """A movement of each product that is there."""

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        query = select(Stock.warehouse_id, Stock.product_id).where(Stock.on_hand > 0)
        floor = connection.execute(select(Location.id).where(Location.kind == "floor")).scalar_one()
        cause = Cause.RECEIPT if units > 0 else Cause.SHIP
        entries = [Entry(*row, floor, units, cause) for row in connection.execute(query)]
        write_entries(connection, (transaction.command_id, transaction.at), entries)
        return len(entries)

    return work


def _fill_orders(transaction: Transaction) -> int:
    """Those of the last weeks, and those that wait for the deliveries."""
    connection = transaction.connection
    products = connection.execute(select(Product.id).order_by(Product.id)).scalars().all()
    scarce = products[: _DELIVERIES * _LINES]
    there = products[len(scarce) :]
    wanted = [there[number * 7 % len(there)] for number in range(_RECENT)]
    wanted += [scarce[number % len(scarce)] for number in range(_DELIVERIES * _WAITING)]
    ids = reserve_ids(connection, Order, len(wanted))
    heads, lines = [], []
    for place, (one, product) in enumerate(zip(ids, wanted, strict=True)):
        at, number = transaction.at - timedelta(minutes=1500 + place % 38_000), f"O{one}"
        key = queue_key(0, None, at, number)
        heads.append((one, number, number.casefold(), at, "DE", key))
        lines.append((one, 1, product, f"SKU{product}", f"sku{product}", 1, 1))
    columns = ("id", "number", "number_key", "ordered_at", "country", "queue_key")
    insert_rows(connection, Order, columns, heads)
    fields = ("order_id", "line", "product_id", "sku", "sku_key", "ordered", "unrouted")
    insert_rows(connection, OrderLine, fields, lines)
    refresh_orders(connection, list(ids))
    return len(wanted)
