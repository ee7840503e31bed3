"""In which ways the stock of a product at a warehouse can need somebody's attention."""

import enum

SOON_DAYS = 30
"""A lot whose last day comes within so many days expires soon."""


class Attention(enum.StrEnum):
    """Why somebody should look at it; ANY is what is wrong, the last three are to be tidied."""

    ANY = "any"
    SHORT = "short"
    NEGATIVE = "negative"
    BELOW_MINIMUM = "below_minimum"
    EXPIRING = "expiring"
    TO_COUNT = "to_count"
    KEPT_BACK = "kept_back"
    NO_BIN = "no_bin"
    NO_BARCODE = "no_barcode"
