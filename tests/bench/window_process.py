"""A window as a process that measures itself, driven by keys at its handle; it tells it as JSON.

usage: python -m bench.window_process URL BEGUN HISTORY

BEGUN is the monotonic time at which the process was started; HISTORY how many shipped orders there
are, named H0, H1 and so on.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packbench.ui.desk import Desk

_BEAT_MS = 2
_PATIENCE_S, _SCAN_PATIENCE_S = 60.0, 6.0
_LAST_LOADED = "packbench.ui.daily"
_PAGES_UP, _SCANS, _APART_S = 20, 24, 0.5
_BUSY_RATE, _BUSY_S = 50, 8


def _moment() -> tuple[float, float, float]:
    """On the clock; of the processor by this thread, and by the process."""
    return time.perf_counter(), time.thread_time(), time.process_time()


def _rss_mb() -> float:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no file
        kib = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return int(kib) / 1024


class _Beats:
    """The longest time for which the window's thread took no event.

    On the clock; of the processor by that thread, and by all threads of the process: by those that
    hold the interpreter meanwhile, too. The machine's other programs count on the clock only.
    """

    def __init__(self, owner: Any) -> None:
        from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415 - after the start was measured

        self._last = _moment()
        self.longest_s = [0.0, 0.0, 0.0]
        self._timer = QTimer(owner)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_BEAT_MS)

    def _beat(self) -> None:
        now = _moment()
        self.longest_s = [
            max(longest, one - before)
            for longest, one, before in zip(self.longest_s, now, self._last, strict=True)
        ]
        self._last = now

    def reset(self) -> None:
        """From now on."""
        self._last = _moment()
        self.longest_s = [0.0, 0.0, 0.0]


class Measuring:
    """Drives one window and notes what it took, in milliseconds."""

    def __init__(self, desk: "Desk", begun_s: float, history: int, url: str) -> None:
        self._desk, self._begun_s, self._history, self._url = desk, begun_s, history, url
        self.told: dict[str, Any] = {}
        self._beats = _Beats(desk.window)
        self._note_start("painted")

    def run(self) -> None:
        """All of it, in order."""
        self._until(lambda: len(self._model) > 0, "first rows")
        self._note_start("rows")
        self._until(lambda: self._model.complete, "all ids")
        self._note_start("exact")
        self._until(lambda: _LAST_LOADED in sys.modules, "loaded")
        self._rest()
        self._note_freeze("start")
        self.told["rss"] = _rss_mb()
        for step in (self._pages_up, self._letter, self._sorts, self._filters, self._scans):
            step()
            self._rest()
        self._with_others()
        self._rest()
        self._left_alone()
        self.told["rss after"] = _rss_mb()
        self.told["load"] = os.getloadavg()[0]

    @property
    def _page(self) -> Any:
        from PySide6.QtWidgets import QWidget  # noqa: PLC0415 - Qt, later

        return self._desk.window.findChild(QWidget, "orders_page")

    @property
    def _model(self) -> Any:
        return self._page.pane.model if self._page else ()

    def _note_start(self, what: str) -> None:
        self.told[what] = (time.monotonic() - self._begun_s) * 1_000
        self.told[f"{what}, processor"] = time.process_time() * 1_000

    def _note_freeze(self, what: str) -> None:
        before = self.told.get(f"freeze {what}", [0.0, 0.0, 0.0])
        now = [one * 1_000 for one in self._beats.longest_s]
        self.told[f"freeze {what}"] = [max(*both) for both in zip(before, now, strict=True)]

    def _until(
        self, condition: Callable[[], bool], what: str, patience_s: float = _PATIENCE_S
    ) -> bool:
        from PySide6.QtCore import QCoreApplication, QEventLoop  # noqa: PLC0415 - Qt, later

        end_s = time.perf_counter() + patience_s
        while not condition():
            if time.perf_counter() > end_s:
                self.told.setdefault("without end", []).append(what)
                return False
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return True

    def _rest(self, seconds: float = 0.3) -> None:
        """Until nothing is read any more."""
        self._until(lambda: not self._desk.runner.unread, "reads")
        end_s = time.perf_counter() + seconds
        self._until(lambda: time.perf_counter() > end_s and not self._desk.runner.unread, "reads")

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        self._beats.reset()
        clock, own = time.perf_counter(), time.thread_time()
        yield
        self.told[what] = (time.perf_counter() - clock) * 1_000
        self.told[f"{what}, processor"] = (time.thread_time() - own) * 1_000

    def _key(self, key: Any) -> None:
        from PySide6.QtTest import QTest  # noqa: PLC0415 - Qt, later

        QTest.keyClick(self._desk.window.windowHandle(), key)

    def _in_view(self) -> bool:
        """Whether the rows at the top and the bottom of the view are there."""
        view, model = self._page.pane.view, self._model
        rows = (view.rowAt(1), view.rowAt(view.viewport().height() - 1))
        return all(row < 0 or model.record_at(row) is not None for row in rows)

    def _pages_up(self) -> None:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt, later

        self._page.pane.view.setFocus()
        self._key(Qt.Key.Key_End)
        self._until(self._in_view, "End")
        self._rest()
        with self._timed("page up"):
            for _ in range(_PAGES_UP):
                self._key(Qt.Key.Key_PageUp)
                self._until(self._in_view, "Page Up")
        self._note_freeze("page up")

    def _letter(self) -> None:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - Qt, later

        self._beats.reset()
        self._key(Qt.Key.Key_K)
        self._wait(0.5)  # until it is known that no scan begins with it
        self._note_freeze("letter")

    def _sorts(self) -> None:
        pane = self._page.pane
        longest: dict[str, float] = {}
        for key in ("customer", "units", "waiting", "status", "date", "queue"):
            self._beats.reset()
            begun = time.perf_counter()
            pane.view.sort_requested.emit(key, key != "queue")
            self._until(self._is_read, f"sort by {key}")
            longest[key] = (time.perf_counter() - begun) * 1_000
            self._until(lambda: self._model.complete, f"ids by {key}")
            self._rest()
            self._note_freeze("sort")
        self.told["sort, first rows"] = max(longest.values())
        self.told["sorts"] = longest

    def _is_read(self) -> bool:
        return not self._page.pane._reading

    def _filters(self) -> None:
        from bench.history import customer  # noqa: PLC0415 - after the start was measured

        bar = self._page.pane.filter_bar
        words = {
            "number": f"H{self._history - 7}",
            "customer": customer(self._history - 9),
            "nothing": "no such thing",
            "everything": "H",
        }
        for what, text in words.items():
            self._beats.reset()
            with self._timed(f"filter {what}"):
                bar._field.setText(text)
                self._until(partial(_has_text, bar, text), "filter")
                self._until(self._is_read, f"filter by {what}")
            self._until(lambda: self._model.complete, f"ids of {what}")
            self._rest()
            self._note_freeze("filter")
        self._beats.reset()
        bar.clear_all()
        self._until(lambda: self._is_read() and self._model.complete, "no filter")
        self._rest()
        self._note_freeze("filter")

    def _scans(self) -> None:
        self._beats.reset()
        self.told |= {f"scan, {key}": value for key, value in self._scanned().items()}
        self._note_freeze("scan")

    def _scanned(self) -> dict[str, Any]:
        """Scans order after order, half a second apart, until its panel is there."""
        from helpers.keyboard import Keyboard  # noqa: PLC0415 - Qt, later
        from packbench.ui.parts.widgets.details_panel import DetailsPanel  # noqa: PLC0415 - the same

        keyboard = Keyboard(self._desk.window.windowHandle)
        [panel] = self._desk.window.findChildren(DetailsPanel, "orders_details")
        took, lost = [], 0
        for number in range(_SCANS):
            code = f"H{(number + 1) * self._history // (_SCANS + 2)}"
            for character in code:
                keyboard.press(character, 5)
            begun = _moment()
            keyboard.press("\r", 5)
            if self._until(partial(_shows, panel, code), "scan", _SCAN_PATIENCE_S):
                took.append([(one - at) * 1_000 for one, at in zip(_moment(), begun, strict=True)])
            else:
                lost += 1
            self._wait(_APART_S)
        columns = [sorted(one) for one in zip(*took, strict=True)]
        median = [one[len(one) // 2] for one in columns]
        return {"median": median, "most": [one[-1] for one in columns], "lost": lost}

    @contextmanager
    def _station(self, rate: float, seconds: float) -> Iterator[None]:
        """Another station changes orders meanwhile."""
        arguments = [sys.executable, "-m", "bench.window_station", self._url]
        process = subprocess.Popen([*arguments, str(rate), str(seconds)], stdout=subprocess.PIPE)
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def _with_others(self) -> None:
        with self._station(1, 600):
            self._wait(3.0)  # it has begun by then
            self._beats.reset()
            self.told |= {f"busy scan, {key}": value for key, value in self._scanned().items()}
            self._note_freeze("busy scan")

    def _wait(self, seconds: float) -> None:
        end_s = time.perf_counter() + seconds
        self._until(lambda: time.perf_counter() > end_s, "pause", seconds + 60)

    def _left_alone(self) -> None:
        """A list that changes 50 times a second while nobody touches it."""
        with self._station(_BUSY_RATE, 600):
            self._wait(3.0)
            self._beats.reset()
            own, all_ = time.thread_time(), time.process_time()
            self._wait(_BUSY_S)
            self.told["stormy, window's share"] = (time.thread_time() - own) / _BUSY_S
            self.told["stormy, process's share"] = (time.process_time() - all_) / _BUSY_S
            self._note_freeze("stormy")
        with self._timed("stormy, quiet after"):
            self._rest(0.1)


def _has_text(bar: Any, text: str) -> bool:
    return bool(bar.state.text == text)


def _shows(panel: Any, code: str) -> bool:
    return bool(panel.heading == code)


def main() -> None:
    """Opens the window as the program does, measures, and prints what it took."""
    url, begun_s, history = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    from packbench.bootstrap import _Gateway, open_context  # noqa: PLC0415 - as the program
    from packbench.ui.app import run_window  # noqa: PLC0415
    from packbench.ui.connect import Connection  # noqa: PLC0415

    gateway = _Gateway(lambda: open_context(url, "Ana", "office"))

    def connect(desk: "Desk") -> None:
        from PySide6.QtCore import QTimer  # noqa: PLC0415 - Qt, later

        measuring = Measuring(desk, begun_s, history, url)
        connection = Connection(desk, gateway)
        connection.connect_now()

        def measure() -> None:
            try:
                measuring.run()
            finally:
                sys.stdout.write(json.dumps(measuring.told) + "\n")
                sys.stdout.flush()
                connection.close()
                desk.window.close()

        QTimer.singleShot(0, measure)

    run_window(connect, ["window"])
    gateway.close()


if __name__ == "__main__":
    main()
