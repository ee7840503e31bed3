"""Labels as data, and the sizes they come in: what PDF and ZPL are drawn from."""

from collections.abc import Callable
from dataclasses import dataclass

from packbench.documents.barcodes import Size, Symbol

OnWithoutSymbol = Callable[[str], None]
"""Hears the heading of a label whose barcode finds no room on it."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label.

    Attributes:
        heading: what is read from afar: a bin's code, a tote's number, a person's name.
        symbols: what its barcode may say, the best first: the first that fits is drawn.
        lines: what stands below, small.
    """

    heading: str
    symbols: tuple[Symbol, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSize:
    """How large a label is, and how many lie on a page.

    Attributes:
        name: how people name it, e.g. `100x50` for one on a page, `2x7` for a sheet.
        width_mm: of one label.
        height_mm: of one label.
        bars_mm: the height of its barcode.
        heading_pt: the type of its heading; smaller where that is too long.
        line_pt: the type of the lines below.
        columns: of labels on a page.
        rows: of labels on a page.
        pitch_mm: from a label's left edge to its neighbour's.
        row_pitch_mm: from a label's top to that of the one below; 0: they touch.
        margin_mm: from the page's edges to the first label: left and top.
        page_mm: width and height of the page.
    """

    name: str
    width_mm: float
    height_mm: float
    bars_mm: float
    heading_pt: float
    line_pt: float
    page_mm: tuple[float, float]
    columns: int = 1
    rows: int = 1
    pitch_mm: float = 0.0
    row_pitch_mm: float = 0.0
    margin_mm: tuple[float, float] = (0.0, 0.0)

    @property
    def a_page(self) -> int:
        """How many labels lie on a page."""
        return self.columns * self.rows

    def place_mm(self, index: int) -> tuple[float, float]:
        """The left top corner of a page's label, numbered from 0 row by row."""
        row, column = divmod(index, self.columns)
        left_mm, top_mm = self.margin_mm
        return left_mm + column * self.pitch_mm, top_mm + row * (
            self.row_pitch_mm or self.height_mm
        )


EDGE_MM = 2.0
"""The white along a label's edges: cutters and feeds are not exact to less."""

WIDTHS_MM = (0.5, 0.375, 0.33)
"""Module widths in PDF, the widest that fits is taken; below 0.33 mm an EAN may be misread."""


def fitting(
    label: Label, size: LabelSize, widths_mm: tuple[float, ...] = WIDTHS_MM
) -> tuple[Symbol, Size] | None:
    """The first symbol of a label that fits with its quiet zones, as wide as it can be."""
    for symbol in label.symbols:
        modules = len(symbol.modules) + symbol.quiet_left + symbol.quiet_right
        for x_mm in widths_mm:
            if modules * x_mm <= size.width_mm:
                gain_mm = 0.03 if x_mm == WIDTHS_MM[-1] else 0.0
                return symbol, Size(x_mm, size.bars_mm, gain_mm)
    return None
