"""Serial numbers that were packed: who got which."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select

from packbench.db.queries.exports import ExportRow
from packbench.db.schema import Command, Operator, Order, PackScan, Product, Shipment
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.engine.command.context import Context
from packbench.services.tracing.files import write_rows

MOST_SERIALS = 500
"""No more rows at once; a longer text finds fewer."""


@dataclass(frozen=True, slots=True)
class PackedSerial:
    """A unit that was packed with its serial number."""

    serial: str
    sku: str
    name: str
    order: str
    customer: str
    shipment: str
    status: str
    packed_at: datetime
    operator: str


@dataclass(frozen=True, slots=True)
class FoundSerials:
    """The newest first; `more` tells that there are others."""

    rows: list[PackedSerial]
    more: bool


def find_serials(
    context: Context, text: str = "", *, most: int | None = MOST_SERIALS
) -> FoundSerials:
    """Serials that begin with a text, those of a SKU, an order or a shipment; all for no text."""
    query = (
        select(
            *(PackScan.serial, Product.sku, Product.name, Order.number.label("order")),
            *(Order.customer_name, Order.company, Shipment.number.label("shipment")),
            *(Shipment.status, Command.at, Operator.name.label("operator")),
        )
        .join(Product, Product.id == PackScan.product_id)
        .join(Shipment, Shipment.id == PackScan.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .join(Command, Command.id == PackScan.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(PackScan.serial_key.is_not(None), PackScan.taken_back_by.is_(None))
        .order_by(PackScan.id.desc())
    )
    key = code_key(text)
    if key:
        query = query.where(
            or_(
                PackScan.serial_key.startswith(key, autoescape=True),
                Product.sku_key == key,
                Order.number_key == key,
                Shipment.number == text.strip().upper(),
            )
        )
    if most is not None:
        query = query.limit(most + 1)
    with context.database.read.connect() as connection:
        rows = [_packed(row) for row in connection.execute(query)]
    return FoundSerials(rows[:most], most is not None and len(rows) > most)


def _packed(row: AnyRow) -> PackedSerial:
    return PackedSerial(
        *(row.serial, row.sku, row.name, row.order, row.customer_name or row.company or ""),
        *(row.shipment, row.status, row.at, row.operator),
    )


_COLUMNS = (
    *("serial", "sku", "name", "order", "customer", "shipment", "status"),
    *("packed_at", "operator"),
)


def export_serials(context: Context, path: Path, text: str = "") -> int:
    """Writes all serials that a text finds to XLSX or CSV; how many rows."""
    rows: list[ExportRow] = [
        (
            *(one.serial, one.sku, one.name, one.order, one.customer, one.shipment),
            *(one.status, one.packed_at, one.operator),
        )
        for one in find_serials(context, text, most=None).rows
    ]
    return write_rows(context, path, _COLUMNS, rows)
