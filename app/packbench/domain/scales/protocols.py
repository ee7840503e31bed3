"""The languages of scales: bytes in, readings out.

MT-SICS is Mettler Toledo's (Standard Interface Command Set, level 0: `S`, `SI`). "Plain" is the
line that A&D, Ohaus and many others print: `ST,GS,+  1.234kg`, or the number and its unit alone
with a `?` while it moves. SCP-01 is NCI's, which Avery Weigh-Tronix and many postal scales speak.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from packbench.domain.scales.readings import ScaleProtocol, ScaleReading, Steadiness, weighed

MOST_BYTES = 500
"""More than any answer of a scale: what goes on longer without an end is noise."""

_MOST_SHOWN = 80
_VALUE = r"(?P<value>[+-]?\s*[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[A-Za-z]+)"


def read_mt_sics(frame: bytes) -> ScaleReading:
    """A line of MT-SICS: `S S 1.234 kg`, `S D` while it moves, `S +` over, `S -` under, `S I`."""
    text = _text(frame)
    if match := _SICS_WEIGHT.fullmatch(text):
        kind = Steadiness.STABLE if match["kind"] == "S" else Steadiness.UNSTABLE
        return weighed(kind, match["value"], match["unit"], text)
    told = _SICS_STATES.get(" ".join(text.split()))
    return ScaleReading(told or Steadiness.GARBAGE, text=text)


_SICS_WEIGHT = re.compile(rf"SI?\s+(?P<kind>[SD])\s+{_VALUE}")
_SICS_STATES = {
    "S +": Steadiness.OVER,
    "S -": Steadiness.UNDER,
    "S I": Steadiness.BUSY,
    "SI +": Steadiness.OVER,
    "SI -": Steadiness.UNDER,
    "SI I": Steadiness.BUSY,
}


def read_plain(frame: bytes) -> ScaleReading:
    """A printed line: `ST,GS,+  1.234kg`, `US,…` while it moves, `OL,…` over; or `1.234 kg ?`.

    A line without its head may be the end of one: it counts when it is said twice.
    """
    text = _text(frame)
    if match := _PLAIN_HEADED.fullmatch(text):
        return weighed(_PLAIN_STATES[match["state"].upper()], match["value"], match["unit"], text)
    if match := _PLAIN_STATE.fullmatch(text):
        over = match["sign"] != "-"
        return ScaleReading(Steadiness.OVER if over else Steadiness.UNDER, text=text)
    if match := _PLAIN_BARE.fullmatch(text):
        kind = Steadiness.UNSTABLE if match["moves"] else Steadiness.STABLE
        return weighed(kind, match["value"], match["unit"], text, is_whole=False)
    return ScaleReading(Steadiness.GARBAGE, text=text)


_PLAIN_STATES = {"ST": Steadiness.STABLE, "US": Steadiness.UNSTABLE}
_PLAIN_HEADED = re.compile(rf"(?i:(?P<state>ST|US)),(?:(?i:GS|NT|TR),?)?\s*{_VALUE}")
_PLAIN_STATE = re.compile(r"(?i:OL)(?:,(?i:GS|NT|TR))?,?\s*(?P<sign>[+-]?).*")
_PLAIN_BARE = re.compile(rf"(?:(?i:GS|NT|G|N)\b[,:]?\s*)?{_VALUE}\s*(?P<moves>\?)?(?:\s*[GN])?")


def read_scp_01(frame: bytes) -> ScaleReading:
    """An answer of SCP-01: LF, the weight and its unit, CR, LF, `S` and the status, CR, ETX.

    Of the status the first byte tells motion in bit 0 and a broken memory in bits 2 and 3, the
    second one under in bit 0, over in bit 1, a broken memory or calibration in bits 2 and 3.
    """
    text = _text(frame)
    match = _SCP.fullmatch(frame)
    if match is None:
        return ScaleReading(Steadiness.GARBAGE, text=text)
    kind = _scp_state(match["first"][0], match["second"][0])
    weight = _SCP_WEIGHT.fullmatch((match["weight"] or b"").decode("ascii", "replace").strip())
    if weight is None or kind is Steadiness.GARBAGE:
        return ScaleReading(Steadiness.GARBAGE if kind is Steadiness.STABLE else kind, text=text)
    return weighed(kind, weight["value"], weight["unit"], text)


_SCP = re.compile(
    rb"\n(?:(?P<weight>[^\r\n]*)\r\n)?S(?P<first>[0-?p-\x7f])(?P<second>[0-?p-\x7f])[^\r\n]*\r?",
    re.DOTALL,
)
_SCP_WEIGHT = re.compile(_VALUE)


def _scp_state(first: int, second: int) -> Steadiness:
    if first & 0b1100 or second & 0b1100:
        return Steadiness.GARBAGE
    if second & 0b10:
        return Steadiness.OVER
    if second & 0b1:
        return Steadiness.UNDER
    return Steadiness.UNSTABLE if first & 0b1 else Steadiness.STABLE


def _text(frame: bytes) -> str:
    """What people can read of it."""
    letters = " ".join(frame.strip(b"\x02\x03").decode("latin-1").split())[:_MOST_SHOWN]
    return "".join(one if one.isascii() and one.isprintable() else "·" for one in letters).strip()


@dataclass(frozen=True, slots=True)
class Language:
    """How a scale is asked, what ends its answers, and how one is read."""

    question: bytes
    end: re.Pattern[bytes]
    read: Callable[[bytes], ScaleReading]


LANGUAGES: Mapping[ScaleProtocol, Language] = {
    ScaleProtocol.MT_SICS: Language(b"SI\r\n", re.compile(rb"[\r\n]+"), read_mt_sics),
    ScaleProtocol.PLAIN: Language(b"Q\r\n", re.compile(rb"[\r\n]+"), read_plain),
    ScaleProtocol.SCP_01: Language(b"W\r", re.compile(rb"\x03"), read_scp_01),
}


class ScaleAnswers:
    """Collects bytes until an answer has ended; half of one is never read."""

    def __init__(self, protocol: ScaleProtocol) -> None:
        self._language = LANGUAGES[protocol]
        self._begun = b""
        self._bare: ScaleReading | None = None  # the last reading that did not prove to be whole

    def feed(self, data: bytes) -> list[ScaleReading]:
        """Takes what came; gives the readings that ended with it, in order."""
        *ended, self._begun = self._language.end.split(self._begun + data)
        readings = [self._sure(self._language.read(one)) for one in ended if one.strip()]
        if len(self._begun) > MOST_BYTES:
            readings.append(ScaleReading(Steadiness.GARBAGE, text=_text(self._begun)))
            self._begun = b""
        return readings

    def cut(self) -> str:
        """The line broke, or nothing follows: what came of an answer, which is dropped."""
        begun, self._begun, self._bare = _text(self._begun), b"", None
        return begun

    def _sure(self, reading: ScaleReading) -> ScaleReading:
        """A reading as it may be taken: one that may be the end of another only said twice."""
        before, self._bare = self._bare, None if reading.is_whole else reading
        if reading.is_whole or before == reading or reading.kind is not Steadiness.STABLE:
            return reading
        return ScaleReading(Steadiness.UNSTABLE, reading.grams, reading.text)
