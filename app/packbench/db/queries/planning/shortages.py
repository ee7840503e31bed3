"""Reads of what waits, and of what is there or comes for it, product by product."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, and_, exists, select

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.queries.planning.on_the_way import transfers_coming
from packbench.db.schema import (
    Order,
    OrderLine,
    PriceBreak,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    SupplierProduct,
    Waiting,
)
from packbench.db.sql.among import among
from packbench.db.sql.filled import filled
from packbench.db.sql.incoming import for_a_warehouse
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus
from packbench.domain.reordering import LeadDays, SupplierOffer


class Need(NamedTuple):
    """Units of a product that an order waits for; of a kit (`ordered_id`) these are components."""

    order_id: int
    order_number: str
    country: str | None
    channel: str
    ordered_id: int
    product_id: int
    units: int
    ordered_at: datetime


def waiting_needs(connection: Connection) -> Iterator[Need]:
    """All that waits, first in the queue first; kits as their components, those not counted not."""
    query = (
        select(
            *(Order.id, Order.number, Order.country, Order.channel),
            *(Waiting.product_id, OrderLine.waiting, Order.ordered_at),
        )
        .join(Order, Order.id == Waiting.order_id)
        .join(OrderLine, OrderLine.id == Waiting.order_line_id)
        .order_by(Waiting.queue_key, Waiting.order_line_id)
    )
    rows = connection.execute(query).all()
    parts = flat_parts(connection, {row.product_id for row in rows})
    counted = select(Product.id).where(Product.manage_stock, Product.is_kit.is_(False))
    known = set(connection.execute(counted).scalars())
    for row in rows:
        order = (row.id, row.number, row.country, row.channel, row.product_id)
        for part_id, per_unit in parts.get(row.product_id, [(row.product_id, 1)]):
            if part_id in known:
                yield Need(*order, part_id, row.waiting * per_unit, row.ordered_at)


FIRST = datetime.min.replace(tzinfo=UTC)
"""Before every purchase order."""


class Coming(NamedTuple):
    """Units that a draft or open purchase order brings, or a transfer, whose `order_id` is 0.

    `since` is when the purchase order was made; a transfer comes before all of them.
    """

    order_id: int
    number: str
    units: int
    draft: bool
    since: datetime = FIRST


def coming_units(
    connection: Connection,
    product_ids: Collection[int] | None = None,
    but: Collection[int] = (),
) -> dict[tuple[int, int], list[Coming]]:
    """By (product id, warehouse id), transfers first, then the oldest purchase order.

    Of all products where none are named; `but` for purchase orders of some ids.
    """
    line = PurchaseOrderLine
    statuses = [status.value for status in (*INCOMING, PurchaseOrderStatus.DRAFT)]
    units = line.ordered - line.received - line.rejected
    query = (
        select(
            *(line.product_id, PurchaseOrder.warehouse_id, PurchaseOrder.id),
            *(PurchaseOrder.number, units.label("units"), PurchaseOrder.status),
            PurchaseOrder.created_at,
        )
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(PurchaseOrder.status.in_(statuses), for_a_warehouse(), units > 0)
        .order_by(PurchaseOrder.created_at, PurchaseOrder.id)
    )
    found: dict[tuple[int, int], list[Coming]] = defaultdict(list)
    if product_ids is not None:
        query = query.where(among(line.product_id, product_ids))
    for one in transfers_coming(connection, product_ids):
        coming = Coming(0, one.number, one.units, draft=False)
        found[one.product_id, one.warehouse_id].append(coming)
    left_out = frozenset(but)
    for row in connection.execute(query):
        if row.id not in left_out:
            is_draft = row.status == PurchaseOrderStatus.DRAFT
            coming = Coming(row.id, row.number, row.units, is_draft, row.created_at)
            found[row.product_id, row.warehouse_id].append(coming)
    return found


class Terms(NamedTuple):
    """Who sells a product to us and how; nobody where there are no offers."""

    sku: str
    offers: list[SupplierOffer]


def terms_of(
    connection: Connection, product_ids: Collection[int], supplier_id: int | None
) -> dict[int, Terms]:
    """By product; of one supplier, or of all that are in use."""
    offers = offers_of(connection, product_ids)
    query = select(Product.id, Product.sku).where(among(Product.id, product_ids))
    found = {}
    for product_id, sku in connection.execute(query.order_by(Product.sku_key)):
        asked = offers.get(product_id, [])
        if supplier_id is not None:
            asked = [one for one in asked if one.supplier_id == supplier_id]
        found[product_id] = Terms(sku, asked)
    return found


def offers_of(
    connection: Connection, product_ids: Collection[int] | None = None
) -> dict[int, list[SupplierOffer]]:
    """By product, what suppliers that are in use ask for it; None: of all products.

    The product's own supplier sells it also where nothing is known of its terms.
    """
    terms = SupplierProduct
    query = select(
        *(terms.product_id, terms.supplier_id, Product.supplier_id),
        *(terms.pack_size, terms.minimum_quantity, terms.unit_cost),
        *(terms.lead_time_days, terms.lead_time_spread_days),
    ).join(Product, Product.id == terms.product_id)
    if product_ids is not None:
        query = query.where(among(terms.product_id, product_ids))
    breaks = _breaks(connection, product_ids)
    sellers = _sellers(connection)
    found: dict[int, list[SupplierOffer]] = {}
    for product_id, supplier_id, own, pack, least, cost, days, varies in connection.execute(
        query
    ).all():
        seller = sellers.get(supplier_id)
        if seller is None:
            continue
        lead = seller.lead if days is None and varies is None else _lead(seller, days, varies)
        asked = breaks.get((supplier_id, product_id), ()) if breaks else ()
        offer = SupplierOffer(
            *(supplier_id, seller.code, own == supplier_id, pack, least, cost),
            *(seller.currency, lead, asked),
        )
        if product_id in found:
            found[product_id].append(offer)
        else:
            found[product_id] = [offer]
    for product_id, offer in _unnamed(connection, product_ids):
        found.setdefault(product_id, []).append(offer)
    return found


class _Seller(NamedTuple):
    """A supplier that is in use, and its own lead time."""

    code: str
    currency: str | None
    days: int | None
    varies: int
    lead: LeadDays | None


def _sellers(connection: Connection) -> dict[int, _Seller]:
    query = select(
        *(Supplier.id, Supplier.code, Supplier.currency, Supplier.lead_time_days),
        filled(Supplier.lead_time_spread_days, 0),
    ).where(Supplier.active)
    return {
        id_: _Seller(code, currency, days, varies, None if days is None else LeadDays(days, varies))
        for id_, code, currency, days, varies in connection.execute(query)
    }


def _lead(seller: _Seller, days: int | None, varies: int | None) -> LeadDays | None:
    """How long goods take, as the terms of a product say, else its supplier."""
    days = seller.days if days is None else days
    return None if days is None else LeadDays(days, seller.varies if varies is None else varies)


def _unnamed(
    connection: Connection, product_ids: Collection[int] | None
) -> Iterator[tuple[int, SupplierOffer]]:
    """Products with a supplier of whom no terms are known."""
    terms = SupplierProduct
    named = and_(terms.product_id == Product.id, terms.supplier_id == Product.supplier_id)
    query = (
        select(
            *(Product.id, Supplier.id, Supplier.code, Supplier.currency),
            *(Supplier.lead_time_days, filled(Supplier.lead_time_spread_days, 0)),
        )
        .join(Supplier, and_(Supplier.id == Product.supplier_id, Supplier.active))
        .where(~exists().where(named))
    )
    if product_ids is not None:
        query = query.where(among(Product.id, product_ids))
    for product_id, supplier_id, code, currency, lead, varies in connection.execute(query).all():
        time = None if lead is None else LeadDays(lead, varies)
        yield (
            product_id,
            SupplierOffer(
                supplier_id, code, preferred=True, currency=currency, lead=time, named=False
            ),
        )


def _breaks(
    connection: Connection, product_ids: Collection[int] | None
) -> dict[tuple[int, int], list[tuple[int, Decimal]]]:
    one = PriceBreak
    query = select(one.supplier_id, one.product_id, one.from_quantity, one.unit_cost)
    if product_ids is not None:
        query = query.where(among(one.product_id, product_ids))
    found: dict[tuple[int, int], list[tuple[int, Decimal]]] = defaultdict(list)
    for supplier_id, product_id, least, cost in connection.execute(
        query.order_by(one.from_quantity)
    ):
        found[supplier_id, product_id].append((least, cost))
    return found
