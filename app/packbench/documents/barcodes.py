"""Linear barcodes: encoded by python-barcode, drawn as vectors, one filled rectangle a bar.

Three faults of python-barcode 0.16.1 are worked around here: it drops a leading "99" in Code 128,
it replaces a wrong check digit of an EAN or UPC in silence, and an object built twice changes.
"""

import re
from dataclasses import dataclass
from typing import Any

from barcode.codex import Code128
from barcode.ean import EAN8, EAN13
from barcode.upc import UPCA
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from stdnum import ean

from packbench.domain.tracking import mod_10_digit

_PRINTABLE_ASCII = re.compile("[ -~]+")
_BAR = re.compile("1+")
_FNC1 = "\xf1"  # how python-barcode writes the sign that makes Code 128 GS1-128
_DATA_99 = 99  # the data pair 99 has the value of the switch to set C


class UnencodableError(ValueError):
    """A text that the symbology can't carry, or whose check digit is wrong."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol without a size: its text and its modules, `1` for a bar; quiet zones in modules."""

    text: str
    modules: str
    quiet_left: int
    quiet_right: int


@dataclass(frozen=True, slots=True)
class Size:
    """How large symbols are printed: module width X, height, and what ink adds to every bar."""

    x_mm: float
    height_mm: float
    gain_mm: float = 0.0

    def bars_mm(self, symbol: Symbol) -> float:
        """The width of a symbol from its first to its last bar."""
        return len(symbol.modules) * self.x_mm

    def quiet_left_mm(self, symbol: Symbol) -> float:
        """The white that a symbol needs before its first bar."""
        return symbol.quiet_left * self.x_mm


ON_ROWS = Size(x_mm=0.33, height_mm=8, gain_mm=0.03)
ON_HEADERS = Size(x_mm=0.375, height_mm=8)


class _Code128(Code128):  # type: ignore[misc]  # python-barcode has no type information
    """Code 128 that keeps a leading "99" (mended upstream after 0.16.1, not released)."""

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        if encoded[1] == _DATA_99:  # it starts in set C: this is data, not a switch
            return encoded
        folded: list[int] = super()._try_to_optimize(encoded)
        return folded


def code128(text: str) -> Symbol:
    """Code 128 of printable ASCII; refuses an empty text and any other character."""
    if not _PRINTABLE_ASCII.fullmatch(text):
        raise UnencodableError(text)
    return Symbol(text, _modules(_Code128(text)), 10, 10)


def sscc_symbol(digits: str) -> Symbol:
    """GS1-128 of an SSCC: application identifier (00) and its 18 digits; refuses any other text."""
    if not re.fullmatch(r"\d{18}", digits) or mod_10_digit(digits[:-1]) != digits[-1]:
        raise UnencodableError(digits)
    return Symbol(f"00{digits}", _modules(_Code128(f"{_FNC1}00{digits}")), 10, 10)


def code_symbol(text: str) -> Symbol | None:
    """Code 128 of a document's number; None for what it can't carry."""
    try:
        return code128(text)
    except UnencodableError:
        return None


def retail_symbol(digits: str) -> Symbol:
    """EAN-8, UPC-A or EAN-13 by the number of digits; refuses a wrong check digit.

    A GTIN-14 that is a filled-up shorter one is printed as EAN-13.
    """
    code = digits.removeprefix("0") if len(digits) == 14 else digits  # noqa: PLR2004 - a GTIN-14
    if len(code) not in _RETAIL or not code.isascii() or not ean.is_valid(code):
        raise UnencodableError(digits)
    encoder, quiet_left, quiet_right = _RETAIL[len(code)]
    return Symbol(code, _modules(encoder(code)), quiet_left, quiet_right)


_RETAIL: dict[int, tuple[Any, int, int]] = {8: (EAN8, 7, 7), 12: (UPCA, 9, 9), 13: (EAN13, 11, 7)}
_GTIN_LENGTHS = (8, 12, 13, 14)


def product_symbol(barcode: str, sku: str) -> Symbol | None:
    """What a scanner can read for a product: its own barcode when it is valid, else its SKU.

    None when neither can be encoded. A number as long as a GTIN is valid by its check digit.
    """
    for encode, text in ((retail_symbol, barcode), (_vendor_symbol, barcode), (code128, sku)):
        try:
            return encode(text)
        except UnencodableError:
            continue
    return None


def _vendor_symbol(barcode: str) -> Symbol:
    gtin_like = barcode.isdigit() and len(barcode) in _GTIN_LENGTHS
    if gtin_like and not ean.is_valid(barcode):
        raise UnencodableError(barcode)
    return code128(barcode)


def draw(canvas: Canvas, symbol: Symbol, left_mm: float, bottom_mm: float, size: Size) -> None:
    """Draws the bars, the first at `left_mm`; the quiet zones around are the caller's to keep."""
    narrower = round(size.gain_mm / size.x_mm, 3)
    canvas.saveState()
    canvas.transform(size.x_mm * mm, 0, 0, size.height_mm * mm, left_mm * mm, bottom_mm * mm)
    bars = canvas.beginPath()
    for bar in _BAR.finditer(symbol.modules):
        start, end = bar.span()
        bars.rect(start + narrower / 2, 0, end - start - narrower, 1)
    canvas.drawPath(bars, stroke=0, fill=1)
    canvas.restoreState()


def _modules(encoder: Any) -> str:
    """What a fresh object of python-barcode builds."""
    modules: str = encoder.build()[0]
    return modules
