"""Text that fits: measured, ellipsised, wrapped or set smaller, by the width of its glyphs."""

import bisect
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportlab.lib.units import mm

from packbench.documents.shaping import line

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Style:
    """A size and a weight of type."""

    size_pt: float
    bold: bool = False

    def width_mm(self, text: str) -> float:
        """How wide the text is on one line."""
        return line(text, bold=self.bold).width * self.size_pt / mm


StyledText = tuple[str, Style]
"""A line of text and the type that it is set in."""


def fit(text: str, style: Style, width_mm: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if style.width_mm(text) <= width_mm else _elided(text, style, width_mm)


def wrap(text: str, style: Style, width_mm: float, most: int | None = None) -> list[str]:
    """The text in lines; where only so many are allowed, with an ellipsis when there were more.

    Lines are broken between words; a word that is wider than a line is broken between its letters.
    """
    broken = [
        piece for paragraph in text.splitlines() for piece in _broken(paragraph, style, width_mm)
    ]
    if most is None or len(broken) <= most:
        return broken
    return [*broken[: most - 1], _elided(broken[most - 1], style, width_mm)]


def shrunk(text: str, style: Style, width_mm: float, smallest_pt: float) -> Style:
    """The style, smaller where the text needs it to fit on one line, down to `smallest_pt`."""
    needed = style.width_mm(text)
    if needed <= width_mm:
        return style
    fitting_pt = style.size_pt * width_mm / needed * 0.9999  # in spite of rounding
    return replace(style, size_pt=max(smallest_pt, fitting_pt))


def whole(text: str, style: Style, width_mm: float, smallest_pt: float) -> list[StyledText]:
    """All of a text: on one line, smaller if need be, else on as many as it takes.

    For what tells one thing from another (numbers, SKUs, places, addresses): it is never cut.
    """
    return described(text, style, width_mm, smallest_pt, None)


def described(
    text: str, style: Style, width_mm: float, smallest_pt: float, most: int | None
) -> list[StyledText]:
    """A text that only describes: as `whole`, but on so many lines at most, then cut."""
    smaller = shrunk(text, style, width_mm, smallest_pt)
    return [(piece, smaller) for piece in wrap(text, smaller, width_mm, most)]


def _elided(text: str, style: Style, width_mm: float) -> str:
    room = width_mm - style.width_mm(ELLIPSIS)
    return text[: _prefix(text, style, room)].rstrip() + ELLIPSIS


def _broken(paragraph: str, style: Style, width_mm: float) -> Iterator[str]:
    current = ""
    for word in paragraph.split():
        longer = f"{current} {word}" if current else word
        if style.width_mm(longer) <= width_mm:
            current = longer
            continue
        if current:
            yield current
        *full, current = _pieces(word, style, width_mm)
        yield from full
    if current:
        yield current


def _pieces(word: str, style: Style, width_mm: float) -> Iterator[str]:
    while style.width_mm(word) > width_mm:
        length = _prefix(word, style, width_mm)
        yield word[:length]
        word = word[length:]
    yield word


def _prefix(text: str, style: Style, width_mm: float) -> int:
    """How many characters fit, at least one, without cutting a mark off its letter."""
    lengths = range(1, len(text))
    fitting = bisect.bisect_right(lengths, width_mm, key=lambda n: style.width_mm(text[:n]))
    length = max(fitting, 1)
    while length > 1 and unicodedata.category(text[length]).startswith("M"):
        length -= 1
    return length
