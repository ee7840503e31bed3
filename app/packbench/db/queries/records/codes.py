"""From a scanned code to the record that carries it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from packbench.db.schema import (
    Barcode,
    Location,
    Order,
    Product,
    PurchaseOrder,
    Shipment,
    Wave,
)
from packbench.domain.catalog import code_key
from packbench.domain.codes import OwnCode, OwnKind
from packbench.domain.scanning.meaning import ScanKind

Found = tuple[ScanKind, int, str]
"""Kind, record id, the name that people know it by."""


def find_own(connection: Connection, code: OwnCode) -> Found | None:
    """The record of one of our own codes."""
    lookups: dict[OwnKind, tuple[ScanKind, Any, Any]] = {
        OwnKind.LOCATION: (ScanKind.LOCATION, Location.id, Location.code),
        OwnKind.PICK_LIST: (ScanKind.WAVE, Wave.id, Wave.number),
        OwnKind.SHIPMENT: (ScanKind.SHIPMENT, Shipment.id, Shipment.number),
        OwnKind.PURCHASE_ORDER: (ScanKind.PURCHASE_ORDER, PurchaseOrder.id, PurchaseOrder.number),
    }
    if code.kind not in lookups:
        return None
    kind, row_id, name = lookups[code.kind]
    row = connection.execute(select(row_id, name).where(row_id == code.number)).one_or_none()
    return (kind, row[0], row[1]) if row else None


def find_barcode(connection: Connection, code: str) -> Found | None:
    """The product that carries a barcode, in its stored form."""
    query = (
        select(Product.id, Product.sku)
        .join(Barcode, Barcode.product_id == Product.id)
        .where(Barcode.code == code)
    )
    row = connection.execute(query).one_or_none()
    return (ScanKind.PRODUCT, row.id, row.sku) if row else None


def find_name(connection: Connection, text: str) -> Found | None:
    """The record that people call so: a SKU, an order, a shipment, a wave, a PO, a location.

    A location's code or barcode counts only where one warehouse alone has it.
    """
    key = code_key(text)
    lookups: tuple[Callable[[], Found | None], ...] = (
        lambda: _one(connection, ScanKind.PRODUCT, Product.id, Product.sku, Product.sku_key == key),
        lambda: _one(connection, ScanKind.ORDER, Order.id, Order.number, Order.number_key == key),
        lambda: _one(
            connection, ScanKind.SHIPMENT, Shipment.id, Shipment.number, Shipment.number == text
        ),
        lambda: _one(connection, ScanKind.WAVE, Wave.id, Wave.number, Wave.number == text.upper()),
        lambda: _one(
            connection,
            ScanKind.PURCHASE_ORDER,
            PurchaseOrder.id,
            PurchaseOrder.number,
            PurchaseOrder.number_key == key,
        ),
        lambda: _one(
            connection,
            ScanKind.LOCATION,
            Location.id,
            Location.code,
            (Location.code_key == key) | (Location.barcode == text),
        ),
    )
    return next((found for lookup in lookups if (found := lookup()) is not None), None)


def _one(
    connection: Connection, kind: ScanKind, row_id: Any, name: Any, condition: Any
) -> Found | None:
    rows = connection.execute(select(row_id, name).where(condition).limit(2)).all()
    return (kind, rows[0][0], rows[0][1]) if len(rows) == 1 else None
