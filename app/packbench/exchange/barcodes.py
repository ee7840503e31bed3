"""Barcodes in one form: a GTIN with 14 digits, anything else as it is (`docs/domain.md`)."""

import re
import unicodedata

from stdnum import ean

_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
GTIN_DIGITS = 14
_EAN_DIGITS = 13
_SHORT_DIGITS = 8
_SEPARATORS = re.compile(r"(?<=[0-9])[ \-\u2010-\u2015\u2212]+(?=[0-9])")
_TEXT_MARK = "'"
"""What spreadsheet programs and shops put before digits that are to stay a text."""


def stored_barcode(text: str) -> str | None:
    """The form in which a barcode is kept and looked up; None when a GTIN's check digit is wrong.

    A code of 8, 12, 13 or 14 digits (GTIN-8, UPC-A, EAN-13, GTIN-14) is a GTIN and filled up with
    zeros to 14 digits, so that the UPC-A and the EAN-13 of one product are one code. A UPC-E of 8
    digits is the UPC-A that it stands for. Blanks and hyphens, as they are printed between the
    digits, do not count, nor does an apostrophe before them; full-width digits are digits.
    """
    plain = unicodedata.normalize("NFKC", text).removeprefix(_TEXT_MARK)
    digits = _SEPARATORS.sub("", plain)
    if not _GTIN.fullmatch(digits):
        return text
    gtin = _expanded(digits)
    if gtin is not None:
        return gtin.zfill(GTIN_DIGITS)
    return None if digits == plain or _is_printed_gtin(plain) else text


def _expanded(digits: str) -> str | None:
    """The digits of a GTIN, those of a UPC-E as UPC-A; None when its check digit is wrong.

    A GTIN-8 never begins with 0 on goods (GS1 keeps these for a company's own use), so that 8
    digits with a 0 are a UPC-E where its check digit is right (`docs/decisions/0010`).
    """
    if len(digits) == _SHORT_DIGITS and digits[0] in "01":
        upc = _upc_a(digits)
        if ean.is_valid(upc) and (digits[0] == "0" or not ean.is_valid(digits)):
            return upc
    return digits if ean.is_valid(digits) else None


def _upc_a(upc_e: str) -> str:
    """The UPC-A that a UPC-E stands for (GS1 General Specifications, 5.2.2.4.2)."""
    system, body, check = upc_e[0], upc_e[1:7], upc_e[7]
    last = body[5]
    if last in "012":
        return f"{system}{body[:2]}{last}0000{body[2:5]}{check}"
    if last == "3":
        return f"{system}{body[:3]}00000{body[3:5]}{check}"
    if last == "4":
        return f"{system}{body[:4]}00000{body[4]}{check}"
    return f"{system}{body[:5]}0000{last}{check}"


def _is_printed_gtin(text: str) -> bool:
    """Whether digits with separators are a GTIN for certain, not the code of a vendor."""
    is_book = _SEPARATORS.sub("", text).startswith(("978", "979"))
    return "-" not in text or is_book


def printed_barcode(stored: str) -> str:
    """A stored barcode as it stands on the product: an EAN-13, where a GTIN's first digit is 0.

    A shorter GTIN, filled up with zeros, is the same code; `stored_barcode` gives it back.
    """
    is_ean = len(stored) == GTIN_DIGITS and stored.isdecimal() and stored[0] == "0"
    return stored[-_EAN_DIGITS:] if is_ean else stored
