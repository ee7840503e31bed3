"""Which bins the units of a shipment are taken from.

Dated lots by first expiry (FEFO), other lots by first arrival (FIFO); among equals the fewest bins,
then the first on the walk (`docs/domain.md`). Of goods that are picked in whole packs no pack is
opened where one is open or can stay whole (`docs/decisions/0090`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from packbench.domain.walk import WalkKey


@dataclass(slots=True)
class BinStock:
    """Units of one product and lot in one bin; `free` goes down as they are taken.

    `arrival` grows with the time of arrival; units without a lot are all alike and have 0. `pack`
    is how many units are picked as one, 1 where the product is picked by the piece. `is_pick_bin`:
    it is the bin that the product is to be picked from.
    """

    stock_bin_id: int
    free: int
    expires_on: date | None
    arrival: int
    walk: WalkKey
    pack: int = 1
    is_pick_bin: bool = False


def _age(one: BinStock) -> tuple[date, int]:
    return (one.expires_on or date.max, one.arrival)


def take_from_bins(bins: Sequence[BinStock], quantity: int) -> list[tuple[int, int]]:
    """(bin row id, units) that make up `quantity`, or less where the bins hold less."""
    taken: dict[int, int] = {}
    ordered = sorted((one for one in bins if one.free > 0), key=_age)
    for _, group in groupby(ordered, key=_age):
        for one, most in _portions(list(group), quantity):
            units = min(most, one.free, quantity)
            if units:
                one.free -= units
                quantity -= units
                taken[one.stock_bin_id] = taken.get(one.stock_bin_id, 0) + units
    return list(taken.items())


def _portions(bins: list[BinStock], quantity: int) -> Iterator[tuple[BinStock, int]]:
    """Bins of one age in the order in which they are taken from, and how much each gives at most.

    The first on the walk that holds all of it, a pick bin before reserve, one with an open pack
    before those in which a pack would have to be opened; otherwise the fullest first, whole packs
    before single pieces.
    """
    whole = [one for one in bins if one.free >= quantity]
    if whole:
        yield min(whole, key=partial(_rank, quantity)), quantity
        return
    pack = bins[0].pack
    in_packs = quantity - quantity % pack
    fullest = sorted(bins, key=lambda one: (-one.free, one.walk))
    for one in fullest:
        most = min(one.free - one.free % pack, in_packs)
        in_packs -= most
        yield one, most
    for one in sorted(fullest, key=lambda one: -(one.free % pack)):
        yield one, one.free


def _rank(quantity: int, one: BinStock) -> tuple[bool, bool, WalkKey]:
    return not one.is_pick_bin, _opens_pack(one, quantity), one.walk


def _opens_pack(one: BinStock, quantity: int) -> bool:
    """Whether fewer pieces lie beside the whole packs than are wanted beside them."""
    return one.free % one.pack < quantity % one.pack
