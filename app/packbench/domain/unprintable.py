"""Letters of a document that no font has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A document with letters that no font has, and the names of their scripts."""

    number: str
    letters: str
    scripts: list[str]
