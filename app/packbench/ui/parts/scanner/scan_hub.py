"""The scan hub: brings each scan to the screen in front, and keeps a record of the last ones."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.record import RECORDED, RecordedScan, recorded_scan
from packbench.ui import company_clock


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
    """One entry of the flight recorder: what was scanned, when, where, and what was told of it."""

    scan: Scan
    at: datetime
    screen: str
    verdict: str = ""


class ScanHub(QObject):
    """Hands scans to the active screen.

    Signals:
        unclaimed: a Scan that came while no screen with a target was in front.
        noted: the flight recorder has another scan, or another verdict.
    """

    unclaimed = Signal(object)
    noted = Signal()

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

    @Slot(object, str)
    def record(self, scan: Scan, screen: str) -> None:
        """Notes a scan that somebody else takes: a field, a dialog."""
        self._recorded.append(Recorded(scan, company_clock.now(), screen))
        self.noted.emit()

    def judge(self, scan: Scan, verdict: str) -> None:
        """Notes what was told of a scan; the last word counts."""
        for place, one in enumerate(self._recorded):
            if one.scan is scan:
                self._recorded[place] = replace(one, verdict=verdict)
                self.noted.emit()

    @Slot(object)
    def take(self, scan: Scan) -> None:
        """Hands a scan to the screen in front."""
        self.record(scan, self._active)
        if self.target is None:
            self.unclaimed.emit(scan)
        else:
            self.target.take(scan)


def last_scans(hub: ScanHub) -> list[RecordedScan]:
    """The flight recorder as it is kept and shown, the oldest first."""
    return [recorded_scan(one.scan, one.at, one.screen, one.verdict) for one in hub.recorded()]
