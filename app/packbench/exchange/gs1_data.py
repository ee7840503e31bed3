"""GS1 data of a code: element strings, or a GS1 Digital Link, which is read and never opened.

A Digital Link is a web address whose path names a product and what is told of it
(GS1 Digital Link Standard: URI Syntax): `https://id.gs1.org/01/04006381333931/10/AB?17=270131`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum import ean

# The library is slow to load, and few codes of a day need it.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

_GTIN, _CONTENT, _LOT, _SERIAL = "01", "02", "10", "21"
_EXPIRY = ("17", "15")  # use by, best before
_READ = frozenset({_GTIN, _CONTENT, _LOT, _SERIAL, *_EXPIRY})
_WORDS = {"gtin": _GTIN, "lot": _LOT, "ser": _SERIAL, "exp": "17"}
"""What older links say instead of numbers."""
_SCHEMES = ("http://", "https://")
_GTIN_DIGITS = 14
_MOST_CHARACTERS = 2_000
"""No symbol holds as much that is worth reading (a QR code has 4,296 at most)."""


@dataclass(frozen=True, slots=True)
class Gs1Data:
    """What GS1 data tells of an item: its GTIN with 14 digits, lot, expiry, serial number."""

    gtin: str
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None


def is_digital_link(text: str) -> bool:
    """Whether a text is a web address, which may be a Digital Link."""
    return text[:8].lower().startswith(_SCHEMES)


def read_gs1(aim: str, body: str) -> Gs1Data | None:
    """Element strings without their AIM identifier `aim`; None where they name no product."""
    if len(body) > _MOST_CHARACTERS:
        return None
    import biip

    try:
        message = biip.parse(f"{aim or ']C1'}{body}").gs1_message
    except biip.ParseError:
        return None
    return None if message is None else _told(message.element_strings)


def read_digital_link(text: str) -> Gs1Data | None:
    """A GS1 Digital Link; None for every other web address, and where a part of it can't be."""
    if len(text) > _MOST_CHARACTERS:
        return None
    import biip
    from biip.gs1_element_strings import GS1ElementString

    try:
        pairs = [(key, value) for key, value in _pairs(text) if key in _READ]
        elements = [GS1ElementString.parse(f"{key}{value}") for key, value in pairs]
    except ValueError:  # biip's ParseError is none; see below
        return None
    except biip.ParseError:
        return None
    return _told(elements) if pairs and pairs[0][0] == _GTIN else None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Names and values of the path from the product on, then those after the question mark."""
    parts = urlsplit(text)
    segments = parts.path.strip("/").split("/")
    names = [_WORDS.get(one.lower(), one) for one in segments]
    if _GTIN in names:
        first = names.index(_GTIN)
        for name, value in zip(names[first::2], segments[first + 1 :: 2], strict=False):
            plain = unquote(value, errors="strict")  # decoded now: %2F is no slash of the path
            yield name, plain.zfill(_GTIN_DIGITS) if name == _GTIN else plain
        for name, value in parse_qsl(parts.query, errors="strict"):
            yield _WORDS.get(name.lower(), name), value


def _told(elements: "Iterable[GS1ElementString]") -> Gs1Data | None:
    """What they say; None where they contradict each other or name no product."""
    found: dict[str, GS1ElementString] = {}
    for one in elements:
        if found.setdefault(one.ai.ai, one).value != one.value:
            return None
    product = found.get(_GTIN) or found.get(_CONTENT)
    if product is None or not _is_gtin(product.value):
        return None
    days = (found[ai].date for ai in _EXPIRY if ai in found)
    return Gs1Data(product.value, _value(found, _LOT), next(days, None), _value(found, _SERIAL))


def _is_gtin(value: str) -> bool:
    return value.isascii() and value.isdecimal() and ean.is_valid(value)


def _value(found: "Mapping[str, GS1ElementString]", ai: str) -> str | None:
    return found[ai].value if ai in found else None
