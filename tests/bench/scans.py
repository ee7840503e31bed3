"""Scans in a real window: 10,000 back to back while a database is busy, and 10,000 words typed.

usage: python -m bench.scans     from `tests`, without a database
"""

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import create_engine, text

from bench.report import Chapter
from helpers.keyboard import Keyboard, codes, typist_gaps_ms
from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.scanner.event_filter import ScanFilter
from packbench.ui.parts.scanner.scan_hub import ScanHub

_SCANS = _BURSTS = 5_000  # in each of two places
_GAP_MS, _WORDS_A_MINUTE = 3, 120
_BETWEEN_WRITES_S = 0.01
_ABOUT = (
    "Keys go to the window's handle with times of their own, as the window system sends them:"
    " codes of 4 to 16 characters with blanks and GS, 3 ms a key, back to back, Enter, CR LF or Tab"
    " at the end, while a thread of the same process writes to a database; then words of a typist"
    " of 120 words a minute with Enter. *lost* and *false* must be 0, *touched* counts widgets that"
    " a scan pressed or changed. The times are from a scan's last key to the screen that takes it."
)


def chapter() -> Chapter:
    """Scans and typing, beside a button and in a text field."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    heads = ("where", "scans", "lost", "bursts typed", "false", "touched", "median", "p99", "most")
    with tempfile.TemporaryDirectory() as folder, _busy_database(Path(folder)):
        rows = [_Window(app, in_field=in_field).measured() for in_field in (False, True)]
    return Chapter("Scans", _ABOUT, heads, rows)


class _Window:
    """A window with a button and a text field, one of which has the focus."""

    def __init__(self, app: QApplication, *, in_field: bool) -> None:
        self._window, self._hub = QMainWindow(), ScanHub()
        self._filter = ScanFilter(app)
        self._button, self._field = QPushButton("Ship"), QLineEdit("three boxes")
        self._in_field, self._app = in_field, app
        self._scanned: list[str] = []
        self._pressed: list[str] = []
        self._began_s = 0.0
        self._took_ms: list[float] = []
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.addWidget(self._button)
        layout.addWidget(self._field)
        self._window.setCentralWidget(inside)
        self._button.clicked.connect(lambda: self._pressed.append("Ship"))
        self._filter.scanned.connect(self._take)

    def measured(self) -> tuple[str, ...]:
        """A row of the table."""
        self._window.show()
        self._window.activateWindow()
        (self._field if self._in_field else self._button).setFocus()
        self._app.processEvents()
        self._filter.arm()
        chance = random.Random(7)  # noqa: S311 - the same in every run
        wanted = codes(chance, _SCANS, longest=16)
        self._scan(wanted)
        lost = sum(one != other for one, other in zip(wanted, self._scanned, strict=False))
        lost += abs(len(wanted) - len(self._scanned))
        touched = len(self._pressed) + (self._field.text() != "three boxes")
        false = self._type(chance)
        self._filter.disarm()
        self._window.close()
        p50_ms, p99_ms = quantiles(self._took_ms, n=100)[49], quantiles(self._took_ms, n=100)[98]
        where = "in a text field" if self._in_field else "on a button"
        counts = (str(_SCANS), str(lost), str(_BURSTS), str(false), str(touched))
        times = (f"{p50_ms:.2f} ms", f"{p99_ms:.2f} ms", f"{max(self._took_ms):.2f} ms")
        return (where, *counts, *times)

    def _scan(self, wanted: list[str]) -> None:
        keyboard = Keyboard(QGuiApplication.focusWindow)
        for number, code in enumerate(wanted):
            for character in code:
                keyboard.press(character, _GAP_MS)
            self._began_s = time.perf_counter()
            for character in ("\r", "\t", "\r\n")[number % 3]:
                keyboard.press(character, _GAP_MS)
            self._app.processEvents()

    def _type(self, chance: random.Random) -> int:
        """Types words; gives how many were taken for scans."""
        before = len(self._scanned)
        keyboard = Keyboard(QGuiApplication.focusWindow)
        gaps_ms = typist_gaps_ms(chance, _WORDS_A_MINUTE)
        for _ in range(_BURSTS):
            burst = "".join(chance.choices("abcdefghijklmnop", k=chance.randint(4, 12)))
            keyboard.type(f"{burst}\r", gaps_ms)
            self._field.clear()  # a text without end would be what is measured
        return len(self._scanned) - before

    def _take(self, scan: Scan) -> None:
        self._hub.take(scan)
        self._scanned.append(scan.text)
        self._took_ms.append((time.perf_counter() - self._began_s) * 1_000)


@contextmanager
def _busy_database(folder: Path) -> Iterator[None]:
    """A thread that writes all the time, and so wants the interpreter as a lane does."""
    engine = create_engine(f"sqlite:///{folder / 'busy.db'}")
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            with engine.begin() as connection:
                connection.execute(
                    text("CREATE TABLE IF NOT EXISTS moved (id INTEGER, units INTEGER)")
                )
                rows = [{"id": number, "units": 1} for number in range(200)]
                connection.execute(text("INSERT INTO moved VALUES (:id, :units)"), rows)
            over.wait(_BETWEEN_WRITES_S)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
        engine.dispose()


if __name__ == "__main__":
    sys.stdout.write(chapter().text())
