"""Qt tests run offscreen, with the bundled font; warnings, leaked threads and timers fail them."""

import gc
import logging
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
import shiboken6
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.databases import Slot, sqlite_database
from helpers.shop import furnished, stock_shop
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.ui import company_clock
from packbench.ui.app import open_desk
from packbench.ui.desk import Desk
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.fonts import register_fonts
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.workplace import Workplace


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    app = QApplication(qapp_args)
    QLocale.setDefault(QLocale("en_GB"))
    register_fonts()
    return app


class PatientBot(QtBot):
    """Waits long enough for a machine that does other things as well."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 30_000) -> None:
        """Waits until it is so; fails when it never is."""
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 - there must be one
    """The hands at the window."""
    return PatientBot(request)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(Scheme.LIGHT)
    made.apply(qapp)
    return made


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A shown window without a database; everything runs inline."""
    made = open_desk(qapp, Lanes.inline(), Memory(tmp_path))
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    made.window.activateWindow()
    yield made
    made.scans.disarm()
    made.runner.shut_down()


@pytest.fixture(autouse=True)
def no_unexpected_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    unexpected = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and not getattr(record, "expected", False)
    ]
    assert unexpected == []


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    """What one database tells of the time does not count for the window of the next test."""
    company_clock.forget()
    yield
    company_clock.forget()


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert left == []


@pytest.fixture(autouse=True)
def no_leaked_timers(qapp: QApplication) -> Iterator[None]:
    """A timer of a closed window must not run on.

    What is older than the test is frozen: it is looked through neither here nor by the collector,
    which took a third of the suite's time.
    """
    gc.collect()
    gc.freeze()
    yield
    qapp.processEvents()
    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer)]
    left = [one.parent() for one in timers if shiboken6.isValid(one) and one.isActive()]
    assert left == []


@pytest.fixture(scope="session")
def shop_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as a file, filled once."""
    folder = tmp_path_factory.mktemp("shop")
    with sqlite_database(sqlite_template, folder) as database:
        stock_shop(_at_work(database))
    [made] = folder.glob("*.db")
    return made


@pytest.fixture
def shop(shop_template: Path, sqlite_slot: Slot) -> Iterator[Context]:
    """A small shop that nobody has allocated yet, on SQLite."""
    with sqlite_slot.copy_of(str(shop_template)) as database:
        yield _at_work(database)


def _at_work(database: Database) -> Context:
    return Context(database, operator="Ana", station="station 3")


@pytest.fixture
def place(desk: Desk, shop: Context, qtbot: QtBot) -> Iterator[Workplace]:
    """The window at work on the shop."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    yield furnished(desk, shop)
    bus = desk.bus  # its timer ends by itself, or with the window
    qtbot.waitUntil(lambda: not shiboken6.isValid(bus) or not bus._pause.isActive())
