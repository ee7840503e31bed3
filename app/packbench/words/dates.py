"""Days as a language writes them (Babel)."""

import functools
from datetime import date

from babel import Locale, UnknownLocaleError, dates


@functools.cache
def locale_of(language: str) -> Locale:
    """The locale of a tag such as `de-AT` or `de_AT`; English when Babel doesn't know it."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def day_in(value: date, language: str) -> str:
    """A date, e.g. 21 Nov 2025."""
    return dates.format_date(value, "medium", locale_of(language))
