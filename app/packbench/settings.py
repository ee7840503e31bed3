"""Every setting once: its key, what it means, its default, and what it may be.

Settings that all stations share are kept in the database (`services/settings.py`); this module
knows nothing of where they are kept.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from packbench.texts import mark

T = TypeVar("T")


class BadValueError(ValueError):
    """A text that is not a value of a setting; `allowed` says what is."""

    def __init__(self, key: str, value: str, allowed: str) -> None:
        super().__init__(key, value)
        self.key = key
        self.value = value
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting.

    Attributes:
        key: `area.name`.
        meaning: what it does, for people.
        default: its value when nobody set it.
        allowed: what it may be, in words.
        parse: from text to value; raises ValueError for any other text.
        show: from value to text.
    """

    key: str
    meaning: str
    default: T
    allowed: str
    parse: Callable[[str], T]
    show: Callable[[T], str]

    def read(self, text: str) -> T:
        """The value of a text; raises BadValueError."""
        try:
            return self.parse(text.strip())
        except ValueError:
            raise BadValueError(self.key, text, self.allowed) from None


def _yes_no(key: str, meaning: str, *, default: bool) -> Setting[bool]:
    def parse(text: str) -> bool:
        if text.lower() not in {"yes", "no"}:
            raise ValueError(text)
        return text.lower() == "yes"

    return Setting(
        key, meaning, default, mark("yes or no"), parse, lambda value: "yes" if value else "no"
    )


def _choice(key: str, meaning: str, default: str, choices: tuple[str, ...]) -> Setting[str]:
    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(text)
        return text.lower()

    return Setting(key, meaning, default, ", ".join(choices), parse, str)


def _days(key: str, meaning: str) -> Setting[int | None]:
    def parse(text: str) -> int | None:
        if text.lower() in {"", "off"}:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
            raise ValueError(text)
        return int(text)

    allowed = mark("whole days from 1 to 9999, or off")
    return Setting(key, meaning, None, allowed, parse, lambda v: "off" if v is None else str(v))


def _language(key: str, meaning: str, default: str) -> Setting[str]:
    def parse(text: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", text):
            raise ValueError(text)
        return text

    return Setting(key, meaning, default, mark("a language tag such as de or en-GB"), parse, str)


_RATINGS = ("parcels", "rank", "distance", "balance", "code")


def _ratings(text: str) -> tuple[str, ...]:
    chosen = tuple(word.strip().lower() for word in text.split(",") if word.strip())
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(_RATINGS):
        raise ValueError(text)
    return chosen


AUTO_RELEASE = _yes_no(
    "allocation.auto_release",
    mark("Stock that becomes free serves the waiting room at once."),
    default=True,
)
RATINGS: Setting[tuple[str, ...]] = Setting(
    "allocation.ratings",
    mark("What makes one warehouse better than another, the first thing first."),
    _RATINGS,
    ", ".join(_RATINGS),
    _ratings,
    ", ".join,
)
QUEUE_POLICY = _choice(
    "allocation.queue_policy",
    mark("queue: each in turn; complete_first: orders that can be completed go first."),
    "queue",
    ("queue", "complete_first"),
)
CLAIM_AFTER_DAYS = _days(
    "allocation.claim_after_days",
    mark("After so many days a complete-only order collects stock until it is whole."),
)
PAPER = _choice(
    "documents.paper", mark("The paper of lists and slips."), "a4", ("a4", "letter", "4x6")
)
LANGUAGE = _language(
    "documents.language", mark("Dates and numbers on documents are written so."), "en-GB"
)

SHARED: tuple[Setting[Any], ...] = (
    AUTO_RELEASE,
    RATINGS,
    QUEUE_POLICY,
    CLAIM_AFTER_DAYS,
    PAPER,
    LANGUAGE,
)
"""The settings that all stations share, in the order in which they are listed."""
