"""The words of products."""

import enum
import re
import unicodedata

_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
"""Characters that take no room: joiners, marks of direction, soft hyphens, fillers."""


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


class WrittenLanguage(enum.StrEnum):
    """A language in which papers can be written."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    ITALIAN = "it"
    DUTCH = "nl"
    POLISH = "pl"


def code_key(code: str) -> str:
    """The form in which codes are compared; two spellings of one code give the same.

    Case, compatibility forms (NFKC: full-width letters, ligatures), characters that nobody sees and
    blanks of all kinds do not count. Source: `docs/decisions/0013`.
    """
    if code.isascii():
        return "".join(code.split()).lower()
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", code)).casefold()
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", folded)).split())
