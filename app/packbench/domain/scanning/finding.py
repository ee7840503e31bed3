"""Finds how a scanner types from one reading of the test symbol.

The symbol is a GS1-128 code whose data tells everything apart: letters and signs that other
keyboard layouts have elsewhere, and a group separator in its middle.
"""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from packbench.domain.scanning.assembler import (
    BLUETOOTH,
    MAX_SCAN_MS,
    SLOW,
    TERMINATORS,
    USB,
    ScannerProfile,
)
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup

TEST_DATA = ("10YZqwam-/;_", "21PACK-1")
"""A lot and a serial number, between which a group separator stands."""

_AIM = r"(?P<aim>\][A-Za-z][0-9A-Za-z])?"
_SEPARATOR = r"(?P<separator>.{0,8}?)"
_MOST_BEFORE = 16


@dataclass(frozen=True, slots=True)
class RawKey:
    """A key as it arrived.

    Attributes:
        here: what it types on this computer; `<F8>` for a key that types nothing.
        on_us: what it would type on a US keyboard, by its place; empty where that is unknown.
        time_ms: when it was pressed, by the keyboard's clock.
    """

    here: str
    on_us: str
    time_ms: int


class Trouble(enum.StrEnum):
    """What keeps a scanner from being used well, or at all."""

    NOTHING_READ = "nothing_read"
    CAPS_LOCK = "caps_lock"
    OTHER_LAYOUT = "other_layout"
    NOT_THE_SYMBOL = "not_the_symbol"
    NO_END = "no_end"
    NO_AIM = "no_aim"
    SEPARATOR_LOST = "separator_lost"
    SEPARATOR_REPLACED = "separator_replaced"
    TOO_SLOW = "too_slow"
    PREFIX_UNFIT = "prefix_unfit"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one reading of the test symbol tells.

    Attributes:
        keys: how many keys came.
        us_layout: it types as on a US keyboard, which this is not.
        prefix: what came before the code.
        aim: the AIM identifier that it sent; empty for none.
        suffix: what came after the code: Enter (CR), Tab, or several keys.
        separator: what came for the group separator.
        mean_gap_ms: between two keys.
        longest_gap_ms: between two keys.
        troubles: what is to be mended, the worst first.
        proposal: how the station should be set up; None where it can't work so.
    """

    keys: int = 0
    us_layout: bool = False
    prefix: str = ""
    aim: str = ""
    suffix: str = ""
    separator: str = ""
    mean_gap_ms: int = 0
    longest_gap_ms: int = 0
    troubles: tuple[Trouble, ...] = ()
    proposal: ScannerSetup | None = None


def find_setup(keys: Sequence[RawKey]) -> Findings:
    """What a reading of the test symbol tells of the scanner."""
    if not keys:
        return Findings(troubles=(Trouble.NOTHING_READ,))
    here = "".join(key.here for key in keys)
    on_us = "".join(key.on_us or key.here for key in keys)
    for text, us_layout in ((here, False), (on_us, True)):
        read = _SYMBOL.fullmatch(text)
        if read is not None:
            return _told(keys, read, us_layout=us_layout)
    return Findings(len(keys), troubles=(_why_unread(here, on_us),))


def _compiled() -> re.Pattern[str]:
    first, second = map(re.escape, TEST_DATA)
    before = rf"(?P<prefix>.{{0,{_MOST_BEFORE}}}?)"
    whole = rf"{before}{_AIM}{first}{_SEPARATOR}{second}(?P<suffix>.{{0,8}})"
    return re.compile(whole, re.DOTALL)


_SYMBOL = _compiled()


def _told(keys: Sequence[RawKey], read: re.Match[str], *, us_layout: bool) -> Findings:
    gaps = [later.time_ms - one.time_ms for one, later in pairwise(keys)]
    found = Findings(
        keys=len(keys),
        us_layout=us_layout,
        prefix=read["prefix"],
        aim=read["aim"] or "",
        suffix=read["suffix"],
        separator=read["separator"],
        mean_gap_ms=round(sum(gaps) / len(gaps)),
        longest_gap_ms=max(gaps),
    )
    kind, troubles = _kind(found, keys[-1].time_ms - keys[0].time_ms)
    setup = None
    if kind is not None:
        prefix = found.prefix if kind is ScannerKind.PREFIX else ""
        setup = ScannerSetup(kind, prefix, us_layout)
        if setup.fault is not None:
            setup, troubles = None, [Trouble.PREFIX_UNFIT, *troubles]
    troubles += _of_separator(found)
    return replace(found, proposal=setup, troubles=tuple(troubles))


def _kind(found: Findings, length_ms: int) -> tuple[ScannerKind | None, list[Trouble]]:
    """By what its scans can be told from typing; None where they can't be."""
    if found.suffix[:1] not in TERMINATORS or not found.suffix:
        return None, [Trouble.NO_END]
    if found.prefix and found.aim:
        return ScannerKind.PREFIX, []
    troubles = [Trouble.NO_AIM] if not found.aim else []
    for kind, profile in _SPEEDS:
        if not found.prefix and _is_as_fast(found, profile) and length_ms <= MAX_SCAN_MS:
            return kind, troubles
    return None, [Trouble.PREFIX_UNFIT if found.prefix else Trouble.TOO_SLOW, *troubles]


_SPEEDS = (
    (ScannerKind.USB, USB),
    (ScannerKind.BLUETOOTH, BLUETOOTH),
    (ScannerKind.SLOW, SLOW),
)


def _is_as_fast(found: Findings, profile: ScannerProfile) -> bool:
    longest_fits = found.longest_gap_ms <= profile.max_gap_ms
    return longest_fits and found.mean_gap_ms <= profile.max_mean_gap_ms


def _of_separator(found: Findings) -> list[Trouble]:
    if found.separator == "\x1d":
        return []
    return [Trouble.SEPARATOR_REPLACED if found.separator else Trouble.SEPARATOR_LOST]


def _why_unread(here: str, on_us: str) -> Trouble:
    """Why the keys are not the test symbol."""
    if any(_SYMBOL.fullmatch(text.swapcase()) for text in (here, on_us)):
        return Trouble.CAPS_LOCK
    digits = re.sub("[^0-9]", "", on_us)
    return Trouble.OTHER_LAYOUT if "10" in digits and "21" in digits else Trouble.NOT_THE_SYMBOL
