"""Codes that the database knows already, read in one go for a whole file."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.schema import Location, Product, Supplier, Warehouse
from packbench.domain.catalog import code_key


class KnownProduct(NamedTuple):
    """What an import has to know of a product."""

    id: int
    sku: str
    manage_stock: bool
    is_kit: bool
    tracking: str


class KnownLocation(NamedTuple):
    """What an import has to know of a location."""

    id: int
    kind: str
    pickable: bool


@dataclass(frozen=True, slots=True)
class Codes:
    """Ids by code, found without regard to case."""

    by_key: dict[str, int]

    def find(self, code: str) -> int | None:
        """The id of a code, None when nobody knows it."""
        return self.by_key.get(code_key(code))


def all_products(connection: Connection) -> dict[str, KnownProduct]:
    """Every product by its SKU's key."""
    query = select(
        *(Product.sku_key, Product.id, Product.sku, Product.manage_stock, Product.is_kit),
        Product.tracking,
    )
    return {row[0]: KnownProduct(*row[1:]) for row in connection.execute(query)}


def uncounted_products(connection: Connection) -> set[int]:
    """Products of which no stock is counted: any warehouse that may serve has them."""
    query = select(Product.id).where(Product.manage_stock.is_(False))
    return set(connection.execute(query).scalars())


def all_warehouses(connection: Connection) -> Codes:
    """Every warehouse."""
    query = select(Warehouse.code_key, Warehouse.id)
    return Codes({row[0]: row[1] for row in connection.execute(query)})


def all_suppliers(connection: Connection) -> Codes:
    """Every supplier."""
    query = select(Supplier.code_key, Supplier.id)
    return Codes({row[0]: row[1] for row in connection.execute(query)})


def all_locations(connection: Connection) -> dict[tuple[int, str], KnownLocation]:
    """Every location by warehouse and code key."""
    query = select(
        Location.warehouse_id, Location.code_key, Location.id, Location.kind, Location.pickable
    )
    return {(row[0], row[1]): KnownLocation(*row[2:]) for row in connection.execute(query)}
