"""What a command did that a station may print by itself."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from packbench.db.schema import (
    Command,
    Location,
    Movement,
    Packing,
    PrintedDocument,
    Product,
    ReceiptLine,
    ReceiptRow,
    Shipment,
    ShipmentLabel,
    Station,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.orders import ShipmentStatus
from packbench.domain.put_away import GoodsBack
from packbench.domain.queue import natural_key
from packbench.domain.shipping import LabelKind
from packbench.domain.warehousing import Cause, LocationKind


def number_of_command(connection: Connection, command_id: int) -> str:
    """How a put-away list is called: by the command that made it necessary."""
    name = connection.execute(select(Command.name).where(Command.id == command_id)).scalar()
    return f"{command_id} {name or ''}".strip()


def goods_put_back(
    connection: Connection, command_id: int, code_of: Callable[[int], str]
) -> dict[str, list[GoodsBack]]:
    """By warehouse: units that a command moved from staging back into bins."""
    query = (
        select(
            *(Warehouse.code.label("warehouse"), Location.id, Location.code, Location.barcode),
            *(Product.sku, Movement.lot, total(Movement.quantity).label("units")),
        )
        .select_from(Movement)
        .join(Location, Location.id == Movement.location_id)
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .join(Product, Product.id == Movement.product_id)
        .where(
            Movement.command_id == command_id,
            Movement.cause == Cause.UNPICK,
            Movement.quantity > 0,
            Location.kind == LocationKind.BIN,
        )
        .group_by(
            *(Warehouse.code, Location.id, Location.code, Location.barcode),
            *(Product.sku, Movement.lot),
        )
    )
    found: dict[str, list[GoodsBack]] = defaultdict(list)
    for row in connection.execute(query).all():
        code = row.barcode or code_of(row.id)
        found[row.warehouse].append(
            GoodsBack(row.code, code, row.sku, row.lot or "", int(row.units))
        )
    for goods in found.values():
        goods.sort(key=lambda one: (natural_key(one.location), natural_key(one.sku), one.lot))
    return dict(found)


def labels_made_by(connection: Connection, command_id: int) -> list[str]:
    """The shipments that a command shipped with a label of ours or of the carrier."""
    query = (
        select(Shipment.number)
        .join(ShipmentLabel, ShipmentLabel.shipment_id == Shipment.id)
        .where(ShipmentLabel.command_id == command_id, ShipmentLabel.voided_by.is_(None))
        .where(or_(ShipmentLabel.label != LabelKind.NONE, ShipmentLabel.pdf.is_not(None)))
    )
    return list(connection.execute(query).scalars())


def bins_by_id(connection: Connection, ids: Collection[int]) -> dict[str, list[str]]:
    """By warehouse, the codes of bins."""
    query = (
        select(Warehouse.code, Location.code)
        .join(Warehouse, Warehouse.id == Location.warehouse_id)
        .where(among(Location.id, ids), Location.kind == LocationKind.BIN)
        .order_by(Location.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for warehouse, code in connection.execute(query).all():
        found[warehouse].append(code)
    return dict(found)


def units_received(connection: Connection, command_id: int) -> dict[str, int]:
    """By SKU, units that a command booked of a receipt, or found to have come when it was counted.

    What was received into stock without a receipt is in none.
    """
    booked = exists().where(ReceiptRow.command_id == command_id)
    found = exists().where(ReceiptLine.command_id == command_id, ReceiptLine.corrected)
    query = (
        select(Product.sku, total(Movement.quantity))
        .join(Product, Product.id == Movement.product_id)
        .where(
            Movement.command_id == command_id,
            Movement.cause == Cause.RECEIPT,
            Movement.quantity > 0,
            or_(booked, found),
        )
        .group_by(Product.sku)
        .order_by(Product.sku)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query).all()}


def packed_by(connection: Connection, command_id: int, shipments: Collection[int]) -> list[str]:
    """The numbers of those shipments that are packed since a command closed them."""
    closed = exists().where(Command.id == command_id, Command.name == "pack.close")
    packed = Shipment.status == ShipmentStatus.PACKED
    query = select(Shipment.number).where(among(Shipment.id, shipments), packed, closed)
    return list(connection.execute(query.order_by(Shipment.id)).scalars())


def packed_without_slip(connection: Connection, station: str, since: datetime) -> list[str]:
    """What a station has packed since then and not printed a slip of afterwards, oldest first."""
    printed = (
        exists()
        .where(PrintedDocument.kind == "packing_slip", PrintedDocument.subject == Shipment.number)
        .where(Command.id == PrintedDocument.command_id, Command.at >= Packing.closed_at)
    )
    query = (
        select(Shipment.number)
        .join(Packing, Packing.shipment_id == Shipment.id)
        .join(Station, Station.id == Packing.station_id)
        .where(Station.name == station, Packing.closed_at >= since, ~printed)
        .where(Shipment.status.in_((ShipmentStatus.PACKED, ShipmentStatus.SHIPPED)))
    )
    return list(connection.execute(query.order_by(Packing.closed_at, Shipment.id)).scalars())
