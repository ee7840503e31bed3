"""The forms in which dates and numbers stand in a column: found out, told, and chosen.

`03/04/2026` may be two days; only the other dates of its column tell, and where none does, somebody
has to. A number has two readings in the same way: `1.234` is a thousand or a little more than one.
"""

import datetime as dt
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from packbench.exchange.profiles import NumberForm


class DateForm(enum.StrEnum):
    """The order in which a date is written."""

    ISO = "iso"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class DecimalMark(enum.StrEnum):
    """The mark before the decimals; the other one, a blank or an apostrophe part thousands."""

    POINT = "point"
    COMMA = "comma"


EXAMPLES = {
    DateForm.ISO: "2026-11-27",
    DateForm.DAY_FIRST: "27/11/2026",
    DateForm.MONTH_FIRST: "11/27/2026",
}
"""A date in each form, by which a person knows it."""
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_DAYS = {
    DateForm.ISO: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    DateForm.DAY_FIRST: tuple(f"%d{mark}%m{mark}%{year}" for mark in "/.-" for year in "Yy"),
    DateForm.MONTH_FIRST: tuple(f"%m{mark}%d{mark}%{year}" for mark in "/.-" for year in "Yy"),
}
_NUMBER_LIKE = re.compile(r"[^\d+-]*[+-]?\d[\d.,'\u00a0\u202f ]*[^\d]*")
_WITH_COMMA = re.compile(r".*\d,(\d{1,2}|\d{4,})(\D*)")
_WITH_POINT = re.compile(r".*\d\.(\d{1,2}|\d{4,})(\D*)")
_GROUPS_OF_POINTS = re.compile(r"\D*\d{1,3}(\.\d{3}){2,}(,\d+)?\D*|\D*\d{1,3}(\.\d{3})+,\d+\D*")
_GROUPS_OF_COMMAS = re.compile(r"\D*\d{1,3}(,\d{3}){2,}(\.\d+)?\D*|\D*\d{1,3}(,\d{3})+\.\d+\D*")
FIRST_DIGITS = re.compile(r"[^\d+-]*([+-]?\d[\d.,'\u00a0\u202f ]*?)\s*[^\d.,]*")
"""A number with a currency or a unit before or behind it; the first group is the number."""


def patterns(form: DateForm) -> tuple[str, ...]:
    """The forms as `strptime` has them."""
    iso = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z")
    days = tuple(f"{day}{time}" for day in _DAYS[form] for time in _TIMES)
    return (*days, *iso) if form is DateForm.ISO else (*days, *patterns(DateForm.ISO))


@lru_cache(1 << 14)
def read_date(text: str, form: DateForm) -> dt.datetime | None:
    """What a text means in a form, None where it is no such date."""
    for pattern in patterns(form):
        try:
            return dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - in the zone of files
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class DatesFound:
    """How the dates of a column are written.

    Attributes:
        form: the likeliest form.
        doubtful: another form would read every date as well, and mean other days.
        unread: the row of the first text that is no date in this form, None where all are.
        mixed: that text is one in another form: the column has two.
    """

    form: DateForm
    doubtful: bool = False
    unread: int | None = None
    mixed: bool = False


def find_date_form(texts: Iterable[tuple[int, str]]) -> DatesFound:
    """The form of a column's dates.

    Args:
        texts: the cells that are not empty, with their row numbers.
    """
    cells = list(texts)
    misses = {form: [row for row, text in cells if not read_date(text, form)] for form in DateForm}
    best = min(DateForm, key=lambda form: len(misses[form]))
    if misses[best]:
        first = misses[best][0]
        text = next(text for row, text in cells if row == first)
        mixed = any(read_date(text, form) for form in DateForm)
        return DatesFound(best, unread=first, mixed=mixed)
    told = {form: [read_date(text, form) for _, text in cells] for form in DateForm}
    days = (DateForm.DAY_FIRST, DateForm.MONTH_FIRST)
    both = all(not misses[form] for form in days) and told[days[0]] != told[days[1]]
    return DatesFound(best, doubtful=both)


def find_decimal_mark(texts: Iterable[str]) -> DecimalMark | None:
    """The mark before decimals in some numbers; None where none of them tells."""
    points = commas = 0
    for text in texts:
        if _GROUPS_OF_POINTS.fullmatch(text) or _WITH_COMMA.fullmatch(text):
            commas += 1
        elif _GROUPS_OF_COMMAS.fullmatch(text) or _WITH_POINT.fullmatch(text):
            points += 1
    if commas == points:
        return None
    return DecimalMark.COMMA if commas > points else DecimalMark.POINT


def looks_like_number(text: str) -> bool:
    """Whether a text is a number, also with a currency or a unit."""
    return _NUMBER_LIKE.fullmatch(text) is not None


def number_form(mark: DecimalMark) -> NumberForm:
    """How a profile says it."""
    if mark is DecimalMark.COMMA:
        return NumberForm(decimal=",", thousands=".")
    return NumberForm(decimal=".", thousands=",")
