"""Takes scans as this station's scanner is set up, from the start on and after each change."""

from PySide6.QtCore import QObject

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.scanning.scanner import ScannerSetup
from packbench.services.scanners import get_scanner
from packbench.ui.workplace import Workplace


class ScannerInUse(QObject):
    """Keeps the window's ear as the station's settings say."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.window)
        self._place = place
        self._setup = ScannerSetup()
        place.desk.bus.changed.connect(self._follow)
        self._look()

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(Kind.SETTING):
            self._look()

    def _look(self) -> None:
        context = self._place.context
        self._place.desk.runner.read("scanner", lambda: get_scanner(context), self._use, owner=self)

    def _use(self, setup: ScannerSetup) -> None:
        if setup == self._setup:
            return
        self._setup = setup
        self._place.desk.scans.use(setup.profile, us_layout=setup.us_layout)
