"""The words of products."""

import enum


class BackorderPolicy(enum.StrEnum):
    """What becomes of a quantity that is short."""

    BACKORDER = "backorder"
    PREORDER = "preorder"
    NO = "no"


class Tracking(enum.StrEnum):
    """What is recorded of each unit of a product."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


def code_key(code: str) -> str:
    """The form in which codes are compared: outer blanks and case do not count."""
    return code.strip().casefold()
