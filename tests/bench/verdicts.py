"""The packing bench in a real window before a million orders: from a last key to its words."""

import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from bench.history import SIZES, past
from bench.report import Chapter
from bench.sites import ENGINES, Sites
from helpers.cups_server import running_cups
from helpers.keyboard import Keyboard
from helpers.sample import add_all_stock, add_order, add_product, add_warehouse
from packbench.db.engine import Database
from packbench.domain.printers import PrinterChoice, PrintKind
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.services.orders.allocating import allocate
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.printers.choosing import choose_printers
from packbench.ui.app import open_desk
from packbench.ui.office import Office
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.fonts import register_fonts
from packbench.ui.parts.widgets.messages import Message
from packbench.ui.screens.packing.station_screen import StationScreen

_PRODUCTS, _ORDERS, _HISTORY = 400, 60, SIZES[-1]
_GAP_MS, _PATIENCE_S = 5, 30
_WRONG = 0.05
_PRINTER = "SLIPS"
_ABOUT = (
    "A window with its threads, offscreen; the packing bench fills it. Orders of one to four lines"
    " are packed by scans whose keys go to the window's handle; one in twenty is wrong. Measured"
    " from a scan's last key to the moment at which the band with its verdict was painted, with"
    f" {_HISTORY:,} shipped orders in the database; *slip* is from the last scan of an order to the"
    " moment at which the print system (a CUPS on loopback) has its slip. *lost* counts scans"
    " without an answer, or slips that were not printed. *Processor* is what the window's process"
    " used of it meanwhile, in all of its threads: what a free machine would take at least."
)


def chapter(sites: Sites) -> Chapter:
    """Both engines."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    register_fonts()
    heads: tuple[str, ...] = ("engine", "verdict", "scans", "lost", "median", "p95", "p99", "most")
    heads += ("processor, median", "processor, p99")
    rows = []
    with running_cups() as cups:
        os.environ["CUPS_SERVER"] = cups.address
        cups.add(_PRINTER)
        for engine in ENGINES:
            name = sites.filled(engine, _fill, on=past(sites, engine, _HISTORY))
            with sites.copy(engine, name) as database:
                rows += [(engine, *row) for row in _packed(app, database)]
        cups.remove_all()
    return Chapter("From the last key to the verdict", _ABOUT, heads, rows)


def _fill(context: Context) -> None:
    """A small shop whose orders are picked, behind a million that are shipped."""
    chance = random.Random(3)  # noqa: S311 - sample data, always the same
    with context.database.write.begin() as connection:
        add_warehouse(connection, "VIE")
        for number in range(_PRODUCTS):
            add_product(connection, f"SKU-{number:04d}")
    stock = {f"SKU-{number:04d}": 10_000 for number in range(_PRODUCTS)}
    add_all_stock(context, {"VIE": stock})
    with context.database.write.begin() as connection:
        numbers = [_add_order(connection, one, chance) for one in range(_ORDERS)]
    allocate(context)
    for wave in release_orders(context, numbers).waves:
        confirm_picks(context, wave.number, rest=True)


def _add_order(connection: Connection, number: int, chance: random.Random) -> str:
    picked = chance.sample(range(_PRODUCTS), chance.randint(1, 4))
    lines = [(f"SKU-{one:04d}", chance.randint(1, 3)) for one in picked]
    add_order(connection, f"B{number}", lines, minute=number)
    return f"B{number}"


def _packed(app: QApplication, database: Database) -> list[tuple[str, ...]]:
    """Packs all at the bench; gives a row for right scans and one for wrong ones."""
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(app, Lanes.threaded(), Memory(Path(folder)))
        context = Context(database, operator="Ana", station="bench 1")
        context = replace(context, publish=desk.bus.post)
        slips = PrinterChoice(_PRINTER, automatic=True)
        choose_printers(context, {PrintKind.PACKING_SLIP: slips})
        Office(desk, context)
        desk.window.set_online(online=True)
        desk.window.show()
        QTest.qWait(1_000)
        desk.window.registry.action(CommandId.PACKING_BENCH).trigger()
        QTest.qWait(1_000)
        [screen] = desk.window.findChildren(StationScreen)
        shift = _Shift(screen)
        desk.window.messages.posted.connect(shift.hear)
        shift.pack_all()
        screen.close()
        desk.window.close()
        desk.scans.disarm()
        desk.runner.shut_down()
    return [
        _row("right", shift.right_ms, shift.lost),
        _row("wrong", shift.wrong_ms, 0),
        _row("slip", shift.slip_ms, _ORDERS - len(shift.slip_ms)),
    ]


_Took = tuple[float, float]
"""Milliseconds on the clock and of the processor."""


def _since(began: tuple[float, float]) -> _Took:
    clock_s, processor_s = began
    return (time.perf_counter() - clock_s) * 1_000, (time.process_time() - processor_s) * 1_000


class _Shift:
    """Scans and waits for what is painted."""

    def __init__(self, screen: StationScreen) -> None:
        self._screen = screen
        self._painted = _Painted()
        self._screen.band.installEventFilter(self._painted)
        self._keyboard = Keyboard(self._screen.windowHandle)
        self.right_ms: list[_Took] = []
        self.wrong_ms: list[_Took] = []
        self.slip_ms: list[_Took] = []
        self.lost = 0
        self._spooled = 0

    def hear(self, message: Message) -> None:
        """The window says that a slip is with the print system."""
        self._spooled += _PRINTER in message.text

    def pack_all(self) -> None:
        """Opens every order by its number and scans what it wants."""
        chance = random.Random(5)  # noqa: S311 - the same in every run
        for number in range(_ORDERS):
            self._scan(f"B{number}", self.right_ms)
            while not self._screen.is_idle:
                if chance.random() < _WRONG:
                    self._scan("NO-SUCH-CODE", self.wrong_ms)
                wanted, _ = self._screen.order.wanted
                self._scan(wanted, self.right_ms)

    def _scan(self, code: str, times_ms: list[_Took]) -> None:
        for character in code:
            self._keyboard.press(character, _GAP_MS)
        told, spooled = self._painted.times, self._spooled
        began = time.perf_counter(), time.process_time()
        self._keyboard.press("\r", _GAP_MS)
        if _until(lambda: self._painted.times > told):
            times_ms.append(_since(began))
        else:
            self.lost += 1
        if self._screen.is_idle and _until(lambda: self._spooled > spooled):
            self.slip_ms.append(_since(began))
        QTest.qWait(300)  # the flash ends and what is read in the background arrives


class _Painted(QObject):
    """Counts how often the band was painted with a verdict that is new."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Sees the band's paint events while it flashes, that is after a verdict."""
        if event.type() is QEvent.Type.Paint and watched.property("flash") == "yes":
            self.times += 1
        return False


def _until(condition: Callable[[], bool]) -> bool:
    end_s = time.perf_counter() + _PATIENCE_S
    while not condition():
        if time.perf_counter() > end_s:
            return False
        QApplication.processEvents()
    return True


def _row(verdict: str, took: list[_Took], lost: int) -> tuple[str, ...]:
    clock, processor = zip(*took, strict=True)
    cuts, used = quantiles(clock, n=100), quantiles(processor, n=100)
    shown = (cuts[49], cuts[94], cuts[98], max(clock), used[49], used[98])
    return (verdict, str(len(took)), str(lost), *(f"{one:.0f} ms" for one in shown))
