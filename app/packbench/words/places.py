"""The words for where goods lie."""

from collections.abc import Sequence

from packbench.domain.warehousing import FLOOR_CODE, STAGING_CODE
from packbench.words.language import tr


def place_word(location: str | None) -> str:
    """A place as people call it: the floor, staging, a bin by its code; None: no bin."""
    if location is None:
        return tr("no bin")
    if location == FLOOR_CODE:
        return tr("the floor")
    return tr("staging") if location == STAGING_CODE else location


def place_words(location: str, lot: str) -> str:
    """A place to be named: its location, with the lot where it is of one.

    The floor and staging are told with the code by which commands and files know them.
    """
    words = tr("{location} (lot {lot})") if lot else "{location}"
    if location in {FLOOR_CODE, STAGING_CODE}:
        named = tr("{place} ({code})").format(place=place_word(location), code=location)
        return words.format(location=named, lot=lot)
    return words.format(location=location, lot=lot)


def places_words(locations: Sequence[str], lots: Sequence[str]) -> str:
    """Places one after the other; each has its lot, empty for none."""
    return ", ".join(map(place_words, locations, lots))
