import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from helpers.shop import Page, cells, settle, stock_shop
from packbench.bootstrap import open_context
from packbench.db.notices import Listener
from packbench.domain.changes import ChangeSet
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.services.office.administration import make_ready
from packbench.services.orders.allocating import allocate
from packbench.ui.app import open_desk
from packbench.ui.connect import Connection
from packbench.ui.daily import DailySweep
from packbench.ui.desk import Desk
from packbench.ui.first_steps.dialog import FirstSteps
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.shell.early_keys import EarlyKeys
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.backups.controller import DailyBackup
from packbench.ui.screens.checking.dialog import CheckDialog
from packbench.ui.screens.dashboard.page import DashboardPage


class Gateway:
    """Opens a file as the composition root does; `lost` and `found` stand for a server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.contexts: list[Context] = []
        self.on_connection: Callable[[bool], None] = lambda _: None

    def open(self, publish: Callable[[ChangeSet], None]) -> Context:
        context = open_context(f"sqlite:///{self.path}", "Ana", "station 3")
        self.contexts.append(replace(context, publish=publish))
        make_ready(context.database)
        return self.contexts[-1]

    def listen(
        self,
        context: Context,
        on_change: Callable[[ChangeSet], None],
        on_connection: Callable[[bool], None],
    ) -> Listener:
        self.on_connection = on_connection
        return Listener(context.database, on_change, on_connection)

    @property
    def opened(self) -> Context | None:
        return self.contexts[-1] if self.contexts else None

    def check(self) -> None:
        make_ready(self.contexts[-1].database)

    def give_up(self, reads: bool) -> None:
        for context in self.contexts:
            context.database.give_up(reads=reads)

    def stop_reading(self, thread: int) -> None:
        self.contexts[-1].database.stop_reading(thread)

    def translate(self, error: BaseException) -> BaseException:
        return error

    def close(self) -> None:
        for context in self.contexts:
            context.database.dispose()


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """A window with lanes of its own threads, as in real life."""
    made = open_desk(qapp, Lanes.threaded(), Memory(tmp_path))
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    bus = made.bus  # its timer ends by itself, or with the window
    qtbot.waitUntil(lambda: not shiboken6.isValid(bus) or not bus._pause.isActive())
    made.scans.disarm()
    made.runner.shut_down()


@pytest.fixture
def connect(window: Desk) -> Iterator[Callable[[Path], Gateway]]:
    gateways: list[Gateway] = []
    connections: list[Connection] = []

    def connect_to(path: Path) -> Gateway:
        gateways.append(Gateway(path))
        connections.append(Connection(window, gateways[-1]))
        connections[-1].connect_now()
        return gateways[-1]

    yield connect_to
    for connection in connections:
        connection.close()
    for gateway in gateways:
        gateway.close()


def orders(window: Desk) -> Page | None:
    shown = window.window.tabs.page
    return shown if isinstance(shown, RecordPage) else None


def online(window: Desk) -> bool:
    return window.window.registry.context.online


def rest(window: Desk, qtbot: QtBot) -> None:
    """Waits for what is still being read or saved, so that nothing comes after the test."""

    def is_at_rest() -> bool:
        runner = window.runner
        return not (runner.unread or runner.unsaved or window.bus._pause.isActive())

    qtbot.waitUntil(is_at_rest)
    settle()
    qtbot.waitUntil(is_at_rest)


def again(window: Desk) -> QToolButton:
    [button] = [
        found
        for found in window.window.banner.findChildren(QToolButton)
        if found.text() == "Try again"
    ]
    return button


def test_a_new_file_is_made_and_the_tabs_say_what_to_do(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    pages: list[Page | None] = []  # while it is furnished: the window answers between the steps
    registry = window.window.registry
    registry.refreshed.connect(lambda: QTimer.singleShot(0, lambda: pages.append(orders(window))))
    connect(tmp_path / "new.db")
    qtbot.waitUntil(lambda: orders(window) is not None)
    assert pages[:10] == [None] * 10
    shown = orders(window)
    assert shown is not None
    qtbot.waitUntil(lambda: shown.pane.sentence == "No orders yet")
    bare = [one for one in registry.specs() if one.icon and one.id not in registry._drawn]
    assert len(bare) > 50  # an icon is drawn when its command is first shown
    assert not registry.action(bare[0].id).icon().isNull()
    assert window.window.status._words.text() == "SQLite new.db"
    assert online(window)
    rest(window, qtbot)


def test_keys_of_commands_that_come_too_early_are_answered_or_kept(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    early, control = window.window.early_keys, Qt.KeyboardModifier.ControlModifier
    told: list[str] = []
    early.unanswered.connect(told.append)

    def press(*keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(window.window.windowHandle(), key, control)

    early._patience.setInterval(1)
    press(Qt.Key.Key_J, Qt.Key.Key_N)  # the first is sent by scanners; no database answers
    qtbot.waitUntil(lambda: bool(told))
    words = "Ctrl+N: nothing was done, the window was not ready for it. Press it again."
    assert told == [words]
    assert [one.text for one in window.window.messages.past()] == [words]

    early._patience.setInterval(60_000)  # however busy the machine is
    connect(tmp_path / "new.db")
    press(Qt.Key.Key_Y, Qt.Key.Key_N)  # the first means nothing
    registry = window.window.registry
    assert registry.known(CommandId.NEW_ORDER.value) is None
    qtbot.waitUntil(lambda: registry.last_run is CommandId.NEW_ORDER)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    form = QApplication.activeModalWidget()
    assert isinstance(form, OrderFormDialog)
    form.close()
    assert told == [words]
    rest(window, qtbot)


def test_early_keys_run_where_scans_are_heard_and_the_window_is_open(
    window: Desk, qtbot: QtBot
) -> None:
    registry, started = window.window.registry, CommandId.NEW_ORDER

    def press(early: EarlyKeys, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        return early.take(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))

    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    ran: list[str] = []
    words = "New order"
    registry.add([CommandSpec(started, words, lambda: ran.append(words), shortcut="Ctrl+N")])
    open_one, closed = (EarlyKeys(registry, window.window) for _ in range(2))
    assert not press(open_one, Qt.Key.Key_F4, alt)  # Windows closes by it what nobody took
    assert press(open_one, Qt.Key.Key_N, control)
    assert press(open_one, Qt.Key.Key_N, control)  # since nothing comes; one form is meant
    open_one.end_start()
    assert ran == []  # not within the step of the start, in which the scan filter rests
    qtbot.waitUntil(lambda: bool(ran))
    settle()
    assert ran == [words]

    assert press(closed, Qt.Key.Key_N, control)
    window.window.hide()
    closed.end_start()
    settle()
    assert ran == [words]


def test_the_day_begins_where_the_window_was_left_on_the_dashboard(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    window.window.tabs.go_to("dashboard")  # as the window remembers it
    connect(tmp_path / "new.db")
    qtbot.waitUntil(lambda: window.window.findChild(DailyBackup) is not None)
    assert window.window.findChild(DailySweep) is not None
    qtbot.waitUntil(lambda: window.window.findChild(FirstSteps) is not None)
    rest(window, qtbot)
    assert isinstance(window.window.tabs.page, DashboardPage)


def test_the_change_of_another_station_appears_by_itself(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    other = open_context(f"sqlite:///{tmp_path / 'shop.db'}", "Ben", "station 4")
    make_ready(other.database)
    stock_shop(other)
    connect(tmp_path / "shop.db")
    qtbot.waitUntil(lambda: orders(window) is not None)
    shown = orders(window)
    assert shown is not None
    qtbot.waitUntil(lambda: cells(shown, "status") == ["New"] * 5)
    allocate(other)
    qtbot.waitUntil(lambda: cells(shown, "status").count("Ready") == 4)
    qtbot.waitUntil(lambda: window.window.tabs._bar.tabText(1) == "Back Orders  1")
    other.database.dispose()
    rest(window, qtbot)


def test_a_file_of_another_program_is_told_and_can_be_tried_again(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (words TEXT)")
        connection.commit()
    connect(path)
    qtbot.waitUntil(window.window.banner.isVisible)
    words = "This is no Packbench database. Nothing was changed; give another file or database."
    assert window.window.banner.text == words
    assert not online(window)
    path.unlink()
    again(window).click()
    qtbot.waitUntil(lambda: orders(window) is not None)
    assert window.window.banner.isHidden()
    rest(window, qtbot)


def test_a_damaged_file_is_told_and_can_be_checked(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "shop.db"
    other = open_context(f"sqlite:///{path}", "Ben", "station 4")
    make_ready(other.database)
    stock_shop(other)
    other.database.dispose()
    with path.open("r+b") as file:
        file.write(bytes(range(100)))
    before = path.read_bytes()
    connect(path)
    qtbot.waitUntil(window.window.banner.isVisible)
    assert "or one whose beginning is damaged" in window.window.banner.text
    banner = window.window.banner
    [check] = [one for one in banner.findChildren(QToolButton) if "Check" in one.text()]
    check.click()
    qtbot.waitUntil(lambda: bool(window.window.findChildren(CheckDialog)))
    [dialog] = window.window.findChildren(CheckDialog)
    qtbot.waitUntil(lambda: dialog.verdict.startswith("The file is damaged"))
    assert path.read_bytes() == before
    assert window.window.messages.past() == []
    dialog.reject()
    rest(window, qtbot)


@pytest.mark.parametrize(
    ("revision", "words"),
    [("20991231_2359_later", "The database is of a newer Packbench (20991231_2359_later).")],
)
def test_a_newer_schema_is_told(
    window: Desk,
    connect: Callable[[Path], Gateway],
    tmp_path: Path,
    qtbot: QtBot,
    revision: str,
    words: str,
) -> None:
    path = tmp_path / "newer.db"
    made = open_context(f"sqlite:///{path}", "Ana", "station 3")
    make_ready(made.database)
    made.database.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        connection.commit()
    connect(path)
    qtbot.waitUntil(window.window.banner.isVisible)
    assert window.window.banner.text.startswith(words)
    rest(window, qtbot)


def test_an_unreachable_database_is_told(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    connect(tmp_path / "no" / "such" / "folder.db")
    qtbot.waitUntil(window.window.banner.isVisible)
    assert window.window.banner.text.startswith("The database can't be reached")
    assert window.window.tabs.page is None
    rest(window, qtbot)


def test_a_bug_at_the_start_has_an_incident(
    window: Desk, qtbot: QtBot, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    class Broken(Gateway):
        def open(self, publish: Callable[[ChangeSet], None]) -> Context:
            raise ZeroDivisionError(str(publish))

    Connection(window, Broken(tmp_path)).connect_now()
    qtbot.waitUntil(lambda: bool(window.window.messages.past()))
    assert window.window.messages.past()[-1].level is Level.FAILED
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()
    rest(window, qtbot)


def wait_for_banner(window: Desk, qtbot: QtBot, start: str) -> None:
    """Until the banner names the cause; a read that failed may say before that it is away."""
    banner = window.window.banner
    qtbot.waitUntil(lambda: banner.isVisible() and banner.text.startswith(start))


def test_a_lost_server_is_told_until_it_is_back(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    gateway = connect(tmp_path / "new.db")
    qtbot.waitUntil(lambda: orders(window) is not None)
    gateway.on_connection(False)
    qtbot.waitUntil(window.window.banner.isVisible)
    assert not online(window)
    gateway.on_connection(True)
    qtbot.waitUntil(window.window.banner.isHidden)
    assert online(window)
    rest(window, qtbot)


def test_a_file_that_is_taken_away_stops_the_window_until_it_is_back(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "shop.db"
    connect(path)
    qtbot.waitUntil(lambda: orders(window) is not None)
    moved = path.rename(tmp_path / "elsewhere.db")
    wait_for_banner(window, qtbot, f"The database file {path} is not there any more")
    qtbot.waitUntil(lambda: not online(window))  # a read may have told it first
    assert not path.exists()
    moved.rename(path)
    qtbot.waitUntil(window.window.banner.isHidden)
    assert online(window)
    rest(window, qtbot)


def test_another_file_in_its_place_stops_the_window(
    window: Desk, connect: Callable[[Path], Gateway], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "shop.db"
    connect(path)
    qtbot.waitUntil(lambda: orders(window) is not None)
    other = open_context(f"sqlite:///{tmp_path / 'other.db'}", "Ben", "station 4")
    make_ready(other.database)
    other.database.dispose()
    (tmp_path / "other.db").replace(path)
    wait_for_banner(window, qtbot, f"Another file lies at {path}")
    qtbot.waitUntil(lambda: not online(window))
    rest(window, qtbot)
