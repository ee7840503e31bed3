"""The window on a line that is cut, hangs or loses an answer: what it says is true."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.shop import Page, cells, settle, stock_shop
from helpers.wire import AtCommit, Wire, wire_to
from packbench.bootstrap import _Gateway, open_context
from packbench.db.engine import Database
from packbench.db.migrate import HEAD
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.services.orders.allocating import allocate
from packbench.services.stock.changes import list_stock
from packbench.ui.app import open_desk
from packbench.ui.connect import Connection
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.tables.column_widths import ColumnWidths
from packbench.ui.parts.widgets.details_panel import DetailsPanel
from packbench.ui.parts.widgets.empty_state import EmptyState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.checking.dialog import CheckDialog
from packbench.ui.screens.inventory.dialogs.receive import ReceiveDialog

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_PATIENCE_MS = 20_000
_SLACK_S = 1.0  # for a machine that has much to do


def _is_of_widths(timer: QTimer) -> bool:
    return isinstance(timer.parent(), ColumnWidths)


class Window:
    """A window at work behind a wire, with threads as in real life."""

    def __init__(self, desk: Desk, wire: Wire, truth: Context, qtbot: QtBot) -> None:
        self.desk, self.wire, self.truth, self.qtbot = desk, wire, truth, qtbot
        self.gateway = _Gateway(lambda: open_context(wire.url, "Ana", "station 3"))
        self.connection = Connection(desk, self.gateway)

        self.start: Callable[[], Desk] = lambda: desk

    def end(self) -> None:
        self.connection.close()
        self.desk.scans.disarm()
        self.desk.runner.shut_down(leave_writes=True)
        self.gateway.close()
        bus = self.desk.bus
        self.qtbot.waitUntil(lambda: not shiboken6.isValid(bus) or not bus._pause.isActive())

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=_PATIENCE_MS)

    def open(self) -> None:
        self.connection.connect_now()
        self.wait(lambda: self.orders is not None and len(cells(self.orders, "number")) == 5)
        self.rest()

    def rest(self) -> None:
        """Waits for what is still being read or written."""
        self.wait(self._is_at_rest)
        settle()
        self.wait(self._is_at_rest)

    def _is_at_rest(self) -> bool:
        runner, bus = self.desk.runner, self.desk.bus
        if runner.unread or runner.unsaved or bus._pause.isActive():
            return False
        timers = self.desk.window.findChildren(QTimer)
        return not any(one.isActive() for one in timers if _is_of_widths(one))

    @property
    def orders(self) -> Page | None:
        shown = self.desk.window.tabs.page
        return shown if isinstance(shown, RecordPage) else None

    def is_online(self) -> bool:
        return self.desk.window.online

    @property
    def banner(self) -> str:
        banner = self.desk.window.banner
        return banner.text if banner.isVisible() else ""

    @property
    def on_hand(self) -> int:
        """What the server has of TEA-1, whoever says what."""
        return sum(row.on_hand for row in list_stock(self.truth, sku="TEA-1"))

    def receive(self) -> ReceiveDialog:
        """Sends a receipt of 9 TEA-1 by the keyboard."""
        window = self.desk.window
        window.registry.action(CommandId.RECEIVE_STOCK).trigger()
        self.wait(lambda: bool(window.findChildren(ReceiveDialog)))
        [dialog] = window.findChildren(ReceiveDialog)
        dialog.activateWindow()
        dialog._warehouse.setCurrentText("VIE")
        dialog._sku.setText("TEA-1")
        dialog._quantity.setValue(9)
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
        return dialog

    def message(self) -> tuple[Level, str]:
        past = self.desk.window.messages.past()
        return (past[-1].level, past[-1].text) if past else (Level.INFO, "")


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot, database: Database
) -> Iterator[Window]:
    truth = Context(database, operator="Ben", station="station 4")
    stock_shop(truth)

    def start() -> Desk:
        desk = open_desk(qapp, Lanes.threaded(), Memory(tmp_path))
        qtbot.addWidget(desk.window)
        desk.window.show()
        return desk

    with wire_to(database.url) as wire:
        made = Window(start(), wire, truth, qtbot)
        made.start = start
        yield made
        wire.restore()
        made.end()


def test_a_frozen_server_is_told_and_a_deaf_window_reads_all_anew(window: Window) -> None:
    window.open()
    window.wire.freeze()
    began_s = time.monotonic()
    window.wait(lambda: bool(window.banner))
    assert time.monotonic() - began_s < 5 + _SLACK_S
    assert window.banner.startswith("The database can't be reached just now.")
    assert not window.is_online()
    allocate(window.truth)
    window.wire.restore()
    window.wait(lambda: not window.banner)
    shown = window.orders
    assert shown is not None
    window.wait(lambda: cells(shown, "status").count("Ready") == 4)
    assert window.is_online()
    window.rest()


def test_a_lost_answer_is_not_known_yet_and_then_the_true_one(window: Window) -> None:
    window.open()
    window.wire.at_next_commit(AtCommit.FROZEN)
    dialog = window.receive()
    window.wait(lambda: window.banner.startswith("Not known yet"))
    assert "Receiving stock" in window.banner
    assert dialog.isVisible()
    assert dialog.refusal == ""
    window.wire.restore()
    window.wait(lambda: window.message() == (Level.DONE, "9 of TEA-1 received at VIE."))
    assert window.on_hand == 19
    window.wait(lambda: not window.banner)
    window.rest()


def test_details_of_one_order_never_stand_beside_another(window: Window) -> None:
    window.open()
    shown = window.orders
    assert shown is not None
    panel = shown.findChild(DetailsPanel)
    assert panel is not None
    shown.pane.view.show_row(0)
    window.wait(lambda: panel.heading == "SO-1005")
    window.wire.freeze()
    window.wait(lambda: bool(window.banner))
    assert panel.heading == "SO-1005"
    shown.pane.view.setFocus()
    QTest.keyClick(window.desk.window.windowHandle(), Qt.Key.Key_Down)
    window.wait(lambda: panel.heading == "")
    assert panel.findChildren(EmptyState)[0].sentence == "It can't be read now"
    window.wire.restore()
    window.wait(lambda: panel.heading == "SO-1004")
    window.rest()


def open_check(window: Window) -> CheckDialog:
    window.desk.window.registry.action(CommandId.CHECK_DATABASE).trigger()
    [dialog] = window.desk.window.findChildren(CheckDialog)
    dialog.activateWindow()
    return dialog


def test_a_check_on_a_silent_server_is_stopped_by_escape(window: Window) -> None:
    window.open()
    window.wire.freeze()
    dialog = open_check(window)
    began_s = time.monotonic()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
    window.wait(lambda: dialog.verdict == "Stopped. Nothing was changed.")
    assert time.monotonic() - began_s < 2
    assert dialog.isVisible()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
    window.wait(lambda: not window.desk.window.findChildren(CheckDialog))
    window.wire.restore()
    window.wait(window.is_online)
    window.rest()


def test_a_check_whose_line_breaks_tells_so_and_finds_no_fault(window: Window) -> None:
    window.open()
    window.wire.cut()
    dialog = open_check(window)
    window.wait(lambda: dialog.verdict.startswith("The database can't be reached"))
    assert dialog.checks.rows.rowCount() == 0
    window.wire.restore()
    window.wait(window.is_online)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    window.wait(lambda: dialog.verdict.startswith("The database is sound"))
    assert "2 were not looked at." in dialog.verdict
    levels = {message.level for message in window.desk.window.messages.past()}
    assert Level.FAILED not in levels
    dialog.reject()
    window.rest()


@pytest.mark.parametrize(("what", "units"), [(AtCommit.DONE, 19), (AtCommit.LOST, 10)])
def test_who_stops_asking_is_told_the_truth_later(
    window: Window, what: AtCommit, units: int
) -> None:
    window.open()
    window.wire.at_next_commit(what, stays_away=True)
    dialog = window.receive()
    window.wait(lambda: window.banner.startswith("Not known yet"))
    job = window.desk.runner.writing
    assert job is not None
    job.cancel()
    began_s = time.monotonic()
    window.wait(lambda: dialog.refusal.startswith("Not known yet whether this was saved."))
    assert time.monotonic() - began_s < 2 + _SLACK_S
    assert window.on_hand == units
    window.wire.restore()
    if units == 19:
        window.wait(lambda: window.message() == (Level.DONE, "9 of TEA-1 received at VIE."))
    else:
        window.wait(lambda: dialog.refusal.startswith("It was not saved"))
    assert window.on_hand == units
    window.wait(lambda: not window.banner)
    window.rest()


def test_other_content_waits_for_the_fate_of_what_was_sent_first(window: Window) -> None:
    window.open()
    window.wire.at_next_commit(AtCommit.DONE, stays_away=True)
    dialog = window.receive()
    window.wait(lambda: window.banner.startswith("Not known yet"))
    job = window.desk.runner.writing
    assert job is not None
    job.cancel()
    window.wait(lambda: bool(dialog.refusal))
    dialog._quantity.setValue(8)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
    settle()
    assert window.on_hand == 19
    window.wire.restore()
    window.wait(lambda: window.on_hand == 19 and not window.banner)
    window.rest()
    assert window.on_hand == 19


def test_closing_takes_two_seconds_also_while_the_server_hangs(window: Window) -> None:
    window.open()
    window.wire.at_next_commit(AtCommit.FROZEN)
    window.receive()
    window.wait(lambda: window.desk.runner.unsaved == 1 and not window.wire.flows)
    [dialog] = window.desk.window.findChildren(ReceiveDialog)
    dialog.reject()
    began_s = time.monotonic()
    assert not window.desk.window.close()
    window.wait(lambda: not window.desk.window.isVisible())
    window.desk.runner.shut_down(leave_writes=True)
    assert time.monotonic() - began_s < 2 + 2 * _SLACK_S
    assert window.on_hand == 10
    window.wire.restore()
    again = Window(window.start(), window.wire, window.truth, window.qtbot)
    again.open()
    again.wait(lambda: again.message()[1].endswith("Receiving stock."))
    saved = again.message()[1].startswith("Saved when the window was closed last")
    assert saved or again.message()[1].startswith("Not saved when the window was closed last")
    assert window.on_hand == (19 if saved else 10)  # what was on its way came after all, or not
    again.rest()
    again.end()


def test_a_window_that_starts_before_its_server_connects_by_itself(window: Window) -> None:
    window.wire.cut()
    window.connection.connect_now()
    window.wait(lambda: window.banner.startswith("The database can't be reached"))
    assert window.banner.endswith("It is tried again every few seconds.")
    window.wire.restore()
    window.wait(lambda: window.orders is not None and len(cells(window.orders, "number")) == 5)
    assert window.banner == ""
    assert window.is_online()
    window.rest()


def test_a_server_that_is_another_one_by_now_is_told_and_nothing_is_written(
    window: Window,
) -> None:
    window.open()
    window.wire.cut()
    window.wait(lambda: bool(window.banner))
    turn = "UPDATE alembic_version SET version_num = '{}'"
    with window.truth.database.write.begin() as connection:
        connection.exec_driver_sql(turn.format("20991231_2359_later"))
    window.wire.restore()
    window.wait(lambda: window.banner.startswith("The database is of a newer Packbench"))
    assert not window.is_online()
    with window.truth.database.write.begin() as connection:
        connection.exec_driver_sql(turn.format(HEAD))
    window.wait(lambda: not window.banner)
    assert window.is_online()
    window.rest()
