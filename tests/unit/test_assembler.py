import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbench.domain.scanning.assembler import (
    BLUETOOTH,
    SLOW,
    USB,
    Assembler,
    Key,
    Scan,
    ScannerProfile,
    prefixed,
)

SCAN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-. /%+\x1d"
TYPIST_GAP_MS = 100  # 120 words a minute, five characters each


@dataclass
class Bench:
    """An assembler with what its keys came to: text that reached the widget, and scans."""

    profile: ScannerProfile = USB
    editing: bool = False
    time_ms: int = 1_000
    delivered: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.assembler = Assembler(self.profile)
        self._before_burst = 0

    def press(self, text: str, gap_ms: int) -> None:
        self._wait(gap_ms)
        self.time_ms += gap_ms
        verdict = self.assembler.press(Key(text, self.time_ms), editing=self.editing)
        self.delivered.extend(key.text for key in verdict.give_back)
        if verdict.starts:
            self._before_burst = len(self.delivered)
        if verdict.scan:
            self.scans.append(verdict.scan.text)
            if self.editing:
                del self.delivered[self._before_burst :]
        if not verdict.swallow:
            self.delivered.append(text)

    def type(self, text: str, gap_ms: int) -> None:
        for character in text:
            self.press(character, gap_ms)

    def settle(self) -> str:
        self._wait(10_000)
        return "".join(self.delivered)

    def _wait(self, gap_ms: int) -> None:
        wait_ms = self.assembler.wait_ms
        if wait_ms is not None and gap_ms > wait_ms:
            self.delivered.extend(key.text for key in self.assembler.pause())


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same codes and gaps in every run


def random_code(chance: random.Random) -> str:
    return "".join(chance.choices(SCAN_CHARACTERS, k=chance.randint(4, 40)))


def typist_gap_ms(chance: random.Random) -> int:
    """Gaps of fast typing: log-normal around the mean, with keys that overlap at times."""
    return max(8, round(chance.lognormvariate(4.5, 0.45) * TYPIST_GAP_MS / 100))


@pytest.mark.parametrize(
    ("editing", "end"), [(False, "\r"), (True, "\r"), (False, "\t"), (True, "\r\n")]
)
def test_none_of_10000_scans_back_to_back_is_lost(editing: bool, end: str) -> None:
    chance, bench = seeded(7), Bench(editing=editing)
    codes = [random_code(chance) for _ in range(10_000)]
    for code in codes:
        bench.type(code + end, gap_ms=3)
    assert bench.scans == codes
    assert bench.settle() == ""


def _type_bursts(profile: ScannerProfile, editing: bool) -> tuple[Bench, str]:
    chance, bench = seeded(11), Bench(profile, editing)
    typed = []
    for _ in range(10_000):
        burst = "".join(chance.choices("abcdefghijklmnop", k=chance.randint(4, 12))) + "\r"
        bench.press(burst[0], gap_ms=400)
        for character in burst[1:]:
            bench.press(character, typist_gap_ms(chance))
        typed.append(burst)
    return bench, "".join(typed)


@pytest.mark.parametrize("editing", [False, True])
def test_none_of_10000_bursts_of_a_fast_typist_is_taken_for_a_scan(editing: bool) -> None:
    bench, typed = _type_bursts(USB, editing)
    assert bench.scans == []
    assert bench.settle() == typed


def test_the_bluetooth_profile_takes_about_one_burst_in_a_thousand() -> None:
    bench, _ = _type_bursts(BLUETOOTH, editing=False)
    assert len(bench.scans) <= 20


def test_the_same_typist_would_be_taken_for_a_scanner_by_the_gap_alone() -> None:
    bench, _ = _type_bursts(ScannerProfile(max_gap_ms=100, max_mean_gap_ms=100), editing=False)
    assert len(bench.scans) > 400


@given(
    st.lists(st.tuples(st.sampled_from("ab \r\t1"), st.integers(0, 300)), max_size=30),
    st.booleans(),
)
def test_every_key_reaches_the_widget_in_order_or_is_part_of_a_scan(
    keys: list[tuple[str, int]], editing: bool
) -> None:
    bench = Bench(editing=editing)
    for text, gap_ms in keys:
        bench.press(text, gap_ms)
    delivered = bench.settle()
    if not bench.scans:
        assert delivered == "".join(text for text, _ in keys)
    assert all(len(scan) >= 4 for scan in bench.scans)


def test_a_lone_key_outside_a_text_field_is_held_for_60_ms() -> None:
    assembler = Assembler()
    verdict = assembler.press(Key(" ", 1_000), editing=False)
    assert verdict.swallow
    assert assembler.wait_ms == 60
    assert assembler.pause() == (Key(" ", 1_000),)
    assert assembler.wait_ms is None


def test_in_a_text_field_the_third_fast_key_is_the_first_to_be_held() -> None:
    assembler = Assembler()
    swallowed = [
        assembler.press(Key(text, 1_000 + 10 * n), editing=True).swallow
        for n, text in enumerate("4006381")
    ]
    assert swallowed == [False, False, True, True, True, True, True]
    assert assembler.wait_ms == USB.max_gap_ms


def test_the_text_of_a_field_is_as_before_when_a_burst_proves_to_be_a_scan() -> None:
    bench = Bench(editing=True)
    bench.type("three ", gap_ms=180)
    bench.press("4", gap_ms=500)
    bench.type("006381333931\r", gap_ms=4)
    assert bench.scans == ["4006381333931"]
    assert bench.settle() == "three "


@pytest.mark.parametrize(
    ("profile", "gap_ms", "found"),
    [(USB, 35, True), (USB, 36, False), (BLUETOOTH, 45, True), (BLUETOOTH, 46, False),
     (SLOW, 60, True), (SLOW, 61, False)],
)  # fmt: skip
def test_the_mean_gap_decides(profile: ScannerProfile, gap_ms: int, found: bool) -> None:
    bench = Bench(profile)
    bench.press("1", 500)
    bench.type("234567\r", gap_ms)
    assert bench.scans == (["1234567"] if found else [])
    assert bench.settle() == ("" if found else "1234567\r")


@pytest.mark.parametrize(("gap_ms", "found"), [(100, True), (101, False)])
def test_one_gap_may_be_as_long_as_the_limit(gap_ms: int, found: bool) -> None:
    bench = Bench()
    bench.type("12345", 5)
    bench.press("6", gap_ms)
    bench.type("789012\r", 5)
    assert bench.scans == (["123456789012"] if found else ["6789012"])


@pytest.mark.parametrize(("gap_ms", "found"), [(100, True), (101, False)])
def test_enter_must_come_within_100_ms(gap_ms: int, found: bool) -> None:
    bench = Bench()
    bench.type("123456", 5)
    bench.press("\r", gap_ms)
    assert bench.scans == (["123456"] if found else [])
    assert bench.settle() == ("" if found else "123456\r")


def test_three_characters_are_no_scan() -> None:
    bench = Bench()
    bench.type("123\r", 5)
    assert bench.scans == []
    assert bench.settle() == "123\r"


def test_a_burst_longer_than_one_and_a_half_seconds_is_no_scan() -> None:
    bench = Bench()
    bench.press("1", 500)
    bench.type("2" * 60, 30)
    bench.press("\r", 30)
    assert "1" + "2" * 60 not in bench.scans


def test_enter_alone_passes_at_once() -> None:
    bench = Bench()
    bench.press("\r", 500)
    assert bench.delivered == ["\r"]


def test_a_second_terminator_is_dropped_for_50_ms_only() -> None:
    bench = Bench()
    bench.type("12345\r", 5)
    bench.press("\n", 50)
    bench.press("\r", 1)
    assert bench.scans == ["12345"]
    assert bench.settle() == "\r"


def test_the_slow_profile_never_takes_keys_from_a_text_field() -> None:
    bench = Bench(SLOW, editing=True)
    bench.type("1234567\r", 5)
    assert bench.scans == []
    assert bench.delivered == list("1234567\r")


def test_keys_handled_late_are_still_one_scan_by_their_times() -> None:
    assembler, scans = Assembler(), list[Scan]()
    for n, text in enumerate("1234567\r"):
        verdict = assembler.press(Key(text, 1_000 + n * 5), editing=True)
        assembler.pause()
        if verdict.scan:
            scans.append(verdict.scan)
    assert [scan.text for scan in scans] == ["1234567"]
    assert scans[0].times_ms == tuple(range(1_000, 1_035, 5))


def test_something_else_in_between_ends_the_burst() -> None:
    assembler = Assembler()
    for n, text in enumerate("123"):
        assembler.press(Key(text, 1_000 + n), editing=False)
    assert [key.text for key in assembler.interrupt()] == ["1", "2", "3"]
    assert not assembler.press(Key("\r", 1_010), editing=False).swallow


@pytest.mark.parametrize("editing", [False, True])
@pytest.mark.parametrize("gap_ms", [1, 200])
def test_a_prefix_makes_times_irrelevant(editing: bool, gap_ms: int) -> None:
    bench = Bench(prefixed("~"), editing)
    bench.type("~]C10104006381\r", gap_ms)
    assert bench.scans == ["]C10104006381"]
    assert bench.settle() == ""


@pytest.mark.parametrize("typed", ["hello\r", "~hello\r", "~~]\r", "~]\r", "~]C1\r", "]C1123\r"])
def test_without_prefix_and_identifier_keys_are_typed(typed: str) -> None:
    bench = Bench(prefixed("~"), editing=True)
    bench.type(typed, 5)
    assert bench.scans == []
    assert bench.settle() == typed


def test_a_prefixed_scan_has_five_seconds() -> None:
    bench = Bench(prefixed("~"))
    bench.type("~]C1", 5)
    bench.press("1", 4_990)
    bench.press("\r", 100)
    assert bench.scans == []
    assert bench.settle() == "~]C11\r"
