"""The test page of a printer: rulers that show whether it prints at 100 %, and a code to scan."""

import io
from dataclasses import dataclass

from packbench.documents.barcodes import ON_HEADERS, code128
from packbench.documents.lines import Style, shrunk, wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Printed
from packbench.documents.paper import page_of
from packbench.documents.surface import Surface, TextAlign
from packbench.documents.words import moment
from packbench.words.language import in_language, tr

_TITLE, _BODY, _TICK = Style(14, bold=True), Style(8), Style(6)
_EDGE_MM = 5.0
_STEP_MM = 10
_RULER_MM = 100
_CODE = "PACKBENCH-100"


@dataclass(frozen=True, slots=True)
class PrinterTest:
    """A test page: of which printer, and how large its paper is."""

    printer: str
    width_mm: float
    height_mm: float
    printed: Printed


def render_printer_test(page: PrinterTest) -> bytes:
    """The PDF of a test page; equal pages give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(page.printed.language):
        canvas.setTitle(tr("Test page"))
        surface = Surface(canvas, page_of(page.width_mm, page.height_mm))
        _draw_text(surface, page)
    _draw_rulers(surface)
    surface.end_page()
    canvas.save()
    return target.getvalue()


def _draw_text(surface: Surface, page: PrinterTest) -> None:
    left_mm, width_mm = 3 * _EDGE_MM, page.width_mm - 4 * _EDGE_MM
    title = tr("Test page of {printer}").format(printer=page.printer)
    surface.text(left_mm, 18, title, shrunk(title, _TITLE, width_mm, 6), width_mm)
    symbol = code128(_CODE)
    surface.symbol(left_mm + ON_HEADERS.quiet_left_mm(symbol), 21, symbol, ON_HEADERS)
    asked = tr(
        "Measure the rulers: they are exact where the printer prints at 100 %. Scan the code: it"
        " says {code}. Printed {when} by {who}, station {station}."
    ).format(
        code=_CODE,
        when=moment(page.printed.when, page.printed.language),
        who=page.printed.by,
        station=page.printed.station,
    )
    for index, text in enumerate(wrap(asked, _BODY, width_mm)):
        surface.text(left_mm, 34 + 3.4 * index, text, _BODY, width_mm)


def _draw_rulers(surface: Surface) -> None:
    """A frame at the edge, and along it rulers with a mark each centimetre."""
    grid = surface.grid
    wide_mm = min(_RULER_MM, int((grid.width_mm - 2 * _EDGE_MM) // _STEP_MM) * _STEP_MM)
    high_mm = min(_RULER_MM, int((grid.height_mm - 2 * _EDGE_MM) // _STEP_MM) * _STEP_MM)
    surface.stroke([(_EDGE_MM, _EDGE_MM), (_EDGE_MM + wide_mm, _EDGE_MM)], 0.6)
    surface.stroke([(_EDGE_MM, _EDGE_MM), (_EDGE_MM, _EDGE_MM + high_mm)], 0.6)
    for at_mm in range(0, wide_mm + 1, _STEP_MM):
        x_mm = _EDGE_MM + at_mm
        surface.stroke([(x_mm, _EDGE_MM), (x_mm, _EDGE_MM + 3)], 0.6)
        if at_mm:
            surface.text(x_mm - 4, _EDGE_MM + 5.4, str(at_mm), _TICK, 8, TextAlign.CENTRE)
    for at_mm in range(0, high_mm + 1, _STEP_MM):
        y_mm = _EDGE_MM + at_mm
        surface.stroke([(_EDGE_MM, y_mm), (_EDGE_MM + 3, y_mm)], 0.6)
        if at_mm:
            surface.text(_EDGE_MM + 3.6, y_mm + 0.8, str(at_mm), _TICK, 8)
