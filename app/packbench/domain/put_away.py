"""Picked goods that go back to their bins, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoodsBack:
    """Units of a lot that belong into a bin again; `barcode` opens the bin when scanned."""

    location: str
    barcode: str
    sku: str
    lot: str
    units: int
