"""The page with the test symbol, by which a scanner is set up."""

import io
from collections.abc import Iterator
from functools import partial

from packbench.documents.barcodes import Size
from packbench.documents.blocks import BODY, Block
from packbench.documents.gs1_symbols import gs1_128
from packbench.documents.lines import wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, Printed, draw_document
from packbench.documents.surface import Surface
from packbench.domain.scanning.finding import TEST_DATA
from packbench.domain.scanning.meaning import GROUP_SEPARATOR
from packbench.words.language import in_language, tr

_BARS = Size(x_mm=0.375, height_mm=20)
_SYMBOL_ROOM_MM = 32.0
_ABOVE_MM = 4.0
_PARAGRAPH_MM = 2.5
_LEADING_MM = 4.2


def render_scanner_test(printed: Printed) -> tuple[bytes, int]:
    """The PDF of the page, and how many pages it has; equal pages give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(printed.language):
        frame = Frame(
            title=tr("Test symbol for scanners"),
            number=printed.station,
            barcode="",
            subtitle=tr("Open Scanner… in the File menu, and scan this symbol there."),
            footer="Packbench",
            printed=printed,
        )
        canvas.setTitle(frame.title)
        draw_document(canvas, frame, _blocks(printed.paper.grid.width_mm), Block(0, _nothing))
    pages = int(canvas.getPageNumber()) - 1
    canvas.save()
    return target.getvalue(), pages


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """The page has no table whose columns are named."""


def _blocks(width_mm: float) -> Iterator[Block]:
    yield Block(_SYMBOL_ROOM_MM, _draw_symbol)
    for words in (
        tr(
            "Best is a prefix: program the scanner to send ~ before each code, then the AIM"
            " identifier, and Enter after it. Speed does not count then."
        ),
        tr(
            "Program it to send the group separator of GS1 codes (FNC1) as Ctrl+], and to type as"
            " on the keyboard of this computer, or on a US one."
        ),
        tr("How that is done stands in the manual of the scanner: mostly by codes to scan."),
    ):
        lines = wrap(words, BODY, width_mm)
        height_mm = len(lines) * _LEADING_MM + _PARAGRAPH_MM
        yield Block(height_mm, partial(_draw_lines, lines))


def _draw_symbol(surface: Surface, y_mm: float) -> None:
    symbol = gs1_128(GROUP_SEPARATOR.join(TEST_DATA))
    surface.symbol(_BARS.quiet_left_mm(symbol), y_mm + _ABOVE_MM, symbol, _BARS)


def _draw_lines(lines: list[str], surface: Surface, y_mm: float) -> None:
    for number, line in enumerate(lines, start=1):
        surface.text(0, y_mm + number * _LEADING_MM, line, BODY, surface.grid.width_mm)
