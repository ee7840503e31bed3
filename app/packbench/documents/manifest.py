"""The manifest of a carrier: what was handed over at the end of a day, with its barcode."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from packbench.documents.barcodes import ON_HEADERS, code128
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import OnUnprintable, Printed
from packbench.documents.surface import Surface, TextAlign
from packbench.documents.words import moment
from packbench.domain.shipping import ManifestLine
from packbench.words.language import in_language, tr, tr_count

_TITLE, _HEAD, _BODY = Style(16, bold=True), Style(8, bold=True), Style(8)
_ROWS_A_PAGE = 34
_ROW_MM = 6.0
_TOP_MM = 34.0
_LEAST_PT = 5
_COLUMNS_MM = ((0, 8), (11, 33), (46, 62), (110, 44), (156, 9), (167, 13))
"""Of a row: where each column begins, and how wide it is."""
_ALIGNED = dict.fromkeys((0, 4, 5), TextAlign.RIGHT)  # columns of numbers


@dataclass(frozen=True, slots=True)
class ManifestPaper:
    """A manifest to print: its number and code, who takes it, what, when it was closed."""

    number: str
    barcode: str
    carrier: str
    closed: str
    lines: Sequence[ManifestLine]
    printed: Printed


def render_manifest(paper: ManifestPaper, on_unprintable: OnUnprintable) -> bytes:
    """The PDF of a manifest, with room for two signatures at its end."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    canvas.setTitle(paper.number)
    surface = Surface(canvas, paper.printed.paper.grid)
    pages = max(1, -(-len(paper.lines) // _ROWS_A_PAGE))
    with in_language(paper.printed.language):
        for page in range(pages):
            rows = paper.lines[page * _ROWS_A_PAGE : (page + 1) * _ROWS_A_PAGE]
            _draw_head(surface, paper)
            for place, row in enumerate(rows):
                _draw_row(surface, page * _ROWS_A_PAGE + place + 1, row, place)
            if page == pages - 1:
                _draw_end(surface, paper.lines, len(rows))
            _draw_foot(surface, paper, page + 1, pages)
            surface.end_page()
    canvas.save()
    if surface.unprintable:
        on_unprintable(paper.number, surface.unprintable)
    return target.getvalue()


def _draw_head(surface: Surface, paper: ManifestPaper) -> None:
    width_mm = surface.grid.width_mm
    symbol = code128(paper.barcode)
    left_mm = width_mm - ON_HEADERS.bars_mm(symbol) - ON_HEADERS.quiet_left_mm(symbol)
    surface.symbol(left_mm, 2, symbol, ON_HEADERS)
    title = tr("Manifest {number}: {carrier}").format(number=paper.number, carrier=paper.carrier)
    room_mm = left_mm - 6
    surface.text(0, 8, title, shrunk(title, _TITLE, room_mm, 8), room_mm)
    closed = tr("Closed {when}").format(when=paper.closed)
    surface.text(0, 14, closed, _BODY, room_mm)
    heads = (tr("No."), tr("Shipment"), tr("Receiver"), tr("Tracking"), tr("Parcels"), tr("kg"))
    for column, ((at_mm, wide_mm), text) in enumerate(zip(_COLUMNS_MM, heads, strict=True)):
        style = shrunk(text, _HEAD, wide_mm, _LEAST_PT)
        surface.text(at_mm, _TOP_MM - 3, text, style, wide_mm, _ALIGNED.get(column, TextAlign.LEFT))
    surface.rule(0, _TOP_MM - 1.5, width_mm)


def _draw_row(surface: Surface, number: int, row: ManifestLine, place: int) -> None:
    y_mm = _TOP_MM + place * _ROW_MM + 3
    weight = "" if row.weight_g is None else f"{row.weight_g / 1000:.2f}"
    receiver = ", ".join(filter(None, (row.receiver, row.place)))
    texts = (str(number), row.shipment, receiver, row.tracking, str(row.parcels), weight)
    for column, ((at_mm, wide_mm), text) in enumerate(zip(_COLUMNS_MM, texts, strict=True)):
        style = shrunk(text, _BODY, wide_mm, _LEAST_PT)
        surface.text(at_mm, y_mm, text, style, wide_mm, _ALIGNED.get(column, TextAlign.LEFT))
    surface.rule(0, y_mm + 1.6, surface.grid.width_mm)


def _draw_end(surface: Surface, lines: Sequence[ManifestLine], rows: int) -> None:
    y_mm = _TOP_MM + rows * _ROW_MM + 5
    parcels = sum(row.parcels for row in lines)
    shipments = tr_count("{count} shipment", "{count} shipments", len(lines))
    boxes = tr_count("{count} parcel", "{count} parcels", parcels)
    told = f"{shipments.format(count=len(lines))}, {boxes.format(count=parcels)}"
    surface.text(0, y_mm, told, Style(10, bold=True), 180)
    if rows > _ROWS_A_PAGE - 3:
        return
    for at_mm, text in ((0, tr("Handed over by")), (95, tr("Taken over by, and when"))):
        surface.rule(at_mm, y_mm + 14, 80)
        surface.text(at_mm, y_mm + 18, text, _BODY, 80)


def _draw_foot(surface: Surface, paper: ManifestPaper, page: int, pages: int) -> None:
    printed = paper.printed
    told = tr("Printed {when} by {who}, station {station}").format(
        when=moment(printed.when, printed.language), who=printed.by, station=printed.station
    )
    surface.text(0, surface.grid.height_mm - 1, told, _BODY, 130)
    count = tr("Page {page} of {pages}").format(page=page, pages=pages)
    surface.text(130, surface.grid.height_mm - 1, count, _BODY, 50, TextAlign.RIGHT)
