"""Where the demo's goods lie: warehouses with halls of aisles, bays and levels."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from packbench.domain.warehousing import WarehouseKind
from packbench.exchange.kinds import LocationRow, WarehouseRow
from packbench.paths import resource

_AISLE_M, _BAY_M, _HALL_M = 3.0, 1.2, 40.0
_QUARANTINE = ("QC-01", "QC-02")


@dataclass(frozen=True, slots=True)
class Hall:
    """Shelves on both ends of a walk."""

    aisles: int
    bays: int
    levels: int


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A warehouse of `places.toml`.

    Attributes:
        stocks: percent of the products that are stocked.
        share: of the units of a product, those that lie there.
    """

    code: str
    name: str
    rank: int
    countries: tuple[str, ...]
    stocks: int
    share: float
    halls: dict[str, Hall]
    kind: WarehouseKind = WarehouseKind.PHYSICAL
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """The sheet `places.toml`."""

    warehouses: Annotated[tuple[DemoPlace, ...], Field(alias="warehouse")]


def read_places() -> tuple[DemoPlace, ...]:
    """The warehouses as they ship with Packbench."""
    text = resource("demo/places.toml").read_text(encoding="utf-8")
    return TypeAdapter(DemoPlaces).validate_python(tomllib.loads(text)).warehouses


def warehouse_row(place: DemoPlace) -> WarehouseRow:
    """The warehouse as it is imported."""
    return WarehouseRow(
        code=place.code,
        name=place.name,
        kind=place.kind,
        countries=place.countries,
        rank=place.rank,
        street=place.street,
        city=place.city,
        postal_code=place.postal_code,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def location_rows(place: DemoPlace) -> list[LocationRow]:
    """Its bins in the order of a walk that turns at the end of each aisle, and its quarantine."""
    bins = [
        bin_row
        for offset, (zone, hall) in enumerate(place.halls.items())
        for bin_row in _bins(place, zone, hall, offset * _HALL_M)
    ]
    rows = [replace(row, sequence=number) for number, row in enumerate(bins, 1)]
    if rows:
        rows += [LocationRow(place.code, code, zone="Q", pickable=False) for code in _QUARANTINE]
    return rows


def _bins(place: DemoPlace, zone: str, hall: Hall, offset_m: float) -> Iterator[LocationRow]:
    for aisle in range(1, hall.aisles + 1):
        bays = range(1, hall.bays + 1)
        for bay in bays if aisle % 2 else reversed(bays):
            for level in range(1, hall.levels + 1):
                yield LocationRow(
                    warehouse=place.code,
                    code=f"{zone}-{aisle:02}-{bay:02}-{level}",
                    zone=zone,
                    aisle=f"{aisle:02}",
                    bay=f"{bay:02}",
                    level=str(level),
                    x=round(offset_m + aisle * _AISLE_M, 1),
                    y=round(bay * _BAY_M, 1),
                )
