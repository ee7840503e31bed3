"""What one reading of the test symbol tells of a scanner."""

import pytest

from packbench.domain.scanning.finding import TEST_DATA, Findings, RawKey, Trouble, find_setup
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup

CODE = "\x1d".join(TEST_DATA)
FRENCH = str.maketrans("YZqwam-/;_1027", "YWazqm)!m°&éàè")


def read(text: str, gap_ms: int = 5, here: str | None = None) -> Findings:
    typed = text if here is None else here
    return find_setup(
        [
            RawKey(one, other, 1_000 + gap_ms * number)
            for number, (one, other) in enumerate(zip(typed, text, strict=True))
        ]
    )


@pytest.mark.parametrize(
    ("gap_ms", "kind"),
    [(5, ScannerKind.USB), (35, ScannerKind.USB), (44, ScannerKind.BLUETOOTH),
     (55, ScannerKind.SLOW)],
)  # fmt: skip
def test_the_profile_is_that_of_the_speed(gap_ms: int, kind: ScannerKind) -> None:
    found = read(f"]C1{CODE}\r", gap_ms)
    assert found.proposal == ScannerSetup(kind)
    assert found.troubles == ()
    assert (found.aim, found.suffix, found.separator) == ("]C1", "\r", "\x1d")
    assert (found.mean_gap_ms, found.longest_gap_ms) == (gap_ms, gap_ms)


def test_with_a_prefix_and_the_aim_identifier_speed_does_not_count() -> None:
    found = read(f"~~]C1{CODE}\t", gap_ms=150)
    assert found.proposal == ScannerSetup(ScannerKind.PREFIX, "~~")
    assert found.troubles == ()


def test_a_us_keyboard_on_another_layout_is_found() -> None:
    text = f"~]C1{CODE}\r"
    found = read(text, here=text.translate(FRENCH))
    assert found.us_layout
    assert found.proposal == ScannerSetup(ScannerKind.PREFIX, "~", us_layout=True)


@pytest.mark.parametrize(
    ("text", "trouble", "works"),
    [
        ("", Trouble.NOTHING_READ, False),
        (f"]C1{CODE}", Trouble.NO_END, False),
        (f"{CODE}\r", Trouble.NO_AIM, True),
        (f"]C1{''.join(TEST_DATA)}\r", Trouble.SEPARATOR_LOST, True),
        (f"]C1{'{GS}'.join(TEST_DATA)}\r", Trouble.SEPARATOR_REPLACED, True),
        (f"]C1{CODE.swapcase()}\r", Trouble.CAPS_LOCK, False),
        (f"]c1{CODE.swapcase()}\r", Trouble.CAPS_LOCK, False),
        ("4006381333931\r", Trouble.NOT_THE_SYMBOL, False),
        ("]C110?ZYqwam ß21PACK?1\r", Trouble.OTHER_LAYOUT, False),
        (f"a b]C1{CODE}\r", Trouble.PREFIX_UNFIT, False),
        (f"~{CODE}\r", Trouble.PREFIX_UNFIT, False),
        (f"123456789]C1{CODE}\r", Trouble.PREFIX_UNFIT, False),
    ],
)
def test_what_is_to_be_mended_is_told(text: str, trouble: Trouble, works: bool) -> None:
    found = read(text)
    assert found.troubles[0] is trouble
    assert (found.proposal is not None) is works


def test_a_scanner_as_slow_as_a_person_needs_a_prefix() -> None:
    found = read(f"]C1{CODE}\r", gap_ms=70)
    assert (found.troubles[0], found.proposal) == (Trouble.TOO_SLOW, None)


def test_a_key_that_types_nothing_is_named_where_the_separator_should_be() -> None:
    first, second = TEST_DATA
    keys = [*f"]C1{first}", "<F8>", *second, "\r"]
    found = find_setup([RawKey(one, "", 5 * at) for at, one in enumerate(keys)])
    assert (found.separator, found.troubles) == ("<F8>", (Trouble.SEPARATOR_REPLACED,))
