"""The kinds of settings that there are: how each is read, shown, and what it may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Generic, TypeVar

from babel.core import get_global
from babel.localedata import exists

from packbench.domain.amounts import Amount, read_amounts, show_amounts
from packbench.domain.catalog import code_key
from packbench.words.language import mark

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
        title: its name, for people.
        meaning: what it does, for people.
        default: its value when nobody set it.
        allowed: what it may be, in words.
        parse: from text to value; raises ValueError for any other text.
        show: from value to text.
        choices: all texts that it may be, where they can be listed.
        ordered: its value is an order of some of the choices, separated by commas.
    """

    key: str
    title: str
    meaning: str
    default: T
    allowed: str
    parse: Callable[[str], T]
    show: Callable[[T], str]
    choices: tuple[str, ...] = ()
    ordered: bool = False

    def read(self, text: str) -> T:
        """The value of a text; raises BadValueError."""
        try:
            return self.parse(text.strip())
        except ValueError:
            raise BadValueError(self.key, text, self.allowed) from None


_YES_NO = ("yes", "no")


def yes_no(key: str, title: str, meaning: str, *, default: bool) -> Setting[bool]:
    """A setting that is yes or no."""

    def parse(text: str) -> bool:
        if text.lower() not in _YES_NO:
            raise ValueError(text)
        return text.lower() == "yes"

    def show(value: bool) -> str:
        return "yes" if value else "no"

    return Setting(key, title, meaning, default, mark("yes or no"), parse, show, _YES_NO)


def one_of(
    key: str, title: str, meaning: str, default: str, choices: tuple[str, ...]
) -> Setting[str]:
    """A setting that is one of some words."""

    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(text)
        return text.lower()

    return Setting(key, title, meaning, default, ", ".join(choices), parse, str, choices)


def days(key: str, title: str, meaning: str) -> Setting[int | None]:
    """A setting that is a number of days, or off."""

    def parse(text: str) -> int | None:
        if text.lower() in {"", "off"}:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
            raise ValueError(text)
        return int(text)

    allowed = mark("whole days from 1 to 9999, or off")

    def show(value: int | None) -> str:
        return "off" if value is None else str(value)

    return Setting(key, title, meaning, None, allowed, parse, show)


def language(key: str, title: str, meaning: str, default: str) -> Setting[str]:
    """A setting that is a language by its tag."""

    def parse(text: str) -> str:
        tag = re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", text)
        if not tag or not exists(text.replace("-", "_")):
            raise ValueError(text)
        return text

    allowed = mark("a language tag such as de or en-GB")
    return Setting(key, title, meaning, default, allowed, parse, str)


RATING_NAMES = ("parcels", "rank", "distance", "balance", "code")


def read_ratings(text: str) -> tuple[str, ...]:
    """Ratings by their names, each once; raises ValueError."""
    chosen = tuple(word.strip().lower() for word in text.split(",") if word.strip())
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(RATING_NAMES):
        raise ValueError(text)
    return chosen


EVERY_WAREHOUSE = "*"
EVERY_CHANNEL = "*"


def read_warehouses(text: str) -> tuple[str, ...]:
    """None for no, every one for yes; otherwise codes, each in its first spelling."""
    if text.lower() in {"", "no"}:
        return ()
    if text.lower() in {"yes", EVERY_WAREHOUSE}:
        return (EVERY_WAREHOUSE,)
    codes = [code.strip() for code in text.split(",")]
    if not all(codes):
        raise ValueError(text)
    return tuple({code_key(code): code for code in codes}.values())


def read_some_amounts(text: str) -> tuple[Amount, ...]:
    """Amounts of money, none for off; raises ValueError."""
    found = () if text.lower() in {"", "off"} else read_amounts(text)
    for one in found:
        if one.currency is not None:
            read_currency(one.currency)
    return found


def show_some_amounts(amounts: tuple[Amount, ...]) -> str:
    """Amounts of money as they are typed."""
    return show_amounts(amounts) or "off"


def read_currency(text: str) -> str:
    """A currency by its three letters; raises ValueError."""
    if text.upper() not in get_global("all_currencies"):
        raise ValueError(text)
    return text.upper()


def show_warehouses(codes: tuple[str, ...]) -> str:
    """Warehouses as they are typed."""
    if codes == (EVERY_WAREHOUSE,):
        return "yes"
    return ", ".join(codes) or "no"


def is_named(codes: tuple[str, ...], warehouse: str) -> bool:
    """Whether a setting that names warehouses holds for one."""
    return codes == (EVERY_WAREHOUSE,) or code_key(warehouse) in map(code_key, codes)


_MOST_OF_A_PATH = 1_000


def read_folder(text: str) -> str:
    """A folder by its whole path, of this system or another; empty: none."""
    if text.lower() in {"", "off"}:
        return ""
    whole = PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()
    if not whole or len(text) > _MOST_OF_A_PATH or not text.isprintable():
        raise ValueError(text)
    return text
