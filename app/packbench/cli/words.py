"""Words that people type, as the services know them; others are wrong usage."""

import re
from collections.abc import Mapping

import typer
from typer.exceptions import TyperException

from packbench.exchange.countries import find_country
from packbench.words.language import mark, tr

_VALUE = r"Invalid value for '(?P<name>[^']+)': Input should be "
_OF_THE_LIBRARY: Mapping[str, str] = {
    _VALUE + r"a valid integer.*": mark("“{name}” must be a whole number."),
    _VALUE + r"greater than or equal to (?P<least>\d+)": mark("“{name}” must be at least {least}."),
    _VALUE + r"less than or equal to (?P<most>\d+)": mark("“{name}” must be at most {most}."),
    r"No such option: (?P<value>-[\d.]+)": mark("{value} is below 0, where it may not be."),
}
"""Sentences of the library that reads the command line, and ours in their place."""


def usage_words(error: TyperException) -> str:
    """What is wrong with a command line, in a sentence of ours where there is one."""
    said = error.format_message()
    for form, words in _OF_THE_LIBRARY.items():
        found = re.fullmatch(form, said)
        if found:
            return tr(words).format(**found.groupdict())
    return said


def known_country(text: str | None) -> str | None:
    """A country by its code or its name, as an import understands it."""
    if text is None:
        return None
    country = find_country(text)
    if country is None:
        raise typer.BadParameter(tr("{text} is no country we know").format(text=text))
    return country
