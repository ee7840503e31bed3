"""The layout of a warehouse: parallel aisles, the cross aisles that join them, the depot, the bins.

All lengths are whole millimetres, so that equal walks are equal numbers. Aisles run along y, cross
aisles along x; a picker stands on the middle line of an aisle, in front of the bin.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MM_A_METRE = 1_000


class Point(NamedTuple):
    """A place on the floor, in millimetres."""

    x_mm: int
    y_mm: int


class Way(enum.StrEnum):
    """The direction in which an aisle may be walked."""

    BOTH = "both"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Aisle:
    """Floor between two racks, by all names that its bins give it; `way` UP: only to greater y."""

    names: tuple[str, ...]
    x_mm: int
    from_mm: int
    to_mm: int
    way: Way = Way.BOTH

    @property
    def name(self) -> str:
        """Its names as they are told."""
        return " / ".join(self.names)

    def holds(self, y_mm: int) -> bool:
        """Whether it reaches that far."""
        return self.from_mm <= y_mm <= self.to_mm


@dataclass(frozen=True, slots=True)
class CrossAisle:
    """Floor across the aisles, walked both ways."""

    y_mm: int
    from_mm: int
    to_mm: int

    def holds(self, x_mm: int) -> bool:
        """Whether it reaches that far."""
        return self.from_mm <= x_mm <= self.to_mm


@dataclass(frozen=True, slots=True)
class Ways:
    """Where people can walk; the depot is where every walk begins and ends.

    Attributes:
        turned: the racks run along x: here x and y have changed places, for a plan to turn back.
    """

    aisles: tuple[Aisle, ...]
    cross_aisles: tuple[CrossAisle, ...]
    depot: Point
    turned: bool = False


@dataclass(frozen=True, slots=True)
class BinPlace:
    """A bin with its coordinates as they were imported, in metres.

    Attributes:
        zone: sets aisles of one name apart that lie in different halls.
        level: bins above each other stand in one place.
    """

    id: int
    code: str
    x_m: float
    y_m: float
    aisle: str | None = None
    zone: str | None = None
    level: str | None = None

    @property
    def aisle_name(self) -> str | None:
        """The aisle within the warehouse, e.g. `A 01`."""
        if self.aisle is None:
            return None
        return f"{self.zone} {self.aisle}" if self.zone else self.aisle


@dataclass(frozen=True, slots=True)
class PlacedBin:
    """A bin and where a picker stands in front of it."""

    code: str
    point: Point


@dataclass(frozen=True, slots=True)
class WarehouseLayout:
    """Ways that were looked through, and every bin that has a place on them."""

    ways: Ways
    bins: Mapping[int, PlacedBin]
