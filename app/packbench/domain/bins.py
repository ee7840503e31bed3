"""Which bins the units of a shipment are taken from.

Dated lots by first expiry (FEFO), other lots by first arrival (FIFO); among equals the fewest bins,
then the first on the walk (`docs/domain.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from packbench.domain.walk import WalkKey


@dataclass(slots=True)
class BinStock:
    """Units of one product and lot in one bin; `free` goes down as they are taken.

    `arrival` grows with the time of arrival; units without a lot are all alike and have 0.
    """

    stock_bin_id: int
    free: int
    expires_on: date | None
    arrival: int
    walk: WalkKey


def _age(one: BinStock) -> tuple[date, int]:
    return (one.expires_on or date.max, one.arrival)


def take_from_bins(bins: Sequence[BinStock], quantity: int) -> list[tuple[int, int]]:
    """(bin row id, units) that make up `quantity`, or less where the bins hold less."""
    taken: list[tuple[int, int]] = []
    ordered = sorted((one for one in bins if one.free > 0), key=_age)
    for _, group in groupby(ordered, key=_age):
        for one in _fewest(list(group), quantity):
            units = min(one.free, quantity)
            if units:
                one.free -= units
                quantity -= units
                taken.append((one.stock_bin_id, units))
    return taken


def _fewest(bins: list[BinStock], quantity: int) -> list[BinStock]:
    """Bins of one age: the first on the walk that holds all of it, otherwise the fullest first."""
    whole = [one for one in bins if one.free >= quantity]
    if whole:
        return [min(whole, key=lambda one: one.walk)]
    return sorted(bins, key=lambda one: (-one.free, one.walk))
