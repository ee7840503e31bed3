"""Shipping methods, labels that were made, and what a carrier is told of a shipment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from packbench.db.queries.records.packing import parcels_of, scans_of
from packbench.db.schema import (
    DropShip,
    ManifestedShipment,
    Order,
    PackScan,
    Parcel,
    Shipment,
    ShipmentLabel,
    ShippingMethod,
    ShippingWord,
    Warehouse,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import ShipmentStatus
from packbench.domain.shipping import LabelKind, ManifestLine, Method


@dataclass(frozen=True, slots=True)
class KnownMethods:
    """The methods, each found by its code, its name, or what a channel calls it."""

    methods: Sequence[Method]

    def find(self, word: str | None, *, unused: bool = False) -> Method | None:
        """The method that a word means; None for none, and for a word that nobody knows.

        One that is not used any more is found only where that is asked for.
        """
        key = code_key(word or "")
        if not key:
            return None
        for names in (_words_of, _codes_of, _names_of):
            for method in self.methods:
                if key in names(method) and (method.active or unused):
                    return method
        return None


def _words_of(method: Method) -> set[str]:
    return {code_key(word) for word in method.words}


def _codes_of(method: Method) -> set[str]:
    return {code_key(method.code)}


def _names_of(method: Method) -> set[str]:
    return {code_key(method.name)}


def known_methods(connection: Connection) -> KnownMethods:
    """Every shipping method, by code."""
    words: dict[str, list[str]] = defaultdict(list)
    rows = select(ShippingWord.method_key, ShippingWord.word).order_by(ShippingWord.word_key)
    for method_key, word in connection.execute(rows).all():
        words[method_key].append(word)
    query = select(ShippingMethod.__table__).order_by(ShippingMethod.code_key)
    return KnownMethods(
        [_method(row, words[row.code_key]) for row in connection.execute(query).all()]
    )


def _method(row: AnyRow, words: Sequence[str]) -> Method:
    minutes = row.cut_off_min
    return Method(
        code=row.code,
        name=row.name,
        plugin=row.plugin,
        carrier=row.carrier,
        service=row.service,
        cut_off=None if minutes is None else time(*divmod(minutes, 60)),
        label=LabelKind(row.label),
        profile=row.profile,
        words=tuple(words),
        active=row.active,
    )


def label_of(connection: Connection, shipment_id: int) -> AnyRow | None:
    """The label of a shipment that counts, without its PDF; None where it has none."""
    query = (
        select(
            *(ShipmentLabel.id, ShipmentLabel.reference, ShipmentLabel.method),
            *(ShipmentLabel.plugin, ShipmentLabel.leaves_house, ShipmentLabel.label),
            *(ShipmentLabel.printed_at, ShipmentLabel.command_id),
        )
        .where(ShipmentLabel.shipment_id == shipment_id, ShipmentLabel.voided_by.is_(None))
        .order_by(ShipmentLabel.id.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def pdf_of_label(connection: Connection, label_id: int) -> bytes | None:
    """The carrier's own label; None where it is ours."""
    query = select(ShipmentLabel.pdf).where(ShipmentLabel.id == label_id)
    return connection.execute(query).scalar_one()


def labels_made(connection: Connection, shipment_id: int) -> int:
    """How many labels a shipment ever had, voided ones too."""
    query = select(func.count()).where(ShipmentLabel.shipment_id == shipment_id)
    return connection.execute(query).scalar_one()


def manifest_of(connection: Connection, shipment_id: int) -> int | None:
    """The manifest that a shipment is on; None while it is on none."""
    query = select(ManifestedShipment.manifest_id).where(
        ManifestedShipment.shipment_id == shipment_id
    )
    return connection.execute(query).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Route:
    """Whom a shipment goes to, where it comes from, and what its order says of how."""

    shipment: str
    order: str
    ship_method: str | None
    receiver: Mapping[str, str]
    sender: Mapping[str, str]


def route_of(connection: Connection, shipment_id: int) -> Route:
    """What a carrier is told of a shipment beside its parcels."""
    receiver = {
        "name": Order.customer_name,
        "company": Order.company,
        "street": Order.street,
        "street2": Order.street2,
        "postal_code": Order.postal_code,
        "city": Order.city,
        "region": Order.region,
        "country": Order.country,
        "email": Order.customer_email,
        "phone": Order.phone,
    }
    sender = {
        "name": Warehouse.name,
        "street": Warehouse.street,
        "postal_code": Warehouse.postal_code,
        "city": Warehouse.city,
        "country": Warehouse.country,
    }
    query = (
        select(
            *(Shipment.number, Order.number, Order.ship_method),
            *receiver.values(),
            *sender.values(),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(Shipment.id == shipment_id)
    )
    number, order, method, *rest = tuple[Any, ...](connection.execute(query).one())
    texts = [value or "" for value in rest]
    split = len(receiver)
    return Route(
        *(number, order, method),
        dict(zip(receiver, texts[:split], strict=True)),
        dict(zip(sender, texts[split:], strict=True)),
    )


def full_parcels(connection: Connection, shipment_id: int) -> list[AnyRow]:
    """The parcels of a shipment that have something in them; all where nothing was scanned."""
    full = {scan.parcel_id for scan in scans_of(connection, shipment_id)}
    rows = parcels_of(connection, shipment_id)
    return [row for row in rows if row.id in full] or rows


def to_manifest(connection: Connection, carrier: str) -> dict[int, ManifestLine]:
    """By id: what was shipped with a carrier and is on no manifest yet, the first shipped first."""
    on_one = select(ManifestedShipment.shipment_id)
    own = func.lower(Shipment.carrier) == carrier.strip().lower()
    shipped = Shipment.status == ShipmentStatus.SHIPPED
    elsewhere = Shipment.id.in_(select(DropShip.shipment_id))  # a supplier handed it over
    return _manifest_lines(connection, own & shipped & Shipment.id.not_in(on_one) & ~elsewhere)


def on_manifest(connection: Connection, manifest_id: int) -> dict[int, ManifestLine]:
    """By id: what a manifest lists."""
    listed = select(ManifestedShipment.shipment_id).where(
        ManifestedShipment.manifest_id == manifest_id
    )
    return _manifest_lines(connection, Shipment.id.in_(listed))


def _manifest_lines(connection: Connection, which: ColumnElement[bool]) -> dict[int, ManifestLine]:
    weighed = func.count(Parcel.weight_g) == func.count(Parcel.id)
    scanned = (
        select(PackScan.id)
        .where(PackScan.parcel_id == Parcel.id, PackScan.taken_back_by.is_(None))
        .exists()
    )
    query = (
        select(
            *(Shipment.id, Shipment.number, Order.number.label("order"), Order.customer_name),
            *(Order.postal_code, Order.city, Order.country, Shipment.tracking),
            func.count(Parcel.id).label("parcels"),
            func.sum(Parcel.weight_g).label("weight_g"),
            weighed.label("weighed"),
        )
        .join(Order, Order.id == Shipment.order_id)
        .outerjoin(Parcel, (Parcel.shipment_id == Shipment.id) & scanned)
        .where(which)
        .group_by(Shipment.id, Order.id)
        .order_by(Shipment.shipped_at, Shipment.id)
    )
    return {
        row.id: ManifestLine(
            *(row.number, row.order, row.customer_name or ""),
            " ".join(filter(None, (row.country, row.postal_code, row.city))),
            row.tracking or "",
            row.parcels or 1,
            int(row.weight_g) if row.weighed and row.weight_g else None,
        )
        for row in connection.execute(query).all()
    }
