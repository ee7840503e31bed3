"""Serial Shipping Container Codes: the number of a parcel that the whole world knows it by."""

import re

from packbench.domain.tracking import mod_10_digit

_DIGITS = 16
"""Of the company's prefix and the serial number, between extension digit and check digit."""
PREFIX = re.compile(r"\d{7,10}")


def sscc_of(prefix: str, serial: int) -> str:
    """The 18 digits of the SSCC with extension digit 0; raises ValueError where none are left.

    Args:
        prefix: the company's GS1 prefix, 7 to 10 digits.
        serial: of the parcel, from 1.
    """
    room = _DIGITS - len(prefix)
    if not PREFIX.fullmatch(prefix) or not 0 < serial < 10**room:
        raise ValueError(prefix, serial)
    body = f"0{prefix}{serial:0{room}}"
    return body + mod_10_digit(body)


def sscc_words(sscc: str) -> str:
    """An SSCC as people read it: the application identifier in brackets, then the number."""
    return f"(00) {sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}"
