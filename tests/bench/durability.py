"""What it costs that commands are on the disk when answered: `python -m bench.durability`.

The same commands with synchronous=FULL, as shipped, and with NORMAL, in turns on one disk.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, text

from helpers.sample import add_order, add_product, add_stock, add_warehouse
from packbench.bootstrap import open_context
from packbench.engine.command.context import Context
from packbench.services.office.administration import make_ready
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import Receipt, receive

_ROUNDS, _COMMANDS, _ORDERS = 5, 200, 2_000


@contextmanager
def station(mode: str) -> Iterator[Context]:
    """A new database in the working folder's file system, with orders that wait."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        context = open_context(f"sqlite:///{folder}/shop.db", "Ana", "station 3")
        event.listen(
            context.database.read,
            "connect",
            lambda raw, _: raw.execute(f"PRAGMA synchronous = {mode}").close(),
        )
        make_ready(context.database)
        with context.database.write.begin() as connection:
            add_warehouse(connection, "VIE", rank=1)
            add_product(connection, "TEA-1")
            for number in range(_ORDERS):
                add_order(connection, f"SO-{number}", [("TEA-1", 1)] * 5, minute=number % 60)
        add_stock(context, "VIE", "TEA-1", 5 * _ORDERS)
        yield context
        context.database.dispose()


def measure(mode: str) -> tuple[float, float]:
    """Milliseconds a receipt, and seconds for allocating the backlog."""
    with station(mode) as context:
        started_s = time.perf_counter()
        allocate(context)
        allocated_s = time.perf_counter() - started_s
        started_s = time.perf_counter()
        for _ in range(_COMMANDS):
            receive(context, Receipt("VIE", "TEA-1", 1))
        with context.database.read.connect() as connection:
            connection.execute(text("SELECT 1"))
        return (time.perf_counter() - started_s) * 1000 / _COMMANDS, allocated_s


def main() -> None:
    """Prints the medians of all rounds."""
    found: dict[str, list[tuple[float, float]]] = {"FULL": [], "NORMAL": []}
    for _ in range(_ROUNDS):
        for mode, results in found.items():
            results.append(measure(mode))
    for mode, results in found.items():
        receipt_ms, allocated_s = (statistics.median(one) for one in zip(*results, strict=True))
        told = f"{mode}: {receipt_ms:.2f} ms a receipt, {allocated_s:.2f} s for the backlog\n"
        sys.stdout.write(told)


if __name__ == "__main__":
    main()
