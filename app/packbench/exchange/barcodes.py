"""Barcodes in one form: a GTIN with 14 digits, anything else as it is (`docs/domain.md`)."""

import re

from stdnum import ean

_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
GTIN_DIGITS = 14
_EAN_DIGITS = 13


def stored_barcode(text: str) -> str | None:
    """The form in which a barcode is kept and looked up; None when a GTIN's check digit is wrong.

    A code of 8, 12, 13 or 14 digits (GTIN-8, UPC-A, EAN-13, GTIN-14) is a GTIN and filled up with
    zeros to 14 digits, so that the UPC-A and the EAN-13 of one product are one code.
    """
    if not _GTIN.fullmatch(text):
        return text
    return text.zfill(GTIN_DIGITS) if ean.is_valid(text) else None


def printed_barcode(stored: str) -> str:
    """A stored barcode as it stands on the product: an EAN-13, where a GTIN's first digit is 0.

    A shorter GTIN, filled up with zeros, is the same code; `stored_barcode` gives it back.
    """
    is_ean = len(stored) == GTIN_DIGITS and stored.isdecimal() and stored[0] == "0"
    return stored[-_EAN_DIGITS:] if is_ean else stored
