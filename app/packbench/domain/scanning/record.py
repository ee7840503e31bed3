"""The flight recorder of a station: what was scanned last, key by key, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from packbench.domain.scanning.assembler import Scan

RECORDED = 50
"""So many of the last scans are kept."""


@dataclass(frozen=True, slots=True)
class RecordedScan:
    """One scan.

    Attributes:
        at: when it was taken.
        screen: which screen or dialog had it.
        text: what was read.
        keys: all that was typed, with prefix and end; of a serial port what came.
        gaps_ms: from each key to the next.
        verdict: what a person was told of it; empty where nothing was.
    """

    at: datetime
    screen: str
    text: str
    keys: str
    gaps_ms: tuple[int, ...]
    verdict: str = ""


def recorded_scan(scan: Scan, at: datetime, screen: str, verdict: str) -> RecordedScan:
    """A scan as it is kept."""
    times = (*scan.times_ms, scan.ended_ms) if scan.times_ms else ()
    gaps = tuple(later - one for one, later in pairwise(times))
    return RecordedScan(at, screen, scan.text, scan.keys or scan.text, gaps, verdict)
