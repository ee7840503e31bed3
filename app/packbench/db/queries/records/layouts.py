"""Where the bins of a warehouse are, and its ways as somebody drew them."""

from typing import NamedTuple

from sqlalchemy import Connection, exists, select

from packbench.db.schema import Location, Warehouse, WarehouseLayoutRow
from packbench.domain.walking.layout import BinPlace
from packbench.domain.walking.serpentine import CodedBin
from packbench.domain.warehousing import LocationKind


class LocationPlace(NamedTuple):
    """A bin with all that tells where it is."""

    id: int
    code: str
    zone: str | None
    aisle: str | None
    level: str | None
    x: float | None
    y: float | None
    sequence: int | None
    bay: str | None

    @property
    def coded(self) -> CodedBin:
        """The bin by its names alone."""
        return CodedBin(self.id, self.code, self.zone, self.aisle, self.sequence)

    @property
    def placed(self) -> BinPlace | None:
        """The bin with its coordinates, if it has both."""
        if self.x is None or self.y is None:
            return None
        return BinPlace(self.id, self.code, self.x, self.y, self.aisle, self.zone, self.level)


def places_of(connection: Connection, warehouse_id: int) -> list[LocationPlace]:
    """The bins of a warehouse."""
    query = (
        select(
            *(Location.id, Location.code, Location.zone, Location.aisle, Location.level),
            *(Location.x, Location.y, Location.sequence, Location.bay),
        )
        .where(Location.warehouse_id == warehouse_id, Location.kind == LocationKind.BIN)
        .order_by(Location.id)
    )
    return [LocationPlace._make(row) for row in connection.execute(query).all()]


def drawn_ways(connection: Connection, warehouse_id: int) -> str | None:
    """The ways of a warehouse that somebody drew, as they are kept; None: its bins tell them."""
    query = select(WarehouseLayoutRow.body).where(WarehouseLayoutRow.warehouse_id == warehouse_id)
    return connection.execute(query).scalar_one_or_none()


def warehouses_with_bins(connection: Connection) -> list[str]:
    """Codes of the warehouses that have bins, in their ranks."""
    query = (
        select(Warehouse.code)
        .where(
            exists().where(Location.warehouse_id == Warehouse.id, Location.kind == LocationKind.BIN)
        )
        .order_by(Warehouse.rank, Warehouse.code_key)
    )
    return list(connection.execute(query).scalars())
