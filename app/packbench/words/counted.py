"""Sentences that have a singular and a plural."""

from collections.abc import Mapping
from typing import NamedTuple

from packbench.words.language import tr, tr_count


class Counted(NamedTuple):
    """A sentence for one, and for several: which, the value named `by` decides.

    Its two texts are literals, so that they can be collected for translation as one message with a
    plural (`Counted:1,2`).
    """

    one: str
    several: str
    by: str = "count"


def counted(text: str | Counted, params: Mapping[str, object]) -> str:
    """The translated text for these values, with its places still to be filled in."""
    if isinstance(text, str):
        return tr(text)
    count = params[text.by]
    return tr_count(text.one, text.several, count if isinstance(count, int) else 0)
