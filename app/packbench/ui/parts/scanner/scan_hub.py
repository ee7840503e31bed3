"""The scan hub: brings each scan to the screen in front, and keeps a record of the last ones."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from packbench.domain.scanning.assembler import Scan
from packbench.ui import company_clock

RECORDED = 50


class CodeKind(enum.StrEnum):
    """What a scanned code can stand for."""

    ORDER = "order"
    PRODUCT = "product"
    PURCHASE_ORDER = "purchase_order"
    BIN = "bin"
    SHIPMENT = "shipment"
    WAVE = "wave"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class ScanTarget:
    """What a screen declares about scans.

    Attributes:
        accepts: the kinds of code that it can do something with.
        take: gets every scan while the screen is in front, in the order of scanning.
    """

    accepts: frozenset[CodeKind]
    take: Callable[[Scan], None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of the flight recorder: what was scanned, when, on which screen."""

    scan: Scan
    at: datetime
    screen: str


class ScanHub(QObject):
    """Hands scans to the active screen.

    Signals:
        unclaimed: a Scan that came while no screen with a target was in front.
    """

    unclaimed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._targets: dict[str, ScanTarget] = {}
        self._active = ""
        self._recorded: deque[Recorded] = deque(maxlen=RECORDED)

    def attach(self, screen: str, target: ScanTarget) -> None:
        """Declares what a screen does with scans."""
        self._targets[screen] = target

    def activate(self, screen: str) -> None:
        """Tells which screen is in front."""
        self._active = screen

    @property
    def target(self) -> ScanTarget | None:
        """The target of the screen in front."""
        return self._targets.get(self._active)

    def recorded(self) -> list[Recorded]:
        """The last scans, the oldest first: the flight recorder."""
        return list(self._recorded)

    @Slot(object)
    def take(self, scan: Scan) -> None:
        """Hands a scan to the screen in front."""
        self._recorded.append(Recorded(scan, company_clock.now(), self._active))
        if self.target is None:
            self.unclaimed.emit(scan)
        else:
            self.target.take(scan)
