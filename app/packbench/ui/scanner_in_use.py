"""Takes scans as this station's scanner is set up, from the start on and after each change."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.scanning.scanner import ScannerSetup
from packbench.services.scanners import get_scanner
from packbench.ui.parts.scanner.serial_port import SerialScanner
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.scanners import lost_words, sent_words


@runtime_checkable
class Notes(Protocol):
    """A screen over the whole window that tells what goes on beside the scans."""

    def note(self, words: str) -> None:
        """Tells it."""


class ScannerInUse(QObject):
    """Keeps the window's ear as the station's settings say; a closed window listens to nothing."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.window)
        self._place = place
        self._setup = ScannerSetup()
        self._serial: SerialScanner | None = None
        place.desk.bus.changed.connect(self._follow)
        place.desk.window.installEventFilter(self)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets go of the port when the window closes."""
        if event.type() == QEvent.Type.Close:
            self._stop()
        return super().eventFilter(watched, event)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(Kind.SETTING):
            self._look()

    def _look(self) -> None:
        context = self._place.context
        self._place.desk.runner.read("scanner", lambda: get_scanner(context), self._use, owner=self)

    def _use(self, setup: ScannerSetup) -> None:
        if setup == self._setup:
            return
        before, self._setup = self._setup, setup
        self._place.desk.scans.use(setup.profile, us_layout=setup.us_layout)
        if (before.port, before.baud) != (setup.port, setup.baud):
            self._stop()
            if setup.port is not None:
                self._listen(setup.port, setup.baud)

    def _listen(self, port: str, baud: int) -> None:
        scanner = SerialScanner(port, baud, self)
        scanner.scanned.connect(self._place.desk.scans.hand_over)
        scanner.lost.connect(self._tell_lost)
        scanner.back.connect(self._tell_back)
        scanner.unended.connect(self._tell_unended)
        scanner.start()
        self._serial = scanner

    def _stop(self) -> None:
        scanner, self._serial = self._serial, None
        if scanner is not None:
            scanner.stop()
            scanner.deleteLater()

    def _tell_lost(self, why: str, begun: str) -> None:
        self._tell(Level.FAILED, lost_words(self._setup.port or "", why, begun))

    def _tell_back(self) -> None:
        words = tr("The scanner at {port} is there again.")
        self._tell(Level.DONE, words.format(port=self._setup.port))

    def _tell_unended(self, begun: str) -> None:
        words = tr(
            "The scanner at {port} sent {text} and no end. Program it to send Enter (CR) after each"
            " code, and look whether the speed is right (File > Scanner…)."
        )
        self._tell(Level.FAILED, words.format(port=self._setup.port, text=sent_words(begun)))

    def _tell(self, level: Level, words: str) -> None:
        """In the message bar, and over the whole screen where that is covered."""
        self._place.desk.window.messages.post(level, words)
        front: object = QApplication.activeModalWidget()
        if isinstance(front, Notes):
            front.note(words)
