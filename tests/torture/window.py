"""A window of the torture, as a process: worked at by its keys, and looked at once a second.

usage: python -m torture.window URL JOURNAL NAME SEED FOLDER

It receives, allocates, takes back and walks through its orders until the file `finish` stands in
the folder above its own; then it comes to rest, writes down which orders it shows, and closes.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from packbench.bootstrap import _Gateway, open_context
from packbench.ui.app import run_window
from packbench.ui.connect import Connection
from packbench.ui.desk import Desk
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.messages import Level, Message
from packbench.ui.screens.inventory.dialogs.receive import ReceiveDialog
from torture.journal import Journal, Line, Told
from torture.sights import Sight, SightBook
from torture.work import SKUS

FINISH = "finish"
_LOOK_MS, _STEP_MS = 1_000, 120
_PATIENCE_S = 20.0
_ROWS = 40
_NOT_KNOWN = "Not known yet"
_RECEIVED, _TRIED = re.compile(r"\d+ of \w+ received at"), "tried."
_NOTHING = ("Nothing was", "Nothing changed", "It was not saved")


class Hand(QObject):
    """Whoever stands at the window: one command after the other, by keys.

    Args:
        desk: the window at work.
        journal: where is written what it was told.
        life: its name, and which of its lives.
        chance: what it does next.
    """

    def __init__(self, desk: Desk, journal: Journal, life: str, chance: random.Random) -> None:
        super().__init__(desk.window)
        self._desk, self._journal, self._life, self._chance = desk, journal, life, chance
        self._said: list[str] = []
        self._answers: list[str] = []  # since the command was sent
        self._sent = ("", "")  # key and name
        self._since_s = time.monotonic()
        self._next: Callable[[], None] = self._begin
        desk.window.messages.posted.connect(self._hear)
        self.finishing = False
        self.at_rest = False
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._step)
        self._clock.start(_STEP_MS)

    def heard(self) -> tuple[str, ...]:
        """What was said since this was asked last."""
        said, self._said = tuple(self._said), []
        return said

    def _hear(self, message: Message | None) -> None:
        if message is None:
            return
        self._answers.append(message.text)
        self._said.append(f"{message.level.word}: {message.text}")
        if message.level is Level.FAILED:
            self._write("message", self._life, Told.BUG, message.text)

    def _step(self) -> None:
        self._answer_questions()
        self._next()

    def _answer_questions(self) -> None:
        """Whatever else asks something is read and left by Escape."""
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QDialog) and not isinstance(shown, ReceiveDialog):
            self._said.append(f"Asked: {shown.windowTitle()} {shown.accessibleDescription()}")
            QTest.keyClick(shown.windowHandle(), Qt.Key.Key_Escape)

    def _begin(self) -> None:
        if self.finishing:
            self.at_rest = True
            return
        kinds = [self._ask_receipt] * 5 + [self._allocate] * 2 + [self._undo, self._walk]
        self._chance.choice(kinds)()

    def _rest(self) -> None:
        self._go(self._begin)

    def _go(self, then: Callable[[], None]) -> None:
        self._next, self._since_s = then, time.monotonic()

    @property
    def _waited_s(self) -> float:
        return time.monotonic() - self._since_s

    def _walk(self) -> None:
        self._press(self._chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown]))

    def _undo(self) -> None:
        self._press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self._go(self._wait_for_undo)

    def _wait_for_undo(self) -> None:
        """Its answer is not to be taken for that of the next command."""
        if not self._desk.runner.unsaved or self._waited_s > _PATIENCE_S:
            self._rest()

    def _press(
        self, key: Qt.Key, chord: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._desk.window.activateWindow()
        QTest.keyClick(self._desk.window.windowHandle(), key, chord)

    def _allocate(self) -> None:
        self._send("allocate", lambda: self._press(Qt.Key.Key_F9), self._wait_for_allocation)

    def _ask_receipt(self) -> None:
        self._press(Qt.Key.Key_F7)
        self._go(self._wait_for_dialog)

    def _wait_for_dialog(self) -> None:
        dialog = self._dialog()
        if dialog is not None:
            self._fill(dialog)
        elif self._waited_s > _PATIENCE_S / 10:
            self._rest()  # the database does not answer: nothing is asked

    def _fill(self, dialog: ReceiveDialog) -> None:
        dialog.activateWindow()
        handle = dialog.windowHandle()
        letter = Qt.Key(ord(self._chance.choice(SKUS)))
        QTest.keyClick(handle, letter, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(handle, Qt.Key.Key_Tab)
        QTest.keyClick(handle, Qt.Key(ord("0") + self._chance.randint(1, 6)))
        self._send(
            "receive",
            lambda: QTest.keyClick(handle, Qt.Key.Key_Return),
            self._wait_for_receipt,
        )

    def _send(self, name: str, act: Callable[[], None], then: Callable[[], None]) -> None:
        """Does something that sends a command, and writes its key down before it goes on."""
        before = set(self._desk.window.being_saved)
        self._answers = []
        act()
        new = set(self._desk.window.being_saved) - before
        if not new:
            self._rest()  # it was not sent
            return
        self._sent = (new.pop().removesuffix("/1"), name)
        self._tell(Told.SENT)
        self._go(then)

    def _wait_for_receipt(self) -> None:
        dialog = self._dialog()
        words = dialog.refusal if dialog is not None else ""
        if words:
            self._hear_refusal(words)
        elif dialog is None:
            self._hear_end()

    def _hear_refusal(self, words: str) -> None:
        """The dialog says why nothing was received, or that nobody knows yet."""
        self._said.append(f"Dialog: {words}")
        if not words.startswith(_NOT_KNOWN):
            self._tell(Told.FAULT, words)
            self._leave()
        elif self._chance.random() < 0.05:
            self._leave_unknown()
        elif self._chance.random() < 0.1:
            dialog = self._dialog()
            if dialog is not None:  # the same again: it is done once
                QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)

    def _leave(self) -> None:
        dialog = self._dialog()
        if dialog is not None:
            QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
        self._rest()

    def _leave_unknown(self) -> None:
        """Gives the dialog up; what became of it is told by a message when it is known."""
        self._tell(Told.UNKNOWN, "dialog left")
        dialog = self._dialog()
        self._answers = []
        if dialog is not None:
            QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)

    def _hear_end(self) -> None:
        if self._sent[0] in self._desk.window.being_saved:
            return
        done = [one for one in self._answers if _RECEIVED.match(one)]
        nothing = [one for one in self._answers if any(words in one for words in _NOTHING)]
        if done:
            self._tell(Told.DONE)
        elif nothing:
            self._tell(Told.FAULT, nothing[-1])
        if done or nothing or self._waited_s > _PATIENCE_S:
            self._rest()

    def _wait_for_allocation(self) -> None:
        saved = self._desk.window.being_saved
        if self._sent[0] in saved or f"{self._sent[0]}/1" in saved:
            return
        if any(_TRIED in one for one in self._answers):
            self._tell(Told.DONE)
        self._rest()

    def _dialog(self) -> ReceiveDialog | None:
        found = [one for one in self._desk.window.findChildren(ReceiveDialog) if one.isVisible()]
        return found[0] if found else None

    def _tell(self, told: Told, detail: str = "") -> None:
        self._write(self._sent[1], self._sent[0], told, detail)

    def _write(self, name: str, key: str, told: Told, detail: str) -> None:
        self._journal.write(Line(self._life, key, name, told, detail, 0, time.time()))


class Eye(QObject):
    """Looks at the window once a second, and ends it when the torture ends.

    Args:
        desk: the window at work.
        hand: whoever works at it.
        book: where is written what was seen.
        life: its name, and which of its lives.
        finish: the file whose being there ends it.
    """

    def __init__(self, desk: Desk, hand: Hand, book: SightBook, life: str, finish: Path) -> None:
        super().__init__(desk.window)
        self._desk, self._hand, self._book = desk, hand, book
        self._life, self._finish = life, finish
        self._quiet = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._clock.start(_LOOK_MS)

    def _look(self) -> None:
        window = self._desk.window
        self._hand.finishing = self._finish.exists()
        banner = window.banner.text if window.banner.isVisible() else ""
        orders, count = self._orders() if self._is_over(banner) else ((), -1)
        said = self._hand.heard()
        self._book.write(Sight(self._life, window.online, banner, said, orders, count))
        if count >= 0:
            self._clock.stop()
            window.close()

    def _is_over(self, banner: str) -> bool:
        """Whether it is to end, and has been at rest for some looks."""
        runner = self._desk.runner
        rests = self._hand.at_rest and not runner.unread and not runner.unsaved and not banner
        self._quiet = self._quiet + 1 if rests and self._desk.window.online else 0
        if self._quiet == 1:
            self._orders()  # rows out of sight are read when somebody asks for them
        return self._quiet > 5

    def _orders(self) -> tuple[tuple[tuple[str, str], ...], int]:
        page: Any = self._desk.window.tabs.page
        assert isinstance(page, RecordPage)
        model = page.pane.model
        columns = [one.key for one in model.columns]
        number, status = columns.index("number"), columns.index("status")
        rows = range(min(_ROWS, model.rowCount()))
        shown = [(model.index(row, number).data(), model.index(row, status).data()) for row in rows]
        newer = model._newer_ids  # rows that came wait until somebody wants to see them
        return tuple(shown), len(model if newer is None else newer)


def main() -> None:
    """Opens the window as the composition root does, and works at it."""
    url, journal, name, seed, folder = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    life = f"{name}:{time.monotonic_ns()}"
    chance = random.Random(seed)  # noqa: S311 - made up again from the seed
    gateway = _Gateway(lambda: open_context(url, name, name))
    connections: list[Connection] = []

    def connect(desk: Desk) -> None:
        connections.append(Connection(desk, gateway))
        connections[0].connect_now()
        desk.window.tabs.go_to("orders")
        hand = Hand(desk, Journal(Path(journal)), life, chance)
        finish = Path(folder).parent / FINISH
        Eye(desk, hand, SightBook(Path(folder).parent / "sights" / f"{name}.jsonl"), life, finish)

    try:
        run_window(connect, [name])
    finally:
        for connection in connections:
            connection.close()
        gateway.close()


if __name__ == "__main__":
    main()
