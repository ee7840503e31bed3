"""Looks at printed documents as a reader, a scanner and a ruler do."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from pypdfium2 import raw

SCANNED_DPI = (150, 200, 300)
_SEGMENTS_OF_A_BARCODE = 40  # boxes have 5, rules 2
_RULE_PT = 2.0  # thinner paths are rules


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box", slack_pt: float = 0.1) -> bool:
        """Whether the two have more than `slack_pt` in common in both directions."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide > slack_pt and high > slack_pt

    def wider(self, by_pt: float) -> "Box":
        """The rectangle with so much more at its left and its right."""
        return Box(self.left - by_pt, self.bottom, self.right + by_pt, self.top)


@dataclass(frozen=True, slots=True)
class Page:
    """What lies where on a page."""

    width: float
    height: float
    texts: list[Box]
    barcodes: list[Box]
    rules: list[Box]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed at the end."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    with opened(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def scanned(pdf: bytes, dpi: int) -> list[list[str]]:
    """What a scanner reads on each page, retail numbers as GTIN-14."""
    with opened(pdf) as document:
        images = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    return [[_payload(found) for found in zxingcpp.read_barcodes(image)] for image in images]


def scanned_at_all_sizes(pdf: bytes) -> Counter[str]:
    """What a scanner reads in the document, the same at each resolution."""
    read = [Counter(text for page in scanned(pdf, dpi) for text in page) for dpi in SCANNED_DPI]
    assert read[0] == read[1] == read[2]
    return read[0]


def pages(pdf: bytes) -> list[Page]:
    """Where texts, barcodes and rules lie on each page."""
    with opened(pdf) as document:
        return [_page(page) for page in document]


def collisions(page: Page) -> list[tuple[Box, Box]]:
    """Texts that touch each other or a rule, and anything in a barcode's quiet zone."""
    found = [
        (text, other)
        for index, text in enumerate(page.texts)
        for other in [*page.texts[index + 1 :], *page.rules]
        if text.meets(other)
    ]
    quiet_pt = 7 * 0.33 * 72 / 25.4  # the narrowest quiet zone in use, EAN's right one
    for index, barcode in enumerate(page.barcodes):
        others = [*page.texts, *page.barcodes[index + 1 :], *page.rules]
        found += [(barcode, other) for other in others if barcode.wider(quiet_pt).meets(other)]
    return found


def _payload(found: zxingcpp.Barcode) -> str:
    retail = {
        zxingcpp.BarcodeFormat.EAN13,
        zxingcpp.BarcodeFormat.EAN8,
        zxingcpp.BarcodeFormat.UPCA,
    }
    text: str = found.text
    return text.zfill(14) if found.format in retail else text


def _page(page: pypdfium2.PdfPage) -> Page:
    texts, barcodes, rules = [], [], []
    for item in page.get_objects():
        box = Box(*item.get_bounds())
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            texts.append(box)
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            if raw.FPDFPath_CountSegments(item.raw) > _SEGMENTS_OF_A_BARCODE:
                barcodes.append(box)
            elif box.top - box.bottom < _RULE_PT:
                rules.append(box)
    width, height = page.get_size()
    return Page(width, height, texts, barcodes, rules)
