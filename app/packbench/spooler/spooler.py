"""What Packbench needs of a system's spooler, and the one of this computer.

Every call may take seconds: none is made on the window's thread.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from packbench.domain.printers import Printer, PrintOrder, SpooledState


class Spooler(Protocol):
    """Printers of this computer.

    What fails is an `EnvironmentFault`: `spooler_missing`, `printer_gone`, `printer_refuses`,
    `print_failed`.
    """

    def printers(self) -> list[Printer]:
        """All printers, without papers and trays, which take a question to each."""

    def equipped(self, printer: Printer) -> Printer:
        """The printer with its papers and trays, where it tells them."""

    def send(self, order: PrintOrder) -> str:
        """Hands a document over at 100 %; gives the spooler's own number for it, or nothing."""

    def states(self, jobs: Sequence[str]) -> Mapping[str, SpooledState]:
        """What became of jobs, by the spooler's numbers; forgotten ones are missing."""

    def take_back(self, job: str) -> bool:
        """Cancels a job; False when it was printed already, or is not known any more."""


def system_spooler() -> Spooler:
    """The spooler of this computer: CUPS, on Windows its own."""
    if sys.platform == "win32":
        from packbench.spooler.windows import WindowsSpooler  # noqa: PLC0415 - there alone

        return WindowsSpooler()
    from packbench.spooler.cups import CupsSpooler  # noqa: PLC0415 - everywhere else

    return CupsSpooler()
