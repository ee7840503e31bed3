"""The table of a packing slip: wide on A4 and Letter, narrow on labels of 4 × 6 in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from packbench.documents import words
from packbench.documents.barcodes import ON_ROWS, Symbol, product_symbol
from packbench.documents.blocks import LEADING_MM_A_POINT, Block, BlockField
from packbench.documents.lines import Style, shrunk, whole, wrap
from packbench.documents.own_values import own_text
from packbench.documents.paper import Paper
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.custom_fields import FieldValue
from packbench.domain.slips import USUAL_FIELDS, SlipField
from packbench.words.language import tr

_HEADS_LEADING_MM = 3.0
_PADDING_MM = 2.4
_TOTAL_MM = 8.0
_INDENT_MM = 4.0
_NAME_LINES = 3
_OWN_LINES = 2
_BARS_MM = 10.5  # a symbol with the white above and below it
_LEAST_HEAD_PT, _HEAD_LINES = 4, 3
_LEAST_NUMBER_PT = 3.0  # the largest numbers that are allowed have room: a number is never cut


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line of an order as far as this parcel is concerned.

    A `component` belongs to the kit on a line before it; `substitute_for` is the SKU that was
    ordered; `own` what the product has in fields that the shop defined.
    """

    sku: str
    name: str
    ordered: int
    shipped: int
    to_come: int = 0
    component: bool = False
    substitute_for: str = ""
    unit_price: Decimal | None = None
    barcode: str = ""
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """Columns and type of a slip; without a column of its own the SKU stands above the name."""

    width_mm: float
    text: Style
    strong: Style
    small: Style
    leading_mm: float
    ship_to: BlockField
    fact_name: BlockField
    fact: BlockField
    name: BlockField
    ordered: BlockField | None
    shipped: BlockField
    to_come: BlockField | None
    sku: BlockField | None = None
    price: BlockField | None = None
    amount: BlockField | None = None
    shown: frozenset[SlipField] = USUAL_FIELDS


def _right(x_mm: float, width_mm: float) -> BlockField:
    return BlockField(x_mm, width_mm, TextAlign.RIGHT)


_WIDE = Look(
    width_mm=180,
    text=Style(9),
    strong=Style(9, bold=True),
    small=Style(7.5),
    leading_mm=4.6,
    ship_to=BlockField(0, 90),
    fact_name=BlockField(108, 24),
    fact=BlockField(133, 47),
    sku=BlockField(0, 34),
    name=BlockField(36, 84),
    ordered=_right(122, 16),
    shipped=_right(140, 19),
    to_come=_right(161, 19),
)
"""A4 and Letter."""

_NARROW = Look(
    width_mm=91.6,
    text=Style(7.5),
    strong=Style(7.5, bold=True),
    small=Style(6),
    leading_mm=3.6,
    ship_to=BlockField(0, 48),
    fact_name=BlockField(52, 14),
    fact=BlockField(66.5, 25.1),
    name=BlockField(0, 56),
    ordered=_right(57, 10),
    shipped=_right(68, 11),
    to_come=_right(80, 11.6),
)
"""Labels of 4 × 6 in."""

_LOOKS = {
    (False, False): _WIDE,
    (True, False): _NARROW,
    (False, True): replace(
        _WIDE,
        name=BlockField(36, 50),
        ordered=_right(87, 14),
        shipped=_right(102, 17),
        to_come=_right(120, 17),
        price=_right(138, 19),
        amount=_right(158, 22),
    ),
    (True, True): replace(
        _NARROW,
        name=BlockField(0, 38),
        ordered=_right(38.5, 9),
        shipped=_right(48.5, 10),
        to_come=_right(59.5, 11),
        amount=_right(71.5, 20.1),
    ),
}


def look(paper: Paper, *, with_prices: bool, shown: frozenset[SlipField] = USUAL_FIELDS) -> Look:
    """The look of a slip on that paper; what is not shown leaves its room to the description."""
    usual = _LOOKS[paper is Paper.LABEL_4X6, with_prices]
    return _without_sku(_without_counts(replace(usual, shown=shown)))


def _without_counts(look: Look) -> Look:
    """Without the columns of counts that are not shown: those at their left move up to the rest."""
    freed_mm, to_come, ordered = 0.0, look.to_come, look.ordered
    if to_come and SlipField.TO_COME not in look.shown:
        freed_mm = to_come.x_mm - look.shipped.x_mm - look.shipped.width_mm + to_come.width_mm
        to_come = None
    shipped = replace(look.shipped, x_mm=look.shipped.x_mm + freed_mm)
    if ordered and SlipField.ORDERED not in look.shown:
        freed_mm += look.shipped.x_mm - ordered.x_mm
        ordered = None
    elif ordered:
        ordered = replace(ordered, x_mm=ordered.x_mm + freed_mm)
    name = replace(look.name, width_mm=look.name.width_mm + freed_mm)
    return replace(look, ordered=ordered, shipped=shipped, to_come=to_come, name=name)


def _without_sku(look: Look) -> Look:
    """Without a column of SKUs, where either the SKU or the description is not shown."""
    if look.sku is None or {SlipField.SKU, SlipField.DESCRIPTION} <= look.shown:
        return look
    name = BlockField(look.sku.x_mm, look.name.x_mm + look.name.width_mm - look.sku.x_mm)
    return replace(look, sku=None, name=name)


def heads(look: Look) -> Block:
    """The names of the columns, on several lines where a column is narrow."""
    named = (
        (look.sku, tr("SKU")),
        (look.name, tr("Description") if SlipField.DESCRIPTION in look.shown else tr("SKU")),
        (look.ordered, tr("Ordered")),
        (look.shipped, tr("In this parcel")),
        (look.to_come, tr("Still to come")),
        (look.price, tr("Price")),
        (look.amount, tr("Amount")),
    )
    broken = [(field, _head_lines(text, look, field)) for field, text in named if field]
    height_mm = 3 + max(len(texts) for _, texts in broken) * _HEADS_LEADING_MM

    def draw(surface: Surface, y_mm: float) -> None:
        for field, texts in broken:
            for index, (text, style) in enumerate(reversed(texts)):
                baseline_mm = y_mm + height_mm - 1.8 - index * _HEADS_LEADING_MM
                field.write(surface, baseline_mm, text, style)
        surface.rule(0, y_mm + height_mm, look.width_mm, 1)

    return Block(height_mm, draw, kept_with_next=True)


def _head_lines(text: str, look: Look, field: BlockField) -> list[tuple[str, Style]]:
    """The name of a column in type in which its longest word stands whole: words differ a lot."""
    longest = max(text.split(), key=look.small.width_mm)
    style = shrunk(longest, look.small, field.width_mm, _LEAST_HEAD_PT)
    return [(piece, style) for piece in wrap(text, style, field.width_mm, _HEAD_LINES)]


def table(look: Look, lines: tuple[SlipLine, ...], currency: str, language: str) -> Iterator[Block]:
    """The lines of a slip, and below them what is in the parcel."""
    whole = tuple(line for line in lines if not line.component)
    for line in lines:
        row = _row(look, line, currency, language)
        yield Block(row.height_mm, row.draw, in_table=True)
    units = words.number(sum(line.shipped for line in whole), language)
    amount = sum((_amount(line) for line in whole), Decimal(0))
    total = words.money(amount, currency, language) if look.amount else ""
    yield Block(_TOTAL_MM, partial(_draw_total, look, units, total), in_table=True)


def _amount(line: SlipLine) -> Decimal:
    return line.shipped * (line.unit_price or Decimal(0))


def _draw_total(look: Look, units: str, total: str, surface: Surface, y_mm: float) -> None:
    surface.rule(0, y_mm, look.width_mm, 1)
    baseline_mm = y_mm + 4.6
    look.name.write(surface, baseline_mm, tr("Units in this parcel"), look.text)
    strong = shrunk(units, look.strong, look.shipped.width_mm, _LEAST_NUMBER_PT)
    look.shipped.write(surface, baseline_mm, units, strong)
    if look.amount:
        look.amount.write(
            surface,
            baseline_mm,
            total,
            shrunk(total, look.strong, look.amount.width_mm, _LEAST_NUMBER_PT),
        )


@dataclass(frozen=True, slots=True)
class _SlipRow:
    """A line with its texts broken to the columns: what each column says, from the top down."""

    look: Look
    ruled: bool
    cells: tuple[tuple[BlockField, list[tuple[str, Style]]], ...]
    symbol: Symbol | None = None

    @property
    def height_mm(self) -> float:
        """The height of the longest column, and of the symbol below."""
        bars_mm = _BARS_MM if self.symbol else 0
        return self._texts_mm + bars_mm + _PADDING_MM

    @property
    def _texts_mm(self) -> float:
        return max(len(written) for _, written in self.cells) * self._leading_mm

    @property
    def _leading_mm(self) -> float:
        return self.look.text.size_pt * LEADING_MM_A_POINT

    def draw(self, surface: Surface, y_mm: float) -> None:
        """Draws the line, its top at `y_mm`."""
        if self.ruled:
            surface.rule(0, y_mm, self.look.width_mm)
        for field, written in self.cells:
            for index, (text, style) in enumerate(written):
                baseline_mm = y_mm + _PADDING_MM / 2 + (index + 0.75) * self._leading_mm
                field.write(surface, baseline_mm, text, style)
        if self.symbol:
            left_mm = self.look.name.x_mm + ON_ROWS.quiet_left_mm(self.symbol)
            top_mm = y_mm + _PADDING_MM / 2 + self._texts_mm + 1
            surface.symbol(left_mm, top_mm, self.symbol, ON_ROWS)


def _row(look: Look, line: SlipLine, currency: str, language: str) -> _SlipRow:
    name = _indented(look.name, line) if look.sku is None else look.name
    sku = _indented(look.sku or look.name, line)
    heading = look.text if line.component else look.strong
    skus = whole(line.sku, heading, sku.width_mm, 5.5)
    names: list[tuple[str, Style]] = []
    if SlipField.DESCRIPTION in look.shown:
        lines = wrap(line.name, look.text, name.width_mm, _NAME_LINES)
        names = [(text, look.text) for text in lines]
    if line.substitute_for:
        note = tr("instead of {sku}").format(sku=line.substitute_for)
        names += whole(note, look.small, name.width_mm, 5)
    for one in line.own:
        text = own_text(one, language)
        names += [(part, look.small) for part in wrap(text, look.small, name.width_mm, _OWN_LINES)]
    if SlipField.SKU not in look.shown:
        skus = []
    texts = ((sku, skus), (name, names)) if look.sku else ((name, skus + names),)
    cells = (*texts, *_numbers(look, line, currency, language))
    return _SlipRow(look, not line.component, cells, _symbol(look, line))


def _symbol(look: Look, line: SlipLine) -> Symbol | None:
    """What a scanner reads of a line, where it is shown and there is room for it."""
    if SlipField.BARCODE not in look.shown:
        return None
    symbol = product_symbol(line.barcode, line.sku)
    if symbol is None:
        return None
    quiet_mm = (symbol.quiet_left + symbol.quiet_right) * ON_ROWS.x_mm
    return symbol if ON_ROWS.bars_mm(symbol) + quiet_mm <= look.name.width_mm else None


def _indented(field: BlockField, line: SlipLine) -> BlockField:
    indent_mm = _INDENT_MM if line.component else 0
    return BlockField(field.x_mm + indent_mm, field.width_mm - indent_mm)


def _numbers(
    look: Look, line: SlipLine, currency: str, language: str
) -> Iterator[tuple[BlockField, list[tuple[str, Style]]]]:
    to_come = words.number(line.to_come, language) if line.to_come else "–"
    told: list[tuple[BlockField | None, str, Style]] = [
        (look.ordered, words.number(line.ordered, language), look.text),
        (look.shipped, words.number(line.shipped, language), look.strong),
        (look.to_come, to_come, look.text),
    ]
    if line.unit_price is not None:
        price = words.money(line.unit_price, currency, language)
        amount = words.money(_amount(line), currency, language)
        told += [(look.price, price, look.text), (look.amount, amount, look.text)]
    for field, text, style in told:
        if field:
            yield field, [(text, shrunk(text, style, field.width_mm, _LEAST_NUMBER_PT))]
