"""Rows of one document that tell different things of it as a whole."""

from collections.abc import Collection, Iterator

from packbench.domain.catalog import code_key
from packbench.exchange.layout import Taker

_MAY_DIFFER = frozenset({"ordered_at"})
"""Some shops write the moment of each line; the first one counts."""


class Contradictions:
    """Compares rows with the first one of their document.

    A row may leave empty what the first one says, and the other way round: many programs write what
    is of the whole document only once.

    Args:
        taker: where the columns of the document stand in a row.
        apart: columns that tell documents apart, so they can't differ inside one.
    """

    def __init__(self, taker: Taker, apart: Collection[str]) -> None:
        left_out = _MAY_DIFFER | set(apart)
        self._places = [(name, place) for name, place in taker.places if name not in left_out]

    def told(self, cells: list[str]) -> tuple[str, ...]:
        """What a row says of its document, as text: equal for nearly all rows of one."""
        return tuple([cells[place] for _, place in self._places])

    def of(
        self, first: object, told: tuple[str, ...], values: object, cells: list[str]
    ) -> Iterator[tuple[str, str, str]]:
        """(column, what a row says, what the first row says) where the two contradict each other.

        Args:
            first: the typed values of the first row.
            told: its texts, as `told` gave them.
            values: the typed values of the row.
            cells: its texts.
        """
        for (name, place), before in zip(self._places, told, strict=True):
            both = before.strip() and cells[place].strip()
            if both and _plain(getattr(first, name)) != _plain(getattr(values, name)):
                yield name, cells[place], before


def _plain(value: object) -> object:
    """Texts without regard to case and blanks."""
    return code_key(value) if isinstance(value, str) else value
