"""The words of products."""

import enum
import unicodedata


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


_SHOWN_AS_NOTHING = dict.fromkeys(
    (
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),  # soft hyphen, joiners, byte order mark
        *range(0x200B, 0x2010),  # zero-width blanks and joiners, marks of direction
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),  # variation selectors
    )
)
"""Characters that take no room: nobody can see or type them, so no two codes differ by them."""


def without_invisible(text: str) -> str:
    """The text without characters that take no room, and with plain blanks for other blanks."""
    if text.isascii():
        return text
    shown = text.translate(_SHOWN_AS_NOTHING)
    return "".join(" " if letter.isspace() and letter > "\x7f" else letter for letter in shown)


def code_key(code: str) -> str:
    """The form in which codes are compared: as they are seen, whatever they are made of.

    Outer blanks, case, characters without width and the kind of a blank do not count, and letters
    that Unicode calls compatible (full width, ligatures) are the same (NFKC).
    """
    if code.isascii():
        return code.strip().casefold()
    plain = unicodedata.normalize("NFKC", without_invisible(code)).casefold()
    return unicodedata.normalize("NFKC", plain).strip()
