"""The window as a process with its receiving dock open; it tells on stdout what the dock tells.

usage: python -m helpers.dock_window URL [FILE]

A line for each verdict; the first one says what is open. With a FILE its codes are scanned, one a
line: a thread of its own posts the keys to the window's handle 5 ms after each other, whatever
the window is at, as a scanner does. Without one somebody else types.
"""

import os
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputDevice, QKeyEvent, QWindow

from packbench.bootstrap import _Gateway, open_context
from packbench.ui.app import run_window
from packbench.ui.connect import Connection
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.receiving.dock_screen import DockScreen

_GAP_S, _LOOK_MS = 0.005, 20
_KINDS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
STATION = "dock 1"


class Dock(QObject):
    """Opens the dock as soon as the window is at work, and tells its verdicts."""

    opened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._clock.start(_LOOK_MS)
        self.screen: DockScreen | None = None

    def _look(self) -> None:
        window = self._desk.window
        found = window.findChildren(DockScreen)
        if not found:
            if window.online:
                window.registry.action(CommandId.RECEIVING_DOCK).trigger()
            return
        self._clock.stop()
        self.screen = found[0]
        self._tell_verdicts(self.screen)
        self.opened.emit()

    def _tell_verdicts(self, screen: DockScreen) -> None:
        tell = screen.tell

        def told(band: object, words: str, sound: Sound | None) -> None:
            tell(band, words, sound)  # type: ignore[arg-type]
            print(f"{screen.band.kind}\t{words}", flush=True)

        screen.tell = told  # type: ignore[method-assign]
        print(f"open\t{screen.band.words}", flush=True)


class Scanner(threading.Thread):
    """Types codes, each with Enter, and waits for nobody."""

    def __init__(self, window: QWindow, codes: list[str]) -> None:
        super().__init__(name="scanner", daemon=True)
        QInputDevice.primaryKeyboard()  # made on first use, here and not in that thread
        self._window, self._codes = window, codes

    def run(self) -> None:
        """All of them, back to back."""
        begun_s = time.monotonic()
        for place, character in enumerate("".join(f"{code}\r" for code in self._codes)):
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key(ord(character.upper()))
            at_s = begun_s + place * _GAP_S  # a scanner's clock, however busy this computer is
            for kind in _KINDS:
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
                event.setTimestamp(round(at_s * 1_000))
                QCoreApplication.postEvent(self._window, event)
            time.sleep(max(0.0, at_s + _GAP_S - time.monotonic()))


def main() -> None:
    """Opens the window as the composition root does; it ends when somebody ends it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    gateway = _Gateway(lambda: open_context(sys.argv[1], "Ana", STATION))
    codes = Path(sys.argv[2]).read_text(encoding="utf-8").split("\n") if sys.argv[2:] else []

    def connect(desk: Desk) -> None:
        Connection(desk, gateway).connect_now()
        dock = Dock(desk)

        def type_all() -> None:
            window = dock.screen.windowHandle() if dock.screen else None
            if codes and window is not None:
                Scanner(window, codes).start()

        dock.opened.connect(type_all)

    run_window(connect, ["window"])


if __name__ == "__main__":
    main()
