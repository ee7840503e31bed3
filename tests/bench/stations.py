"""2 to 16 packing stations on one durable server, and what the lock that they share leaves them."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Self

from sqlalchemy import text

from bench.crowd import Meet, together
from bench.filling import Backlog
from bench.report import Chapter
from bench.sites import Sites
from packbench.db.engine import Database, open_database
from packbench.db.locks import ALLOCATION_MUTEX
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave, list_waves
from packbench.services.stock.changes import Receipt, receive

_STATIONS = (1, 2, 4, 8, 16)
_WARM, _TIMED = 4, 160
_WAVES, _ORDERS_A_WAVE = 16, 8
_PICKED = _WAVES * _ORDERS_A_WAVE
_BACKLOG = Backlog(3 * 1_000, lines_an_order=3, products=1_000, stocked_percent=150)
_LOOK_S, _PATIENCE_MS = 0.005, 60_000
Command = Callable[[int], None]

_LOCKS = text(
    "SELECT count(*) FILTER (WHERE granted), count(*) FILTER (WHERE NOT granted) FROM pg_locks"
    f" WHERE locktype = 'advisory' AND objid = {ALLOCATION_MUTEX} AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def chapter(sites: Sites) -> Chapter:
    """Each kind of work, with more and more stations."""
    template = sites.filled("PostgreSQL", _fill)
    rows = [_measured(sites, template, kind, stations) for kind in _KINDS for stations in _STATIONS]
    heads = (
        *("each command", "stations", "commands/s", "wait p50", "p99", "most"),
        *("lock held", "a command holds it", "stations that wait for it"),
    )
    return Chapter("2 to 16 stations on one PostgreSQL", _ABOUT, heads, rows)


def _measured(sites: Sites, template: str, kind: str, stations: int) -> list[str]:
    each = _TIMED // stations
    with sites.copy("PostgreSQL", template) as database:
        run = partial(_station, url=str(database.url), kind=kind, stations=stations, each=each)
        with _Looks(database) as looks:
            found = together(stations, run, looks.begin)
        _must_be_clean(database)
    waits = sorted(one for answer in found.answers for one in answer)
    rate = len(waits) / found.seconds
    return [
        *(kind, str(stations), f"{rate:,.0f}", *(_ms(waits, part) for part in (0.5, 0.99, 1))),
        *(f"{looks.held:.0%}", f"{looks.held / rate * 1000:.1f} ms", f"{looks.waiting:.1f}"),
    ]


def _ms(waits: list[float], part: float) -> str:
    return f"{waits[min(int(len(waits) * part), len(waits) - 1)] * 1000:,.0f} ms"


class _Looks:
    """Looks at the lock every few milliseconds, from a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun, self._over = threading.Event(), threading.Event()
        self._seen: list[tuple[int, int]] = []
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.begin = self._begun.set

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._begun.set()
        self._thread.join()

    @property
    def held(self) -> float:
        """The share of looks that saw it held."""
        return statistics.fmean(min(held, 1) for held, _ in self._seen)

    @property
    def waiting(self) -> float:
        """How many waited for it, on average."""
        return statistics.fmean(waiting for _, waiting in self._seen)

    def _look(self) -> None:
        with self._database.read.execution_options(
            isolation_level="AUTOCOMMIT"
        ).connect() as connection:
            connection.execute(_LOCKS)
            self._begun.wait()
            while not self._over.is_set():
                held, waiting = connection.execute(_LOCKS).one()
                self._seen.append((held, waiting))
                time.sleep(_LOOK_S)


def _station(
    number: int, meet: Meet, *, url: str, kind: str, stations: int, each: int
) -> list[float]:
    """How long a station waited for each of its commands."""
    name = f"station {number}"
    database = open_database(url, application=name, busy_timeout_ms=_PATIENCE_MS)
    context = replace(Context(database), station=name)
    mine = range(number + 1, (each + _WARM) * stations + 1, stations)
    command = _KINDS[kind](context)
    for place in mine[:_WARM]:
        command(place)
    meet()
    waits = []
    for place in mine[_WARM:]:
        started = time.perf_counter()
        command(place)
        waits.append(time.perf_counter() - started)
    database.dispose()
    return waits


def _allocate(context: Context) -> Command:
    def allocate_next(place: int) -> None:
        allocating.allocate(context, orders=[f"O{_PICKED + place}"])

    return allocate_next


def _receive(context: Context) -> Command:
    def receive_next(place: int) -> None:
        receive(context, Receipt("W1", f"SKU{place}", 5))

    return receive_next


def _pick(context: Context) -> Command:
    """A task each time, of a wave that stands beside many."""
    tasks = [(wave.number, task.task) for wave in list_waves(context) for task in wave.tasks]

    def pick_next(place: int) -> None:
        wave, task = tasks[place]
        confirm_picks(context, wave, [PickedTask(task)])

    return pick_next


_KINDS: dict[str, Callable[[Context], Command]] = {
    "allocate an order of 3 lines": _allocate,
    "receive a product": _receive,
    "pick a line of a wave": _pick,
}


def _fill(context: Context) -> None:
    """A backlog, of which some orders stand in waves, ready to be picked."""
    _BACKLOG.fill(context)
    orders = [f"O{number}" for number in range(1, _PICKED + 1)]
    allocating.allocate(context, orders=orders)
    for _ in range(_WAVES):
        create_wave(context, WaveRequest(max_orders=_ORDERS_A_WAVE))


def _must_be_clean(database: Database) -> None:
    bad = [one.name for one in administration.check(database).checks if not one.ok]
    if bad:
        message = f"not clean after the race: {bad}"
        raise RuntimeError(message)


_ABOUT = f"""Each station is a process of its own with nothing to do but the next command; {_TIMED}
commands in all, on a server that waits for the disk at each COMMIT. *Lock held* and *stations that
wait for it* are what looks at the server every {_LOOK_S * 1000:.0f} ms saw; *a command holds it* is
that share over the commands a second. Where the lock is held nearly always it is the limit: more
stations then only wait longer. What waits longer than 5 s would be told `busy`; here it may wait a
minute, to be counted. After every run all invariants of `db check` hold, and no station saw an
error."""
