"""Reads of whole tables for files: rows in the order of their key, handed on as they are read.

The tables that can be imported give exactly the columns of their import, so that what is written
can be read again; orders tell what was ordered, whatever became of it since.
"""

import dataclasses
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select, true

from packbench.db.queries.records.back_orders import waiting_lines
from packbench.db.queries.records.boxes import known_boxes
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import (
    Allocation,
    Barcode,
    Channel,
    ChannelExclusion,
    ChannelRule,
    Command,
    KitComponent,
    Location,
    Movement,
    Operator,
    Order,
    OrderLine,
    PickBin,
    PostalCode,
    PriceBreak,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    ReorderRule,
    SharedBarcode,
    Shipment,
    ShippingMethod,
    Station,
    Stock,
    StockBin,
    Supplier,
    SupplierProduct,
    Warehouse,
    WarehouseCountry,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.incoming import for_a_warehouse
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import FieldOf, defined_of
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.warehousing import LocationKind

Value = str | int | float | Decimal | date | tuple[str, ...] | None
ExportRow = tuple[Value, ...]
Rows = Iterator[ExportRow]

_ROWS_AT_A_TIME = 1000

_STILL_TO_COME = {
    PurchaseOrderStatus.DRAFT: PurchaseOrderStatus.DRAFT,
    PurchaseOrderStatus.AUTHORIZED: PurchaseOrderStatus.AUTHORIZED,
    PurchaseOrderStatus.SENT: PurchaseOrderStatus.SENT,
    PurchaseOrderStatus.PART_RECEIVED: PurchaseOrderStatus.SENT,
}
"""How the status of a purchase order that goods are to come of is written."""


def _some(
    query: Select[*tuple[Any, ...]],
    record: Column[int],
    only: Collection[int] | None,
) -> Select[*tuple[Any, ...]]:
    """A query narrowed to records of these ids; None for all."""
    return query if only is None else query.where(among(record, only))


def _stream(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[AnyRow]:
    options = {"yield_per": _ROWS_AT_A_TIME}
    yield from connection.execute(query, execution_options=options)


def _custom(model: type[Order | Product], of: FieldOf) -> list[Column[str | None]]:
    """The places of the fields that a shop defined, as far as they are known here."""
    return [getattr(model, one.column) for one in defined_of(of)]


def products(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Products by SKU, each with its barcodes and the codes of its packs."""
    query = (
        select(
            *(Product.id, Product.sku, Product.name, Barcode.code, Barcode.units),
            *(Product.weight_g, Product.length_mm, Product.width_mm, Product.height_mm),
            *(Product.manage_stock, Product.backorder, Product.available_from),
            *(Product.preorder_limit, Product.tracking),
            *(Product.unit_cost, Product.unit_price, Supplier.code),
            *(Product.country_of_origin, Product.hs_code, Product.pick_multiple),
            *(Product.customs_description, Product.customs_value, Product.active),
            *_custom(Product, FieldOf.PRODUCT),
        )
        .outerjoin(Barcode, Barcode.product_id == Product.id)
        .outerjoin(Supplier, Supplier.id == Product.supplier_id)
        .order_by(Product.sku_key, Barcode.units, Barcode.code)
    )
    query = _some(query, Product.id, only)
    for _, group in groupby(_stream(connection, query), key=lambda row: row[0]):
        rows = list(group)
        own = len(rows[0]) - len(defined_of(FieldOf.PRODUCT))
        _, sku, name, _, _, *rest, pick_multiple, described, declared, active = rows[0][:own]
        codes = tuple(row[3] for row in rows if row[3] and row[4] == 1)
        packs = tuple(f"{row[4]}*{row[3]}" for row in rows if row[3] and row[4] > 1)
        last = (packs, pick_multiple, described, declared, active)
        yield (sku, name, codes, *rest, *last, *rows[0][own:])


def kits(connection: Connection) -> Rows:
    """Kits by SKU, a row a component."""
    component = aliased(Product)
    query = (
        select(Product.sku, component.sku, KitComponent.quantity)
        .join(Product, Product.id == KitComponent.kit_id)
        .join(component, component.id == KitComponent.component_id)
        .order_by(Product.sku_key, component.sku_key)
    )
    yield from map(tuple, _stream(connection, query))


def warehouses(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Warehouses by code, with the countries that they serve."""
    query = (
        select(
            *(Warehouse.code, Warehouse.name, Warehouse.kind, Warehouse.active),
            *(WarehouseCountry.country, Warehouse.rank, Warehouse.daily_orders),
            *(Warehouse.street, Warehouse.city),
            *(Warehouse.postal_code, Warehouse.country),
            *(Warehouse.latitude, Warehouse.longitude),
        )
        .outerjoin(WarehouseCountry, WarehouseCountry.warehouse_id == Warehouse.id)
        .order_by(Warehouse.code_key, WarehouseCountry.country)
    )
    query = _some(query, Warehouse.id, only)
    for _, group in groupby(_stream(connection, query), key=lambda row: row[0]):
        rows = list(group)
        code, name, kind, active, _, *rest = rows[0]
        served = tuple(row[4] for row in rows if row[4])
        # An empty cell would be read as "all countries"; a lone separator is read as none.
        yield (code, name, kind, active, served or ("", ""), *rest)


def locations(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Bins by warehouse and code; the places that every warehouse has of its own are left out."""
    query = (
        select(
            *(Warehouse.code, Location.code, Location.barcode, Location.zone, Location.aisle),
            *(Location.bay, Location.level, Location.pickable),
            *(Location.x, Location.y, Location.sequence),
        )
        .join(Warehouse, Warehouse.id == Location.warehouse_id)
        .where(Location.kind == LocationKind.BIN)
        .order_by(Warehouse.code_key, Location.code_key)
    )
    yield from map(tuple, _stream(connection, _some(query, Location.id, only)))


def pick_bins(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Pick bins by warehouse and bin; `only` those of some ids."""
    query = (
        select(
            *(Warehouse.code, Location.code, Product.sku, PickBin.minimum, PickBin.maximum),
        )
        .join(Location, Location.id == PickBin.location_id)
        .join(Warehouse, Warehouse.id == Location.warehouse_id)
        .join(Product, Product.id == PickBin.product_id)
        .order_by(Warehouse.code_key, Location.code_key)
    )
    yield from map(tuple, _stream(connection, _some(query, PickBin.id, only)))


def stock(connection: Connection) -> Rows:
    """What lies in each place by lot; a product that a warehouse has none of gives one row with 0.

    Kits and products whose stock is not managed are left out: they have nothing to count.
    """
    filled = StockBin.on_hand > 0
    here = (StockBin.warehouse_id == Stock.warehouse_id) & (StockBin.product_id == Stock.product_id)
    query = (
        select(
            *(Warehouse.code, Product.sku, func.coalesce(StockBin.on_hand, 0)),
            *(Location.kind, Location.code, StockBin.lot, StockBin.expires_on),
            func.coalesce(StockBin.unavailable, 0),
            *(Stock.safety, Stock.minimum, Stock.reorder_point, Stock.reorder_quantity),
        )
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .join(Product, Product.id == Stock.product_id)
        .outerjoin(StockBin, here & filled)
        .outerjoin(Location, Location.id == StockBin.location_id)
        .where(Product.manage_stock, Product.is_kit.is_(False))
        .order_by(Warehouse.code_key, Product.sku_key, Location.code_key, StockBin.lot)
    )
    for warehouse, sku, quantity, kind, location, lot, *rest in _stream(connection, query):
        place = None if kind in {None, LocationKind.FLOOR} else location
        yield (warehouse, sku, quantity, place, lot or None, *rest)


def orders(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Orders by number, a row a line with what was ordered.

    Args:
        connection: to read from.
        only: ids of orders; None for all.
    """
    sku = func.coalesce(OrderLine.original_sku, OrderLine.sku)
    query = (
        select(
            func.coalesce(Order.source_number, Order.number),
            *(func.nullif(Order.channel, ""), Order.ordered_at),
            *(Order.customer_name, Order.customer_email, Order.company, Order.street),
            *(Order.street2, Order.city, Order.postal_code, Order.region, Order.country),
            *(Order.phone, Order.currency, Order.priority, Order.ship_by, Order.max_warehouses),
            *(Order.ship_partial, Order.payment, Order.note, Order.gift_message),
            *(Order.ship_method, Order.shipping_charged, Order.discount, Order.tax, Order.tags),
            *_custom(Order, FieldOf.ORDER),
            *(sku, OrderLine.ordered, OrderLine.unit_price),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .order_by(Order.number_key, OrderLine.line)
    )
    if only is not None:
        query = query.where(among(Order.id, only))
    yield from map(tuple, _stream(connection, query))


def suppliers(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Suppliers by code."""
    query = select(
        *(Supplier.code, Supplier.name, Supplier.email, Supplier.currency),
        *(Supplier.lead_time_days, Supplier.over_receipt_percent, Supplier.active),
        *(Supplier.language, Supplier.street, Supplier.street2, Supplier.postal_code),
        *(Supplier.city, Supplier.country, Supplier.phone, Supplier.account_number),
        *(Supplier.terms, Supplier.lead_time_spread_days),
    ).order_by(Supplier.code_key)
    yield from map(tuple, _stream(connection, _some(query, Supplier.id, only)))


TERMS_STEP = 1 << 32
TERMS_ID: Any = SupplierProduct.supplier_id * TERMS_STEP + SupplierProduct.product_id
"""One number for the terms of a supplier for a product."""


def supplier_products(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """The terms of suppliers for products; `only` of those whose `TERMS_ID` is one of these."""
    terms = SupplierProduct
    query = (
        select(
            *(Supplier.code, Product.sku, terms.supplier_sku, terms.unit_cost),
            *(terms.pack_size, terms.minimum_quantity, terms.lead_time_days),
            (func.coalesce(Product.supplier_id, 0) == terms.supplier_id).label("preferred"),
            *(terms.lead_time_spread_days, terms.supplier_id, terms.product_id),
        )
        .join(Supplier, Supplier.id == terms.supplier_id)
        .join(Product, Product.id == terms.product_id)
        .order_by(Supplier.code_key, Product.sku_key)
    )
    if only is not None:
        query = query.where(among(TERMS_ID, only))
    breaks = _price_breaks(connection, only)
    for row in _stream(connection, query):
        *first, preferred, spread, supplier_id, product_id = row
        yield (*first, breaks.get((supplier_id, product_id), ()), preferred, spread)


def _price_breaks(
    connection: Connection, only: Collection[int] | None
) -> dict[tuple[int, int], tuple[str, ...]]:
    """By supplier and product: `10=4.5`, the fewest units first."""
    one = PriceBreak
    query = select(one.supplier_id, one.product_id, one.from_quantity, one.unit_cost)
    if only is not None:
        query = query.where(among(one.supplier_id * TERMS_STEP + one.product_id, only))
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for supplier_id, product_id, least, cost in connection.execute(
        query.order_by(one.supplier_id, one.product_id, one.from_quantity)
    ):
        told = f"{least}={cost.normalize():f}"
        found[supplier_id, product_id] = (*found.get((supplier_id, product_id), ()), told)
    return found


RULES_ID: Any = ReorderRule.warehouse_id * TERMS_STEP + ReorderRule.product_id
"""One number for the reorder rule of a product at a warehouse."""


def reorder_rules(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Reorder rules by warehouse and SKU; `only` those whose `RULES_ID` is one of these."""
    rule = ReorderRule
    query = (
        select(
            *(Warehouse.code, Product.sku, rule.point, rule.quantity),
            *(rule.cover_days, rule.demand_days, rule.service_percent),
        )
        .join(Warehouse, Warehouse.id == rule.warehouse_id)
        .join(Product, Product.id == rule.product_id)
        .order_by(Warehouse.code_key, Product.sku_key)
    )
    if only is not None:
        query = query.where(among(RULES_ID, only))
    yield from map(tuple, _stream(connection, query))


def purchase_orders(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Purchase orders by number, a row a line with what is still to come of it.

    Those that nothing is to come of any more (received, closed, cancelled, voided) are left out: an
    import could only take them for goods on their way. So is what a supplier sends to a customer.

    Args:
        connection: to read from.
        only: ids of purchase orders; None for all.
    """
    line = PurchaseOrderLine
    to_come = line.ordered - line.received - line.rejected
    query = (
        select(
            *(PurchaseOrder.number, Supplier.code, Warehouse.code, PurchaseOrder.status),
            *(Product.sku, to_come, line.unit_cost, line.expected_on),
        )
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Warehouse, Warehouse.id == PurchaseOrder.warehouse_id)
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .join(Product, Product.id == line.product_id)
        .where(
            PurchaseOrder.status.in_([status.value for status in _STILL_TO_COME]),
            for_a_warehouse(),
            to_come > 0,
        )
        .order_by(PurchaseOrder.number_key, line.line)
    )
    if only is not None:
        query = query.where(among(PurchaseOrder.id, only))
    for number, supplier, warehouse, status, *rest in _stream(connection, query):
        written = _STILL_TO_COME[PurchaseOrderStatus(status)].value
        yield (number, supplier, warehouse, written, *rest)


SHOWN_SKU: Any = func.coalesce(Product.sku, "")
SHOWN_SKU_KEY: Any = func.coalesce(Product.sku_key, "")
"""Of a rule of a channel: its SKU, empty for all."""


def channel_rules(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """What channels show, those for all SKUs first; `only` the rules of these ids."""
    rule = ChannelRule
    query = (
        select(
            *(Channel.code, Product.sku, rule.rule, rule.value),
            *(rule.min_rule, rule.min_value, rule.push),
        )
        .join(Channel, Channel.id == rule.channel_id)
        .outerjoin(Product, Product.id == rule.product_id)
        .order_by(Channel.code_key, SHOWN_SKU_KEY)
    )
    yield from map(tuple, _stream(connection, _some(query, rule.id, only)))


def channel_exclusions(connection: Connection) -> Rows:
    """Which warehouses are out of bounds for a channel, a product, or both."""
    query = (
        select(Warehouse.code, func.nullif(ChannelExclusion.channel, ""), Product.sku, true())
        .join(Warehouse, Warehouse.id == ChannelExclusion.warehouse_id)
        .outerjoin(Product, Product.id == ChannelExclusion.product_id)
        .order_by(Warehouse.code_key, ChannelExclusion.channel, func.coalesce(Product.sku_key, ""))
    )
    yield from map(tuple, _stream(connection, query))


def postal_codes(connection: Connection) -> Rows:
    """Where postal codes lie."""
    place = PostalCode
    query = select(place.country, place.code_key, place.latitude, place.longitude)
    yield from map(tuple, _stream(connection, query.order_by(place.country, place.code_key)))


def channels(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Channels by their codes, and what is said of their orders."""
    query = select(
        *(Channel.code, Channel.verify, func.nullif(Channel.name, ""), Channel.ship_partial),
        *(Channel.max_warehouses, func.nullif(Channel.number_prefix, ""), Channel.active),
    ).order_by(Channel.code_key)
    yield from map(tuple, _stream(connection, _some(query, Channel.id, only)))


def shared_codes(connection: Connection) -> Rows:
    """Codes that stand for a product besides what they stand for already."""
    query = select(SharedBarcode.code, Product.sku).join(
        Product, Product.id == SharedBarcode.product_id
    )
    ordered = query.order_by(SharedBarcode.code_key, Product.sku_key)
    yield from map(tuple, _stream(connection, ordered))


def shipping_methods(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Shipping methods by code."""
    keys = _method_keys(connection, only)
    for one in known_methods(connection).methods:
        if keys is not None and code_key(one.code) not in keys:
            continue
        cut_off = f"{one.cut_off:%H:%M}" if one.cut_off else None
        told = (one.carrier or None, one.service or None, cut_off, one.label.value)
        yield (
            one.code,
            one.name,
            one.plugin,
            *told,
            one.profile or None,
            ";".join(one.words) or None,
            one.active,
        )


def _method_keys(connection: Connection, only: Collection[int] | None) -> set[str] | None:
    if only is None:
        return None
    query = select(ShippingMethod.code_key).where(among(ShippingMethod.id, only))
    return set(connection.execute(query).scalars())


def boxes(connection: Connection) -> Rows:
    """Box types by code."""
    for one in known_boxes(connection):
        yield tuple(None if value == "" else value for value in dataclasses.astuple(one))


def tracking(connection: Connection) -> Rows:
    """What has left, and has a number at its carrier, by shipment."""
    query = select(Shipment.number, Shipment.tracking, Shipment.carrier).where(
        Shipment.tracking.is_not(None)
    )
    yield from map(tuple, _stream(connection, query.order_by(Shipment.id)))


BACK_ORDER_COLUMNS = (
    *("order_number", "customer_email", "country", "backordered_at", "line", "sku", "quantity"),
    *("reason", "expected_on", "queue_position"),
)


def back_orders(connection: Connection) -> Rows:
    """The waiting room in queue order, a row a line that waits; since when in whole seconds."""
    query = (
        select(Order.id, Order.number, Order.customer_email, Order.country)
        .where(Order.waiting_units > 0)
        .order_by(Order.queue_key, Order.id)
    )
    waiting = connection.execute(query).all()
    for start in range(0, len(waiting), _ROWS_AT_A_TIME):
        some = waiting[start : start + _ROWS_AT_A_TIME]
        lines = waiting_lines(connection, [row.id for row in some])
        for order_id, number, email, country in some:
            since = min(one.since for one in lines[order_id]).replace(microsecond=0)
            for one in lines[order_id]:
                what = (one.line, one.sku, one.quantity, one.reason)
                yield (number, email, country, since, *what, one.expected_on, one.queue_position)


ALLOCATION_COLUMNS = ("order_number", "line", "sku", "warehouse", "shipment", "quantity")


def allocations(connection: Connection) -> Rows:
    """What is promised and not picked yet, by order; of kits their components."""
    query = (
        select(
            *(Order.number, OrderLine.line, Product.sku, Warehouse.code),
            *(Shipment.number, Allocation.allocated),
        )
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(Warehouse, Warehouse.id == Allocation.warehouse_id)
        .join(Shipment, Shipment.id == Allocation.shipment_id)
        .where(Allocation.allocated > 0)
        .order_by(Order.number_key, OrderLine.line, Shipment.sequence, Product.sku_key)
    )
    yield from map(tuple, _stream(connection, query))


MOVEMENT_COLUMNS = (
    *("at", "command", "cause", "warehouse", "sku", "location", "lot", "quantity"),
    *("unavailable", "on_hand_after", "operator", "station", "document", "note"),
)


def movements(connection: Connection) -> Rows:
    """The stock ledger as it was written, with the units on hand there after each row."""
    query = (
        select(
            *(Movement.at, Command.name, Movement.cause, Warehouse.code, Product.sku),
            *(Location.code, func.nullif(Movement.lot, ""), Movement.quantity),
            *(Movement.unavailable, Operator.name, Station.name),
            *(Movement.document, Movement.note),
        )
        .join(Command, Command.id == Movement.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .join(Product, Product.id == Movement.product_id)
        .join(Location, Location.id == Movement.location_id)
        .order_by(Movement.id)
    )
    on_hand: dict[tuple[str, str], int] = {}
    for row in _stream(connection, query):
        values = tuple(row)
        warehouse, sku, quantity = values[3], values[4], values[7]
        after = on_hand[warehouse, sku] = on_hand.get((warehouse, sku), 0) + quantity
        yield (*values[:9], after, *values[9:])


SHIPMENT_COLUMNS = (
    *("shipment", "order_number", "warehouse", "status", "carrier", "tracking", "shipped_at"),
    *("sku", "quantity"),
)


def shipments(connection: Connection) -> Rows:
    """Shipments by order, a row a product with its units, whatever their step."""
    units = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped
    query = (
        select(
            *(Shipment.number, Order.number, Warehouse.code, Shipment.status),
            *(Shipment.carrier, Shipment.tracking, Shipment.shipped_at),
            *(Product.sku, units),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .join(Product, Product.id == Allocation.product_id)
        .order_by(Order.number_key, Shipment.sequence, Product.sku_key, Allocation.id)
    )
    for _, group in groupby(_stream(connection, query), key=lambda row: (row[0], row[7])):
        rows = list(group)
        yield (*tuple(rows[0])[:8], sum(row[8] for row in rows))
