"""How the scanner of a station is set up: its way of typing, its prefix, its port."""

import enum
import re
from dataclasses import dataclass

from packbench.domain.scanning.assembler import BLUETOOTH, SLOW, USB, ScannerProfile, prefixed

BAUD_RATES = (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
"""Bits a second that scanners with a serial port can be set to."""

_PREFIX = re.compile("[!-~]{1,8}")


class ScannerKind(enum.StrEnum):
    """By what a scan is told from typing; see `assembler`."""

    USB = "usb"
    BLUETOOTH = "bluetooth"
    SLOW = "slow"
    PREFIX = "prefix"


_BY_TIMES = {ScannerKind.USB: USB, ScannerKind.BLUETOOTH: BLUETOOTH, ScannerKind.SLOW: SLOW}


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """The scanner of a station.

    Attributes:
        kind: by what its scans are told from typing.
        prefix: what it sends before each code; only of the kind that is told by it.
        us_layout: it types as if the computer had a US keyboard, which it has not.
        port: the serial port that another scanner is at, such as `/dev/ttyACM0` or `COM3`.
        baud: bits a second on that port.
    """

    kind: ScannerKind = ScannerKind.USB
    prefix: str = ""
    us_layout: bool = False
    port: str | None = None
    baud: int = 9_600

    @property
    def profile(self) -> ScannerProfile:
        """How its keys are judged."""
        return _BY_TIMES.get(self.kind) or prefixed(self.prefix)

    @property
    def fault(self) -> str | None:
        """The field that can't be so; None where all is well.

        A prefix is needed where scans are told by it: 1 to 8 characters of a US keyboard.
        """
        if self.kind is ScannerKind.PREFIX and not _PREFIX.fullmatch(self.prefix):
            return "prefix"
        return None if self.baud in BAUD_RATES else "baud"
