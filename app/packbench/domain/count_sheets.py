"""The words of counts: how a sheet is made, what becomes of it, and of each of its lines."""

import enum
import re
from dataclasses import dataclass

_NAME = re.compile(r"CS([1-9][0-9]{0,15})", re.IGNORECASE)
_THRESHOLD = re.compile(r"([0-9]{1,9})\s*(%?)")
_MOST_PERCENT = 100
_WHOLE = 100


class CountChoice(enum.StrEnum):
    """By what the places of a sheet are chosen."""

    ZONE = "zone"
    ABC = "abc"
    AGE = "age"
    SHORT = "short"
    RANDOM = "random"
    BINS = "bins"


class AbcClass(enum.StrEnum):
    """What sells most, next, and least: 80 %, 15 % and the rest of the units that left."""

    A = "A"
    B = "B"
    C = "C"


class CountStatus(enum.StrEnum):
    """The life of a sheet; what was posted is open again when it is taken back."""

    OPEN = "open"
    POSTED = "posted"
    CANCELLED = "cancelled"


class CountState(enum.StrEnum):
    """What of a line is still to be done before it can be posted.

    `recount`: somebody asked for it. `above`: the difference is so large that it is counted twice.
    `picking`: less was found while pickers took from the bin, and nobody said how much they had.
    `changed`: the bin was counted or put right otherwise since.
    """

    OPEN = "open"
    COUNTED = "counted"
    RECOUNT = "recount"
    ABOVE = "above"
    PICKING = "picking"
    CHANGED = "changed"
    POSTED = "posted"


AGAIN = frozenset({CountState.RECOUNT, CountState.ABOVE, CountState.PICKING, CountState.CHANGED})
"""Lines that were counted and are to be counted again."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Above which difference a line is counted twice: so many units, or percent; None: never."""

    units: int | None = None
    percent: int | None = None

    def is_exceeded(self, expected: int, difference: int) -> bool:
        """Whether a difference is larger."""
        if self.percent is not None:
            return abs(difference) * _WHOLE > self.percent * expected
        return self.units is not None and abs(difference) > self.units


def read_threshold(text: str) -> Threshold:
    """`3`, `10%` or `off`; raises ValueError for any other text."""
    if text.lower() in {"", "off"}:
        return Threshold()
    match = _THRESHOLD.fullmatch(text)
    if match is None:
        raise ValueError(text)
    number = int(match[1])
    if not match[2]:
        return Threshold(units=number)
    if number > _MOST_PERCENT:
        raise ValueError(text)
    return Threshold(percent=number)


def show_threshold(value: Threshold) -> str:
    """As it is written."""
    if value.percent is not None:
        return f"{value.percent}%"
    return "off" if value.units is None else str(value.units)


def sheet_name(sheet_id: int) -> str:
    """How people call a count sheet, e.g. `CS12`."""
    return f"CS{sheet_id}"


def sheet_id_of(name: str) -> int | None:
    """The id of a count sheet by its name; None for any other text."""
    match = _NAME.fullmatch(name.strip())
    return int(match[1]) if match else None
