"""Tags of orders: words that people put on orders to find them again."""

import re
import unicodedata
from collections.abc import Iterable

SEPARATOR = ";"
MOST_TAG_CHARACTERS = 40
MOST_TAGS = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def normal_tag(text: str) -> str:
    """A tag as it is kept: in small letters, without blanks around it (`docs/decisions/0147`)."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def is_tag(tag: str) -> bool:
    """Whether a normal tag can be kept."""
    return 0 < len(tag) <= MOST_TAG_CHARACTERS and SEPARATOR not in tag and not _CONTROL.search(tag)


def split_tags(text: str | None) -> list[str]:
    """The normal tags of a text with a semicolon between them, each once, in order."""
    return sorted({tag for part in (text or "").split(SEPARATOR) if (tag := normal_tag(part))})


def joined_tags(tags: Iterable[str]) -> str | None:
    """Normal tags as a column holds them; None for none."""
    return SEPARATOR.join(sorted(set(tags))) or None
