"""Labels as ZPL, the language of label printers (Zebra and those that understand it).

Every bar is a filled box (`^GB`) of whole dots: what comes out is what is drawn here, on any
printer, and not what its own barcode command makes of the text (decision 0071). Texts are set in
the printer's scalable font, as UTF-8 (`^CI28`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from packbench.documents.barcodes import Symbol
from packbench.documents.label import EDGE_MM, Label, LabelSize, fitting
from packbench.documents.label_sheet import OnLabels
from packbench.documents.lines import Style, described, shrunk

_BAR = re.compile("1+")
_MM_AN_INCH = 25.4
_POINTS_AN_INCH = 72
_LEAST_LINE_PT = 5
_LEAST_HEADING_PT = 7
_GAP_MM = 1.0
_DOTS_A_MODULE = {203: (4, 3), 300: (6, 5, 4)}
"""Whole dots a module, the widest first: from 0.33 mm up, as an EAN needs it."""
_KNOWN_LETTERS = re.compile("[\\u0020-\\u024f\\u0370-\\u04ff\\u1e00-\\u1eff\\u2010-\\u203a€№™]*")
"""Latin, Greek and Cyrillic: what the scalable font of these printers has."""


@dataclass(frozen=True, slots=True)
class PrintHead:
    """The head of a printer: converts to its dots."""

    dpi: int

    def dots(self, length_mm: float) -> int:
        """A length in whole dots."""
        return round(length_mm * self.dpi / _MM_AN_INCH)

    def widths_mm(self) -> tuple[float, ...]:
        """The module widths that are whole dots."""
        return tuple(dots * _MM_AN_INCH / self.dpi for dots in _DOTS_A_MODULE[self.dpi])


def render_zpl(labels: Sequence[Label], size: LabelSize, dpi: int, hears: OnLabels) -> bytes:
    """The ZPL of labels, a format (`^XA` to `^XZ`) each, for a printer of 203 or 300 dpi."""
    head = PrintHead(dpi)
    return "".join(_format(label, size, head, hears) for label in labels).encode()


def _format(label: Label, size: LabelSize, head: PrintHead, hears: OnLabels) -> str:
    fields = [
        *("^XA", "^CI28", "^LH0,0", "^LS0"),
        *(f"^PW{head.dots(size.width_mm)}", f"^LL{head.dots(size.height_mm)}"),
    ]
    top_mm = size.height_mm - EDGE_MM
    for text in reversed(label.lines):
        fields.append(_line(text, size, top_mm, head))
        top_mm -= size.line_pt * _MM_AN_INCH / _POINTS_AN_INCH * 1.15
    found = fitting(label, size, head.widths_mm())
    if found:
        symbol, drawn = found
        top_mm -= drawn.height_mm + _GAP_MM / 2
        fields += _bars(symbol, head.dots(drawn.x_mm), size, top_mm, head)
    else:
        hears.without_symbol(label.heading)
    fields += _heading(label.heading, size, top_mm - _GAP_MM, head)
    unknown = without_font("".join((label.heading, *label.lines)))
    if unknown:
        hears.unprintable(label.heading, unknown)
    return "\n".join([*fields, "^XZ", ""])


def _bars(
    symbol: Symbol, module: int, size: LabelSize, top_mm: float, head: PrintHead
) -> list[str]:
    """A box for each bar; what is spare is split between the quiet zones."""
    spare = head.dots(size.width_mm) - len(symbol.modules) * module
    left = round(spare * symbol.quiet_left / (symbol.quiet_left + symbol.quiet_right))
    top, height = head.dots(top_mm), head.dots(size.bars_mm)
    return [
        f"^FO{left + bar.start() * module},{top}"
        f"^GB{(bar.end() - bar.start()) * module},{height},{(bar.end() - bar.start()) * module}^FS"
        for bar in _BAR.finditer(symbol.modules)
    ]


def _line(text: str, size: LabelSize, bottom_mm: float, head: PrintHead) -> str:
    style = shrunk(text, Style(size.line_pt), size.width_mm - 2 * EDGE_MM, _LEAST_LINE_PT)
    (shown, style), *_ = described(
        text or " ", style, size.width_mm - 2 * EDGE_MM, style.size_pt, 1
    )
    height_mm = style.size_pt * _MM_AN_INCH / _POINTS_AN_INCH
    return _text(shown, size, bottom_mm - height_mm, height_mm, head)


def _heading(text: str, size: LabelSize, bottom_mm: float, head: PrintHead) -> list[str]:
    """As large as it fits on one line or two; a code is never cut.

    The printer's font is narrower than ours, so what fits in ours fits on the label.
    """
    width_mm, room_mm = size.width_mm - 2 * EDGE_MM, bottom_mm - EDGE_MM
    size_pt = min(size.heading_pt, room_mm * _POINTS_AN_INCH / _MM_AN_INCH)
    style = shrunk(text, Style(size_pt, bold=True), width_mm, _LEAST_HEADING_PT)
    least_mm = _LEAST_HEADING_PT * _MM_AN_INCH / _POINTS_AN_INCH
    lines = described(text, style, width_mm, style.size_pt, max(1, int(room_mm / least_mm)))
    height_mm = style.size_pt * _MM_AN_INCH / _POINTS_AN_INCH
    first_mm = EDGE_MM + max(0.0, (room_mm - height_mm * len(lines)) / 2)
    return [
        _text(shown, size, first_mm + index * height_mm, height_mm, head)
        for index, (shown, _) in enumerate(lines)
    ]


def _text(text: str, size: LabelSize, top_mm: float, height_mm: float, head: PrintHead) -> str:
    """One line of text, in the middle."""
    inside = head.dots(size.width_mm - 2 * EDGE_MM)
    left, top, height = head.dots(EDGE_MM), head.dots(top_mm), head.dots(height_mm)
    return f"^FO{left},{top}^A0N,{height},0^FB{inside},1,0,C^FH_^FD{escaped(text)}^FS"


def escaped(text: str) -> str:
    """What would be a command, or an escape, is written as the number of its byte."""
    return re.sub(r"[\^~_\\]", lambda found: f"_{ord(found[0]):02X}", text)


def without_font(text: str) -> str:
    """The letters that the printer's font does not have."""
    return "".join(dict.fromkeys(letter for letter in text if not _KNOWN_LETTERS.fullmatch(letter)))
