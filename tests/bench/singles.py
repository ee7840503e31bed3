"""One order of three lines, a transaction each: what a station does all day."""

from collections.abc import Callable, Sequence
from functools import partial

from bench import bare_orders, lean_orders
from bench.crowd import Meet, together
from bench.filling import Backlog
from bench.report import Chapter, times
from bench.sites import Sites
from packbench.db.engine import Database, open_database
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating

_WARM, _TIMED, _PROCESSES = 20, 400, 8
_BACKLOG = Backlog(3 * 8_000, lines_an_order=3, products=5_000, stocked_percent=130)
_FIRST = range(1, _WARM + _TIMED + 1)
_LEAN = "a lean writer of the same rows"


def chapter(sites: Sites) -> Chapter:
    """Both engines alone, PostgreSQL and SQLite with eight processes too."""
    rows = [*_sqlite(sites), *_postgres(sites)]
    heads = ("engine", "processes", "orders/s", "baseline", "orders/s", "baseline is faster by")
    return Chapter("One order of three lines", _ABOUT, heads, rows)


def _sqlite(sites: Sites) -> list[list[str]]:
    name = sites.filled("SQLite", _BACKLOG.fill)
    with sites.copy("SQLite", name) as database:
        alone = _together(database, 1, _allocate_some)
        lean_rows = lean_orders.statements_of(database, _FIRST)
    with sites.copy("SQLite", name) as database:
        lean = lean_orders.orders_a_second(database, lean_rows, _WARM)
    with sites.copy("SQLite", name) as database:
        crowd = _together(database, _PROCESSES, _allocate_some)
        _must_be_clean(database)
    return [
        ["SQLite", "1", f"{alone:,.0f}", _LEAN, f"{lean:,.0f}", times(lean / alone)],
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
            lean_rows = lean_orders.statements_of(database, _FIRST)
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
    with sites.copy("PostgreSQL", name) as database:
        lean = lean_orders.orders_a_second(database, lean_rows, _WARM)
    one, many = rates[1], rates[_PROCESSES]
    rows.append(
        ["PostgreSQL", "1", f"{one:,.0f}", _LEAN, f"{lean:,.0f}", times(lean / one)],
    )
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


def _together(
    database: Database, processes: int, work: Callable[[str, Sequence[int]], None]
) -> float:
    """Orders a second of so many processes that start at the same moment."""
    each = _TIMED * (2 if processes > 1 else 1) // processes
    run = partial(_run, url=str(database.url), processes=processes, each=each, work=work)
    return each * processes / together(processes, run).seconds


def _run(
    number: int,
    meet: Meet,
    *,
    url: str,
    processes: int,
    each: int,
    work: Callable[[str, Sequence[int]], None],
) -> None:
    mine = range(number + 1, (each + _WARM) * processes + 1, processes)
    work(url, mine[:_WARM])
    meet()
    work(url, mine[_WARM:])


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

*One bare statement an order*: one prepared SQL statement
that inserts an order, takes three units of stock and writes three promises, in tables of its own
with a CHECK and a primary key; no plan, no waiting room, no audit row. *A lean writer of the same
rows*: nothing is read and nothing planned; it writes each row that our command wrote, into the same
tables, one pipeline an order on a server. All sides are durable (SQLite `synchronous=FULL`,
PostgreSQL as it comes)."""
