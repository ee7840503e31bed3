"""The label of a parcel (4 × 6 in or A6), as PDF and as ZPL: drawn once, on either.

The code that is scanned on the way stands lowest: GS1-128 of the SSCC, 32 mm high, X 0.5 mm
(GS1 General Specifications, logistic label), or Code 128 of a number of the company's own.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from packbench.documents.address import Address, address_lines
from packbench.documents.barcodes import Size, Symbol, code128, sscc_symbol
from packbench.documents.lines import Style, described, fit, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import OnUnprintable
from packbench.documents.paper import page_of
from packbench.documents.surface import Surface
from packbench.documents.zpl import PrintHead, escaped, without_font
from packbench.domain.sscc import sscc_words
from packbench.words.language import in_language, tr

SIZES_MM = {"4x6": (101.6, 152.4), "a6": (105.0, 148.0)}
"""Width and height of the labels."""

_EDGE_MM = 4.0
_BARS = Size(x_mm=0.5, height_mm=32.0)
_SMALL, _TEXT, _ADDRESS, _LARGE = Style(7), Style(9), Style(14), Style(20, bold=True)
_LEAST_PT = 6
_MM_A_POINT = 25.4 / 72
_FULL = re.compile(r"\d{18}")
_BAR = re.compile("1+")


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """What stands on the label of a parcel.

    Attributes:
        number: its SSCC (18 digits), or a number of the company's own.
        shipment: the shipment's number.
        order: the order's number.
        place: which parcel of the shipment it is, from 1.
        parcels: how many there are.
        method: how it is sent.
        carrier: who carries it.
        weight_g: what it weighs; None where nobody said.
        ship_to: whose it is.
        sender: where it comes from.
        language: of the words on it.
    """

    number: str
    shipment: str
    order: str
    place: int
    parcels: int
    method: str
    carrier: str
    weight_g: int | None
    ship_to: Address
    sender: Address
    language: str


class _LabelSurface(Protocol):
    """What a label is drawn on; lengths in millimetres from the left top corner."""

    def text(
        self, x_mm: float, baseline_mm: float, text: str, style: Style, width_mm: float
    ) -> None: ...
    def rule(self, y_mm: float, width_mm: float) -> None: ...
    def bars(self, symbol: Symbol, top_mm: float, width_mm: float) -> None: ...


def render_parcel_labels(
    labels: Sequence[ParcelLabel], size: str, on_unprintable: OnUnprintable
) -> bytes:
    """The PDF of labels, one on a page; equal labels give equal bytes."""
    width_mm, height_mm = SIZES_MM[size]
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    canvas.setTitle("parcel-labels")
    surface = Surface(canvas, page_of(width_mm, height_mm))
    for label in labels:
        _draw(_PdfLabel(surface), label, width_mm, height_mm)
        surface.end_page()
    canvas.save()
    if surface.unprintable:
        on_unprintable("parcel-labels", surface.unprintable)
    return target.getvalue()


def render_parcel_zpl(
    labels: Sequence[ParcelLabel], size: str, dpi: int, on_unprintable: OnUnprintable
) -> bytes:
    """The ZPL of labels, a format each, for a printer of 203 or 300 dots an inch."""
    width_mm, height_mm = SIZES_MM[size]
    head = PrintHead(dpi)
    begin = ["^XA", "^CI28", "^LH0,0", "^LS0"]
    begin += [f"^PW{head.dots(width_mm)}", f"^LL{head.dots(height_mm)}"]
    written = []
    for label in labels:
        page = _ZplLabel(head)
        _draw(page, label, width_mm, height_mm)
        written.append("\n".join([*begin, *page.fields, "^XZ", ""]))
        unknown = without_font(page.texts)
        if unknown:
            on_unprintable(label.shipment, unknown)
    return "".join(written).encode()


def number_symbol(number: str) -> Symbol:
    """The code of a parcel's number."""
    return sscc_symbol(number) if _FULL.fullmatch(number) else code128(number)


def number_words(number: str) -> str:
    """A parcel's number as people read it."""
    return sscc_words(number) if _FULL.fullmatch(number) else number


def _draw(sheet: _LabelSurface, label: ParcelLabel, width_mm: float, height_mm: float) -> None:
    inside_mm = width_mm - 2 * _EDGE_MM
    with in_language(label.language):
        y_mm = _EDGE_MM + 3
        sender = " · ".join(address_lines(label.sender, label.language))
        y_mm = _lines(
            sheet, (tr("From: {sender}").format(sender=sender),), _SMALL, y_mm, inside_mm, 2
        )
        sheet.rule(y_mm - 1.5, width_mm)
        y_mm = _lines(sheet, (tr("To"),), _SMALL, y_mm + 2, inside_mm, 1)
        to = address_lines(label.ship_to, label.language)
        y_mm = _lines(sheet, to, _ADDRESS, y_mm + 2, inside_mm, 2)
        bars_mm = height_mm - _EDGE_MM - _BARS.height_mm - 5
        _draw_facts(sheet, label, bars_mm - 34, inside_mm, width_mm)
    sheet.bars(number_symbol(label.number), bars_mm, width_mm)
    words = number_words(label.number)
    style = shrunk(words, Style(11, bold=True), inside_mm, _LEAST_PT)
    left_mm = (width_mm - style.width_mm(words)) / 2
    sheet.text(left_mm, height_mm - _EDGE_MM, words, style, inside_mm + 1)


def _draw_facts(
    sheet: _LabelSurface, label: ParcelLabel, top_mm: float, inside_mm: float, width_mm: float
) -> None:
    sheet.rule(top_mm, width_mm)
    carrier = label.carrier if label.carrier == label.method else f"{label.carrier} {label.method}"
    style = shrunk(carrier, _LARGE, inside_mm, 9)
    sheet.text(_EDGE_MM, top_mm + 8.5, carrier, style, inside_mm)
    count = tr("Parcel {place} of {parcels}").format(place=label.place, parcels=label.parcels)
    sheet.text(_EDGE_MM, top_mm + 16, count, Style(14, bold=True), inside_mm / 2)
    if label.weight_g is not None:
        weight = tr("{weight} kg").format(weight=f"{label.weight_g / 1000:.3f}")
        sheet.text(_EDGE_MM + inside_mm / 2, top_mm + 16, weight, Style(14), inside_mm / 2)
    told = tr("Shipment {shipment}").format(shipment=label.shipment)
    sheet.text(_EDGE_MM, top_mm + 22, told, shrunk(told, _TEXT, inside_mm, 5), inside_mm)
    told = tr("Order {order}").format(order=label.order)
    sheet.text(_EDGE_MM, top_mm + 27, told, shrunk(told, _TEXT, inside_mm, 5), inside_mm)


def _lines(
    sheet: _LabelSurface,
    texts: Sequence[str],
    style: Style,
    y_mm: float,
    width_mm: float,
    most: int,
) -> float:
    """Texts below each other, the long ones smaller and on several lines; gives the next place."""
    for text in texts:
        for piece, fitting in described(text, style, width_mm, style.size_pt * 0.6, most):
            sheet.text(_EDGE_MM, y_mm, piece, fitting, width_mm)
            y_mm += fitting.size_pt * _MM_A_POINT * 1.25
    return y_mm


class _PdfLabel:
    """A label on a page of a PDF."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def text(
        self, x_mm: float, baseline_mm: float, text: str, style: Style, width_mm: float
    ) -> None:
        self._surface.text(x_mm, baseline_mm, text, style, width_mm)

    def rule(self, y_mm: float, width_mm: float) -> None:
        self._surface.rule(0, y_mm, width_mm, 1)

    def bars(self, symbol: Symbol, top_mm: float, width_mm: float) -> None:
        left_mm = (width_mm - _BARS.bars_mm(symbol)) / 2
        self._surface.symbol(left_mm, top_mm, symbol, _BARS)


class _ZplLabel:
    """A label as fields of ZPL; a bar is a box of whole dots (decision 0071)."""

    def __init__(self, head: PrintHead) -> None:
        self._head = head
        self.fields: list[str] = []
        self.texts = ""

    def text(
        self, x_mm: float, baseline_mm: float, text: str, style: Style, width_mm: float
    ) -> None:
        shown = fit(text, style, width_mm)
        height_mm = style.size_pt * _MM_A_POINT
        dots = self._head.dots
        place = f"^FO{dots(x_mm)},{dots(baseline_mm - 0.8 * height_mm)}"
        self.fields.append(f"{place}^A0N,{dots(height_mm)},0^FH_^FD{escaped(shown)}^FS")
        self.texts += text

    def rule(self, y_mm: float, width_mm: float) -> None:
        dots = self._head.dots
        self.fields.append(f"^FO0,{dots(y_mm)}^GB{dots(width_mm)},3,3^FS")

    def bars(self, symbol: Symbol, top_mm: float, width_mm: float) -> None:
        dots = self._head.dots
        module, height = round(_BARS.x_mm * self._head.dpi / 25.4), dots(_BARS.height_mm)
        left = (dots(width_mm) - len(symbol.modules) * module) // 2
        for bar in _BAR.finditer(symbol.modules):
            wide = (bar.end() - bar.start()) * module
            place = f"^FO{left + bar.start() * module},{dots(top_mm)}"
            self.fields.append(f"{place}^GB{wide},{height},{wide}^FS")
