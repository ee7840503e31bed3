"""Answers Qt's own dialog for files by keys, while it holds its own loop."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from helpers.shop import scan, type_into

_MOMENT_MS = 50
_TRIES = 100


def type_file(path: Path, *, quickly: bool = False) -> Callable[[], bool]:
    """Types a whole path and Enter into the next dialog for files, in the folder of the file.

    Args:
        path: the file.
        quickly: as quick as a scanner, as what another program types.

    Returns: whether the dialog was there and is gone.
    """
    asked: list[QFileDialog] = []
    tries = iter(range(_TRIES))

    def answer() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, QFileDialog):
            if next(tries, None) is not None:
                QTimer.singleShot(_MOMENT_MS, answer)
            return
        asked.append(asking)
        asking.setDirectory(str(path.parent))
        QTest.qWait(_MOMENT_MS)
        if quickly:
            scan(asking, str(path))
        else:
            type_into(asking, str(path))
            QTest.keyClick(asking.windowHandle(), Qt.Key.Key_Return)
        QTimer.singleShot(_MOMENT_MS, lambda: leave(asking))

    def leave(asking: QFileDialog) -> None:
        if asking in QApplication.topLevelWidgets() and asking.isVisible():
            asked.clear()  # the path was not taken
            asking.reject()

    QTimer.singleShot(0, answer)
    return lambda: bool(asked)
