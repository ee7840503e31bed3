"""A walk on screen: what each scan means to a picker at a stop.

Pure: nothing here knows of a database or a window.
"""

import enum
from dataclasses import dataclass, replace


class WalkVerdict(enum.StrEnum):
    """What became of a scan at a stop."""

    IN_BIN = "in_bin"
    COUNTED = "counted"
    COMPLETE = "complete"
    WRONG_BIN = "wrong_bin"
    BIN_FIRST = "bin_first"
    WRONG_ITEM = "wrong_item"
    TOO_MANY = "too_many"

    @property
    def is_right(self) -> bool:
        """Whether something was counted or found."""
        return self in {WalkVerdict.IN_BIN, WalkVerdict.COUNTED, WalkVerdict.COMPLETE}


@dataclass(frozen=True, slots=True)
class WalkStop:
    """What a picker takes at one stop; `location` None: goods without a bin."""

    task: int
    location: str | None
    sku: str
    name: str
    lot: str | None
    quantity: int
    shipment: str
    slot: int


@dataclass(frozen=True, slots=True)
class AtStop:
    """A picker at a stop, with what was counted there so far.

    Attributes:
        scans_bins: the bin has to be scanned before its goods.
        in_bin: it was.
    """

    stop: WalkStop
    scans_bins: bool = True
    in_bin: bool = False
    counted: int = 0

    @property
    def left(self) -> int:
        """Units that are still to be counted."""
        return self.stop.quantity - self.counted

    @property
    def waits_for_bin(self) -> bool:
        """Whether the next scan has to be the bin's."""
        return self.scans_bins and not self.in_bin and self.stop.location is not None

    def scan_bin(self, code: str) -> tuple["AtStop", WalkVerdict]:
        """The picker scanned a bin."""
        if code != self.stop.location:
            return self, WalkVerdict.WRONG_BIN
        return replace(self, in_bin=True), WalkVerdict.IN_BIN

    def scan_item(self, sku: str, units: int = 1) -> tuple["AtStop", WalkVerdict]:
        """The picker scanned goods; a wrong scan changes nothing."""
        if sku != self.stop.sku:
            return self, WalkVerdict.WRONG_ITEM
        if self.waits_for_bin:
            return self, WalkVerdict.BIN_FIRST
        if units > self.left:
            return self, WalkVerdict.TOO_MANY
        now = replace(self, counted=self.counted + units)
        return now, WalkVerdict.COUNTED if now.left else WalkVerdict.COMPLETE
