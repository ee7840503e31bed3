"""What all pages have: a head with title, number and barcode, a foot, and blocks that flow between.

A document is a list of blocks of known height. They are first laid on pages, then drawn, so that
"Page 1 of 3" is known from the start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reportlab.pdfgen.canvas import Canvas

from packbench.documents import words
from packbench.documents.barcodes import ON_HEADERS, ON_ROWS, Size, Symbol, code_symbol
from packbench.documents.blocks import BODY, SMALL, STRONG, Block, Field
from packbench.documents.lines import Style, shrunk
from packbench.documents.paper import Paper
from packbench.documents.shaping import REPLACEMENT
from packbench.documents.surface import Align, Surface
from packbench.words.language import tr

_TITLE = Style(14, bold=True)
_FOOT = Style(6.5)
_HEAD_MM = 4.0  # how far the page's head reaches into the grid
_HEAD_SYMBOL_SHARE = 0.55
_HEAD_GAP_MM = 2.0
_FOOT_SIDE_SHARE = 0.26


@dataclass(frozen=True, slots=True)
class Printed:
    """One printing: when (an aware time, on the station's clock), by whom, where, in which form.

    `reprint` counts the printings after the first; `language` is a tag such as `de-AT`.
    """

    when: datetime
    by: str
    station: str = ""
    reprint: int = 0
    language: str = "en"
    paper: Paper = Paper.A4


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page of a document. `barcode` is what its symbol top right says."""

    title: str
    number: str
    barcode: str
    subtitle: str
    footer: str
    printed: Printed
    logo: bytes = b""


def draw_document(canvas: Canvas, frame: Frame, blocks: Iterable[Block], heads: Block) -> None:
    """Draws a document with a page count of its own; `heads` names the columns of its table."""
    surface = Surface(canvas, frame.printed.paper)
    pages = laid_on_pages(blocks, surface.grid.height_mm - _HEAD_MM, heads)
    for index, page in enumerate(pages, start=1):
        _draw_head(surface, frame)
        y_mm = _HEAD_MM
        for block in page:
            block.draw(surface, y_mm)
            y_mm += block.height_mm
        _draw_foot(surface, frame, index, len(pages))
        surface.end_page()


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


def _draw_head(surface: Surface, frame: Frame) -> None:
    width_mm = surface.grid.width_mm - _draw_barcode(surface, frame.barcode)
    title_width_mm = width_mm - _draw_reprint_mark(surface, frame.printed.reprint, width_mm)
    title = f"{frame.title} {frame.number}"
    if frame.logo:
        surface.picture(0, -11, frame.logo, title_width_mm, 8)
        line = f"{title} · {frame.subtitle}"
        surface.text(0, 0.8, line, shrunk(line, STRONG, width_mm, 5), width_mm)
        return
    surface.text(0, -5.5, title, shrunk(title, _TITLE, title_width_mm, 8), title_width_mm)
    surface.text(0, 0.6, frame.subtitle, BODY, width_mm)


def _draw_barcode(surface: Surface, payload: str) -> float:
    """Draws the barcode and what it says; returns the width that it takes with its quiet zone."""
    right_mm = surface.grid.width_mm
    symbol, size = _head_symbol(payload, right_mm * _HEAD_SYMBOL_SHARE)
    if symbol is None:
        return 0
    bars_mm = size.bars_mm(symbol)
    surface.symbol(right_mm - bars_mm, -11, symbol, size)
    surface.text(right_mm - bars_mm, 0.2, symbol.text, SMALL, bars_mm, Align.CENTRE)
    return bars_mm + size.quiet_left_mm(symbol) + _HEAD_GAP_MM


def _head_symbol(payload: str, room_mm: float) -> tuple[Symbol | None, Size]:
    """The symbol in the larger size that fits; none where it can't be encoded or has no room."""
    symbol = code_symbol(payload)
    for size in (ON_HEADERS, ON_ROWS):
        if symbol and size.bars_mm(symbol) <= room_mm:
            return symbol, size
    return None, ON_HEADERS


def _draw_reprint_mark(surface: Surface, reprint: int, right_mm: float) -> float:
    if not reprint:
        return 0
    text = tr("REPRINT {count}").format(count=reprint)
    width_mm = STRONG.width_mm(text) + 4
    surface.box(right_mm - width_mm, -11, width_mm, 6, 1)
    surface.text(right_mm - width_mm, -6.8, text, STRONG, width_mm, Align.CENTRE)
    return width_mm + 3


def _draw_foot(surface: Surface, frame: Frame, page: int, pages: int) -> None:
    width_mm = surface.grid.width_mm
    top_mm = surface.grid.height_mm + 1
    side_mm = width_mm * _FOOT_SIDE_SHARE
    printed = _printed_text(frame.printed)
    texts = (
        (Field(0, side_mm), frame.footer),
        (Field(side_mm, width_mm - 2 * side_mm, Align.CENTRE), printed),
        (
            Field(width_mm - side_mm, side_mm, Align.RIGHT),
            tr("Page {page} of {pages}").format(page=page, pages=pages),
        ),
    )
    surface.rule(0, top_mm, width_mm)
    for field, text in texts:
        style = shrunk(text, _FOOT, field.width_mm - 1, 4.5)
        field.write(surface, top_mm + 3.4, text, style)
    if surface.replaced:
        note = tr("{sign} stands for a character that the fonts don't have.")
        surface.text(0, top_mm + 6.4, note.format(sign=REPLACEMENT), _FOOT, width_mm)


def _printed_text(printed: Printed) -> str:
    """When a document was printed, by whom and where, in words."""
    when = words.moment(printed.when, printed.language)
    if printed.station:
        text = tr("Printed {when} by {who}, station {station}")
        return text.format(when=when, who=printed.by, station=printed.station)
    return tr("Printed {when} by {who}").format(when=when, who=printed.by)
