"""Hours of work keep the window as large as it was: memory, handles, threads, timers, listeners.

A day is 20,000 selections, 50,000 notices and 2,000 commands, and may take 20 MB. The suite does a
fortieth of it after a warm-up, and looks for what would be seen in so little: some kilobytes each
time. PACKBENCH_LONG_DAY=1 does all of it.
"""

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import SIGNAL, QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from helpers.shop import page, settle
from packbench.domain.changes import ChangeSet, Kind
from packbench.services.orders.changes import hold, resume
from packbench.ui.parts.bridge.change_bus import COALESCE_MS
from packbench.ui.workplace import Workplace

_WHOLE = os.environ.get("PACKBENCH_LONG_DAY") == "1"
_SELECTIONS, _NOTICES, _COMMANDS = 20_000, 50_000, 2_000
_SHARE = 1 if _WHOLE else 40
_MOST_MB = 20 if _WHOLE else 3

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@dataclass(frozen=True, slots=True)
class Held:
    """What the process and the window hold on to, but for memory."""

    handles: int
    threads: int
    timers: int
    listeners: int
    children: int
    windows: int

    @classmethod
    def of(cls, place: Workplace) -> "Held":
        # What is to be deleted, also of earlier tests, goes now and not while the day is measured.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        things = [one for one in gc.get_objects() if isinstance(one, QTimer)]
        return cls(
            handles=sum(1 for _ in Path("/proc/self/fd").iterdir()),
            threads=threading.active_count(),
            timers=sum(1 for one in things if shiboken6.isValid(one)),
            listeners=place.desk.bus.receivers(SIGNAL("changed(PyObject)")),
            children=len(place.desk.window.findChildren(QObject)),
            windows=len(QApplication.topLevelWidgets()),
        )


def resident_mb() -> float:
    """What is in memory, after all that is not used any more was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def growth_mb(name: str, times: int, work: Callable[[int], None]) -> float:
    """How much the process grows by doing `work` a share of so many times."""
    some = times // _SHARE
    before_mb = resident_mb()
    for turn in range(some):
        work(turn)
    settle()
    grown_mb = resident_mb() - before_mb
    print(f"{name}: {grown_mb:+.2f} MB from {some}", file=sys.stderr)  # noqa: T201 - seen with -s
    return grown_mb


def warm_up(times: int, work: Callable[[int], None]) -> None:
    """Does `work` often enough for what is made once, or closed once, to be so."""
    for turn in range(min(times // _SHARE, 300)):
        work(turn)
    settle()


def test_a_day_of_work_leaves_the_window_as_it_was(place: Workplace) -> None:
    shown = page(place, "orders")
    ids = shown.pane.model.all_ids()
    runner, bus = place.desk.runner, place.desk.bus
    bus.others_ms = COALESCE_MS  # the day goes by in a minute

    def select(turn: int) -> None:
        shown.pane.view.select_ids([ids[turn % len(ids)]])
        QApplication.processEvents()

    def notice(turn: int) -> None:
        change = {Kind.ORDER: frozenset({ids[turn % len(ids)]}), Kind.STOCK: frozenset({1})}
        bus.post(ChangeSet(change, f"station {turn % 3}"))
        if turn % 10 == 0:
            QApplication.processEvents()

    def command(turn: int) -> None:
        def work(_progress: object) -> object:
            if turn % 2:
                return resume(place.context, ["SO-1002"])
            return hold(place.context, ["SO-1002"], reason="question")

        runner.write("", work, lambda _done: None)
        QApplication.processEvents()

    day = [
        ("selections", _SELECTIONS, select),
        ("notices", _NOTICES, notice),
        ("commands", _COMMANDS, command),
    ]
    for _, times, work in day:
        warm_up(times, work)
    select(0)
    settle()
    before = Held.of(place)
    grown_mb = sum(growth_mb(name, times, work) for name, times, work in day)
    select(0)
    settle()
    after = Held.of(place)
    assert after.handles <= before.handles  # those of earlier tests may be closed meanwhile
    assert replace(after, handles=before.handles) == before
    assert grown_mb < _MOST_MB
