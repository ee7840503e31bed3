"""Bins of one product at one warehouse, as stock commands take from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from packbench.db.schema import Location, StockBin
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import LocationKind


@dataclass(frozen=True, slots=True)
class BinRow:
    """What lies in one location of one lot; `held` units are promised to open pick tasks."""

    location_id: int
    location: str
    kind: str
    pickable: bool
    lot: str
    expires_on: date | None
    on_hand: int
    unavailable: int
    held: int
    id: int

    @property
    def free(self) -> int:
        """Units that are neither unavailable nor held by a pick task."""
        return self.on_hand - self.unavailable - self.held


def bins_of(
    connection: Connection,
    warehouse_id: int,
    product_id: int,
    *,
    location_id: int | None = None,
    lot: str | None = None,
) -> list[BinRow]:
    """Bins that hold the product: the floor first, then by the walk; staged goods are left out."""
    query = (
        select(
            *(Location.id, Location.code, Location.kind, Location.pickable, StockBin.lot),
            *(StockBin.expires_on, StockBin.on_hand, StockBin.unavailable, StockBin.allocated),
            *(StockBin.id, Location.sequence),
        )
        .join(Location, Location.id == StockBin.location_id)
        .where(
            StockBin.warehouse_id == warehouse_id,
            StockBin.product_id == product_id,
            StockBin.on_hand > 0,
            Location.kind != LocationKind.STAGING,
        )
    )
    if location_id is not None:
        query = query.where(Location.id == location_id)
    if lot is not None:
        query = query.where(StockBin.lot == lot)
    rows = connection.execute(query).all()
    ordered = sorted(
        rows,
        key=lambda row: (row.kind != LocationKind.FLOOR, walk_key(row.code, row.sequence), row.lot),
    )
    return [BinRow(*tuple(row)[:-1]) for row in ordered]


@dataclass(frozen=True, slots=True)
class Portion:
    """Units taken from one bin; of these `unavailable` could not be given out anyway."""

    bin: BinRow
    units: int
    unavailable: int = 0


def spread_loss(bins: Sequence[BinRow], units: int) -> list[Portion]:
    """Takes units that are gone: free ones first, then those held for pickers, last damaged ones.

    The portions come to less than `units` where the bins hold less.
    """
    taken: list[Portion] = []
    left = units
    for one in bins:
        share = min(left, max(0, one.free))
        if share:
            taken.append(Portion(one, share))
            left -= share
    for one in bins:
        share = min(left, one.held)
        if share:
            taken.append(Portion(one, share))
            left -= share
    for one in bins:
        share = min(left, one.unavailable)
        if share:
            taken.append(Portion(one, share, unavailable=share))
            left -= share
    return taken


def spread_free(bins: Sequence[BinRow], units: int) -> list[Portion]:
    """Takes free units alone, in the order of the bins; less where they hold less."""
    taken: list[Portion] = []
    for one in bins:
        share = min(units, max(0, one.free))
        if share:
            taken.append(Portion(one, share))
            units -= share
    return taken


def spread_blocked(bins: Sequence[BinRow], units: int) -> list[Portion]:
    """Takes units that lie where nothing is given out; all of them are unavailable."""
    taken: list[Portion] = []
    for one in bins:
        share = min(units, one.unavailable)
        if share:
            taken.append(Portion(one, share, unavailable=share))
            units -= share
    return taken
