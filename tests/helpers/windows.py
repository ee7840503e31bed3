"""Drives the windows of a run by keys, while the application's own loop runs."""

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from packbench.bootstrap import Windows
from packbench.ui.app import run_windows
from packbench.ui.parts.shell.main_window import MainWindow
from packbench.ui.parts.shell.memory import Memory

Steps = Generator[Callable[[], object], None, None]
"""Each is waited for until it is so; what stands between two is done then."""

_MOMENT_MS = 20
_PATIENCE = 1500  # moments


class Driver:
    """Runs the steps, and closes whatever window is left when they are done or one never comes."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._wanted: Callable[[], object] = lambda: True
        self._busy = self._over = False
        self._left = _PATIENCE
        self.trouble: BaseException | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_MOMENT_MS)

    def _look(self) -> None:
        if self._over:
            self._close()  # what opens after that is closed too, or the loop would never end
        if self._busy or self._over:
            return
        self._busy = True
        try:
            self._left -= 1
            if self._is_so():
                self._left = _PATIENCE
                self._wanted = next(self._steps)
            elif not self._left:
                raise TimeoutError(self._wanted)  # noqa: TRY301 - the same way out as any other
        except StopIteration:
            self._over = True
        except BaseException as error:  # noqa: BLE001 - raised again when the loop has ended
            self.trouble, self._over = error, True
        finally:
            self._busy = False

    def _is_so(self) -> bool:
        try:
            return bool(self._wanted())
        except ValueError:  # between two windows there is none
            return False

    def end(self) -> None:
        """Closes what is open, and looks no more."""
        self._timer.stop()
        self._close()

    @staticmethod
    def _close() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.close()
        for window in windows():
            window.close()


def windows() -> list[MainWindow]:
    """The main windows in view."""
    tops = QApplication.topLevelWidgets()
    return [one for one in tops if isinstance(one, MainWindow) and one.isVisible()]


def window() -> MainWindow:
    """The only one."""
    [found] = windows()
    return found


def run_driven(app: QApplication, folder: Path, steps: Steps, url: str = "") -> None:
    """Runs the windows of a station whose memory is in a folder; raises what a step raised."""
    told: list[Callable[[str], None]] = []
    made = Windows("Ana", "station 3", told.append, url)
    driver = Driver(steps)
    try:
        run_windows(
            app,
            made.connect,
            lambda desk: made.again(desk) and driver.trouble is None,
            lambda: Memory(folder),
        )
    finally:
        made.close()
        driver.end()
    if driver.trouble is not None:
        raise driver.trouble
