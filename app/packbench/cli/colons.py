"""Arguments of several parts with colons between them, of which one is a SKU that may hold some."""

import re

import typer

from packbench.words.language import tr

_WHOLE = re.compile(r"0*[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"[+-]?[0-9]+")
_QUOTED = re.compile(r'"((?:[^"]|"")+)":(.*)', re.DOTALL)
_SKU = "SKU:UNITS"


def parts_of(text: str, form: str) -> list[str]:
    """The parts of a text as `form` has them, those in brackets where they are given.

    A SKU that holds colons stands in double quotes, a quote inside it twice. Without quotes the
    first number behind a colon is the units. What stands before the SKU has no colons.
    """
    before = form[: form.index(_SKU)].count(":")
    *parts, line = text.split(":", before)
    parts += _sku_and_more(line)
    least, most = form.split("[", maxsplit=1)[0].count(":") + 1, form.count(":") + 1
    is_whole = len(parts) > before + 1 and _WHOLE.fullmatch(parts[before + 1])
    if not least <= len(parts) <= most or not is_whole:
        told = tr("{text} is not {form}, with whole units above 0; put a SKU with colons in quotes")
        raise typer.BadParameter(told.format(text=text, form=form))
    return parts


def _sku_and_more(line: str) -> list[str]:
    """The SKU and what follows it."""
    quoted = _QUOTED.fullmatch(line)
    if quoted:
        return [quoted[1].replace('""', '"'), *quoted[2].split(":")]
    parts = line.split(":")
    at = next((i for i, part in enumerate(parts) if i and _NUMBER.fullmatch(part)), 1)
    return [":".join(parts[:at]), *parts[at:]]
