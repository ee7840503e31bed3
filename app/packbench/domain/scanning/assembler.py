"""Tells a barcode scanner's keystrokes from a person's: keys with times in, a scan or the keys out.

A keyboard-wedge scanner types. A burst of characters is a scan when the gaps between them and the
gap to the Enter or Tab that ends it stay under a limit, and their mean stays under a lower one.
The limit alone would take 4 to 11 % of a fast typist's words for scans; with the mean, none.

While it is not decided, keys are held so that no widget sees them. Outside text fields every key is
held, and one that stays alone is given back after LONE_KEY_MS. In a text field the first two pass
(a person's typing must not lag); from the third fast one they are held, and the caller puts the
field back as it was when the burst proves to be a scan.

With a prefix configured in the scanner (the recommended way) nothing depends on times: a scan is
prefix, AIM symbology identifier (ISO/IEC 15424: `]`, a letter, a modifier), data, Enter or Tab.

Times are milliseconds of the keyboard's clock, never of the moment of handling: keys typed while
the window was busy arrive together.
"""

import dataclasses
from dataclasses import dataclass, field

TERMINATORS = frozenset("\r\n\t")
MIN_CHARACTERS = 4
MAX_SCAN_MS = 1_500
MAX_PREFIXED_SCAN_MS = 5_000
LONE_KEY_MS = 60
REPEATED_TERMINATOR_MS = 50  # scanners that end with CR LF send a second one
PASSED_IN_TEXT_FIELDS = 2
AIM_LENGTH = 3


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """How a scanner types.

    Attributes:
        max_gap_ms: the longest gap between two keys of a scan.
        max_mean_gap_ms: the highest mean of the gaps between its characters.
        in_text_fields: whether times alone may tell a scan while a text field has the focus; in
            one that is for codes they always may.
        prefix: the characters that the scanner sends first; with it, times don't count.
    """

    max_gap_ms: int
    max_mean_gap_ms: int
    in_text_fields: bool = True
    prefix: str = ""


USB = ScannerProfile(max_gap_ms=100, max_mean_gap_ms=35)
BLUETOOTH = ScannerProfile(max_gap_ms=120, max_mean_gap_ms=45)
SLOW = ScannerProfile(max_gap_ms=150, max_mean_gap_ms=60, in_text_fields=False)


def prefixed(prefix: str) -> ScannerProfile:
    """The profile of a scanner set up to send `prefix` and the AIM identifier first."""
    return dataclasses.replace(USB, prefix=prefix)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that types one character, or Enter (CR, LF) or Tab (HT).

    Attributes:
        text: the character; one of TERMINATORS for Enter and Tab.
        time_ms: when it was pressed, by the keyboard's clock.
        source: whatever the caller needs to give the key back.
    """

    text: str
    time_ms: int
    source: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner read, with its keys and their times for the flight recorder.

    Attributes:
        text: what was read.
        times_ms: when each key but the last was pressed, by the keyboard's clock.
        keys: all that was typed: prefix, text, and the Enter or Tab that ended it.
        ended_ms: when that was pressed.
    """

    text: str
    times_ms: tuple[int, ...] = ()
    keys: str = ""
    ended_ms: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a key that was just pressed.

    Attributes:
        swallow: no widget may see it.
        give_back: keys held earlier that proved to be typed; they go to their widget first.
        scan: the scan that this key completed.
        starts: a burst begins with this key: remember the text field as it is now.
    """

    swallow: bool
    give_back: tuple[Key, ...] = ()
    scan: Scan | None = None
    starts: bool = False


class Assembler:
    """Collects keys into bursts and decides which of them are scans.

    `press` is called for each key. When no key follows within `wait_ms`, `pause` gives the held
    keys back; the burst itself ends only by the times of the keys, so that a scan whose keys are
    handled late is still whole. `interrupt` ends it: another key, a click, another focus.
    """

    def __init__(self, profile: ScannerProfile = USB) -> None:
        self.profile = profile
        self._burst: list[Key] = []
        self._held: list[Key] = []
        self._editing = self._for_codes = False
        self._scanned_ms: int | None = None

    @property
    def wait_ms(self) -> int | None:
        """How long to wait for the next key before `pause`; None when nothing is held."""
        if not self._held:
            return None
        if self.profile.prefix:
            return MAX_PREFIXED_SCAN_MS
        alone = len(self._burst) == 1 and not self._editing
        return LONE_KEY_MS if alone else self.profile.max_gap_ms

    @property
    def collecting(self) -> bool:
        """Whether keys are held that are neither a scan nor given back yet."""
        return bool(self._held)

    def press(self, key: Key, *, editing: bool, for_codes: bool = False) -> Verdict:
        """Judges the next key.

        Args:
            key: what was pressed.
            editing: a text field has the focus.
            for_codes: that field is for codes: nobody writes in it.
        """
        self._for_codes = for_codes
        if self._repeats_terminator(key):
            return Verdict(swallow=True)
        given_back = () if self._continues(key) else self.interrupt()
        if key.text in TERMINATORS:
            verdict = self._finish(key)
        else:
            verdict = self._extend(key, editing=editing)
        return dataclasses.replace(verdict, give_back=given_back + verdict.give_back)

    def pause(self) -> tuple[Key, ...]:
        """No further key came in time: the held keys, to be given back."""
        held, self._held = tuple(self._held), []
        return held

    def interrupt(self) -> tuple[Key, ...]:
        """Something else happened: the burst is over; its held keys, to be given back."""
        self._burst = []
        return self.pause()

    def _repeats_terminator(self, key: Key) -> bool:
        return (
            key.text in TERMINATORS
            and not self._burst
            and self._scanned_ms is not None
            and 0 <= key.time_ms - self._scanned_ms <= REPEATED_TERMINATOR_MS
        )

    def _continues(self, key: Key) -> bool:
        """Whether the key can belong to the burst so far."""
        if not self._burst:
            return True
        length_ms = key.time_ms - self._burst[0].time_ms
        if self.profile.prefix:
            return 0 <= length_ms <= MAX_PREFIXED_SCAN_MS
        gap_ms = key.time_ms - self._burst[-1].time_ms
        return 0 <= gap_ms <= self.profile.max_gap_ms and length_ms <= MAX_SCAN_MS

    def _finish(self, terminator: Key) -> Verdict:
        """Enter or Tab: the burst is a scan, or it was typed and the key is an ordinary one."""
        text = self._scanned_text()
        times_ms = tuple(key.time_ms for key in self._burst)
        typed = "".join(key.text for key in (*self._burst, terminator))
        held = self.interrupt()
        if text is None:
            return Verdict(swallow=False, give_back=held)
        self._scanned_ms = terminator.time_ms
        return Verdict(swallow=True, scan=Scan(text, times_ms, typed, terminator.time_ms))

    def _scanned_text(self) -> str | None:
        text = "".join(key.text for key in self._burst)
        if self.profile.prefix:
            data = text.removeprefix(self.profile.prefix)
            return data if self._prefix_fits(text) and len(data) > AIM_LENGTH else None
        return text if len(text) >= MIN_CHARACTERS and self._is_fast() else None

    def _is_fast(self) -> bool:
        if self._editing and not (self.profile.in_text_fields or self._for_codes):
            return False
        gaps = len(self._burst) - 1
        length_ms = self._burst[-1].time_ms - self._burst[0].time_ms
        return length_ms <= gaps * self.profile.max_mean_gap_ms

    def _extend(self, key: Key, *, editing: bool) -> Verdict:
        if self.profile.prefix:
            return self._extend_prefixed(key, editing=editing)
        starts = self._append(key, editing=editing)
        if self._must_hold():
            self._held.append(key)
            return Verdict(swallow=True, starts=starts)
        return Verdict(swallow=False, give_back=self.pause(), starts=starts)

    def _append(self, key: Key, *, editing: bool) -> bool:
        starts = not self._burst
        if starts:
            self._editing = editing
        self._burst.append(key)
        return starts

    def _must_hold(self) -> bool:
        if not self._editing:
            return True
        return len(self._burst) > PASSED_IN_TEXT_FIELDS and self._is_fast()

    def _extend_prefixed(self, key: Key, *, editing: bool) -> Verdict:
        given_back: tuple[Key, ...] = ()
        if not self._prefix_fits("".join(held.text for held in (*self._burst, key))):
            given_back = self.interrupt()
            if not self._prefix_fits(key.text):
                return Verdict(swallow=False, give_back=given_back)
        starts = self._append(key, editing=editing)
        self._held.append(key)
        return Verdict(swallow=True, give_back=given_back, starts=starts)

    def _prefix_fits(self, text: str) -> bool:
        """Whether `text` can be the beginning of prefix, AIM identifier and data."""
        prefix = self.profile.prefix
        if len(text) <= len(prefix):
            return prefix.startswith(text)
        aim = text[len(prefix) : len(prefix) + AIM_LENGTH]
        checks = (aim[0] == "]", aim[1:2].isalpha(), aim[2:3].isalnum())
        return text.startswith(prefix) and all(checks[: len(aim)])
