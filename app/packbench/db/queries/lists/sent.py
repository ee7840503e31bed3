"""Shipments that are packed or have left: with whom, under which number, and what is still open."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    or_,
    select,
    union_all,
)

from packbench.db.queries.lists.narrowing import Looked, Narrowing, few_of, select_few
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.lists.orders import warehouse_ids
from packbench.db.schema import (
    DropShip,
    ManifestedShipment,
    Order,
    PackScan,
    Parcel,
    Shipment,
    ShipmentLabel,
    Warehouse,
)
from packbench.db.sql.all_ids import ids_of_parts
from packbench.db.sql.among import among
from packbench.db.sql.distinct import distinct_values
from packbench.db.sql.order_words import found_by_words
from packbench.db.sql.tested import Tested
from packbench.db.today import end_of_day
from packbench.domain.orders import ShipmentStatus
from packbench.domain.shipping import LabelKind

_HERE = (ShipmentStatus.PACKED.value, ShipmentStatus.SHIPPED.value)
_UNPRINTED = (
    select(ShipmentLabel.id)
    .where(
        ShipmentLabel.shipment_id == Shipment.id,
        ShipmentLabel.voided_by.is_(None),
        ShipmentLabel.printed_at.is_(None),
        or_(ShipmentLabel.label != LabelKind.NONE, ShipmentLabel.pdf.is_not(None)),
    )
    .exists()
)
_UNTRACKED = and_(Shipment.status == ShipmentStatus.SHIPPED, Shipment.tracking.is_(None))
_ON_MANIFEST = (
    select(ManifestedShipment.manifest_id)
    .where(ManifestedShipment.shipment_id == Shipment.id)
    .scalar_subquery()
)
OPEN = {
    "unprinted": _UNPRINTED,
    "untracked": _UNTRACKED,
    "unlisted": and_(
        Shipment.status == ShipmentStatus.SHIPPED,
        Shipment.id.not_in(select(ManifestedShipment.shipment_id)),
        Shipment.id.not_in(select(DropShip.shipment_id)),
    ),
}
"""What may still be open of a shipment: its label, its tracking number, its manifest."""


_SOON_FOUND: dict[str, ColumnElement[bool]] = {
    "unprinted": Shipment.id.in_(
        select(ShipmentLabel.shipment_id).where(
            ShipmentLabel.printed_at.is_(None), ShipmentLabel.voided_by.is_(None)
        )
    ),
    "untracked": Shipment.tracking.is_(None),
}
"""What has an index of its own of these, or of a few more."""
_SEQUENCE = re.compile(r"-[0-9]*$")
"""What a shipment's number has behind that of its order."""


@dataclass(frozen=True, slots=True)
class SentQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a number (shipment, order, tracking) or of a customer's name.
        open: words of `OPEN`; one of them is enough.
        shipped_on: shipped on this day of the company's.
        shipped_since: shipped on this day or later.
        sort: `newest`, `number`, `carrier`, `tracking`, `shipped`, `method`.
    """

    text: str = ""
    statuses: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    shipped_on: date | None = None
    shipped_since: date | None = None
    sort: str = "newest"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class SentRow:
    """One shipment; `unprinted` tells that its label never went to a printer."""

    id: int
    number: str
    order_id: int
    order_number: str
    warehouse: str
    customer: str
    status: str
    ship_method: str | None
    carrier: str | None
    tracking: str | None
    shipped_at: datetime | None
    parcels: int
    unprinted: bool
    manifest: int | None


_SORTS = {
    "newest": Shipment.id,
    "number": Shipment.number,
    "carrier": Shipment.carrier,
    "tracking": Shipment.tracking,
    "shipped": Shipment.shipped_at,
    "method": (Order.ship_method, Order.id),
}


def read_ids(connection: Connection, query: SentQuery, limit: int | None) -> Sequence[int]:
    """The ids of the shipments that fit, in the order that was asked for, `limit` at most.

    Those without a carrier come behind the others.
    """
    return ids_of_parts(connection, _parts(connection, query), limit)


def _parts(connection: Connection, query: SentQuery) -> list[Select[int]]:
    order = ordered_by(_SORTS, query.sort, query.descending, Shipment.id)
    conditions = [Shipment.status.in_(_HERE), *_conditions(connection, query)]
    rows = select(Shipment.id.label("id"))
    if query.sort == "method" or query.text or query.methods:
        # In their order by the method, orders are read before their shipments.
        order_id = Tested(Order.id) if query.sort == "method" else Order.id
        rows = rows.join(Order, Shipment.order_id == order_id)
    few = few_of(connection, _narrowings(connection, query))
    tested = rows.where(*map(Tested, conditions))
    if few is not None:
        if query.sort == "carrier":
            order = [order[0].nulls_last(), *order[1:]]
        return [select_few(tested.where(few), order)]
    if query.sort != "carrier":
        return [tested.order_by(*order)]
    named = tested.where(Shipment.carrier.is_not(None)).order_by(*order)
    others = tested.where(Tested(Shipment.carrier.is_(None))).order_by(order[-1])
    return [named, others]


def _narrowings(connection: Connection, query: SentQuery) -> Iterator[Narrowing | Looked]:
    """What an index knows of what is asked for, what leaves the fewest first."""
    if query.text:
        found = _found_by(connection, query.text)
        if found is not None:
            yield Looked(Shipment.id, found)
    own: list[ColumnElement[bool]] = []
    if query.statuses:
        own.append(Shipment.status.in_(query.statuses))
    if len(query.open) == 1:
        own += [_SOON_FOUND[word] for word in query.open if word in _SOON_FOUND]
    own += _shipped_within(connection, query)
    if query.carriers:
        own.append(Shipment.carrier.in_(query.carriers))
    if query.methods:
        wanted = select(Order.id).where(Order.ship_method.in_(query.methods))
        own.append(Shipment.order_id.in_(wanted))
    for condition in own:
        yield Narrowing(condition, select(Shipment.id).where(condition))
    if query.warehouses:
        there = Shipment.warehouse_id.in_(warehouse_ids(query.warehouses))
        yield Narrowing(there, select(Shipment.id).where(there))


def _found_by(connection: Connection, text: str) -> Select[int] | None:
    """Shipments that may have a text: in their order's words, or in their tracking number."""
    words = found_by_words(connection, _SEQUENCE.sub("", text))
    if words is None:
        return None
    of_orders = select(Shipment.id).where(Shipment.order_id.in_(words))
    tracked = Shipment.tracking.icontains(text, autoescape=True)
    both = union_all(of_orders, select(Shipment.id).where(tracked)).subquery()
    return select(both.c[0])


def ids_of_orders(connection: Connection, order_ids: Collection[int]) -> list[int]:
    """The shipments of orders that are packed or have left, in the order of their making."""
    query = _from(select(Shipment.id)).where(among(Shipment.order_id, order_ids))
    return list(connection.execute(query.order_by(Shipment.id)).scalars())


def _from(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(Tested(Shipment.status.in_(_HERE)))
    )


def _conditions(connection: Connection, query: SentQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.statuses:
        found.append(Shipment.status.in_(query.statuses))
    if query.carriers:
        found.append(Shipment.carrier.in_(query.carriers))
    if query.methods:
        found.append(Order.ship_method.in_(query.methods))
    if query.warehouses:
        found.append(Shipment.warehouse_id.in_(warehouse_ids(query.warehouses)))
    if query.open:
        found.append(or_(*(OPEN[word] for word in query.open)))
    found += _shipped_within(connection, query)
    if query.text:
        columns = (Shipment.number, Shipment.tracking, Order.customer_name, Order.company)
        found.append(or_(*(one.icontains(query.text, autoescape=True) for one in columns)))
    return found


def _shipped_within(connection: Connection, query: SentQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for first, last in ((query.shipped_since, None), (query.shipped_on, query.shipped_on)):
        if first is not None:
            before = date.fromordinal(max(1, first.toordinal() - 1))
            found.append(Shipment.shipped_at > end_of_day(connection, before))
        if last is not None:
            found.append(Shipment.shipped_at <= end_of_day(connection, last))
    return [and_(*found)] if found else []


def read_rows(connection: Connection, ids: Sequence[int]) -> list[SentRow]:
    """The rows of some shipments, in any order."""
    parcels = (
        select(func.count(Parcel.id.distinct()))
        .join(PackScan, PackScan.parcel_id == Parcel.id)
        .where(Parcel.shipment_id == Shipment.id, PackScan.taken_back_by.is_(None))
        .scalar_subquery()
    )
    query: Select[*tuple[Any, ...]] = _from(
        select(
            *(Shipment.id, Shipment.number, Order.id, Order.number, Warehouse.code),
            func.coalesce(Order.company, Order.customer_name, ""),
            *(Shipment.status, Order.ship_method, Shipment.carrier, Shipment.tracking),
            *(Shipment.shipped_at, parcels, _UNPRINTED, _ON_MANIFEST),
        )
    ).where(among(Shipment.id, ids))
    return [SentRow(*row) for row in connection.execute(query)]


def count_open(connection: Connection) -> dict[str, int]:
    """How many shipments there are of which something is still open, by what."""
    counted: dict[str, int] = {}
    for word, condition in OPEN.items():
        few = _SOON_FOUND.get(word)
        query = select(func.count()).select_from(Shipment).where(Shipment.status.in_(_HERE))
        asked = query.where(condition) if few is None else query.where(few, Tested(condition))
        counted[word] = connection.execute(asked).scalar_one()
    return counted


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many shipments are packed; those that have left are not counted, there are too many."""
    query = select(func.count()).where(Shipment.status == ShipmentStatus.PACKED)
    return {ShipmentStatus.PACKED.value: connection.execute(query).scalar_one()}


def carriers_used(connection: Connection) -> list[str]:
    """The carriers that shipments went with, in order."""
    return distinct_values(connection, Shipment.carrier)


def methods_wanted(connection: Connection) -> list[str]:
    """What orders say of how they are shipped, in order."""
    return distinct_values(connection, Order.ship_method)
