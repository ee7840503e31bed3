"""Words that people type, as the services know them; others are wrong usage."""

import typer

from packbench.exchange.countries import find_country
from packbench.texts import tr


def known_country(text: str | None) -> str | None:
    """A country by its code or its name, as an import understands it."""
    if text is None:
        return None
    country = find_country(text)
    if country is None:
        raise typer.BadParameter(tr("{text} is no country we know").format(text=text))
    return country
