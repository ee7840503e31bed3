"""A window on 10,000, 100,000 and 1,000,000 orders: how long it stands still, and what it needs.

Each is a process of its own (`bench.window_process`), beside which another station changes orders.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.filling import Backlog
from bench.history import SIZES, past
from bench.report import Chapter
from bench.sites import ENGINES, Sites
from packbench.engine.command.context import Context
from packbench.services.orders.allocating import allocate

_BACKLOG = Backlog(lines=6_000, lines_an_order=3, products=500, stocked_percent=85)
_PATIENCE_S = 900
_ABOUT = (
    "A window as a process, offscreen, driven by keys and scans at its handle, on a shop of 2,000"
    " open orders with so many shipped ones. *Freeze* is the longest time for which its thread took"
    " no event: on the clock, of the processor by that thread, and by all threads of the process,"
    " which counts queries that run beside it, too. *Busy*: another station changes an order every"
    " second; *stormy*: 50 a second, while nobody touches the window. Milliseconds, where nothing"
    " else is said; the clock tells of the machine's other programs as well, see the load."
)
_FREEZES = ("start", "page up", "letter", "sort", "filter", "scan", "busy scan", "stormy")
_TIMES: Mapping[str, str] = {
    "painted": "first paint, from the start of the process",
    "rows": "first rows",
    "exact": "scroll bar exact",
    "page up": "Page Up 20 times",
    "sort, first rows": "sort, first rows, slowest of six",
    "filter number": "filter typed: a number",
    "filter customer": "a customer",
    "filter nothing": "nothing fits",
    "filter everything": "everything fits",
}


def chapter(sites: Sites) -> Chapter:
    """Both engines, all sizes."""
    rows: list[tuple[str, ...]] = [
        (engine, f"{size:,}", *row)
        for engine in ENGINES
        for size in SIZES
        for row in _rows(_measured(sites, engine, size))
    ]
    heads = ("engine", "orders", "what", "clock", "processor, window", "processor, all")
    return Chapter("A window on a million orders", _ABOUT, heads, rows)


def _fill(context: Context) -> None:
    _BACKLOG.fill(context)
    allocate(context)


def _measured(sites: Sites, engine: str, history: int) -> Mapping[str, Any]:
    name = sites.filled(engine, _fill, on=past(sites, engine, history))
    with sites.copy(engine, name) as database, tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        environment |= {name: str(Path(home) / name) for name in names}
        module = [sys.executable, "-m", "bench.window_process"]
        done = subprocess.run(
            [*module, database.url, str(time.monotonic()), str(history)],
            env=environment,
            stdout=subprocess.PIPE,
            timeout=_PATIENCE_S,
            check=True,
        )
    told: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (words, _ms(told[key]), _ms(told.get(f"{key}, processor")), "")
        for key, words in _TIMES.items()
    ]
    rows += [(f"freeze: {what}", *map(_ms, told[f"freeze {what}"])) for what in _FREEZES]
    for what in ("scan", "busy scan"):
        rows.append((f"{what} to panel, median", *map(_ms, told[f"{what}, median"])))
        rows.append((f"{what} to panel, most", *map(_ms, told[f"{what}, most"])))
        rows.append((f"{what}, without an answer", str(told[f"{what}, lost"]), "", ""))
    shares = (told["stormy, window's share"], told["stormy, process's share"])
    rows.append(("share of a core while stormy", "", *(f"{one:.0%}" for one in shares)))
    rows += [(f"memory, {key}", f"{told[key]:.0f} MB", "", "") for key in ("rss", "rss after")]
    return [*rows, ("load of the machine at the end", f"{told['load']:.1f}", "", "")]


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
