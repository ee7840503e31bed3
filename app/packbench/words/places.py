"""The words for where goods lie."""

from collections.abc import Sequence

from packbench.words.language import tr


def place_words(location: str, lot: str) -> str:
    """A place by name: its location, with the lot where it is of one."""
    words = tr("{location} (lot {lot})") if lot else "{location}"
    return words.format(location=location, lot=lot)


def places_words(locations: Sequence[str], lots: Sequence[str]) -> str:
    """Places one after the other; each has its lot, empty for none."""
    return ", ".join(map(place_words, locations, lots))
