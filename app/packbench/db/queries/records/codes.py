"""From a scanned code to the records that carry it."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, literal, null, or_, select, union, union_all

from packbench.db.queries.records.lookups import shipment_sequence
from packbench.db.schema import (
    Barcode,
    BoxType,
    Location,
    Order,
    Product,
    PurchaseOrder,
    SharedBarcode,
    Shipment,
    Station,
    Warehouse,
    Wave,
)
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.codes import OwnCode, OwnKind
from packbench.domain.scanning.meaning import ScanKind

_Codes = type[Barcode] | type[SharedBarcode]


class Found(NamedTuple):
    """A record: what it is, its id, the name that people know it by, a location's warehouse.

    `units`: how many pieces of a product the code counts, 12 on a carton of twelve.
    """

    kind: ScanKind
    record_id: int
    name: str
    warehouse: str | None = None
    units: int = 1


def find_own(connection: Connection, code: OwnCode) -> Found | None:
    """The record of one of our own codes."""
    lookups: dict[OwnKind, tuple[ScanKind, Any, Any]] = {
        OwnKind.PICK_LIST: (ScanKind.WAVE, Wave.id, Wave.number),
        OwnKind.SHIPMENT: (ScanKind.SHIPMENT, Shipment.id, Shipment.number),
        OwnKind.PURCHASE_ORDER: (ScanKind.PURCHASE_ORDER, PurchaseOrder.id, PurchaseOrder.number),
    }
    if code.kind is OwnKind.LOCATION:
        query = _locations().where(Location.id == code.number)
    elif code.kind in lookups:
        kind, row_id, name = lookups[code.kind]
        query = _named(kind, row_id, name).where(row_id == code.number)
    else:
        return None
    row = connection.execute(query).one_or_none()
    return _found(row) if row else None


def find_barcodes(connection: Connection, keys: Collection[str]) -> list[Found]:
    """The products that carry one of these barcodes, given as they are compared."""
    carriers = union(_carriers(keys), _carriers(keys, SharedBarcode))
    return sorted((_found(row) for row in connection.execute(carriers)), key=_by_id)


def find_boxes(connection: Connection, keys: Collection[str]) -> list[Found]:
    """The box types with one of these codes or barcodes, given as they are compared."""
    return [_found(row) for row in connection.execute(_boxes(keys))]


def find_codes(connection: Connection, text: str, barcodes: Collection[str]) -> list[Found]:
    """The records that a text stands for, each once: what is sold first, then papers, then places.

    Args:
        connection: to read from.
        text: as it was scanned or typed.
        barcodes: how it is compared with barcodes (`code_key`).
    """
    key = code_key(text)
    order, _, sequence = key.rpartition("-")
    searches = (
        _named(ScanKind.PRODUCT, Product.id, Product.sku).where(Product.sku_key == key),
        _carriers(barcodes),
        _carriers(barcodes, SharedBarcode),
        _named(ScanKind.ORDER, Order.id, Order.number).where(
            or_(Order.number_key == key, Order.source_key == key)
        ),
        _named(ScanKind.SHIPMENT, Shipment.id, Shipment.number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.number_key == order, Shipment.sequence == shipment_sequence(sequence)),
        _named(ScanKind.WAVE, Wave.id, Wave.number).where(Wave.number == key.upper()),
        _named(ScanKind.PURCHASE_ORDER, PurchaseOrder.id, PurchaseOrder.number).where(
            PurchaseOrder.number_key == key
        ),
        _locations().where(or_(Location.code_key == key, Location.barcode_key == key)),
        _boxes({key, *barcodes}),
    )
    rows = connection.execute(union_all(*searches)).all()
    ordered = sorted(rows, key=lambda row: (_ORDER.index(ScanKind(row[0])), row[1]))
    return list(dict.fromkeys(map(_found, ordered)))


def station_warehouse(connection: Connection, station: str) -> str | None:
    """The code of the warehouse in which a station stands, if that was said."""
    query = (
        select(Warehouse.code)
        .join(Station, Station.warehouse_id == Warehouse.id)
        .where(Station.name == station)
    )
    return connection.execute(query).scalar_one_or_none()


_ONE = literal(1)


def _by_id(found: Found) -> int:
    return found.record_id


_ORDER = (
    *(ScanKind.PRODUCT, ScanKind.ORDER, ScanKind.SHIPMENT, ScanKind.WAVE),
    *(ScanKind.PURCHASE_ORDER, ScanKind.LOCATION, ScanKind.BOX),
)


def _named(kind: ScanKind, row_id: Any, name: Any, units: Any = _ONE) -> Select[Any]:
    return select(literal(kind.value), row_id, name, null(), units)


def _carriers(keys: Collection[str], table: _Codes = Barcode) -> Select[Any]:
    units = table.units if table is Barcode else _ONE
    carriers = _named(ScanKind.PRODUCT, Product.id, Product.sku, units)
    return carriers.join(table, table.product_id == Product.id).where(
        among_texts(table.code_key, keys)
    )


def _boxes(keys: Collection[str]) -> Select[Any]:
    return _named(ScanKind.BOX, BoxType.id, BoxType.code).where(
        or_(among_texts(BoxType.code_key, keys), among_texts(BoxType.barcode_key, keys))
    )


def _locations() -> Select[Any]:
    located: Any = select(
        *(literal(ScanKind.LOCATION.value), Location.id, Location.code, Warehouse.code, _ONE)
    )
    query: Select[Any] = located.join(Warehouse, Warehouse.id == Location.warehouse_id)
    return query


def _found(row: Any) -> Found:
    return Found(ScanKind(row[0]), row[1], row[2], row[3], row[4])
