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


def fit(text: str, style: Style, width_mm: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if style.width_mm(text) <= width_mm else _elided(text, style, width_mm)


def wrap(text: str, style: Style, width_mm: float, most: int) -> list[str]:
    """The text in at most so many lines, with an ellipsis when there were more.

    Lines are broken between words; a word that is wider than a line is broken between its letters.
    """
    broken = [
        piece for paragraph in text.splitlines() for piece in _broken(paragraph, style, width_mm)
    ]
    if len(broken) <= most:
        return broken
    return [*broken[: most - 1], _elided(broken[most - 1], style, width_mm)]


def shrunk(text: str, style: Style, width_mm: float, smallest_pt: float) -> Style:
    """The style, smaller where the text needs it to fit on one line, down to `smallest_pt`."""
    needed = style.width_mm(text)
    if needed <= width_mm:
        return style
    fitting_pt = style.size_pt * width_mm / needed * 0.9999  # in spite of rounding
    return replace(style, size_pt=max(smallest_pt, fitting_pt))


def code_lines(
    text: str, style: Style, width_mm: float, smallest_pt: float
) -> tuple[Style, list[str]]:
    """A code in type in which it stands whole: on one line, else on two of the smallest size."""
    smaller = shrunk(text, style, width_mm, smallest_pt)
    return smaller, wrap(text, smaller, width_mm, 2)


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
