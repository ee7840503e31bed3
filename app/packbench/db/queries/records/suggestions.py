"""What somebody may mean by what he has typed so far: a few records of each kind."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, null, or_, select

from packbench.db.queries.lists.found_by import has_name, has_phone, has_tracking
from packbench.db.schema import Location, Order, Product, PurchaseOrder, Supplier, Warehouse, Wave
from packbench.domain.catalog import code_key
from packbench.domain.scanning.meaning import ScanKind

_Query = Select[*tuple[Any, ...]]
_OF_EACH = 4
_LAST = "\U0010ffff"
"""Behind every character, so that a beginning is looked for as a range of an index."""


class Suggestion(NamedTuple):
    """A record that may be meant: its kind, its id, its name, and what tells it from others."""

    kind: ScanKind
    record_id: int
    name: str
    about: str


def suggestions(connection: Connection, text: str, *, private: bool) -> list[Suggestion]:
    """The first few of each kind, each record once.

    Args:
        connection: to read from.
        text: a beginning of a code, or a part of a name, an e-mail, a telephone.
        private: whether e-mail and telephone may be looked through and told.
    """
    found: dict[tuple[ScanKind, int], Suggestion] = {}
    for kind, query in _searches(text, private=private):
        for row in connection.execute(query.limit(_OF_EACH)):
            about = " · ".join(filter(None, row[2:]))
            found.setdefault((kind, row[0]), Suggestion(kind, row[0], row[1], about))
    return list(found.values())


def _searches(text: str, *, private: bool) -> Iterator[tuple[ScanKind, _Query]]:
    key = code_key(text)
    orders = select(Order.id, Order.number, func.coalesce(Order.company, Order.customer_name))
    newest = Order.id.desc()
    yield (
        ScanKind.ORDER,
        orders.where(_begins(Order.number_key, key)).order_by(Order.number_key),
    )
    yield ScanKind.ORDER, orders.where(_begins(Order.source_key, key)).order_by(Order.source_key)
    tracking = has_tracking(text)
    if tracking is not None:
        yield ScanKind.ORDER, orders.where(tracking).order_by(newest)
    yield from _codes(text, key)
    for told, found in _of_customers(text, private=private):
        yield ScanKind.ORDER, orders.add_columns(told).where(found).order_by(newest)


def _of_customers(text: str, *, private: bool) -> Iterator[tuple[Any, ColumnElement[bool]]]:
    phone = has_phone(text)
    if private and phone is not None:
        yield Order.phone, phone
    if private and "@" in text:
        yield Order.customer_email, Order.customer_email.icontains(text, autoescape=True)
    elif not text.isdecimal():
        yield null(), has_name(text)


def _codes(text: str, key: str) -> Iterator[tuple[ScanKind, _Query]]:
    product = select(Product.id, Product.sku, Product.name)
    yield ScanKind.PRODUCT, product.where(_begins(Product.sku_key, key)).order_by(Product.sku_key)
    named = product.where(Product.name.icontains(text, autoescape=True))
    yield ScanKind.PRODUCT, named.order_by(Product.sku_key)
    purchase = select(PurchaseOrder.id, PurchaseOrder.number, Supplier.name).join(
        Supplier, Supplier.id == PurchaseOrder.supplier_id
    )
    number = PurchaseOrder.number_key
    yield ScanKind.PURCHASE_ORDER, purchase.where(_begins(number, key)).order_by(number)
    wave = select(Wave.id, Wave.number, Warehouse.code)
    wave = wave.join(Warehouse, Warehouse.id == Wave.warehouse_id)
    yield ScanKind.WAVE, wave.where(Wave.number == key.upper())
    bins = select(Location.id, Location.code, Warehouse.code)
    bins = bins.join(Warehouse, Warehouse.id == Location.warehouse_id)
    yield (
        ScanKind.LOCATION,
        bins.where(or_(Location.code_key == key, Location.barcode_key == key)).order_by(
            Location.id
        ),
    )


def _begins(column: Column[str] | Column[str | None], key: str) -> ColumnElement[bool]:
    return and_(column >= key, column <= f"{key}{_LAST}")
