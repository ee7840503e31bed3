"""A scanner at a serial port: read by a thread of its own, opened again when it comes back."""

import threading

import serial
from PySide6.QtCore import QObject, Signal

from packbench.domain.scanning.serial_codes import SerialCodes

_READ_S = 0.1
_AGAIN_S = 1.0
_UNENDED_S = 2.0
_STOP_S = 5.0


class SerialScanner(QObject):
    """Reads one port until `stop`.

    Args:
        port: its name, such as `/dev/ttyACM0` or `COM3`.
        baud: bits a second.
        parent: it lives as long.

    Attributes:
        is_open: whether the port is read now.

    Signals:
        scanned: a Scan.
        lost: the port can't be read (any more): why, and what had come of a code.
        back: the port is read again.
        unended: what came without an end for two seconds; it is dropped.
    """

    scanned = Signal(object)
    lost = Signal(str, str)
    back = Signal()
    unended = Signal(str)

    def __init__(self, port: str, baud: int, parent: QObject) -> None:
        super().__init__(parent)
        self._port, self._baud = port, baud
        self._stopping = threading.Event()
        self._codes = SerialCodes()
        self.is_open = self._is_lost = False
        self._thread = threading.Thread(target=self._run, name=f"scanner {port}", daemon=True)

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
                self._read()
            except (serial.SerialException, OSError, ValueError) as error:
                self._tell_lost(str(error))
                self._stopping.wait(_AGAIN_S)

    def _read(self) -> None:
        with serial.Serial(self._port, self._baud, timeout=_READ_S, exclusive=True) as line:
            self.is_open = True
            if self._is_lost:
                self._is_lost = False
                self.back.emit()
            silent_s = 0.0
            while not self._stopping.is_set():
                data = line.read(max(1, line.in_waiting))
                silent_s = 0.0 if data else silent_s + _READ_S
                self._take(data, silent_s)

    def _take(self, data: bytes, silent_s: float) -> None:
        for scan in self._codes.feed(data):
            self.scanned.emit(scan)
        if silent_s >= _UNENDED_S and self._codes.begun:
            self.unended.emit(self._codes.cut())

    def _tell_lost(self, why: str) -> None:
        """Once, until it is back."""
        self.is_open = False
        if not self._is_lost and not self._stopping.is_set():
            self._is_lost = True
            self.lost.emit(why, self._codes.cut())
