"""The table of a pick list: rows on a pitch of 12 mm, bands where the zone or the aisle changes.

A row takes more pitches where its barcode is too wide for its column, where it serves many slots,
or where a SKU, a place or a lot needs many lines: they stand whole.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from packbench.documents import words
from packbench.documents.barcodes import ON_ROWS, Symbol, product_symbol
from packbench.documents.blocks import LABEL, STRONG, Block, BlockField, leading_mm
from packbench.documents.lines import Style, StyledText, shrunk, whole, wrap
from packbench.documents.own_values import own_texts
from packbench.documents.picks import PickRow, Stop
from packbench.documents.surface import Surface, TextAlign
from packbench.words.dates import day_in
from packbench.words.language import tr
from packbench.words.packs import packs_words

PITCH_MM = 12.0
_HEADS_MM = 6.0
_BAND_MM = 6.0
_LOCATION = Style(14, bold=True)
_QUANTITY = Style(16, bold=True)
_NAME = Style(8)
_PACKS = Style(8, bold=True)
_SHARES = Style(9, bold=True)
_LINES_A_PITCH = 3
_LEAST_PT = 7
_LEAST_LOT_PT, _LEAST_NUMBER_PT = 6, 4
_BAND = Style(9.5, bold=True)
_CAPTION = Style(6)
_MIDDLE_MM = 5.8  # of a row, a little high: units and captions stand below
_HALF_CAPITAL_MM_A_POINT = 0.126  # half of Noto Sans' capitals, 0.714 em
_QUIET_MM = 3.63  # 11 X, the widest quiet zone of the symbologies in use


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a list. Fields of symbols hold their quiet zones, at the right in the margin.

    Where item and symbol are `swapping`, they share one field and change sides from row to row: a
    scanner then finds no other barcode above or below the one that it is held to.
    """

    location: BlockField
    item: BlockField
    quantity: BlockField
    symbol: BlockField
    wide_symbol: BlockField
    shares: BlockField | None = None
    picked: BlockField | None = None
    swapping: bool = False


SINGLE = Form(
    location=BlockField(13, 30),
    item=BlockField(44.5, 48.5),
    quantity=BlockField(94.5, 14, TextAlign.CENTRE),
    picked=BlockField(110.5, 10),
    symbol=BlockField(120.5, 59.5 + _QUIET_MM, TextAlign.RIGHT),
    wide_symbol=BlockField(10, 170 + _QUIET_MM, TextAlign.RIGHT),
)
BATCH = Form(
    location=BlockField(13, 27.5),
    quantity=BlockField(41, 14, TextAlign.CENTRE),
    shares=BlockField(57, 18),
    item=BlockField(79, 48.5),
    symbol=BlockField(118, 62 + _QUIET_MM, TextAlign.RIGHT),
    wide_symbol=BlockField(79 - _QUIET_MM, 101 + 2 * _QUIET_MM, TextAlign.RIGHT),
    swapping=True,
)


def heads(form: Form) -> Block:
    """The names of the columns."""
    return Block(_HEADS_MM, partial(_draw_heads, form), kept_with_next=True)


def table(form: Form, stops: list[Stop], language: str) -> Iterator[Block]:
    """The rows of a list and the bands between them."""
    band = ""
    zoned = any(stop.row.zone or stop.row.aisle for stop in stops)
    for sequence, stop in enumerate(stops, start=1):
        if (new_band := _band_text(stop.row, zoned=zoned)) != band:
            band = new_band
            yield _band_block(band)
        row = _row(form, stop, sequence, language)
        yield Block(row.pitches * PITCH_MM, row.draw, in_table=True)


def _draw_heads(form: Form, surface: Surface, y_mm: float) -> None:
    named = (
        (form.location, tr("Location")),
        (form.item, tr("Item")),
        (form.quantity, tr("Quantity")),
        (form.shares, tr("Slots")),
        (form.picked, tr("Picked")),
    )
    for field, text in named:
        if field:
            field.write(surface, y_mm + 4.2, text, LABEL)
    surface.rule(0, y_mm + _HEADS_MM, surface.grid.width_mm, 1)


def _band_text(row: PickRow, *, zoned: bool) -> str:
    """What stands above the rows of one zone and aisle; nothing where no row has either."""
    if not row.location:
        return tr("Without a location")
    zone = tr("Zone {zone}").format(zone=row.zone) if row.zone else ""
    aisle = tr("Aisle {aisle}").format(aisle=row.aisle) if row.aisle else ""
    return " · ".join(filter(None, (zone, aisle))) or (tr("Without a zone") if zoned else "")


def _band_block(text: str) -> Block:
    lines = whole(text, _BAND, SINGLE.wide_symbol.width_mm, _LEAST_PT)
    height_mm = _BAND_MM + max(0, len(lines) - 1) * leading_mm(lines)
    draw = partial(_draw_band, lines, height_mm)
    return Block(height_mm, draw, kept_with_next=True, in_table=True)


def _draw_band(lines: list[StyledText], height_mm: float, surface: Surface, y_mm: float) -> None:
    for index, (text, style) in enumerate(lines):
        baseline_mm = y_mm + 4.4 + index * leading_mm(lines)
        surface.text(0, baseline_mm, text, style, surface.grid.width_mm)
    surface.rule(0, y_mm + height_mm, surface.grid.width_mm, 1)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with everything decided: which symbol where, how many pitches, which lines of slots."""

    form: Form
    row: PickRow
    quantity: int
    sequence: int
    language: str
    place: list[StyledText]
    item: list[StyledText]
    shares: list[StyledText]
    symbol: Symbol | None
    symbol_field: BlockField
    item_field: BlockField

    @property
    def pitches(self) -> int:
        """Its height: what its lines take, and one more for a symbol over the whole width."""
        return self._text_pitches + (self.symbol_field is self.form.wide_symbol)

    @property
    def _text_pitches(self) -> int:
        longest = max(len(lines) for lines in (self.place, self.item, self.shares))
        return math.ceil(longest / _LINES_A_PITCH)

    def draw(self, surface: Surface, y_mm: float) -> None:
        """Draws the row, its top at `y_mm`."""
        surface.box(0, y_mm + _MIDDLE_MM - 2.3, 4.6, 4.6, 0.8)
        number = str(self.sequence)
        sequence = BlockField(4.5, 6.5, TextAlign.RIGHT)
        style = shrunk(number, _NAME, sequence.width_mm, _LEAST_NUMBER_PT)
        _write_centred(surface, sequence, y_mm, [(number, style)])
        columns = [(self.form.location, self.place), (self.item_field, self.item)]
        if self.form.shares:
            columns.append((self.form.shares, self.shares))
        for field, lines in columns:
            many = len(lines) > _LINES_A_PITCH
            lower_mm = (self._text_pitches - 1) * PITCH_MM / 2 if many else 0
            _write_centred(surface, field, y_mm + lower_mm, lines)
        self._draw_quantity(surface, y_mm)
        if self.form.picked:
            surface.rule(self.form.picked.x_mm, y_mm + 7.5, self.form.picked.width_mm, 0.5)
        self._draw_symbol(surface, y_mm)
        surface.rule(0, y_mm + self.pitches * PITCH_MM, surface.grid.width_mm)

    def _draw_quantity(self, surface: Surface, y_mm: float) -> None:
        field = self.form.quantity
        text = words.number(self.quantity, self.language)
        if self.quantity > 1:
            surface.box(field.x_mm, y_mm + _MIDDLE_MM - 3.4, field.width_mm, 6.8, 1)
        style = shrunk(text, _QUANTITY, field.width_mm - 2, _LEAST_NUMBER_PT)
        _write_centred(surface, field, y_mm, [(text, style)])
        if self.row.unit:
            field.write(surface, y_mm + 11.4, self.row.unit, _CAPTION)

    def _draw_symbol(self, surface: Surface, y_mm: float) -> None:
        field = self.symbol_field
        if self.symbol is None:
            field = BlockField(field.x_mm, _grid_end_mm(self.form) - field.x_mm, TextAlign.RIGHT)
            field.write(surface, y_mm + 6.5, tr("no barcode"), _CAPTION)
            return
        is_wide = field is self.form.wide_symbol
        top_mm = y_mm + 0.9 + (self._text_pitches * PITCH_MM if is_wide else 0)
        bars = _bars_field(field, self.symbol)
        surface.symbol(bars.x_mm, top_mm, self.symbol, ON_ROWS)
        bars.write(surface, top_mm + 10.1, self.symbol.text, _CAPTION)


def _row(form: Form, stop: Stop, sequence: int, language: str) -> _Row:
    symbol = product_symbol(stop.row.barcode, stop.row.sku)
    if symbol and not _has_room(form.wide_symbol, symbol):
        symbol = None
    symbol_field, item_field = _sides(form, symbol, sequence)
    return _Row(
        form=form,
        row=stop.row,
        quantity=stop.quantity,
        sequence=sequence,
        language=language,
        place=whole(stop.row.location or "–", _LOCATION, form.location.width_mm, _LEAST_PT),
        item=_item_lines(stop, item_field.width_mm, language),
        shares=_share_lines(form, stop, language),
        symbol=symbol,
        symbol_field=symbol_field,
        item_field=item_field,
    )


def _item_lines(stop: Stop, width_mm: float, language: str) -> list[StyledText]:
    """SKU, name, packs and lot on three lines; what is not there leaves its room to the name."""
    row = stop.row
    skus = whole(row.sku, STRONG, width_mm, _LEAST_PT)
    told = packs_words(stop.quantity, row.packs, partial(words.number, language=language))
    packs = whole(told, _PACKS, width_mm, _LEAST_PT)
    lots = whole(_lot_text(row, language), _NAME, width_mm, _LEAST_LOT_PT)
    room = max(1, _LINES_A_PITCH - len(skus) - len(packs) - len(lots))
    own = own_texts(row.own, language)
    if own and room > 1:
        told_of = [(text, _NAME) for text in wrap(own, _NAME, width_mm, 1)]
        return [*skus, *_named(row, width_mm, room - 1), *told_of, *packs, *lots]
    if own:  # what the picker has to know goes before the name, which may be cut
        row = replace(row, name=f"{own} · {row.name}")
    return [*skus, *_named(row, width_mm, room), *packs, *lots]


def _named(row: PickRow, width_mm: float, room: int) -> list[StyledText]:
    """The name, cut where it is long, and whole what it is a part of: in its sentence or below."""
    if not row.kit:
        return [(text, _NAME) for text in wrap(row.name, _NAME, width_mm, room)]
    together = tr("{name}, part of {kit}").format(name=row.name, kit=row.kit)
    lines = wrap(together, _NAME, width_mm, room + 1)
    if len(lines) <= room:
        return [(text, _NAME) for text in lines]
    kits = whole(tr("part of {kit}").format(kit=row.kit), _NAME, width_mm, _LEAST_PT)
    names = wrap(row.name, _NAME, width_mm, max(1, room - len(kits)))
    return [*((text, _NAME) for text in names), *kits]


def _sides(form: Form, symbol: Symbol | None, sequence: int) -> tuple[BlockField, BlockField]:
    """Where symbol and item of a row stand; a symbol too wide for a side has a pitch of its own."""
    if symbol is None:
        return form.symbol, form.item
    if not _has_room(form.symbol, symbol):
        return form.wide_symbol, form.item
    if not form.swapping:
        return form.symbol, form.item
    taken_mm = ON_ROWS.bars_mm(symbol) + _QUIET_MM
    left_mm, end_mm = form.item.x_mm, _grid_end_mm(form)
    if sequence % 2 == 1:
        return form.symbol, BlockField(
            left_mm, min(form.item.width_mm, end_mm - taken_mm - left_mm)
        )
    start_mm = max(end_mm - form.item.width_mm, left_mm + taken_mm)
    on_the_left = BlockField(left_mm - _QUIET_MM, form.symbol.width_mm)
    return on_the_left, BlockField(start_mm, end_mm - start_mm)


def _grid_end_mm(form: Form) -> float:
    return form.symbol.x_mm + form.symbol.width_mm - _QUIET_MM


def _bars_field(field: BlockField, symbol: Symbol) -> BlockField:
    """Where the bars stand in a field of symbols, between the quiet zones."""
    bars_mm = ON_ROWS.bars_mm(symbol)
    spare_mm = field.width_mm - 2 * _QUIET_MM - bars_mm
    x_mm = field.x_mm + _QUIET_MM + field.align.value * spare_mm
    return BlockField(x_mm, bars_mm, TextAlign.CENTRE)


def _has_room(field: BlockField, symbol: Symbol) -> bool:
    return ON_ROWS.bars_mm(symbol) + 2 * _QUIET_MM <= field.width_mm


def _share_lines(form: Form, stop: Stop, language: str) -> list[StyledText]:
    """Who gets how many, e.g. "A×2 B×1", on as many lines as it takes; no number is broken."""
    if form.shares is None:
        return []
    width_mm = form.shares.width_mm
    told = [f"{slot}×{words.number(count, language)}" for slot, count in stop.shares]
    style = shrunk(max(told, key=_SHARES.width_mm), _SHARES, width_mm, 4)
    return [(text, style) for text in wrap(" ".join(told), style, width_mm, len(told))]


def _lot_text(row: PickRow, language: str) -> str:
    lot = tr("Lot {lot}").format(lot=row.lot) if row.lot else ""
    expiry = day_in(row.expires_on, language) if row.expires_on else ""
    use_by = tr("use by {day}").format(day=expiry) if expiry else ""
    return ", ".join(filter(None, (lot, use_by)))


def _write_centred(
    surface: Surface, field: BlockField, top_mm: float, lines: list[StyledText]
) -> None:
    """Writes lines around the middle of the pitch that begins at `top_mm`."""
    if not lines:
        return
    step_mm = leading_mm(lines[1:])
    half_capital_mm = lines[0][1].size_pt * _HALF_CAPITAL_MM_A_POINT
    first_mm = top_mm + _MIDDLE_MM + half_capital_mm - (len(lines) - 1) * step_mm / 2
    for index, (text, style) in enumerate(lines):
        field.write(surface, first_mm + index * step_mm, text, style)
