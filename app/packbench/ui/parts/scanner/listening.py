"""Listens to a scanner as it types, whatever the station's settings are."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from packbench.domain.scanning.finding import RawKey
from packbench.ui.parts.scanner.characters import typed_character, us_character
from packbench.ui.parts.scanner.event_filter import ScanFilter

SILENCE_MS = 700
"""So long after a key nothing more comes of a scan, however slow the scanner is."""


class ScannerListener(QObject):
    """Takes all keys from the filter until a reading is over; Escape ends it.

    Signals:
        heard: the keys of a reading, a list of RawKey.
        ended: no keys are taken any more.
    """

    heard = Signal(object)
    ended = Signal()

    def __init__(self, scans: ScanFilter, parent: QObject) -> None:
        super().__init__(parent)
        self._scans = scans
        self._keys: list[RawKey] = []
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self._hear)

    def begin(self) -> None:
        """Takes the keys from now on."""
        self._keys = []
        self._scans.listen(self._take)

    def end(self) -> None:
        """Gives the keyboard back."""
        self._silence.stop()
        self._scans.listen(None)
        self.ended.emit()

    def _take(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
            return True
        here, on_us = typed_character(event), us_character(event)
        if here is None and on_us is None:
            if not self._keys:
                return False  # nobody scans yet: a key of the window
            here = f"<{QKeySequence(event.key()).toString()}>"
        self._keys.append(RawKey(here or "", on_us or "", event.timestamp()))
        self._silence.start()
        return True

    def _hear(self) -> None:
        keys = self._keys
        self.end()
        self.heard.emit(keys)
