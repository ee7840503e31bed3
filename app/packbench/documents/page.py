"""What all pages have: a head with title, number and barcode, a foot, and blocks that flow between.

A document is a list of blocks of known height. They are first laid on pages, then drawn, so that
"Page 1 of 3" is known from the start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from packbench.documents import words
from packbench.documents.barcodes import ON_HEADERS, ON_ROWS, Size, Symbol, code_symbol
from packbench.documents.blocks import BODY, SMALL, STRONG, Block, BlockField, leading_mm
from packbench.documents.lines import Style, StyledText, described, shrunk, whole
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.paper import Grid, Paper
from packbench.documents.shaping import REPLACEMENT
from packbench.documents.surface import Surface, TextAlign
from packbench.words.language import tr

_TITLE = Style(14, bold=True)
_NUMBER = Style(11, bold=True)
_FOOT = Style(6.5)
_LEAST_TITLE_PT, _LEAST_PT, _LEAST_FOOT_PT = 8, 6, 4.5
_LEAST_BELOW_LOGO_PT = 12  # of a title with its subtitle on one line
_HEAD_MM = 4.0  # how far the page's head reaches into the grid
_TITLE_MM, _SUBTITLE_MM, _BELOW_LOGO_MM = -5.5, 0.6, 2.0  # baselines
_FOOT_LEADING_MM = 2.4
_SUBTITLE_LINES = 4
_HEAD_SYMBOL_SHARE = 0.55
_HEAD_GAP_MM = 2.0
_BOX_TOP_MM, _BOX_MM, _BOX_STEP_MM = -11.0, 6.0, 8.0  # of the mark of a reprint
_FOOT_SIDE_SHARE = 0.26


@dataclass(frozen=True, slots=True)
class Printed:
    """One printing: when (an aware time, on the station's clock), by whom, where, in which form.

    `reprint` tells which printing it is from the second on, 0 for the first; `language` is a tag
    such as `de-AT`.
    """

    when: datetime
    by: str
    station: str = ""
    reprint: int = 0
    language: str = "en"
    paper: Paper = Paper.A4


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page of a document. `barcode` is what its symbol top right says.

    A document that `is_present` tells neither who printed it nor which printing it is.
    """

    title: str
    number: str
    barcode: str
    subtitle: str
    footer: str
    printed: Printed
    logo: bytes = b""
    is_present: bool = False


OnUnprintable = Callable[[str, str], None]
"""Hears the number of a document and the letters on it that no font has."""


def tell_nobody(_number: str, _letters: str) -> None:
    """For who prints all the same."""


def draw_document(
    canvas: DocumentCanvas,
    frame: Frame,
    blocks: Iterable[Block],
    heads: Block,
    grid: Grid | None = None,
) -> str:
    """Draws a document with a page count of its own; `heads` names the columns of its table.

    Gives the letters on it that no font has: a sign stands in their place. `grid` is that of a
    page which is no paper of the settings.
    """
    surface = Surface(canvas, grid or frame.printed.paper.grid)
    head, foot = _head(frame, surface.grid.width_mm), _foot(frame, surface.grid.width_mm)
    room_mm = surface.grid.height_mm - head.height_mm - foot.more_mm
    pages = laid_on_pages(blocks, room_mm, heads)
    for index, page in enumerate(pages, start=1):
        head.draw(surface)
        y_mm = head.height_mm
        for block in page:
            block.draw(surface, y_mm)
            y_mm += block.height_mm
        foot.draw(surface, index, len(pages))
        surface.end_page()
    return surface.unprintable


def laid_on_pages(blocks: Iterable[Block], room_mm: float, heads: Block) -> list[list[Block]]:
    """The blocks of each page; `heads` begins a page that goes on with a table."""
    pages: list[list[Block]] = [[]]
    left_mm = room_mm
    for group in _kept_together(blocks):
        height_mm = sum(block.height_mm for block in group)
        if height_mm > left_mm and pages[-1]:
            repeated = [heads] if group[0].in_table else []
            pages.append(repeated)
            left_mm = room_mm - sum(block.height_mm for block in repeated)
        pages[-1].extend(group)
        left_mm -= height_mm
    return pages


def _kept_together(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.kept_with_next:
            yield group
            group = []
    if group:
        yield group


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of all pages, with everything decided: `lines` are (baseline in mm, text, style).

    The mark of a reprint stands beside the title, else below all lines.
    """

    frame: Frame
    symbol: Symbol | None
    size: Size
    reprint: str
    width_mm: float
    title_width_mm: float
    is_mark_below: bool
    lines: list[tuple[float, str, Style]]

    @property
    def height_mm(self) -> float:
        """How far it reaches into the grid: further where the number needs many lines."""
        more_mm = _BOX_STEP_MM if self.is_mark_below else 0
        return _HEAD_MM + max(0.0, self.lines[-1][0] - _SUBTITLE_MM) + more_mm

    def draw(self, surface: Surface) -> None:
        """Draws it on the page in hand."""
        for baseline_mm, text, style in self.lines:
            surface.text(0, baseline_mm, text, style, self.width_mm)
        right_mm = surface.grid.width_mm
        if self.symbol:
            bars_mm = self.size.bars_mm(self.symbol)
            surface.symbol(right_mm - bars_mm, -11, self.symbol, self.size)
            surface.text(
                right_mm - bars_mm, 0.2, self.symbol.text, SMALL, bars_mm, TextAlign.CENTRE
            )
        if self.reprint:
            self._draw_mark(surface)
        if self.frame.logo:
            surface.picture(0, -11, self.frame.logo, self.title_width_mm, 8)

    def _draw_mark(self, surface: Surface) -> None:
        box_mm = _box_mm(self.reprint)
        left_mm, top_mm = self.width_mm - box_mm, _BOX_TOP_MM
        if self.is_mark_below:
            left_mm, top_mm = 0, self.lines[-1][0] + _BOX_STEP_MM - _BOX_MM
        surface.box(left_mm, top_mm, box_mm, _BOX_MM, 1)
        surface.text(left_mm, top_mm + 4.2, self.reprint, STRONG, box_mm, TextAlign.CENTRE)


def _head(frame: Frame, grid_width_mm: float) -> _Head:
    symbol, size = _head_symbol(frame.barcode, grid_width_mm * _HEAD_SYMBOL_SHARE)
    taken_mm = 0.0
    if symbol:
        taken_mm = size.bars_mm(symbol) + size.quiet_left_mm(symbol) + _HEAD_GAP_MM
    width_mm = grid_width_mm - taken_mm
    count = 0 if frame.is_present else frame.printed.reprint
    reprint = tr("REPRINT {count}").format(count=count) if count else ""
    beside_mm = width_mm - (_box_mm(reprint) + 3 if reprint else 0)
    least = replace(_TITLE, size_pt=_LEAST_TITLE_PT)
    is_below = not frame.logo and least.width_mm(frame.title) > beside_mm and bool(reprint)
    title_mm = width_mm if is_below else beside_mm
    make = _lines_below_logo if frame.logo else _title_lines
    lines = make(frame, width_mm, title_mm)
    return _Head(frame, symbol, size, reprint, width_mm, title_mm, is_below, lines)


def _title_lines(
    frame: Frame, width_mm: float, title_width_mm: float
) -> list[tuple[float, str, Style]]:
    """Title and number on one line, or the number below where it would not stand whole."""
    title = f"{frame.title} {frame.number}"
    subtitle = described(frame.subtitle, BODY, width_mm, _LEAST_PT, _SUBTITLE_LINES)
    style = shrunk(title, _TITLE, title_width_mm, _LEAST_TITLE_PT)
    if style.width_mm(title) <= title_width_mm:
        return [(_TITLE_MM, title, style), *_stacked(subtitle, _SUBTITLE_MM)]
    alone = shrunk(frame.title, _TITLE, title_width_mm, 5)
    number = whole(frame.number, _NUMBER, width_mm, _LEAST_PT)
    below = _stacked([*number, *subtitle], _TITLE_MM + leading_mm(number) + 0.4)
    return [(_TITLE_MM, frame.title, alone), *below]


def _lines_below_logo(
    frame: Frame, width_mm: float, _title_width_mm: float
) -> list[tuple[float, str, Style]]:
    title = f"{frame.title} {frame.number}"
    line = f"{title} · {frame.subtitle}"
    style = shrunk(line, _TITLE, width_mm, _LEAST_BELOW_LOGO_PT)
    if style.width_mm(line) <= width_mm:
        return [(_BELOW_LOGO_MM, line, style)]
    lines = [
        *whole(title, _TITLE, width_mm, _LEAST_PT),
        *described(frame.subtitle, BODY, width_mm, _LEAST_PT, _SUBTITLE_LINES),
    ]
    return _stacked(lines, _BELOW_LOGO_MM)


def _stacked(lines: list[StyledText], first_mm: float) -> list[tuple[float, str, Style]]:
    """Lines under each other, with the baseline of each."""
    placed = []
    baseline_mm = first_mm
    for index, (text, style) in enumerate(lines):
        baseline_mm += leading_mm([(text, style)]) if index else 0
        placed.append((baseline_mm, text, style))
    return placed


def _box_mm(reprint: str) -> float:
    """The width of the box around the mark of a reprint."""
    return STRONG.width_mm(reprint) + 4


def _head_symbol(payload: str, room_mm: float) -> tuple[Symbol | None, Size]:
    """The symbol in the larger size that fits; none where it can't be encoded or has no room."""
    symbol = code_symbol(payload)
    for size in (ON_HEADERS, ON_ROWS):
        if symbol and size.bars_mm(symbol) <= room_mm:
            return symbol, size
    return None, ON_HEADERS


@dataclass(frozen=True, slots=True)
class _Foot:
    """The foot of all pages: fields with their lines; `more_mm` is what it takes off the grid."""

    rows: list[list[tuple[BlockField, str, Style]]]
    page_field: BlockField

    @property
    def more_mm(self) -> float:
        """The height of the lines below the first."""
        return (len(self.rows) - 1) * _FOOT_LEADING_MM

    def draw(self, surface: Surface, page: int, pages: int) -> None:
        """Draws it on the page in hand."""
        top_mm = surface.grid.height_mm + 1 - self.more_mm
        surface.rule(0, top_mm, surface.grid.width_mm)
        for index, row in enumerate(self.rows):
            for field, text, style in row:
                field.write(surface, top_mm + 3.4 + index * _FOOT_LEADING_MM, text, style)
        count = tr("Page {page} of {pages}").format(page=page, pages=pages)
        field, text, style = _in_foot(self.page_field, count)
        field.write(surface, top_mm + 3.4, text, style)
        if surface.replaced:
            note = tr("{sign} stands for a character that the fonts don't have.")
            baseline_mm = surface.grid.height_mm + 7.4
            surface.text(
                0, baseline_mm, note.format(sign=REPLACEMENT), _FOOT, surface.grid.width_mm
            )


def _foot(frame: Frame, width_mm: float) -> _Foot:
    """On one line; where the order's number finds no room there, it has lines of its own."""
    side_mm = width_mm * _FOOT_SIDE_SHARE
    page_field = BlockField(width_mm - side_mm, side_mm, TextAlign.RIGHT)
    printed = "" if frame.is_present else _printed_text(frame.printed)
    smallest = Style(_LEAST_FOOT_PT)
    if smallest.width_mm(frame.footer) <= side_mm - 1:
        middle = BlockField(side_mm, width_mm - 2 * side_mm, TextAlign.CENTRE)
        row = [_in_foot(BlockField(0, side_mm), frame.footer), _in_foot(middle, printed)]
        return _Foot([row], page_field)
    left = BlockField(0, width_mm - side_mm)
    lines = whole(frame.footer, _FOOT, left.width_mm - 1, _LEAST_FOOT_PT)
    rows = [[(left, text, style)] for text, style in lines]
    return _Foot([*rows, [_in_foot(BlockField(0, width_mm), printed)]], page_field)


def _in_foot(field: BlockField, text: str) -> tuple[BlockField, str, Style]:
    return field, text, shrunk(text, _FOOT, field.width_mm - 1, _LEAST_FOOT_PT)


def _printed_text(printed: Printed) -> str:
    """When a document was printed, by whom and where, in words."""
    when = words.moment(printed.when, printed.language)
    if printed.station:
        text = tr("Printed {when} by {who}, station {station}")
        return text.format(when=when, who=printed.by, station=printed.station)
    return tr("Printed {when} by {who}").format(when=when, who=printed.by)
