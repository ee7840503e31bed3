"""From the codes that people use to ids; each refuses `not_found` by name."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.near_products import near_skus
from packbench.db.schema import Location, Order, Product, Shipment, Supplier, Warehouse, Wave
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import LocationKind

_MOST_DIGITS = 10
"""So many shipments no order has; longer numbers would not fit the column."""


class WarehouseRef(NamedTuple):
    """A warehouse as it was asked for."""

    id: int
    code: str
    kind: str


class ProductRef(NamedTuple):
    """A product as it was asked for."""

    id: int
    sku: str
    name: str
    manage_stock: bool
    is_kit: bool
    active: bool


@dataclass(frozen=True, slots=True)
class LocationRef:
    """A location as it was asked for."""

    id: int
    code: str
    kind: str
    pickable: bool


def find_warehouse(connection: Connection, code: str) -> WarehouseRef:
    """The warehouse of a code, without regard to case."""
    query = select(Warehouse.id, Warehouse.code, Warehouse.kind)
    row = connection.execute(query.where(Warehouse.code_key == code_key(code))).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="warehouse", name=code)
    return WarehouseRef(*row)


def find_product(connection: Connection, sku: str) -> ProductRef:
    """The product of a SKU, without regard to case."""
    query = select(
        *(Product.id, Product.sku, Product.name, Product.manage_stock),
        *(Product.is_kit, Product.active),
    ).where(Product.sku_key == code_key(sku))
    row = connection.execute(query).one_or_none()
    if row is None:
        near = {"near": found} if (found := near_skus(connection, sku)) else {}
        raise Refusal(Code.NOT_FOUND, kind="product", name=sku, **near)
    return ProductRef(*row)


def find_location(connection: Connection, warehouse_id: int, code: str | None) -> LocationRef:
    """The location of a code; without one the warehouse's floor."""
    query = select(Location.id, Location.code, Location.kind, Location.pickable).where(
        Location.warehouse_id == warehouse_id
    )
    if code is None:
        query = query.where(Location.kind == LocationKind.FLOOR)
    else:
        query = query.where(Location.code_key == code_key(code))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="location", name=code or "")
    return LocationRef(*row)


def find_supplier_id(connection: Connection, code: str) -> int:
    """The id of the supplier with a code."""
    found = connection.execute(select(Supplier.id).where(Supplier.code_key == code_key(code)))
    supplier_id = found.scalar_one_or_none()
    if supplier_id is None:
        raise Refusal(Code.NOT_FOUND, kind="supplier", name=code)
    return supplier_id


def find_order_id(connection: Connection, number: str) -> int:
    """The id of the order with a number."""
    query = select(Order.id).where(Order.number_key == code_key(number))
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="order", name=number)
    return found


def find_shipment_id(connection: Connection, number: str) -> int:
    """The id of the shipment with a number."""
    order, _, sequence = code_key(number).rpartition("-")
    query = (
        select(Shipment.id)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.number_key == order, Shipment.sequence == shipment_sequence(sequence))
    )
    shipment_id = connection.execute(query).scalar_one_or_none()
    if shipment_id is None:
        raise Refusal(Code.NOT_FOUND, kind="shipment", name=number)
    return shipment_id


def shipment_sequence(text: str) -> int:
    """The last part of a shipment's number as a number; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS else 0


def find_wave_id(connection: Connection, number: str) -> int:
    """The id of the wave with a number."""
    found = connection.execute(select(Wave.id).where(Wave.number == code_key(number).upper()))
    wave_id = found.scalar_one_or_none()
    if wave_id is None:
        raise Refusal(Code.NOT_FOUND, kind="wave", name=number)
    return wave_id
