"""The put-away list: picked goods that somebody carries back to their bins."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from packbench.documents.barcodes import ON_ROWS, code_symbol
from packbench.documents.blocks import LABEL, Block, BlockField
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.put_away import GoodsBack
from packbench.words.language import in_language, tr

_HEIGHT_MM, _TICK_MM = 12.0, 4.0
_BIN, _COUNT, _TEXT = Style(14, bold=True), Style(16, bold=True), Style(9)
_BIN_FIELD, _GOODS_FIELD = BlockField(8, 48), BlockField(58, 50)
_COUNT_FIELD = BlockField(110, 18, TextAlign.RIGHT)
_CODE_X_MM, _CODE_ROOM_MM = 132.0, 48.0


@dataclass(frozen=True, slots=True)
class PutAwayList:
    """Units that are to be carried to bins, in the order of the list.

    `replenishes`: they come from reserve, and the place names both bins.
    """

    number: str
    warehouse: str
    goods: Sequence[GoodsBack]
    printed: Printed
    replenishes: bool = False


def render_put_away(listed: PutAwayList, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a put-away list; equal lists give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(listed.printed.language):
        frame = _frame(listed)
        canvas.setTitle(f"{frame.title} {frame.number}")
        letters = draw_document(canvas, frame, _rows(listed), Block(6, _draw_heads))
    if letters:
        on_unprintable(listed.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(listed: PutAwayList) -> Frame:
    place = tr("Warehouse {name}").format(name=listed.warehouse)
    title = tr("Replenishment") if listed.replenishes else tr("Put away")
    return Frame(title, listed.number, "", place, listed.number, listed.printed)


def _rows(listed: PutAwayList) -> Iterator[Block]:
    for one in listed.goods:
        yield Block(_HEIGHT_MM, partial(_draw_row, one))


def _draw_heads(surface: Surface, y_mm: float) -> None:
    _BIN_FIELD.write(surface, y_mm + 4, tr("Bin"), LABEL)
    _GOODS_FIELD.write(surface, y_mm + 4, tr("Goods"), LABEL)
    _COUNT_FIELD.write(surface, y_mm + 4, tr("Units"), LABEL)


def _draw_row(one: GoodsBack, surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm, surface.grid.width_mm)
    surface.box(1, y_mm + 4, _TICK_MM, _TICK_MM, 0.6)
    bin_style = shrunk(one.location, _BIN, _BIN_FIELD.width_mm, 7)
    _BIN_FIELD.write(surface, y_mm + 8, one.location, bin_style)
    _GOODS_FIELD.write(surface, y_mm + 5, one.sku, shrunk(one.sku, _TEXT, 50, 6))
    if one.lot:
        _GOODS_FIELD.write(surface, y_mm + 9.5, tr("Lot {lot}").format(lot=one.lot), LABEL)
    _COUNT_FIELD.write(surface, y_mm + 8.5, str(one.units), _COUNT)
    symbol = code_symbol(one.barcode)
    if symbol is not None and ON_ROWS.bars_mm(symbol) <= _CODE_ROOM_MM:
        surface.symbol(_CODE_X_MM + ON_ROWS.quiet_left_mm(symbol), y_mm + 2, symbol, ON_ROWS)
