"""The parts that documents are built of: blocks of known height, stacked down the pages."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from packbench.documents.lines import Style, StyledText, shrunk, wrap
from packbench.documents.surface import Surface, TextAlign
from packbench.words.language import tr

LABEL = Style(7)
SMALL = Style(7.5)
BODY = Style(9)
STRONG = Style(9, bold=True)

LEADING_MM_A_POINT = 0.4
"""The distance of two baselines for each point of type size."""

_TALL_LEADING_MM_A_POINT = 0.56
TALL = re.compile("[\u0590-\u1cff\u2e80-\U0010ffff]")
"""Letters of scripts with marks above and below; in close lines those of two would touch."""
_LINES_A_PART = 14
_FACT_GAP_MM = 4.0
_PADDING_MM = 2.0
_GAP_MM = 1.5


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document that is never broken: its height, and what draws it at a given y.

    A block that is `kept_with_next` is never the last on a page. One that is `in_table` needs the
    names of the columns above it.
    """

    height_mm: float
    draw: Callable[[Surface, float], None]
    kept_with_next: bool = False
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class BlockField:
    """A column: where it begins, how wide it is, and where its content stands."""

    x_mm: float
    width_mm: float
    align: TextAlign = TextAlign.LEFT

    def write(self, surface: Surface, baseline_mm: float, text: str, style: Style) -> None:
        """Draws one line of text in the column, cut with an ellipsis where it is too long."""
        surface.text(self.x_mm, baseline_mm, text, style, self.width_mm, self.align)


def leading_mm(lines: list[StyledText]) -> float:
    """The distance of the baselines of lines in the type of the largest of them."""
    return max((style.size_pt for _, style in lines), default=0) * LEADING_MM_A_POINT


def text_leading_mm(lines: Iterable[str], style: Style) -> float:
    """The distance of the baselines of a text, which is more where its script needs it."""
    is_tall = any(map(TALL.search, lines))
    return style.size_pt * (_TALL_LEADING_MM_A_POINT if is_tall else LEADING_MM_A_POINT)


Facts = tuple[tuple[str, str], ...]
"""Names and values."""


def facts(told: Facts) -> Block:
    """Short values under their names, side by side over the whole width."""
    return Block(11, partial(_draw_facts, told))


def _draw_facts(told: Facts, surface: Surface, y_mm: float) -> None:
    widths = [max(LABEL.width_mm(name), STRONG.width_mm(value)) for name, value in told]
    room_mm = surface.grid.width_mm - _FACT_GAP_MM * (len(told) - 1)
    most_mm = _widest(widths, room_mm)
    gap_mm = _FACT_GAP_MM + max(0, room_mm - sum(widths)) / max(1, len(told) - 1)
    x_mm = 0.0
    for (name, value), natural_mm in zip(told, widths, strict=True):
        field = BlockField(x_mm, min(natural_mm, most_mm))
        field.write(surface, y_mm + 3, name, LABEL)
        field.write(surface, y_mm + 7.2, value, shrunk(value, STRONG, field.width_mm, 7))
        x_mm += field.width_mm + gap_mm


def _widest(widths_mm: list[float], room_mm: float) -> float:
    """How wide a fact may be so that all find room: only the widest ones give way."""
    most_mm = max(widths_mm)
    while sum(min(width, most_mm) for width in widths_mm) > room_mm:
        most_mm *= 0.95
    return most_mm


def framed_text(title: str, text: str, style: Style, width_mm: float) -> Iterator[Block]:
    """All of a text, in frames under a small title: a frame that is too high for a page goes on."""
    for heading, lines in _parts(title, text, style, width_mm - 2 * _PADDING_MM):
        yield _framed(heading, lines, style, width_mm)


def _framed(title: str, lines: list[str], style: Style, width_mm: float) -> Block:
    field = BlockField(_PADDING_MM, width_mm - 2 * _PADDING_MM)
    height_mm = len(lines) * text_leading_mm(lines, style) + 6.5

    def draw(surface: Surface, y_mm: float) -> None:
        surface.box(0, y_mm + _GAP_MM, width_mm, height_mm, 0.6)
        _draw_titled(field, title, lines, style, surface, y_mm + _GAP_MM)

    return Block(height_mm + 2 * _GAP_MM, draw)


def plain_text(title: str, text: str, style: Style, width_mm: float) -> Iterator[Block]:
    """All of a text under a small title."""
    field = BlockField(0, width_mm)
    for heading, lines in _parts(title, text, style, width_mm):
        height_mm = len(lines) * text_leading_mm(lines, style) + 6.5
        yield Block(height_mm, partial(_draw_titled, field, heading, lines, style))


def _parts(title: str, text: str, style: Style, width_mm: float) -> Iterator[tuple[str, list[str]]]:
    """The lines of a text in parts that find room on any page, each with its title."""
    lines = wrap(text, style, width_mm)
    for first in range(0, len(lines), _LINES_A_PART):
        heading = tr("{title}, continued").format(title=title) if first and title else title
        yield heading, lines[first : first + _LINES_A_PART]


def _draw_titled(
    field: BlockField, title: str, lines: list[str], style: Style, surface: Surface, y_mm: float
) -> None:
    field.write(surface, y_mm + 3.6, title, LABEL)
    leading_mm = text_leading_mm(lines, style)
    for index, text in enumerate(lines, start=1):
        field.write(surface, y_mm + 4 + index * leading_mm, text, style)
