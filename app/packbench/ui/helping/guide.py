"""The operator's guide as text: its chapters, and the stable names by which they are found.

A chapter's name follows from its heading as on a page of the repository: small letters, a hyphen
for each space, a number behind what is there already.
"""

import re
from dataclasses import dataclass
from functools import cache

from packbench.paths import guide_file

_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_NO_PART = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the guide: how deep it stands, its words, its name."""

    level: int
    title: str
    name: str


@cache
def guide_text() -> str:
    """The guide in Markdown."""
    return guide_file().read_text(encoding="utf-8")


def chapters(text: str) -> list[Chapter]:
    """The headings in order."""
    taken: dict[str, int] = {}
    found = []
    for level, title in _HEADING.findall(text):
        name = _NO_PART.sub("", title.casefold()).replace(" ", "-")
        count = taken.get(name, 0)
        taken[name] = count + 1
        found.append(Chapter(len(level), title, f"{name}-{count}" if count else name))
    return found
