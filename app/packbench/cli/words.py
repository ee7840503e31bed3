"""Words that people type, as the services know them; others are wrong usage."""

import enum
import re
from collections.abc import Mapping

import typer
from typer.exceptions import TyperException

from packbench.exchange.countries import find_country
from packbench.words.language import mark, tr

_VALUE = r"Invalid value for '(?P<name>[^']+)': "
_OF_THE_LIBRARY: Mapping[str, str] = {
    _VALUE + r"Input should be a valid integer.*": mark("“{name}” must be a whole number."),
    _VALUE + r"Input should be greater than or equal to (?P<least>\d+)": mark(
        "“{name}” must be at least {least}."
    ),
    _VALUE + r"Input should be less than or equal to (?P<most>\d+)": mark(
        "“{name}” must be at most {most}."
    ),
    _VALUE + r".*?'(?P<value>[^']*)' is not one of (?P<choices>.*)\.": mark(
        "“{name}” can't be {value}. It is one of {choices}."
    ),
    _VALUE + r".*?'?(?P<value>[^' ]*)'? does not match the formats? '%Y-%m-%d'.*": mark(
        "“{name}” must be a date such as 2026-01-31."
    ),
    _VALUE + r"(?P<what>.*)": mark("“{name}” is not valid: {what}"),
    r"Invalid value: (?P<what>.*)": mark("Invalid value: {what}"),
    r"No such option: (?P<value>-[\d.]+)": mark("{value} is below 0, where it may not be."),
    r"No such option: (?P<name>\S+).*": mark("There is no option {name}. See --help."),
    r"No such command '(?P<name>.*?)'\. Did you mean '(?P<other>[^']*)'\?": mark(
        "There is no command {name}. Did you mean {other}?"
    ),
    r"No such command '(?P<name>.*?)'\..*": mark("There is no command {name}. See --help."),
    r"Missing command\.": mark("The command is missing. See --help."),
    r"Missing (argument|option|parameter) '(?P<name>[^']*)'.*": mark(
        "“{name}” is missing. See --help."
    ),
    r"Got unexpected extra arguments?(\(s\))? \((?P<more>.*)\)": mark(
        "That is too much: {more}. See --help."
    ),
    r"Option '(?P<name>[^']*)' requires an argument.*": mark("“{name}” needs a value."),
    r"Option '(?P<name>[^']*)' does not take a value.*": mark("“{name}” takes no value."),
}
"""Sentences of the library that reads the command line, and ours in their place."""


class YesNo(enum.StrEnum):
    """The two answers."""

    YES = "yes"
    NO = "no"


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
