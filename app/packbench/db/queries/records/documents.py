"""What documents say: the tasks of a wave, and shipments for their packing slips."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.custom_fields import pick_list_values, slip_values
from packbench.db.queries.records.packs import pack_sizes
from packbench.db.queries.records.pick_tasks import kit_of_line
from packbench.db.schema import (
    Allocation,
    Barcode,
    Location,
    Operator,
    Order,
    OrderLine,
    PackScan,
    Parcel,
    PickTask,
    PrintedDocument,
    Product,
    Shipment,
    StockBin,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.custom_fields import FieldOf, FieldValue
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import LocationKind


@dataclass(frozen=True, slots=True)
class PrintedTask:
    """A pick task as it stands on a list; `slot` counts from 1, location None without a bin."""

    sku: str
    name: str
    quantity: int
    location: str | None
    zone: str | None
    aisle: str | None
    lot: str | None
    expires_on: date | None
    slot: int
    weight_g: int | None
    barcode: str | None
    kit: str | None
    packs: tuple[int, ...] = ()
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSlot:
    """A shipment of a wave as it stands on a list."""

    slot: int
    shipment_id: int
    order_number: str
    customer: str
    ship_by: date | None
    priority: int
    note: str | None
    ship_method: str | None
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedWave:
    """A wave as it is printed."""

    id: int
    number: str
    warehouse: str
    distance_m: int | None
    saved_percent: int | None
    walk: str | None
    picker: str | None
    revision: int
    slots: list[PrintedSlot]
    tasks: list[PrintedTask]


class ListedProduct(NamedTuple):
    """A product as a list names it; no barcode where it has none."""

    name: str
    barcode: str | None


def products_on_lists(connection: Connection, skus: Collection[str]) -> dict[str, ListedProduct]:
    """Products by their SKU, as lists name them."""
    barcode = (
        select(func.min(Barcode.code)).where(Barcode.product_id == Product.id).scalar_subquery()
    )
    query = select(Product.sku, Product.name, barcode.label("barcode")).where(
        among_texts(Product.sku, skus)
    )
    rows = connection.execute(query).all()
    return {row.sku: ListedProduct(row.name, row.barcode) for row in rows}


def wave_to_print(connection: Connection, wave_id: int) -> PrintedWave:
    """Everything that a pick list says of a wave."""
    wave = connection.execute(
        select(
            *(Wave.number, Wave.distance_m, Wave.saved_percent, Wave.walk, Wave.revision),
            *(Warehouse.name, Operator.name.label("picker")),
        )
        .join(Warehouse, Warehouse.id == Wave.warehouse_id)
        .outerjoin(Operator, Operator.id == Wave.picker_id)
        .where(Wave.id == wave_id)
    ).one()
    query = (
        select(
            *(WaveShipment.slot, Shipment.id.label("shipment_id")),
            Order.number.label("order_number"),
            func.coalesce(Order.company, Order.customer_name, "").label("customer"),
            *(Order.ship_by, Order.priority, Order.note, Order.ship_method),
            Order.id.label("order_id"),
        )
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(WaveShipment.wave_id == wave_id, Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(WaveShipment.slot)
    )
    rows = connection.execute(query).all()
    own = pick_list_values(connection, FieldOf.ORDER, {row.order_id for row in rows})
    return PrintedWave(
        id=wave_id,
        number=wave.number,
        warehouse=wave.name,
        distance_m=wave.distance_m,
        saved_percent=wave.saved_percent,
        walk=wave.walk,
        picker=wave.picker,
        revision=wave.revision,
        slots=[_slot(row, own.get(row.order_id, ())) for row in rows],
        tasks=_tasks(connection, wave_id),
    )


def _slot(row: AnyRow, own: Sequence[FieldValue]) -> PrintedSlot:
    told = row._asdict()
    del told["order_id"]
    return PrintedSlot(**told, own=tuple(own))


def _tasks(connection: Connection, wave_id: int) -> list[PrintedTask]:
    barcode = (
        select(func.min(Barcode.code))
        .where(Barcode.product_id == Product.id, Barcode.units == 1)
        .scalar_subquery()
    )
    query = (
        select(
            Product.id.label("product_id"),
            *(Product.sku, Product.name, PickTask.quantity, Product.weight_g),
            *(Location.code, Location.kind, Location.zone, Location.aisle),
            *(StockBin.lot, StockBin.expires_on, WaveShipment.slot, barcode.label("barcode")),
            kit_of_line().label("kit"),
        )
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(
            WaveShipment,
            (WaveShipment.shipment_id == PickTask.shipment_id)
            & (WaveShipment.wave_id == PickTask.wave_id),
        )
        .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
        .outerjoin(Location, Location.id == StockBin.location_id)
        .where(PickTask.wave_id == wave_id)
        .order_by(PickTask.sequence, PickTask.task)
    )
    rows = connection.execute(query).all()
    products = {row.product_id for row in rows}
    packs = pack_sizes(connection, products)
    own = pick_list_values(connection, FieldOf.PRODUCT, products)
    return [_task(row, packs.get(row.product_id, ()), own.get(row.product_id, ())) for row in rows]


def _task(row: AnyRow, packs: tuple[int, ...], own: Sequence[FieldValue]) -> PrintedTask:
    in_bin = row.kind == LocationKind.BIN
    return PrintedTask(
        sku=row.sku,
        name=row.name,
        quantity=row.quantity,
        location=row.code if in_bin else None,
        zone=row.zone if in_bin else None,
        aisle=row.aisle if in_bin else None,
        lot=row.lot or None,
        expires_on=row.expires_on,
        slot=row.slot,
        weight_g=row.weight_g,
        barcode=row.barcode,
        kit=row.kit,
        packs=packs,
        own=tuple(own),
    )


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """Units of a product of one line in a shipment; more than one part for a kit."""

    line_id: int
    sku: str
    name: str
    units: int
    per_unit: int
    shipped: int
    barcode: str | None


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of an order with what of it a shipment holds."""

    sku: str
    name: str
    original_sku: str | None
    is_kit: bool
    ordered: int
    cancelled: int
    shipped: int
    unit_price: Decimal | None
    parts: list[PrintedPart]
    own: tuple[FieldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedShipment:
    """A shipment as its slip says it; the address is the order's."""

    id: int
    number: str
    order_number: str
    ordered_at: datetime
    warehouse: str
    warehouse_street: str | None
    warehouse_postal_code: str | None
    warehouse_city: str | None
    warehouse_country: str | None
    customer_name: str | None
    company: str | None
    street: str | None
    street2: str | None
    postal_code: str | None
    city: str | None
    region: str | None
    country: str | None
    carrier: str | None
    shipped_at: datetime | None
    gift_message: str | None
    ship_method: str | None
    currency: str | None
    channel: str
    note: str | None
    customer_email: str | None
    phone: str | None
    lines: list[PrintedLine]
    parcels: list[dict[tuple[int, str], int]]
    """By parcel with something in it: units by (order line id, SKU)."""
    own: tuple[FieldValue, ...] = ()


def shipments_to_print(
    connection: Connection, shipment_ids: Sequence[int]
) -> list[PrintedShipment]:
    """Everything that packing slips say of shipments, in the order in which they were asked for."""
    lines = _slip_lines(connection, shipment_ids)
    parcels = _parcels(connection, shipment_ids)
    query = (
        select(
            *(Shipment.id, Shipment.number, Order.number.label("order_number"), Order.ordered_at),
            Warehouse.name.label("warehouse"),
            Warehouse.street.label("warehouse_street"),
            Warehouse.postal_code.label("warehouse_postal_code"),
            Warehouse.city.label("warehouse_city"),
            Warehouse.country.label("warehouse_country"),
            *(Order.customer_name, Order.company, Order.street, Order.street2),
            *(Order.postal_code, Order.city, Order.region, Order.country, Shipment.carrier),
            *(Shipment.shipped_at, Order.gift_message, Order.ship_method, Order.currency),
            *(Order.channel, Order.note, Order.customer_email, Order.phone),
            Order.id.label("order_id"),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(among(Shipment.id, shipment_ids))
    )
    rows = connection.execute(query).all()
    own = slip_values(connection, FieldOf.ORDER, {row.order_id for row in rows})
    found = {}
    for row in rows:
        told = row._asdict()
        values = tuple(own.get(told.pop("order_id"), ()))
        held = (lines[row.id], parcels.get(row.id, []))
        found[row.id] = PrintedShipment(**told, lines=held[0], parcels=held[1], own=values)
    return [found[shipment_id] for shipment_id in shipment_ids]


def _slip_lines(
    connection: Connection, shipment_ids: Sequence[int]
) -> dict[int, list[PrintedLine]]:
    parts = _parts(connection, shipment_ids)
    line_ids = {part.line_id for held in parts.values() for part in held}
    query = (
        select(
            *(OrderLine.id, OrderLine.sku, Product.name, OrderLine.original_sku, Product.is_kit),
            *(OrderLine.ordered, OrderLine.cancelled, OrderLine.shipped),
            *(OrderLine.unit_price, OrderLine.product_id),
        )
        .join(Product, Product.id == OrderLine.product_id)
        .where(among(OrderLine.id, line_ids))
        .order_by(OrderLine.order_id, OrderLine.line)
    )
    rows = connection.execute(query).all()
    own = slip_values(connection, FieldOf.PRODUCT, {row.product_id for row in rows})
    found: dict[int, list[PrintedLine]] = {}
    for shipment_id in shipment_ids:
        by_line: dict[int, list[PrintedPart]] = defaultdict(list)
        for part in parts[shipment_id]:
            by_line[part.line_id].append(part)
        found[shipment_id] = [
            _line(row, by_line[row.id], own.get(row.product_id, ()))
            for row in rows
            if row.id in by_line
        ]
    return found


def _line(row: AnyRow, parts: list[PrintedPart], own: Sequence[FieldValue]) -> PrintedLine:
    return PrintedLine(
        sku=row.sku,
        name=row.name,
        original_sku=row.original_sku,
        is_kit=row.is_kit,
        ordered=row.ordered,
        cancelled=row.cancelled,
        shipped=row.shipped,
        unit_price=row.unit_price,
        parts=parts,
        own=tuple(own),
    )


def _parts(connection: Connection, shipment_ids: Sequence[int]) -> dict[int, list[PrintedPart]]:
    units = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped
    barcode = (
        select(func.min(Barcode.code))
        .where(Barcode.product_id == Product.id, Barcode.units == 1)
        .scalar_subquery()
    )
    query = (
        select(
            *(Allocation.shipment_id, Allocation.order_line_id, Product.sku, Product.name),
            *(units.label("units"), Allocation.per_unit, Allocation.shipped),
            barcode.label("barcode"),
        )
        .join(Product, Product.id == Allocation.product_id)
        .where(among(Allocation.shipment_id, shipment_ids))
        .order_by(Allocation.shipment_id, Allocation.order_line_id, Product.sku)
    )
    found: dict[int, list[PrintedPart]] = defaultdict(list)
    for shipment_id, *told in connection.execute(query):
        found[shipment_id].append(PrintedPart(*told))
    return found


def _parcels(
    connection: Connection, shipment_ids: Sequence[int]
) -> dict[int, list[dict[tuple[int, str], int]]]:
    """By shipment: what lies in each parcel, units by (order line id, SKU)."""
    query = (
        select(
            *(Parcel.shipment_id, Parcel.id, Allocation.order_line_id, Product.sku),
            total(PackScan.quantity).label("units"),
        )
        .join(PackScan, PackScan.parcel_id == Parcel.id)
        .join(Allocation, Allocation.id == PackScan.allocation_id)
        .join(Product, Product.id == PackScan.product_id)
        .where(among(Parcel.shipment_id, shipment_ids), PackScan.taken_back_by.is_(None))
        .group_by(
            Parcel.shipment_id, Parcel.id, Parcel.sequence, Allocation.order_line_id, Product.sku
        )
        .order_by(Parcel.shipment_id, Parcel.sequence)
    )
    found: dict[int, dict[int, dict[tuple[int, str], int]]] = defaultdict(dict)
    for row in connection.execute(query):
        parcel = found[row.shipment_id].setdefault(row.id, {})
        parcel[row.order_line_id, row.sku] = int(row.units)
    return {shipment_id: list(parcels.values()) for shipment_id, parcels in found.items()}


def times_printed(connection: Connection, kind: str, subject: str) -> int:
    """How often a document was printed already."""
    query = select(func.coalesce(func.max(PrintedDocument.print_number), 0)).where(
        PrintedDocument.kind == kind, PrintedDocument.subject == subject
    )
    return connection.execute(query).scalar_one()


def lists_out_of_date(connection: Connection, waves: Collection[int]) -> list[str]:
    """The numbers of those waves that are open and of which only older lists were printed."""
    newest = (
        select(func.max(PrintedDocument.revision))
        .where(PrintedDocument.kind == "pick_list", PrintedDocument.subject == Wave.number)
        .correlate(Wave)
        .scalar_subquery()
    )
    query = (
        select(Wave.number)
        .where(among(Wave.id, waves), Wave.status == WaveStatus.OPEN, newest < Wave.revision)
        .order_by(Wave.id)
    )
    return list(connection.execute(query).scalars())


def lists_never_printed(connection: Connection, waves: Collection[int]) -> list[str]:
    """The numbers of those waves that are open and of which no list was printed yet."""
    printed = select(PrintedDocument.subject).where(PrintedDocument.kind == "pick_list")
    query = (
        select(Wave.number)
        .where(among(Wave.id, waves), Wave.status == WaveStatus.OPEN, Wave.number.not_in(printed))
        .order_by(Wave.id)
    )
    return list(connection.execute(query).scalars())
