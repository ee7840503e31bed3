"""The receiving sheet: what a purchase order should bring, to be counted with a pen."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from babel.dates import format_date

from packbench.documents.barcodes import ON_ROWS, code_symbol
from packbench.documents.blocks import LABEL, Block, BlockField, Facts, facts
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface, TextAlign
from packbench.words.dates import locale_of
from packbench.words.language import in_language, tr

_HEIGHT_MM, _TICK_MM = 21.0, 4.0
_SKU, _NAME, _COUNT = Style(10, bold=True), Style(8), Style(14, bold=True)
_GOODS_FIELD, _CODE_X_MM, _CODE_ROOM_MM = BlockField(0, 94), 128.0, 52.0
_COUNT_FIELD = BlockField(98, 22, TextAlign.RIGHT)
_BLANKS_MM = ((0, 27), (30, 27), (60, 27), (90, 27))
_TICKS_MM = (122, 145)
_BLANK = "_" * 24


@dataclass(frozen=True, slots=True)
class ReceivingRow:
    """A line: `expected` is None where nobody is to know it; `barcode` is what is scanned."""

    sku: str
    name: str
    barcode: str
    expected: int | None


@dataclass(frozen=True, slots=True)
class ReceivingSheet:
    """A purchase order to be received."""

    number: str
    barcode: str
    warehouse: str
    supplier: str
    from_whom: str
    expected_on: date | None
    rows: Sequence[ReceivingRow]
    printed: Printed


def render_receiving_sheets(
    sheets: Sequence[ReceivingSheet], on_unprintable: OnUnprintable = tell_nobody
) -> bytes:
    """The PDF of receiving sheets, each beginning on a page of its own."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    for sheet in sheets:
        with in_language(sheet.printed.language):
            frame = _frame(sheet)
            canvas.setTitle(f"{frame.title} {frame.number}")
            letters = draw_document(canvas, frame, _blocks(sheet), Block(6, _draw_heads))
        if letters:
            on_unprintable(sheet.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(sheet: ReceivingSheet) -> Frame:
    place = tr("{supplier} · to warehouse {name}")
    subtitle = place.format(supplier=sheet.supplier, name=sheet.warehouse)
    title = tr("Receiving")
    return Frame(title, sheet.number, sheet.barcode, subtitle, sheet.number, sheet.printed)


def _blocks(sheet: ReceivingSheet) -> Iterator[Block]:
    yield facts(_about(sheet))
    yield Block(6, _draw_heads, kept_with_next=True)
    for row in sheet.rows:
        yield Block(_HEIGHT_MM, partial(_draw_row, row), in_table=True)


def _about(sheet: ReceivingSheet) -> Facts:
    about = [(tr("Supplier"), sheet.from_whom)]
    if sheet.expected_on is not None:
        day = format_date(sheet.expected_on, locale=locale_of(sheet.printed.language))
        about.append((tr("Expected on"), day))
    return (*about, (tr("Delivery note"), _BLANK))


def _draw_heads(surface: Surface, y_mm: float) -> None:
    _GOODS_FIELD.write(surface, y_mm + 4, tr("Goods"), LABEL)
    _COUNT_FIELD.write(surface, y_mm + 4, tr("Expected"), LABEL)


def _draw_row(row: ReceivingRow, surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm, surface.grid.width_mm)
    _GOODS_FIELD.write(surface, y_mm + 5, row.sku, shrunk(row.sku, _SKU, 94, 6))
    _GOODS_FIELD.write(surface, y_mm + 9, row.name, _NAME)
    if row.expected is not None:
        _COUNT_FIELD.write(surface, y_mm + 7, str(row.expected), _COUNT)
    symbol = code_symbol(row.barcode)
    if symbol is not None and ON_ROWS.bars_mm(symbol) <= _CODE_ROOM_MM:
        surface.symbol(_CODE_X_MM + ON_ROWS.quiet_left_mm(symbol), y_mm + 2, symbol, ON_ROWS)
    blanks = (tr("received"), tr("lot"), tr("expiry"), tr("bin"))
    for (at_mm, wide_mm), name in zip(_BLANKS_MM, blanks, strict=True):
        BlockField(at_mm, wide_mm).write(surface, y_mm + 13, name, LABEL)
        surface.rule(at_mm, y_mm + 19, wide_mm)
    for at_mm, name in zip(_TICKS_MM, (tr("ok"), tr("damaged")), strict=True):
        surface.box(at_mm, y_mm + 15, _TICK_MM, _TICK_MM, 0.6)
        BlockField(at_mm + 6, 20).write(surface, y_mm + 18, name, LABEL)
