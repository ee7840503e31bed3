"""Labels as PDF: one on a page for label printers, or on the A4 sheets that labels are sold on."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from packbench.documents.label import EDGE_MM, Label, LabelSize, OnWithoutSymbol, fitting
from packbench.documents.lines import Style, described, shrunk, whole
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import OnUnprintable
from packbench.documents.paper import page_of
from packbench.documents.surface import Surface, TextAlign

_LEAST_HEADING_PT = 7
_LEAST_LINE_PT = 5
_MM_A_POINT = 25.4 / 72
_CAPITALS = 0.714  # of the type's size
_LEADING = 1.15
_GAP_MM = 1.5


@dataclass(frozen=True, slots=True)
class OnLabels:
    """Hears what can't be as it should be: letters without a font, barcodes without room."""

    unprintable: OnUnprintable
    without_symbol: OnWithoutSymbol


def render_labels(
    labels: Sequence[Label], size: LabelSize, title: str, hears: OnLabels, used: int = 0
) -> bytes:
    """The PDF of labels; the first `used` places of the first sheet are left empty.

    Equal labels give equal bytes.
    """
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    canvas.setTitle(title)
    surface = Surface(canvas, page_of(*size.page_mm))
    used %= size.a_page
    for index, label in enumerate(labels, start=used):
        place = index % size.a_page
        if place == 0 and index > used:
            surface.end_page()
        _draw(surface, label, size, size.place_mm(place), hears)
    surface.end_page()
    canvas.save()
    if surface.unprintable:
        hears.unprintable(title, surface.unprintable)
    return target.getvalue()


def _draw(
    surface: Surface,
    label: Label,
    size: LabelSize,
    at_mm: tuple[float, float],
    hears: OnLabels,
) -> None:
    """The heading above, the barcode in the middle, its text and the lines below."""
    left_mm, top_mm = at_mm
    inside_mm = size.width_mm - 2 * EDGE_MM
    found = fitting(label, size)
    if found is None:
        hears.without_symbol(label.heading)
    below_mm = _draw_below(surface, label, size, at_mm)
    bottom_mm = top_mm + size.height_mm - EDGE_MM - below_mm
    if found:
        symbol, drawn = found
        bars_mm = drawn.bars_mm(symbol)
        spare_mm = size.width_mm - bars_mm
        x_mm = left_mm + spare_mm * symbol.quiet_left / (symbol.quiet_left + symbol.quiet_right)
        bottom_mm -= drawn.height_mm
        surface.symbol(x_mm, bottom_mm, symbol, drawn)
    room_mm = bottom_mm - _GAP_MM - top_mm - EDGE_MM
    _draw_heading(surface, label, (left_mm + EDGE_MM, top_mm + EDGE_MM), (inside_mm, room_mm), size)


def _draw_below(
    surface: Surface, label: Label, size: LabelSize, at_mm: tuple[float, float]
) -> float:
    """What stands under the barcode; gives how high it is."""
    left_mm, top_mm = at_mm
    inside_mm = size.width_mm - 2 * EDGE_MM
    leading_mm = size.line_pt * _MM_A_POINT * _LEADING
    bottom_mm = top_mm + size.height_mm - EDGE_MM
    for index, text in enumerate(reversed(label.lines)):
        style = shrunk(text, Style(size.line_pt), inside_mm, _LEAST_LINE_PT)
        surface.text(
            left_mm + EDGE_MM,
            bottom_mm - index * leading_mm - 0.25 * leading_mm,
            text,
            style,
            inside_mm,
            TextAlign.CENTRE,
        )
    return leading_mm * len(label.lines) + (0.6 if label.lines else 0)


def _draw_heading(
    surface: Surface,
    label: Label,
    at_mm: tuple[float, float],
    room_mm: tuple[float, float],
    size: LabelSize,
) -> None:
    """As large as it fits, on more lines where it is long; a code is never cut."""
    left_mm, top_mm = at_mm
    width_mm, height_mm = room_mm
    size_pt = size.heading_pt
    lines = whole(label.heading, Style(size_pt, bold=True), width_mm, size_pt * 0.5)
    while size_pt > _LEAST_HEADING_PT and _height_mm(lines) > height_mm:
        size_pt *= 0.95
        lines = whole(label.heading, Style(size_pt, bold=True), width_mm, size_pt * 0.5)
    if _height_mm(lines) > height_mm:
        most = max(1, int(height_mm / (_LEAST_HEADING_PT * _MM_A_POINT * _LEADING)))
        smallest = Style(_LEAST_HEADING_PT, bold=True)
        lines = described(label.heading, smallest, width_mm, _LEAST_HEADING_PT, most)
    step_mm = lines[0][1].size_pt * _MM_A_POINT * _LEADING if lines else 0
    first_mm = top_mm + (height_mm - _height_mm(lines)) / 2
    for index, (text, style) in enumerate(lines):
        baseline_mm = first_mm + style.size_pt * _MM_A_POINT * _CAPITALS + index * step_mm
        surface.text(left_mm, baseline_mm, text, style, width_mm, TextAlign.CENTRE)


def _height_mm(lines: list[tuple[str, Style]]) -> float:
    """From the top of the capitals to the last baseline, with room for what hangs below it."""
    if not lines:
        return 0
    size_mm = lines[0][1].size_pt * _MM_A_POINT
    return size_mm * (_CAPITALS + 0.22) + size_mm * _LEADING * (len(lines) - 1)
