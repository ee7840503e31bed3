"""The recall list of a lot: where it came from, where it lies, and who got it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from babel.dates import format_date

from packbench.documents.blocks import LABEL, Block, BlockField, facts
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface, TextAlign
from packbench.words.dates import locale_of
from packbench.words.language import in_language, tr

_ROW_MM, _TICK_MM = 11.0, 4.0
_STRONG, _TEXT, _SMALL, _HEAD = Style(10, bold=True), Style(9), Style(8), Style(11, bold=True)
_ORDER, _WHO = BlockField(8, 34), BlockField(44, 78)
_SENT, _GOODS = BlockField(124, 30), BlockField(124, 36)
_UNITS = BlockField(160, 18, TextAlign.RIGHT)
_FIRST, _SECOND, _THIRD = BlockField(0, 60), BlockField(62, 60), BlockField(124, 34)


@dataclass(frozen=True, slots=True)
class RecallRow:
    """Who got units of the lot; `shipped_at` is empty while they are only picked."""

    order: str
    customer: str
    contact: str
    shipment: str
    shipped_at: datetime | None
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class RecallList:
    """A lot; `sources` are moment, supplier, document and units, `places` bin, SKU and units."""

    lot: str
    skus: str
    sources: Sequence[tuple[datetime, str, str, int]]
    places: Sequence[tuple[str, str, int]]
    rows: Sequence[RecallRow]
    printed: Printed


def render_recall_list(listed: RecallList, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a recall list; equal lists give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(listed.printed.language):
        title = tr("Recall list")
        canvas.setTitle(f"{title} {listed.lot}")
        frame = Frame(title, listed.lot, "", listed.skus, listed.lot, listed.printed)
        letters = draw_document(canvas, frame, _blocks(listed), Block(6, _draw_heads))
    if letters:
        on_unprintable(listed.lot, letters)
    canvas.save()
    return target.getvalue()


def _blocks(listed: RecallList) -> Iterator[Block]:
    units = sum(row.units for row in listed.rows)
    lies = sum(one[2] for one in listed.places)
    orders = len({row.order for row in listed.rows})
    yield facts(
        (
            (tr("Orders"), str(orders)),
            (tr("Units with customers"), str(units)),
            (tr("Units here"), str(lies)),
        )
    )
    yield _heading(tr("Where it came from"))
    for at, who, document, count in listed.sources:
        cells = (who, document, _day(at, listed.printed), count)
        yield Block(6, partial(_draw_line, cells))
    yield _heading(tr("Where it lies"))
    for place, sku, count in listed.places:
        yield Block(6, partial(_draw_line, (place, sku, "", count)))
    yield _heading(tr("Who got it"))
    if listed.rows:
        yield Block(6, _draw_heads, kept_with_next=True)
    for row in listed.rows:
        yield Block(_ROW_MM, partial(_draw_row, row, listed.printed), in_table=True)


def _heading(words: str) -> Block:
    return Block(9, partial(_draw_heading, words), kept_with_next=True)


def _draw_heading(words: str, surface: Surface, y_mm: float) -> None:
    _FIRST.write(surface, y_mm + 6.5, words, _HEAD)


def _draw_line(cells: tuple[str, str, str, int], surface: Surface, y_mm: float) -> None:
    first, second, third, count = cells
    for at, text in ((_FIRST, first), (_SECOND, second), (_THIRD, third)):
        at.write(surface, y_mm + 4, text, _TEXT)
    _UNITS.write(surface, y_mm + 4, str(count), _TEXT)


def _draw_heads(surface: Surface, y_mm: float) -> None:
    _ORDER.write(surface, y_mm + 4, tr("Order"), LABEL)
    _WHO.write(surface, y_mm + 4, tr("Customer"), LABEL)
    _SENT.write(surface, y_mm + 4, tr("Shipped"), LABEL)
    _UNITS.write(surface, y_mm + 4, tr("Units"), LABEL)


def _draw_row(row: RecallRow, printed: Printed, surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm, surface.grid.width_mm)
    surface.box(1, y_mm + 3, _TICK_MM, _TICK_MM, 0.6)
    _ORDER.write(surface, y_mm + 4.5, row.order, shrunk(row.order, _STRONG, 34, 6))
    _ORDER.write(surface, y_mm + 8.5, row.shipment, LABEL)
    _WHO.write(surface, y_mm + 4.5, row.customer, _TEXT)
    _WHO.write(surface, y_mm + 8.5, row.contact, _SMALL)
    sent = tr("not shipped") if row.shipped_at is None else _day(row.shipped_at, printed)
    _SENT.write(surface, y_mm + 4.5, sent, _TEXT)
    _GOODS.write(surface, y_mm + 8.5, row.sku, shrunk(row.sku, _SMALL, 36, 5))
    _UNITS.write(surface, y_mm + 5.5, str(row.units), _STRONG)


def _day(at: datetime, printed: Printed) -> str:
    local = at.astimezone(printed.when.tzinfo)
    return format_date(local, "medium", locale=locale_of(printed.language))
