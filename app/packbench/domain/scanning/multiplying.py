"""`Q5` scanned before a code: that code counts five times, and the next one once again."""

from dataclasses import replace

from packbench.domain.scanning.control_codes import units_of
from packbench.domain.scanning.meaning import Meaning, ScanKind


class Multiplier:
    """What was scanned before."""

    def __init__(self) -> None:
        self._times = 1

    def take(self, meaning: Meaning) -> Meaning | None:
        """The meaning of a scan with what was said before; None where it said so itself."""
        if meaning.kind is ScanKind.COMMAND:
            times = units_of(meaning.name)
            self._times = times or 1
            return meaning if times is None else None
        times, self._times = self._times, 1
        return replace(meaning, count=meaning.count * times)
