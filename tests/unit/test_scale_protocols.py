"""What scales say: every answer is read exactly, or told to be none."""

from decimal import Decimal

import pytest

from packbench.domain.scales.protocols import MOST_BYTES, ScaleAnswers
from packbench.domain.scales.readings import ScaleProtocol, ScaleReading, Steadiness

SICS, PLAIN, SCP = ScaleProtocol.MT_SICS, ScaleProtocol.PLAIN, ScaleProtocol.SCP_01
STABLE, UNSTABLE = Steadiness.STABLE, Steadiness.UNSTABLE
UNDER, OVER, BUSY, GARBAGE = (
    Steadiness.UNDER,
    Steadiness.OVER,
    Steadiness.BUSY,
    Steadiness.GARBAGE,
)


def read(protocol: ScaleProtocol, sent: bytes) -> ScaleReading:
    [reading] = ScaleAnswers(protocol).feed(sent)
    return reading


@pytest.mark.parametrize(
    ("protocol", "sent", "kind", "grams"),
    [
        (SICS, b"S S      1.234 kg\r\n", STABLE, "1234"),
        (SICS, b"S D      1.234 kg\r\n", UNSTABLE, "1234"),
        (SICS, b"S S    100.00 g\r\n", STABLE, "100"),
        (SICS, b"S S     -0.012 kg\r\n", UNDER, "-12"),
        (SICS, b"S S      2.5 lb\r\n", STABLE, "1133.980925"),
        (SICS, b"S S      1.0 oz\r\n", STABLE, "28.349523125"),
        (SICS, b"S S      0.000 kg\r\n", STABLE, "0"),
        (SICS, b"S I\r\n", BUSY, None),
        (SICS, b"S +\r\n", OVER, None),
        (SICS, b"S -\r\n", UNDER, None),
        (SICS, b"ES\r\n", GARBAGE, None),
        (SICS, b"S S 1.2 st\r\n", GARBAGE, None),
        (SICS, b"S 1.234 kg\r\n", GARBAGE, None),
        (SICS, b"1.234 kg\r\n", GARBAGE, None),
        (SICS, b"S S 1,234 kg\r\n", GARBAGE, None),
        (SICS, b"S S 1.234\r\n", GARBAGE, None),
        (PLAIN, b"ST,GS,+  1.234kg\r\n", STABLE, "1234"),
        (PLAIN, b"US,GS,+  1.234kg\r\n", UNSTABLE, "1234"),
        (PLAIN, b"ST,NT,-  0.020kg\r\n", UNDER, "-20"),
        (PLAIN, b"ST,+00123.45  g\r\n", STABLE, "123.45"),
        (PLAIN, b"OL,GS,+9999999kg\r\n", OVER, None),
        (PLAIN, b"OL,GS,-9999999kg\r\n", UNDER, None),
        (PLAIN, b"   1.234 kg ?\r\n", UNSTABLE, "1234"),
        (PLAIN, b"T,GS,+  1.234kg\r\n", GARBAGE, None),
        (PLAIN, b"QT,+00000012 PC\r\n", GARBAGE, None),
        (PLAIN, b"ST,GS,+  1.234\r\n", GARBAGE, None),
        (SCP, b"\n01.50LB\r\nS00\r\x03", STABLE, "680.388555"),
        (SCP, b"\n0.5KG\r\nS00\r\x03", STABLE, "500"),
        (SCP, b"\n01.50LB\r\nS10\r\x03", UNSTABLE, "680.388555"),
        (SCP, b"\n00.00LB\r\nS20\r\x03", STABLE, "0"),
        (SCP, b"\nS10\r\x03", UNSTABLE, None),
        (SCP, b"\nS01\r\x03", UNDER, None),
        (SCP, b"\n^^^^^^LB\r\nS02\r\x03", OVER, None),
        (SCP, b"\n?\r\x03", GARBAGE, None),
        (SCP, b"50LB\r\nS00\r\x03", GARBAGE, None),
        (SCP, b"\n01.50LB\r\nS40\r\x03", GARBAGE, None),
        *[(one, b"\xff\x00\x81\r\n\x03", GARBAGE, None) for one in ScaleProtocol],
    ],
)
def test_an_answer_is_read_exactly_or_told(
    protocol: ScaleProtocol, sent: bytes, kind: Steadiness, grams: str | None
) -> None:
    reading = ScaleAnswers(protocol).feed(sent)[0]
    assert (reading.kind, reading.grams) == (kind, None if grams is None else Decimal(grams))


@pytest.mark.parametrize(
    ("protocol", "sent"),
    [
        (SICS, b"S S      1.234 kg\r\n"),
        (PLAIN, b"ST,GS,+  1.234kg\r\n"),
        (PLAIN, b"   1.234 kg\r\n"),
        (SCP, b"\n1.234KG\r\nS00\r\x03"),
    ],
)
def test_a_stream_that_is_heard_from_anywhere_never_gives_a_wrong_weight(
    protocol: ScaleProtocol, sent: bytes
) -> None:
    for start in range(len(sent)):
        answers = ScaleAnswers(protocol)
        readings = [
            one for byte in (sent[start:] + sent * 3) for one in answers.feed(bytes([byte]))
        ]
        stable = [one for one in readings if one.kind is STABLE]
        assert stable
        assert {one.weight_g for one in stable} == {1234}


def test_half_an_answer_is_dropped_and_noise_without_an_end_is_told() -> None:
    answers = ScaleAnswers(SICS)
    assert answers.feed(b"S S 1.2") == []
    assert answers.cut() == "S S 1.2"
    assert answers.feed(b"34 kg\r\n")[0].kind is GARBAGE
    assert answers.feed(b"x" * (MOST_BYTES + 1))[0].kind is GARBAGE


def test_grams_are_rounded_half_up() -> None:
    assert read(SICS, b"S S 1.2345 kg\r\n").weight_g == 1235
    assert read(SICS, b"S S 0.4 g\r\n").weight_g == 0
