"""The words of packs: `2 cartons of 12 + 3 pieces`."""

from collections.abc import Callable, Collection

from packbench.domain.packs import in_packs
from packbench.words.language import tr_count


def packs_words(quantity: int, sizes: Collection[int], number: Callable[[int], str]) -> str:
    """A quantity in whole packs and pieces; empty where no pack fits into it.

    Args:
        quantity: units.
        sizes: how many pieces are in the packs that are known.
        number: writes a number as the reader is used to.
    """
    told = in_packs(quantity, sizes)
    if not told.packs:
        return ""
    parts = [
        tr_count("{count} carton of {size}", "{count} cartons of {size}", count).format(
            count=number(count), size=number(size)
        )
        for count, size in told.packs
    ]
    if told.pieces:
        pieces = tr_count("{count} piece", "{count} pieces", told.pieces)
        parts.append(pieces.format(count=number(told.pieces)))
    return " + ".join(parts)
