"""Reads of what waits, and of what is there or comes for it, product by product."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.schema import (
    Order,
    OrderLine,
    Product,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    SupplierProduct,
    Waiting,
)
from packbench.db.sql.among import among
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus


class Need(NamedTuple):
    """Units of a product that an order waits for; of a kit (`ordered_id`) these are components."""

    order_id: int
    order_number: str
    country: str | None
    channel: str
    ordered_id: int
    product_id: int
    units: int


def waiting_needs(connection: Connection) -> Iterator[Need]:
    """All that waits, first in the queue first; kits as their components, those not counted not."""
    query = (
        select(
            *(Order.id, Order.number, Order.country, Order.channel),
            *(Waiting.product_id, OrderLine.waiting),
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
                yield Need(*order, part_id, row.waiting * per_unit)


class Coming(NamedTuple):
    """Units that a draft or open purchase order brings."""

    number: str
    units: int


def coming_units(
    connection: Connection, product_ids: Collection[int]
) -> dict[tuple[int, int], list[Coming]]:
    """By (product id, warehouse id), the oldest purchase order first."""
    line = PurchaseOrderLine
    statuses = [status.value for status in (*INCOMING, PurchaseOrderStatus.DRAFT)]
    units = line.ordered - line.received - line.rejected
    query = (
        select(line.product_id, PurchaseOrder.warehouse_id, PurchaseOrder.number, units)
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .where(PurchaseOrder.status.in_(statuses), units > 0, among(line.product_id, product_ids))
        .order_by(PurchaseOrder.id)
    )
    found: dict[tuple[int, int], list[Coming]] = defaultdict(list)
    for product_id, warehouse_id, number, open_units in connection.execute(query):
        found[product_id, warehouse_id].append(Coming(number, open_units))
    return found


class Terms(NamedTuple):
    """Who sells a product to us and how; `supplier_id` is None where nobody does."""

    sku: str
    supplier_id: int | None
    pack_size: int
    minimum_quantity: int
    unit_cost: Decimal | None

    def packs(self, units: int) -> int:
        """The units to order: at least the minimum, in whole packs."""
        wanted = max(units, self.minimum_quantity)
        return -(-wanted // self.pack_size) * self.pack_size


def terms_of(
    connection: Connection, product_ids: Collection[int], supplier_id: int | None
) -> dict[int, Terms]:
    """By product; of one supplier, or of the product's own before others that sell it.

    Of suppliers that are out of use nothing is bought.
    """
    terms = SupplierProduct
    used = select(Supplier.id).where(Supplier.active)
    offers = and_(terms.product_id == Product.id, terms.supplier_id.in_(used))
    if supplier_id is not None:
        offers = and_(offers, terms.supplier_id == supplier_id)
    query = (
        select(
            *(Product.id, Product.sku, Supplier.id.label("own")),
            *(terms.supplier_id, terms.pack_size, terms.minimum_quantity, terms.unit_cost),
        )
        .select_from(Product)
        .outerjoin(terms, offers)
        .outerjoin(Supplier, (Supplier.id == Product.supplier_id) & Supplier.active)
        .where(among(Product.id, product_ids))
        .order_by(Product.sku_key, terms.supplier_id != Product.supplier_id, terms.supplier_id)
    )
    found: dict[int, Terms] = {}
    for row in connection.execute(query):
        seller = row.supplier_id or row.own
        if supplier_id is not None and seller != supplier_id:
            seller = None
        size = (row.pack_size or 1, row.minimum_quantity or 1, row.unit_cost)
        found.setdefault(row.id, Terms(row.sku, seller, *size))
    return found
