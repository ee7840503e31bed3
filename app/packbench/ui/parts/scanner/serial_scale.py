"""A scale at a serial port: read by a thread of its own, opened again when it comes back."""

import threading

from PySide6.QtCore import QObject, Signal

from packbench.domain.scales.readings import ScaleSetup
from packbench.scales.port import PORT_ERRORS, hear, port_trouble

_AGAIN_S = 1.0
_STOP_S = 5.0


class SerialScale(QObject):
    """Reads one scale until `stop`.

    Args:
        setup: how it is reached.
        parent: it lives as long.

    Signals:
        read: a ScaleReading, whatever it tells.
        lost: the port can't be read (any more): why. Told once, until it is back.
    """

    read = Signal(object)
    lost = Signal(str)

    def __init__(self, setup: ScaleSetup, parent: QObject) -> None:
        super().__init__(parent)
        self._setup = setup
        self._stopping = threading.Event()
        self._is_lost = False
        self._thread = threading.Thread(target=self._run, name=f"scale {setup.port}", daemon=True)

    def start(self) -> None:
        """Begins to read."""
        self._thread.start()

    def stop(self) -> None:
        """Closes the port; afterwards nothing is told any more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                hear(self._setup, self._stopping, self._tell)
            except PORT_ERRORS as error:
                self._tell_lost(port_trouble(error))
                self._stopping.wait(_AGAIN_S)

    def _tell(self, reading: object) -> None:
        self._is_lost = False
        if not self._stopping.is_set():
            self.read.emit(reading)

    def _tell_lost(self, why: str) -> None:
        if not self._is_lost and not self._stopping.is_set():
            self._is_lost = True
            self.lost.emit(why)
