"""The words of warehouses, their locations and the stock ledger."""

import enum
from dataclasses import dataclass
from datetime import date

ALL_COUNTRIES = "*"
"""On a warehouse's list of countries: serves everybody."""

NO_LOT = ""
"""The lot of stock that has none."""

FLOOR_CODE = "FLOOR"
STAGING_CODE = "STAGING"


class WarehouseKind(enum.StrEnum):
    """A place that ships, or a pool of promised pre-order units that is never picked."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"


class LocationKind(enum.StrEnum):
    """Ordinary bins, and the two locations that every warehouse has of its own."""

    BIN = "bin"
    FLOOR = "floor"
    STAGING = "staging"


class Cause(enum.StrEnum):
    """Why a movement was written."""

    OPENING = "opening"
    COUNT = "count"
    RECEIPT = "receipt"
    ADJUSTMENT = "adjustment"
    DAMAGE = "damage"
    EXPIRY = "expiry"
    MOVE = "move"
    TRANSFER = "transfer"
    PICK = "pick"
    SHORT_PICK = "short_pick"
    UNPICK = "unpick"
    SHIP = "ship"
    VOID = "void"
    UNDO = "undo"
    PACKAGING = "packaging"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    TRANSIT_LOSS = "transit_loss"
    ASSEMBLY = "assembly"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger to be written: signed units on hand, and of these unavailable."""

    warehouse_id: int
    product_id: int
    location_id: int
    quantity: int
    cause: Cause
    lot: str = NO_LOT
    unavailable: int = 0
    expires_on: date | None = None
    note: str | None = None
    document: str | None = None
