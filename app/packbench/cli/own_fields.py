"""`--field NAME=VALUE`: values in the fields that a shop defined."""

from collections.abc import Sequence

import typer

from packbench.domain.custom_fields import HEADING
from packbench.words.language import tr


def own_fields(pairs: Sequence[str] | None) -> dict[str, str]:
    """Texts by `field:NAME`; a name that is told twice counts with its last text."""
    found = {}
    for pair in pairs or ():
        name, mark, value = pair.partition("=")
        if not mark or not name.strip():
            raise typer.BadParameter(tr("--field is NAME=VALUE, not {text}").format(text=pair))
        found[f"{HEADING}{name.strip()}"] = value
    return found
