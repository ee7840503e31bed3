"""A small shop for tests of the window: two warehouses, three products, five orders."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from sqlalchemy import insert

from helpers.sample import add_order, add_product, add_stock, add_warehouse
from packbench.db.schema import OrderProblem
from packbench.domain.orders import Problem
from packbench.engine.command.context import Context
from packbench.services.importing.files import ImportRequest, import_file
from packbench.ui.desk import Desk
from packbench.ui.office import Office
from packbench.ui.parts.bridge.change_bus import ChangeBus
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.page import Page as AnyPage
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace

Page = RecordPage[Any, Any, Any]
_ROUNDS = 20  # timers of no length that start each other
_MOMENT_MS = 10
_PATIENCE_S = 30
_SCAN_TIMES_MS = count(1_000_000_000, 5)  # long after all keys that are typed
_TYPED_TIMES_MS = count(2_000_000_000, 200)  # a person's pace, by a clock of its own


def stock_shop(context: Context) -> None:
    """VIE has 10 of TEA-1, GRZ 5 of MUG-2; CUP-3 is stocked at VIE and not there."""
    with context.database.write.begin() as connection:
        add_warehouse(connection, "VIE", rank=1)
        add_warehouse(connection, "GRZ", rank=2)
        for sku in ("TEA-1", "MUG-2", "CUP-3"):
            add_product(connection, sku)
    add_stock(context, "VIE", "TEA-1", 10)
    add_stock(context, "GRZ", "MUG-2", 5)
    add_stock(context, "VIE", "CUP-3", 0)
    with context.database.write.begin() as connection:
        add_order(connection, "SO-1001", [("TEA-1", 2)], minute=1, customer_name="Ana Novak")
        add_order(connection, "SO-1002", [("MUG-2", 1)], minute=2, country="AT")
        add_order(connection, "SO-1003", [("CUP-3", 4)], minute=3, customer_email="b@example.org")
        add_order(connection, "SO-1004", [("TEA-1", 1)], minute=4, payment="awaiting")
        lines = [("TEA-1", 1), ("MUG-2", 2)]
        order_id = add_order(connection, "SO-1005", lines, minute=5, country="FR")
        problem = {"order_id": order_id, "line": 0, "code": Problem.ADDRESS_INCOMPLETE.value}
        connection.execute(insert(OrderProblem).values(problem))


def import_text(context: Context, folder: Path, kind: str, text: str) -> None:
    """Imports a file with this text."""
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    result = import_file(context, ImportRequest(kind, path))
    assert result.rejects == []


def furnished(desk: Desk, context: Context) -> Workplace:
    """The window with its tabs on a database; it tells its bus of its own changes."""
    context = replace(context, publish=desk.bus.post)
    Office(desk, context)
    desk.window.set_online(online=True)
    settle()
    return Workplace(desk, context)


def settle() -> None:
    """Lets everything happen that waits for the event loop: pages, selection, notices.

    Changes that follow each other closely are told together after a moment; they are waited for.
    """
    for _ in range(_ROUNDS):
        QApplication.processEvents()
    wait_for(lambda: not any(bus.waits for bus in _buses()))
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def wait_for(condition: Callable[[], bool]) -> None:
    """Lets the event loop run until it is so; fails when it never is."""
    end_s = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end_s, "it did not happen"
        QTest.qWait(_MOMENT_MS)


def _buses() -> list[ChangeBus]:
    """Those of the windows that are there; each is a child of its window."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow)]
    return [bus for window in windows for bus in window.findChildren(ChangeBus, options=direct)]


def bring(place: Workplace, tab: str) -> AnyPage:
    """A tab, brought to the front, whether it has records or not."""
    place.desk.window.tabs.go_to(tab)
    settle()
    found = place.desk.window.tabs.page
    assert found is not None
    return found


def page(place: Workplace, tab: str) -> Page:
    """A tab of records, brought to the front."""
    found = bring(place, tab)
    assert isinstance(found, RecordPage)
    return found


def cells(shown: Page, key: str) -> list[str]:
    """A column of the table, from the top."""
    model = shown.pane.model
    column = [one.key for one in model.columns].index(key)
    return [model.index(row, column).data() for row in range(model.rowCount())]


def select(shown: Page, *names: str) -> None:
    """Selects the rows whose first cell has these words."""
    model = shown.pane.model

    def found() -> list[int]:
        return [row for row in range(len(model)) if model.index(row, 0).data() in names]

    wait_for(lambda: len(found()) == len(names))
    shown.pane.view.select_ids([model.id_at(row) for row in found()])
    settle()


def press(window: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Presses a key as the window system would."""
    chord = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        chord |= modifier
    QTest.keyClick(window.windowHandle(), key, chord)
    settle()


def type_into(window: QWidget, text: str) -> None:
    """Types into whatever has the focus, by the window's handle, at a person's pace.

    On a quick machine the keys, and an Enter after them, would else be taken for a scan.
    """
    settle()  # a window that was just shown gets the focus
    for character in text:
        time_ms = next(_TYPED_TIMES_MS)
        try:
            key = Qt.Key(ord(character.upper()))
        except ValueError:
            key = Qt.Key.Key_unknown
        _press_at(window, key, character, time_ms)
        QApplication.processEvents()
    settle()


def scan(window: QWidget, code: str, gap_ms: int = 5) -> None:
    """A scanner's keystrokes, Enter at the end, into the window's handle.

    They have times of their own, so that a scan is one also on a machine that has much to do.
    """
    scan_on(window, code, gap_ms)
    settle()


def scan_on(window: QWidget, code: str, gap_ms: int = 5) -> None:
    """A scan after which nobody waits: the next one comes while it is at work."""
    for character in f"{code}\r":
        key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
        time_ms = [next(_SCAN_TIMES_MS) for _ in range(0, gap_ms, 5)][-1]
        _press_at(window, key, character, time_ms)
        QApplication.processEvents()  # lists of suggestions open and close meanwhile


def _press_at(window: QWidget, key: Qt.Key, text: str, time_ms: int) -> None:
    """One key as the system sends it: override, press, release."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(time_ms)
        QCoreApplication.sendEvent(window.windowHandle(), event)


def last(place: Workplace) -> tuple[Level, str]:
    """The last message: how it was meant, and its words."""
    message = place.desk.window.messages.past()[-1]
    return message.level, message.text


def click_message(place: Workplace, words: str) -> None:
    """Runs the button of the last message that has these words."""
    actions = place.desk.window.messages.past()[-1].actions
    [action] = [action for action in actions if action.text == words]
    action.run()
    settle()


def run(place: Workplace, command: CommandId) -> None:
    """Triggers a command that can be run now."""
    action = place.desk.window.registry.action(command)
    assert action.isEnabled()
    action.trigger()
    settle()


def open_dialog(place: Workplace, name: str) -> QDialog:
    """The dialog of that name, which is in front."""
    [dialog] = [
        found for found in place.desk.window.findChildren(QDialog, name) if found.isVisible()
    ]
    dialog.activateWindow()
    settle()
    return dialog
