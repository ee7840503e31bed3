"""Moments, numbers, weights and money as the language of a document writes them (Babel)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from babel import dates, numbers
from babel.languages import get_official_languages
from babel.units import format_unit

from packbench.words.dates import locale_of
from packbench.words.language import has_catalogue, has_slip_texts

_GRAMS_A_KILOGRAM = 1000


def moment(when: datetime, language: str) -> str:
    """A date and a time of day, on the clock of its own zone."""
    return dates.format_datetime(when, "short", when.tzinfo, locale_of(language))


def number(value: int, language: str) -> str:
    """A whole number with the language's thousands."""
    return numbers.format_decimal(value, locale=locale_of(language))


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount with its currency's sign and decimals."""
    return numbers.format_currency(amount, currency, locale=locale_of(language))


def percent(part: float, language: str) -> str:
    """A share, 1.0 being all, in whole percent."""
    return numbers.format_percent(part, locale=locale_of(language))


def weight(weight_g: int, language: str) -> str:
    """A weight, in kilograms from one on."""
    locale = locale_of(language)
    if weight_g < _GRAMS_A_KILOGRAM:
        return format_unit(weight_g, "mass-gram", "short", locale=locale)
    return format_unit(
        round(weight_g / _GRAMS_A_KILOGRAM, 1), "mass-kilogram", "short", locale=locale
    )


def distance(metres: float, language: str) -> str:
    """A walking distance in whole metres."""
    return format_unit(round(metres), "length-meter", "short", locale=locale_of(language))


def of_country(code: str, otherwise: str, is_known: Callable[[str], bool] = has_catalogue) -> str:
    """The tag of the language that a country's people read, such as `de-AT`; `otherwise` without.

    The first of the country's official languages (CLDR) that is known: by default, those that
    Packbench is translated into.
    """
    official = get_official_languages(code, de_facto=True) if code else ()
    spoken = next((language for language in official if is_known(language)), None)
    return f"{spoken}-{code}" if spoken else otherwise


def of_slip(country: str, otherwise: str) -> str:
    """The language of a slip to a country, where the fixed texts of slips are known in it."""
    return of_country(country, otherwise, has_slip_texts)


def country(code: str, language: str) -> str:
    """The country's name, by its ISO 3166 alpha-2 code; the code where it has none."""
    name: str = locale_of(language).territories.get(code, code)
    return name
