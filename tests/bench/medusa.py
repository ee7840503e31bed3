"""One order of three lines beside Medusa's own reservations, on one durable server.

Measured only where MEDUSA_HOME names a folder with Medusa's packages; the chapter says how.
"""

import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg

from bench.buying import server_s
from bench.filling import Backlog
from bench.report import Chapter, times
from bench.sites import Sites
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating

_PROGRAMS = Path(__file__).parent / "medusa"
_WARM, _TIMED, _ROUNDS, _LINES = 200, 200, 5, 3
_ORDERS = _WARM + _ROUNDS * _TIMED
_WAYS = {
    "one workflow, locks in PostgreSQL": ("known", "postgres"),
    "one workflow, locks in its own memory": ("known", "memory"),
    "the order read first, locks in PostgreSQL": ("read", "postgres"),
    "its inventory service alone, no lock": ("service", "memory"),
}
_OURS = "`allocate --order N`"
_BACKLOG = Backlog(
    _LINES * _ORDERS * len(_WAYS),
    lines_an_order=_LINES,
    products=1_000,
    warehouses=1,
    stocked_percent=400,
    most_units=1,
)
_ANSWER = '{"answer":'
_HEADS = (
    *("what", "orders/s, each round", "middle", "ours is faster by, each round", "middle"),
    *("process, ms of CPU an order", "server's", "ours is faster by CPU"),
)


class _Turn(NamedTuple):
    """Some orders, one after the other: seconds on the clock, of the process, of the server."""

    seconds: float
    process_s: float
    server_s: float


Work = Callable[[range], _Turn]


def chapter(sites: Sites) -> Chapter:
    """All ways in turns, or what is missing for it."""
    missing = _missing()
    if missing:
        rows = [["not measured", *[""] * (len(_HEADS) - 1)]]
        return Chapter(_TITLE, f"**Not measured: {missing}** {_HOW}\n\n{_ABOUT}", _HEADS, rows)
    _must_be_durable(sites.server)
    template = sites.filled("PostgreSQL", _BACKLOG.fill)
    with ExitStack() as stack:
        database = stack.enter_context(sites.copy("PostgreSQL", template))
        url = stack.enter_context(_database(sites.server))
        works: dict[str, Work] = {_OURS: partial(_allocate, database, Context(database))}
        works |= _theirs(stack, url, _baskets(database))
        turns = _in_turns(works)
        _ours_must_be_right(database)
        _theirs_must_be_right(url)
    return Chapter(_TITLE, f"{_ABOUT}\n\n{_HOW}", _HEADS, _rows(turns))


def _missing() -> str:
    """Why it can't be measured here; empty where it can."""
    home = os.environ.get("MEDUSA_HOME")
    if not home:
        return "MEDUSA_HOME is not set."
    if shutil.which("node") is None:
        return "node was not found."
    wanted = json.loads((_PROGRAMS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    away = [name for name, pin in wanted.items() if _version(Path(home), name) != pin]
    return f"MEDUSA_HOME lacks {', '.join(away)} as pinned." if away else ""


def _version(home: Path, name: str) -> str | None:
    facts = home / "node_modules" / name / "package.json"
    if not facts.is_file():
        return None
    return str(json.loads(facts.read_text(encoding="utf-8"))["version"])


def _must_be_durable(server: str) -> None:
    with psycopg.connect(server) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            told = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            if told != ("on",):
                message = f"{setting} is {told}: what is compared must be on the disk"
                raise RuntimeError(message)


@contextmanager
def _database(server: str) -> Iterator[str]:
    """An empty database for Medusa, beside ours."""
    name = f"medusa_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _baskets(database: Database) -> list[list[int]]:
    """The products of our orders, counted from 0: Medusa gets the same."""
    with database.read.connect() as connection:
        read = connection.exec_driver_sql(
            "SELECT array_agg(product_id - (SELECT min(id) FROM product) ORDER BY line)"
            " FROM order_line GROUP BY order_id ORDER BY order_id"
        )
        return [list(row[0]) for row in read]


# --- each side


def _allocate(database: Database, context: Context, some: range) -> _Turn:
    url = str(database.url)
    server, process, started = server_s(url), time.process_time(), time.perf_counter()
    for number in some:
        allocating.allocate(context, orders=[f"O{number + 1}"])
    seconds, used = time.perf_counter() - started, time.process_time() - process
    return _Turn(seconds, used, server_s(url) - server)


def _theirs(stack: ExitStack, url: str, baskets: list[list[int]]) -> dict[str, Work]:
    """A warm process for each kind of lock; orders of its own for each way."""
    with _station(url) as station:
        station("migrate")
    stations = {}
    for locking in ("memory", "postgres"):
        stations[locking] = stack.enter_context(_station(url))
        stations[locking]("open", locking=locking)
    content = {"products": _BACKLOG.products, "units": _BACKLOG.units_stocked, "baskets": baskets}
    orders = stations["memory"]("fill", **content)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return {
        name: partial(_reserve, stations[locking], url, way, orders[number :: len(_WAYS)])
        for number, (name, (way, locking)) in enumerate(_WAYS.items())
    }


def _reserve(
    station: Callable[..., Any], url: str, way: str, orders: Sequence[Any], some: range
) -> _Turn:
    server = server_s(url)
    told = station("reserve", way=way, orders=orders[some.start : some.stop])
    return _Turn(told["seconds"], told["cpu"], server_s(url) - server)


@contextmanager
def _station(url: str) -> Iterator[Callable[..., Any]]:
    """A process of Medusa's, to be asked."""
    settings = {"DATABASE_URL": url, "NODE_ENV": "production", "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen(
        ["node", str(_PROGRAMS / "station.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=os.environ["MEDUSA_HOME"],
        env={**os.environ, **settings},
    ) as process:
        try:
            yield partial(_ask, process)
        finally:
            process.kill()


def _ask(process: "subprocess.Popen[str]", ask: str, **told: object) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"ask": ask, **told}) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("{"):
            return json.loads(line).get("answer")
    message = f"Medusa's process ended while asked to {ask}"
    raise RuntimeError(message)


# --- measuring


def _in_turns(works: dict[str, Work]) -> dict[str, list[_Turn]]:
    """Warm first; then so many rounds, every other one in the opposite order."""
    for work in works.values():
        work(range(_WARM))
    turns: dict[str, list[_Turn]] = {name: [] for name in works}
    for number in range(_ROUNDS):
        first = _WARM + number * _TIMED
        names = list(works) if number % 2 == 0 else list(reversed(works))
        for name in names:
            turns[name].append(works[name](range(first, first + _TIMED)))
    return turns


def _rows(turns: dict[str, list[_Turn]]) -> list[list[str]]:
    ours = turns[_OURS]
    return [_row(name, theirs, ours) for name, theirs in turns.items()]


def _row(name: str, theirs: list[_Turn], ours: list[_Turn]) -> list[str]:
    rates = [_TIMED / one.seconds for one in theirs]
    faster = [one.seconds / own.seconds for one, own in zip(theirs, ours, strict=True)]
    process, server = (_middle_ms(theirs, field) for field in (1, 2))
    cpu = (process + server) / (_middle_ms(ours, 1) + _middle_ms(ours, 2))
    return [
        name if name == _OURS else f"Medusa: {name}",
        ", ".join(f"{one:,.0f}" for one in rates),
        f"{median(rates):,.0f}",
        ", ".join(map(times, faster)),
        times(median(faster)),
        f"{process:.1f}",
        f"{server:.1f}",
        times(cpu),
    ]


def _middle_ms(turns: list[_Turn], field: int) -> float:
    return median(one[field] for one in turns) * 1000 / _TIMED


def _ours_must_be_right(database: Database) -> None:
    bad = [one.name for one in administration.check(database).checks if not one.ok]
    with database.read.connect() as connection:
        lines = connection.exec_driver_sql("SELECT sum(allocated) FROM allocation").scalar()
    if bad or lines != _LINES * _ORDERS:
        message = f"ours reserved {lines} units, and these are not clean: {bad}"
        raise RuntimeError(message)


def _theirs_must_be_right(url: str) -> None:
    with psycopg.connect(url) as connection:
        told = connection.execute(
            "SELECT (SELECT sum(quantity) FROM reservation_item), sum(reserved_quantity),"
            " bool_and(reserved_quantity <= stocked_quantity) FROM inventory_level"
        ).fetchone()
    units = _LINES * _ORDERS * len(_WAYS)
    if told != (units, units, True):
        message = f"Medusa reserved {told}, not {units}"
        raise RuntimeError(message)


_TITLE = "One order of three lines beside Medusa"
_ABOUT = f"""The order exists, {_LINES} lines of one unit each, {_BACKLOG.products:,} products with
enough stock in one warehouse; the same baskets on both sides, a database each on one durable
server (`fsync`, `synchronous_commit` and `full_page_writes` on). One process that is warm
({_WARM} orders), {_TIMED} orders one after the other, {_ROUNDS} rounds in turns, every other one in
the opposite order; no HTTP on either side. Afterwards every reservation is there, once.

*Medusa* is 2.21.2: its own modules and migrations, workflow engine and event bus in memory, one
pool of connections. *One workflow*: `createReservationsWorkflow`, by which its office reserves
stock for an order that exists; it is told items and location, reads no order and chooses nothing.
Several processes need the locks in PostgreSQL (or Redis). *The order read first*: the part of
`convertDraftOrderWorkflow` that is about stock: the fields of the order that it reads, its choice
of a location, its step, its event; of what is measured here the nearest to ours. *Its inventory
service alone*: `createReservationItems` as nobody runs it, since without a lock two that meet can
sell one unit twice. Ours reads, plans and writes what the chapter of one order says, an audit row
with undo included."""
_HOW = """To measure it: copy `tests/bench/medusa/package.json` to an empty folder, run `npm install
--ignore-scripts --no-package-lock` in it (node 20; 300 MB), and set `MEDUSA_HOME` to that folder.
Nothing of Medusa is part of Packbench. Its packages are under the MIT licence but for files for
roles and single sign-on, which come with some of them under a commercial one; their features stay
off."""
