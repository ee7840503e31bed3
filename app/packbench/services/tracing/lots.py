"""Where a lot came from, where it lies and who got it; which lots an order got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.records.lookups import find_order_id, find_product
from packbench.db.queries.records.lots import (
    arrivals_of,
    bins_of_lot,
    lots_in_shipments,
    lots_named,
)
from packbench.db.queries.records.transfers import lot_on_its_way
from packbench.db.schema import Product, Shipment
from packbench.db.sql.rows import AnyRow
from packbench.documents.recall_list import RecallList, RecallRow, render_recall_list
from packbench.domain.receiving import receipt_name
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import transfer_name
from packbench.engine.command.context import Context
from packbench.services.documents.printing import printed_at
from packbench.services.documents.writing import Writing
from packbench.services.privacy import hides_private
from packbench.services.tracing.files import write_rows
from packbench.services.unprintable import Letters


@dataclass(frozen=True, slots=True)
class LotArrival:
    """Units of a lot that came in: `cause` says how where no receipt tells of it."""

    sku: str
    lot: str
    at: datetime
    units: int
    warehouse: str
    cause: str
    receipt: str
    purchase_order: str
    supplier: str
    delivery_note: str
    operator: str


@dataclass(frozen=True, slots=True)
class LotPlace:
    """Where units of a lot lie now."""

    sku: str
    lot: str
    warehouse: str
    location: str
    on_hand: int
    unavailable: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LotDelivery:
    """Units of a lot in a shipment; `shipped_at` is empty while they are only picked."""

    order: str
    customer: str
    email: str
    phone: str
    country: str
    shipment: str
    status: str
    shipped_at: datetime | None
    carrier: str
    tracking: str
    sku: str
    name: str
    lot: str
    units: int


@dataclass(frozen=True, slots=True)
class LotTrace:
    """A lot both ways: a code that stands for lots of several products tells of all."""

    lot: str
    skus: list[str]
    arrivals: list[LotArrival] = field(default_factory=list)
    places: list[LotPlace] = field(default_factory=list)
    deliveries: list[LotDelivery] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrderLots:
    """Which lots an order got, and where each of them came from."""

    order: str
    deliveries: list[LotDelivery] = field(default_factory=list)
    arrivals: list[LotArrival] = field(default_factory=list)


def trace_lot(context: Context, lot: str, *, sku: str | None = None) -> LotTrace:
    """Where a lot came from, where it lies, and who got it; refuses a lot that nobody knows."""
    if not lot.strip():
        raise Refusal(Code.INVALID, field="recall", value=lot)
    private = hides_private(context)
    with context.database.read.connect() as connection:
        product_id = None if sku is None else find_product(connection, sku).id
        named = lots_named(connection, lot, product_id)
        if not named:
            raise Refusal(Code.NOT_FOUND, kind="lot", name=lot.strip())
        skus = _skus(connection, [one[0] for one in named])
        trace = LotTrace(named[0][1], sorted(skus.values()))
        for of_product, name in named:
            trace.arrivals.extend(_arrivals(connection, of_product, skus[of_product], name))
            trace.places.extend(
                LotPlace(
                    *(skus[of_product], name, row.warehouse, row.location),
                    *(row.on_hand, row.unavailable, row.expires_on),
                )
                for row in bins_of_lot(connection, of_product, name)
            )
            trace.places.extend(
                LotPlace(
                    *(skus[of_product], name, row.target, transfer_name(row.id)),
                    *(row.units, row.units, row.expires_on),
                )
                for row in lot_on_its_way(connection, of_product, name)
            )
            rows = lots_in_shipments(connection, lot=(of_product, name))
            trace.deliveries.extend(_delivery(row, private=private) for row in rows)
    return trace


def trace_order(context: Context, number: str) -> OrderLots:
    """Which lots an order got, and where they came from; refuses an order that nobody knows."""
    private = hides_private(context)
    with context.database.read.connect() as connection:
        order_id = find_order_id(connection, number)
        query = select(Shipment.id).where(Shipment.order_id == order_id)
        shipments = list(connection.execute(query).scalars())
        rows = lots_in_shipments(connection, shipment_ids=shipments)
        found = [_delivery(row, private=private) for row in rows if row.lot]
        arrivals: list[LotArrival] = []
        for sku, lot in dict.fromkeys((one.sku, one.lot) for one in found):
            product = find_product(connection, sku)
            arrivals += _arrivals(connection, product.id, product.sku, lot)
    return OrderLots(number.strip() if not found else found[0].order, found, arrivals)


_COLUMNS = (
    *("order", "customer", "email", "phone", "country", "shipment", "status", "shipped_at"),
    *("carrier", "tracking", "sku", "lot", "units"),
)


def export_recall(context: Context, path: Path, found: Sequence[LotDelivery]) -> int:
    """Writes who got a lot to XLSX or CSV; how many rows."""
    rows: list[ExportRow] = [
        (
            *(one.order, one.customer, one.email, one.phone, one.country, one.shipment),
            *(one.status, one.shipped_at, one.carrier, one.tracking, one.sku, one.lot, one.units),
        )
        for one in found
    ]
    return write_rows(context, path, _COLUMNS, rows)


def recall_pdf(context: Context, trace: LotTrace) -> bytes:
    """The recall list of a lot: where it lies, and who got it."""
    printed, letters = printed_at(context), Letters()
    rows = [
        RecallRow(
            order=one.order,
            customer=one.customer,
            contact=" · ".join(filter(None, (one.email, one.phone))),
            shipment=one.shipment,
            shipped_at=one.shipped_at,
            sku=one.sku,
            units=one.units,
        )
        for one in trace.deliveries
    ]
    places = [(f"{one.warehouse} {one.location}", one.sku, one.on_hand) for one in trace.places]
    sources = [
        (
            *(one.at, one.supplier or one.warehouse, one.purchase_order or one.receipt),
            one.units,
        )
        for one in trace.arrivals
    ]
    made = RecallList(trace.lot, ", ".join(trace.skus), sources, places, rows, printed)
    return render_recall_list(made, letters.note)


def write_recall(context: Context, trace: LotTrace, target: Path, *, force: bool = False) -> Path:
    """Writes the recall list as PDF, to a file or into a folder; refuses what `Output` does."""
    name = "".join(letter if letter.isalnum() else "-" for letter in trace.lot)
    return Writing(context, target, force).write(f"recall-{name}.pdf", recall_pdf(context, trace))


def _skus(connection: Connection, product_ids: Sequence[int]) -> dict[int, str]:
    query = select(Product.id, Product.sku).where(Product.id.in_(product_ids))
    return {row.id: row.sku for row in connection.execute(query)}


def _arrivals(connection: Connection, product_id: int, sku: str, lot: str) -> list[LotArrival]:
    return [
        LotArrival(
            *(sku, lot, row.at, row.units, row.warehouse, row.cause),
            "" if row.receipt_id is None else receipt_name(row.receipt_id),
            row.order or "",
            row.supplier_name or row.supplier or "",
            *(row.delivery_note or "", row.operator),
        )
        for row in arrivals_of(connection, product_id, lot)
    ]


def _delivery(row: AnyRow, *, private: bool) -> LotDelivery:
    return LotDelivery(
        row.order,
        row.customer_name or row.company or "",
        "" if private else row.customer_email or "",
        "" if private else row.phone or "",
        *(row.country or "", row.shipment, row.status, row.shipped_at),
        *(row.carrier or "", row.tracking or "", row.sku, row.name, row.lot, row.units),
    )
