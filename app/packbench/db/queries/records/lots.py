"""Reads of lots: where they came from, where they lie, which shipments have them."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Subquery, and_, func, select, union_all

from packbench.db.schema import (
    Command,
    Location,
    Movement,
    Operator,
    Order,
    PackScan,
    PickTask,
    Product,
    PurchaseOrder,
    ReceiptRow,
    Shipment,
    StockBin,
    Supplier,
    Warehouse,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.catalog import code_key
from packbench.domain.orders import OPEN_SHIPMENTS
from packbench.domain.warehousing import Cause

_CAME = (Cause.RECEIPT, Cause.OPENING, Cause.COUNT, Cause.ADJUSTMENT, Cause.ASSEMBLY)


def lots_named(connection: Connection, lot: str, product_id: int | None) -> list[tuple[int, str]]:
    """The products that a lot is of, with how it is written; by the ledger and by what was packed.

    Its letters' case does not count.
    """
    found: set[tuple[int, str]] = set()
    key = code_key(lot)
    for model in (StockBin, PackScan):
        query = select(model.product_id, model.lot).where(
            func.lower(model.lot).in_({key, lot.strip().lower()})
        )
        if product_id is not None:
            query = query.where(model.product_id == product_id)
        found |= {(row[0], str(row[1])) for row in connection.execute(query.distinct())}
    return sorted(found)


def arrivals_of(connection: Connection, product_id: int, lot: str) -> Sequence[AnyRow]:
    """By which commands units of a lot came in, the oldest first, with receipt and supplier.

    What was taken back never came.
    """
    undo = aliased(Command)
    undone = select(undo.id).where(undo.undoes_id == Movement.command_id).exists()
    query = (
        select(
            *(Movement.at, Movement.cause, Movement.document),
            total(Movement.quantity).label("units"),
            *(Warehouse.code.label("warehouse"), ReceiptRow.id.label("receipt_id")),
            *(ReceiptRow.delivery_note, Supplier.code.label("supplier")),
            *(Supplier.name.label("supplier_name"), PurchaseOrder.number.label("order")),
            Operator.name.label("operator"),
        )
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .join(Command, Command.id == Movement.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .outerjoin(ReceiptRow, ReceiptRow.command_id == Movement.command_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == ReceiptRow.purchase_order_id)
        .outerjoin(Supplier, Supplier.id == ReceiptRow.supplier_id)
        .where(
            Movement.product_id == product_id,
            Movement.lot == lot,
            Movement.cause.in_([one.value for one in _CAME]),
            Movement.quantity > 0,
            ~undone,
        )
        .group_by(
            *(Movement.command_id, Movement.at, Movement.cause, Movement.document),
            *(Warehouse.code, ReceiptRow.id, ReceiptRow.delivery_note, Supplier.code),
            *(Supplier.name, PurchaseOrder.number, Operator.name),
        )
        .order_by(Movement.at, Movement.command_id)
    )
    return connection.execute(query).all()


def bins_of_lot(connection: Connection, product_id: int, lot: str) -> Sequence[AnyRow]:
    """Where a lot lies now."""
    query = (
        select(
            *(Warehouse.code.label("warehouse"), Location.code.label("location"), Location.kind),
            *(StockBin.on_hand, StockBin.unavailable, StockBin.expires_on),
        )
        .join(Warehouse, Warehouse.id == StockBin.warehouse_id)
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.product_id == product_id, StockBin.lot == lot, StockBin.on_hand > 0)
        .order_by(Warehouse.rank, Warehouse.code_key, Location.code_key)
    )
    return connection.execute(query).all()


def lots_in_shipments(
    connection: Connection,
    *,
    lot: tuple[int, str] | None = None,
    shipment_ids: Collection[int] | None = None,
) -> Sequence[AnyRow]:
    """Units by shipment, product and lot: shipped by the ledger, else picked from bins.

    Of products whose stock is not counted, what was scanned into parcels.

    Args:
        connection: where to read.
        lot: only this (product id, lot).
        shipment_ids: only of these.
    """
    shipped = (
        select(
            *(Shipment.id.label("shipment_id"), Movement.product_id, Movement.lot),
            total(-Movement.quantity).label("units"),
        )
        .join(Shipment, Shipment.number == Movement.document)
        .where(Movement.cause.in_([Cause.SHIP.value, Cause.VOID.value]))
        .group_by(Shipment.id, Movement.product_id, Movement.lot)
    )
    picked = (
        select(
            *(PickTask.shipment_id, StockBin.product_id, StockBin.lot),
            total(PickTask.picked).label("units"),
        )
        .join(StockBin, StockBin.id == PickTask.stock_bin_id)
        .join(Shipment, Shipment.id == PickTask.shipment_id)
        .where(PickTask.picked > 0, Shipment.status.in_([one.value for one in OPEN_SHIPMENTS]))
        .group_by(PickTask.shipment_id, StockBin.product_id, StockBin.lot)
    )
    scanned = (
        select(
            *(PackScan.shipment_id, PackScan.product_id, func.coalesce(PackScan.lot, "")),
            total(PackScan.quantity).label("units"),
        )
        .join(Product, and_(Product.id == PackScan.product_id, Product.manage_stock.is_(False)))
        .where(PackScan.taken_back_by.is_(None))
        .group_by(PackScan.shipment_id, PackScan.product_id, PackScan.lot)
    )
    if lot is not None:
        product_id, name = lot
        shipped = shipped.where(Movement.product_id == product_id, Movement.lot == name)
        picked = picked.where(StockBin.product_id == product_id, StockBin.lot == name)
        scanned = scanned.where(PackScan.product_id == product_id, PackScan.lot == name)
    if shipment_ids is not None:
        theirs = (
            select(StockBin.product_id)
            .join(PickTask, PickTask.stock_bin_id == StockBin.id)
            .where(among(PickTask.shipment_id, shipment_ids))
        )  # movements are found by their product, not by their document
        shipped = shipped.where(among(Shipment.id, shipment_ids), Movement.product_id.in_(theirs))
        picked = picked.where(among(PickTask.shipment_id, shipment_ids))
        scanned = scanned.where(among(PackScan.shipment_id, shipment_ids))
    return _with_their_orders(connection, union_all(shipped, picked, scanned).subquery("parts"))


def _with_their_orders(connection: Connection, parts: Subquery) -> Sequence[AnyRow]:
    query = (
        select(
            *(Order.number.label("order"), Order.customer_name, Order.company),
            *(Order.customer_email, Order.phone, Order.country),
            *(Shipment.number.label("shipment"), Shipment.status, Shipment.shipped_at),
            *(Shipment.carrier, Shipment.tracking, Product.sku, Product.name.label("name")),
            *(parts.c.lot, parts.c.units),
        )
        .join(Shipment, Shipment.id == parts.c.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Product, Product.id == parts.c.product_id)
        .where(parts.c.units > 0)
        .order_by(Shipment.shipped_at, Shipment.id, Product.sku_key, parts.c.lot)
    )
    return connection.execute(query).all()
