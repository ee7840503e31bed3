"""Characters that take no room, and blanks that are not the plain one.

They come along when a text is copied from a web page or a document, and nobody sees them: a SKU
with a zero-width blank in it looks like the SKU, and is none.
"""

import re

_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_MEANINGLESS = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
"""Those that mean nothing in any text; joiners and marks of direction are part of some scripts."""
_BLANK = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def seen_code(text: str) -> str:
    """A code as it is seen: without characters that take no room, with plain blanks."""
    return text if text.isascii() else _BLANK.sub(" ", _UNSEEN.sub("", text)).strip()


def seen_cell(cell: str) -> str:
    """A cell's text without what means nothing, with plain blanks; typed cells stay as they are."""
    if cell.isascii():
        return cell
    return _BLANK.sub(" ", _MEANINGLESS.sub("", cell))
