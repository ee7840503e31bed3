"""One order of three lines, a transaction each: what a station does all day."""

import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import event

from bench import bare_orders
from bench.filling import Backlog
from bench.report import Chapter, times
from bench.sites import Sites
from packbench.db.engine import Database, open_database
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating

_WARM, _TIMED, _PROCESSES = 20, 400, 8
_BACKLOG = Backlog(3 * 8_000, lines_an_order=3, products=5_000, stocked_percent=130)
_SPAWN = multiprocessing.get_context("forkserver")


def chapter(sites: Sites) -> Chapter:
    """Both engines alone, PostgreSQL and SQLite with eight processes too."""
    rows = [*_sqlite(sites), *_postgres(sites)]
    heads = ("engine", "processes", "orders/s", "baseline", "orders/s", "baseline is faster by")
    return Chapter("One order of three lines", _ABOUT, heads, rows)


def _sqlite(sites: Sites) -> list[list[str]]:
    name = sites.filled("SQLite", _BACKLOG.fill)
    with sites.copy("SQLite", name) as database:
        statements = _recorded(database)
    with sites.copy("SQLite", name) as database:
        bare = _replayed(database, statements)
    with sites.copy("SQLite", name) as database:
        alone = _together(database, 1, _allocate_some)
    with sites.copy("SQLite", name) as database:
        crowd = _together(database, _PROCESSES, _allocate_some)
        _must_be_clean(database)
    same = "the same statements, driver alone"
    return [
        ["SQLite", "1", f"{alone:,.0f}", same, f"{bare:,.0f}", times(bare / alone)],
        [
            "SQLite",
            str(_PROCESSES),
            f"{crowd:,.0f}",
            "one process",
            f"{alone:,.0f}",
            times(alone / crowd),
        ],
    ]


def _postgres(sites: Sites) -> list[list[str]]:
    name = sites.filled("PostgreSQL", _BACKLOG.fill)
    rows = []
    rates = {}
    for processes in (1, _PROCESSES):
        with sites.copy("PostgreSQL", name) as database:
            rates[processes] = _together(database, processes, _allocate_some)
            _must_be_clean(database)
        with sites.copy("PostgreSQL", name) as database:
            bare_orders.make_tables(database)
            bare = _together(database, processes, bare_orders.order_some)
        ours = rates[processes]
        rows.append(
            [
                *("PostgreSQL", str(processes), f"{ours:,.0f}", "one bare statement an order"),
                *(f"{bare:,.0f}", times(bare / ours)),
            ]
        )
    one, many = rates[1], rates[_PROCESSES]
    rows.append(
        [
            "PostgreSQL",
            str(_PROCESSES),
            f"{many:,.0f}",
            "one process",
            f"{one:,.0f}",
            times(one / many),
        ]
    )
    return rows


def _recorded(database: Database) -> list[list[tuple[str, Any, bool]]]:
    """Every statement of every order, with its parameters."""
    orders: list[list[tuple[str, Any, bool]]] = []

    def note(_one: Any, _two: Any, sql: str, parameters: Any, _three: Any, many: bool) -> None:
        orders[-1].append((sql, parameters, many))

    context = Context(database)
    event.listen(database.read, "before_cursor_execute", note)
    for number in range(1, _WARM + _TIMED + 1):
        orders.append([])
        allocating.allocate(context, orders=[f"O{number}"])
    event.remove(database.read, "before_cursor_execute", note)
    return orders


def _replayed(database: Database, orders: list[list[tuple[str, Any, bool]]]) -> float:
    """Orders a second of the same statements, each order's in one transaction."""
    with database.write.connect() as connection:
        raw: Any = connection.connection.driver_connection
        for statements in orders[:_WARM]:
            _replay(raw, statements)
        started = time.perf_counter()
        for statements in orders[_WARM:]:
            _replay(raw, statements)
        return _TIMED / (time.perf_counter() - started)


def _replay(raw: sqlite3.Connection, statements: list[tuple[str, Any, bool]]) -> None:
    for sql, parameters, many in statements:
        if many:
            raw.executemany(sql, parameters)
        else:
            raw.execute(sql, parameters).fetchall()
    raw.execute("COMMIT")


def _together(
    database: Database, processes: int, work: Callable[[str, Sequence[int]], None]
) -> float:
    """Orders a second of so many processes that start at the same moment."""
    url = str(database.url)
    each = _TIMED * (2 if processes > 1 else 1) // processes
    meeting = _SPAWN.Barrier(processes + 1)
    crowd = [
        _SPAWN.Process(target=_run, args=(url, number, processes, each, meeting, work))
        for number in range(processes)
    ]
    for process in crowd:
        process.start()
    meeting.wait()
    started = time.perf_counter()
    for process in crowd:
        process.join()
    seconds = time.perf_counter() - started
    failed = [process.exitcode for process in crowd if process.exitcode]
    if failed:
        message = f"{len(failed)} of {processes} processes failed"
        raise RuntimeError(message)
    return each * processes / seconds


def _run(
    url: str,
    number: int,
    processes: int,
    each: int,
    meeting: Any,
    work: Callable[[str, Sequence[int]], None],
) -> None:
    mine = range(number + 1, (each + _WARM) * processes + 1, processes)
    database = open_database(url)
    work(str(url), mine[:_WARM])
    meeting.wait()
    work(str(url), mine[_WARM:])
    database.dispose()


_open: dict[str, Context] = {}


def _allocate_some(url: str, numbers: Sequence[int]) -> None:
    """Orders of ours, one command each; the connection stays open from the warm ones on."""
    context = _open.get(url) or _open.setdefault(url, Context(open_database(url)))
    for number in numbers:
        allocating.allocate(context, orders=[f"O{number}"])


def _must_be_clean(database: Database) -> None:
    bad = [one.name for one in administration.check(database).checks if not one.ok]
    if bad:
        message = f"not clean after the race: {bad}"
        raise RuntimeError(message)


_ABOUT = f"""`allocate --order N`: one command with its audit row, lock, exact plan, shipments,
promises, waiting room, decision and order state. Measured after {_WARM} warm orders; {_TIMED}
orders for one process, {2 * _TIMED} for {_PROCESSES}. After every run all invariants of `db check`
hold, and no process saw an error.

*The same statements, driver alone*: every statement that we ran, recorded and run again on a copy
by the driver in one transaction an order. *One bare statement an order*: one prepared SQL statement
that inserts an order, takes three units of stock and writes three promises, in tables of its own
with a CHECK and a primary key; no plan, no waiting room, no audit row."""
