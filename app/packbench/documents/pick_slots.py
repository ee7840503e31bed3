"""The slots of a cart on a batch list: which order goes where, with the order's barcode."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from packbench.documents.barcodes import ON_ROWS, Symbol, code_symbol
from packbench.documents.blocks import SMALL, Block, BlockField, leading_mm
from packbench.documents.lines import Style, StyledText, shrunk, whole
from packbench.documents.picks import PickSlot
from packbench.documents.surface import Surface, TextAlign
from packbench.words.dates import day_in

_HEIGHT_MM = 14.0
_LABEL_MM = 11.0
_LABEL = Style(16, bold=True)
_ORDER = Style(11, bold=True)
_TEXT_X_MM = 13.5
_LEAST_TEXT_MM = 26.0
_QUIET_MM = 3.3  # 10 X
_GUTTER_MM = 6.0
_WIDTH_MM = 180.0
_HALF_MM = (_WIDTH_MM - _GUTTER_MM) / 2


def slot_blocks(slots: tuple[PickSlot, ...], language: str) -> Iterator[Block]:
    """The slots in two columns, or in one where a barcode is too wide for half the page.

    A row of slots is as high as the longest number in it needs, which stands whole.
    """
    symbols = [code_symbol(slot.barcode) for slot in slots]
    in_halves = all(_has_room(symbol, _HALF_MM) for symbol in symbols)
    width_mm = _HALF_MM if in_halves else _WIDTH_MM
    columns = 2 if in_halves else 1
    cells = [
        _Cell(
            slot,
            symbol if _has_room(symbol, width_mm) else None,
            (index % columns) * (_HALF_MM + _GUTTER_MM),
            width_mm,
            language,
        )
        for index, (slot, symbol) in enumerate(zip(slots, symbols, strict=True))
    ]
    for first in range(0, len(cells), columns):
        row = cells[first : first + columns]
        yield Block(max(cell.height_mm for cell in row), partial(_draw_cells, row))


def _has_room(symbol: Symbol | None, width_mm: float) -> bool:
    taken_mm = _TEXT_X_MM + _LEAST_TEXT_MM + 2 * _QUIET_MM
    return symbol is None or ON_ROWS.bars_mm(symbol) <= width_mm - taken_mm


@dataclass(frozen=True, slots=True)
class _Cell:
    """A slot's place on the page; without a symbol where a barcode can't say what it should."""

    slot: PickSlot
    symbol: Symbol | None
    x_mm: float
    width_mm: float
    language: str

    @property
    def height_mm(self) -> float:
        """The height: the usual one, more where the order's number needs many lines."""
        numbers = self._number_lines()
        return _HEIGHT_MM + (len(numbers) - 1) * leading_mm(numbers)

    def draw(self, surface: Surface, y_mm: float) -> None:
        """Draws the label in its box, the order, and the barcode at the right."""
        surface.box(self.x_mm, y_mm + 1, _LABEL_MM, _LABEL_MM, 1)
        label = shrunk(self.slot.label, _LABEL, _LABEL_MM - 2, 5)
        baseline_mm = y_mm + 1 + _LABEL_MM / 2 + label.size_pt * 0.126
        surface.text(
            self.x_mm + 1, baseline_mm, self.slot.label, label, _LABEL_MM - 2, TextAlign.CENTRE
        )
        self._draw_symbol(surface, y_mm)
        self._draw_order(surface, y_mm)

    def _number_lines(self) -> list[StyledText]:
        return whole(self.slot.order_number, _ORDER, self._text_width_mm, 6) or [("", _ORDER)]

    @property
    def _text_width_mm(self) -> float:
        return self.width_mm - _TEXT_X_MM - self._symbol_mm

    @property
    def _symbol_mm(self) -> float:
        """The width that the barcode takes, its quiet zone too."""
        return ON_ROWS.bars_mm(self.symbol) + _QUIET_MM if self.symbol else 0

    def _draw_order(self, surface: Surface, y_mm: float) -> None:
        field = BlockField(self.x_mm + _TEXT_X_MM, self._text_width_mm)
        numbers = self._number_lines()
        for index, (text, style) in enumerate(numbers):
            field.write(surface, y_mm + 5 + index * leading_mm(numbers), text, style)
        below_mm = y_mm + (len(numbers) - 1) * leading_mm(numbers)
        customer = shrunk(self.slot.customer, SMALL, field.width_mm, 5)
        field.write(surface, below_mm + 8.4, self.slot.customer, customer)
        ship_by = day_in(self.slot.ship_by, self.language) if self.slot.ship_by else ""
        shipping = ", ".join(filter(None, (ship_by, self.slot.ship_method)))
        field.write(surface, below_mm + 11.6, shipping, SMALL)

    def _draw_symbol(self, surface: Surface, y_mm: float) -> None:
        if self.symbol is None:
            return
        bars_mm = ON_ROWS.bars_mm(self.symbol)
        x_mm = self.x_mm + self.width_mm - bars_mm
        surface.symbol(x_mm, y_mm + 1, self.symbol, ON_ROWS)
        surface.text(x_mm, y_mm + 11.9, self.symbol.text, SMALL, bars_mm, TextAlign.CENTRE)


def _draw_cells(cells: list[_Cell], surface: Surface, y_mm: float) -> None:
    for cell in cells:
        cell.draw(surface, y_mm)
