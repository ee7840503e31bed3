"""Packs: pieces of one product under one code, and a quantity told in them.

Pure: nothing here knows of a database or a window.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from packbench.domain.catalog import code_key

LEAST_IN_PACK = 2


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack of a product: how many pieces are in it, and the code that is printed on it."""

    units: int
    code: str

    def __str__(self) -> str:
        """As files and people write it: `12*CODE`."""
        return f"{self.units}*{self.code}"


class InPacks(NamedTuple):
    """A quantity as it is taken off a shelf: (packs, pieces in each), and pieces beside them."""

    packs: tuple[tuple[int, int], ...]
    pieces: int


ProductCodes = dict[str, Pack]
"""What counts one or several pieces of a product, by how codes are compared (`code_key`)."""


def wanted_codes(
    known: ProductCodes, pieces: Iterable[str] | None, packs: Iterable[Pack] | None
) -> ProductCodes:
    """A product's codes after those of its pieces or packs were given; None: they stay.

    A code that is a pack's is no piece's, also where it is given as both. Codes keep the spelling
    that is known.
    """
    singles = [one for one in known.values() if one.units == 1]
    cartons = [one for one in known.values() if one.units > 1]
    if pieces is not None:
        singles = [Pack(1, code) for code in pieces]
    if packs is not None:
        cartons = list(packs)
    found: ProductCodes = {}
    for one in (*cartons, *singles):
        key = code_key(one.code)
        code = known[key].code if key in known else one.code
        found.setdefault(key, Pack(one.units, code))
    return found


def units_by_key(codes: ProductCodes) -> dict[str, int]:
    """What each code counts, without regard to how it is spelled."""
    return {key: one.units for key, one in codes.items()}


def in_packs(quantity: int, sizes: Collection[int]) -> InPacks:
    """The fewest packs for a quantity, the largest first; what no pack fits into is pieces."""
    packs, left = [], quantity
    for size in sorted({one for one in sizes if one >= LEAST_IN_PACK}, reverse=True):
        count, left = divmod(left, size)
        if count:
            packs.append((count, size))
    return InPacks(tuple(packs), left)
