"""The count sheet: bins by the walk with what lies in each, to be counted with a pen."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from packbench.documents.barcodes import ON_ROWS, code_symbol
from packbench.documents.blocks import LABEL, Block, BlockField, facts
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.count_sheets import CountChoice
from packbench.words.counting import choice_words, units_words
from packbench.words.dates import day_in
from packbench.words.language import in_language, tr

_BIN_MM, _ROW_MM, _FREE_MM = 13.0, 16.0, 13.0
_BIN, _SKU, _NAME, _COUNT = (
    Style(15, bold=True),
    Style(10, bold=True),
    Style(8),
    Style(14, bold=True),
)
_BIN_FIELD, _GOODS_FIELD = BlockField(0, 118), BlockField(4, 72)
_EXPECTED_FIELD = BlockField(76, 20, TextAlign.RIGHT)
_COUNT_X_MM, _COUNT_WIDE_MM = 100.0, 24.0
_CODE_X_MM, _CODE_ROOM_MM = 128.0, 52.0
_FREE_ROWS = 4
_FREE_BLANKS_MM = ((0, 36), (40, 56), (_COUNT_X_MM, _COUNT_WIDE_MM), (128, 24), (156, 24))
_BLANK = "_" * 24


@dataclass(frozen=True, slots=True)
class CountPaperRow:
    """Goods in a bin: `expected` is None where nobody is to know it; `barcode` is scanned.

    `picked` units were picked from there and are not shipped, `to_pick` are on pick lists.
    """

    sku: str
    name: str
    barcode: str
    expected: int | None
    lot: str = ""
    expires_on: date | None = None
    picked: int = 0
    to_pick: int = 0


@dataclass(frozen=True, slots=True)
class CountSheetBin:
    """A bin, what is scanned of it, and what lies in it."""

    code: str
    barcode: str
    rows: Sequence[CountPaperRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CountSheet:
    """A sheet to be counted."""

    number: str
    warehouse: str
    chosen: CountChoice
    value: str
    bins: Sequence[CountSheetBin]
    printed: Printed


def render_count_sheet(sheet: CountSheet, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a count sheet; equal sheets give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(sheet.printed.language):
        frame = _frame(sheet)
        canvas.setTitle(f"{frame.title} {frame.number}")
        letters = draw_document(canvas, frame, _blocks(sheet), Block(6, _draw_heads))
    if letters:
        on_unprintable(sheet.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(sheet: CountSheet) -> Frame:
    place = tr("Warehouse {name}").format(name=sheet.warehouse)
    title = tr("Count sheet")
    return Frame(title, sheet.number, sheet.number, place, sheet.number, sheet.printed)


def _blocks(sheet: CountSheet) -> Iterator[Block]:
    what = choice_words(sheet.chosen, sheet.value)
    yield facts(((tr("What"), what), (tr("Counted by"), _BLANK), (tr("When"), _BLANK)))
    yield Block(6, _draw_heads, kept_with_next=True)
    for one in sheet.bins:
        yield Block(_BIN_MM, partial(_draw_bin, one), kept_with_next=True, in_table=True)
        for row in one.rows:
            yield Block(_ROW_MM, partial(_draw_row, row, sheet.printed.language), in_table=True)
    yield Block(9, _draw_free_head, kept_with_next=True)
    for _ in range(_FREE_ROWS):
        yield Block(_FREE_MM, _draw_free)


def _draw_heads(surface: Surface, y_mm: float) -> None:
    _BIN_FIELD.write(surface, y_mm + 4, tr("Bin and goods"), LABEL)
    _EXPECTED_FIELD.write(surface, y_mm + 4, tr("Expected"), LABEL)
    BlockField(_COUNT_X_MM, _COUNT_WIDE_MM).write(surface, y_mm + 4, tr("Counted"), LABEL)


def _draw_bin(one: CountSheetBin, surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm, surface.grid.width_mm)
    style = shrunk(one.code, _BIN, _BIN_FIELD.width_mm, 8)
    _BIN_FIELD.write(surface, y_mm + 8, one.code, style)
    _draw_code(one.barcode, surface, y_mm)


def _draw_row(row: CountPaperRow, language: str, surface: Surface, y_mm: float) -> None:
    _GOODS_FIELD.write(surface, y_mm + 4, row.sku, shrunk(row.sku, _SKU, 72, 6))
    _GOODS_FIELD.write(surface, y_mm + 8, row.name, _NAME)
    _GOODS_FIELD.write(surface, y_mm + 11.5, _about(row, language), LABEL)
    if row.expected is not None:
        told = units_words(row.expected, 0, row.picked)
        _EXPECTED_FIELD.write(surface, y_mm + 8, told, shrunk(told, _COUNT, 20, 7))
    surface.rule(_COUNT_X_MM, y_mm + 11, _COUNT_WIDE_MM)
    _draw_code(row.barcode, surface, y_mm)


def _about(row: CountPaperRow, language: str) -> str:
    """The lot and its last day, and what pickers have of it."""
    told = []
    if row.lot:
        told.append(tr("Lot {lot}").format(lot=row.lot))
    if row.expires_on is not None:
        told.append(tr("expires {day}").format(day=day_in(row.expires_on, language)))
    if row.picked:
        told.append(tr("{count} picked, not shipped").format(count=row.picked))
    if row.to_pick:
        told.append(tr("{count} on pick lists").format(count=row.to_pick))
    return " · ".join(told)


def _draw_code(code: str, surface: Surface, y_mm: float) -> None:
    symbol = code_symbol(code)
    if symbol is not None and ON_ROWS.bars_mm(symbol) <= _CODE_ROOM_MM:
        surface.symbol(_CODE_X_MM + ON_ROWS.quiet_left_mm(symbol), y_mm + 2, symbol, ON_ROWS)


def _draw_free_head(surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm + 1, surface.grid.width_mm)
    _BIN_FIELD.write(surface, y_mm + 6, tr("Found beside, in any bin:"), _NAME)


def _draw_free(surface: Surface, y_mm: float) -> None:
    names = (tr("bin"), tr("goods"), tr("counted"), tr("lot"), tr("expiry"))
    for (at_mm, wide_mm), name in zip(_FREE_BLANKS_MM, names, strict=True):
        BlockField(at_mm, wide_mm).write(surface, y_mm + 3, name, LABEL)
        surface.rule(at_mm, y_mm + 10, wide_mm)
