"""What customs want to know of the goods in shipments."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, func, select

from packbench.db.schema import Allocation, Order, OrderLine, Product, Shipment, Warehouse
from packbench.db.schema.mapped import aliased
from packbench.db.sql.filled import filled


@dataclass(frozen=True, slots=True)
class CustomsPart:
    """Units of a product that physically lie in a shipment, of one order line.

    Attributes:
        line_id: whose they are; the components of a kit share one.
        units: how many there are.
        per_unit: how many of them make one unit of the line; 1 but for kits.
        price: what a unit of the line costs; None where the order does not say.
        worth: what a unit of this product costs by itself, by which the price of a kit is shared.
    """

    line_id: int
    sku: str
    description: str
    hs_code: str | None
    origin: str | None
    weight_g: int | None
    customs_value: Decimal | None
    worth: Decimal | None
    price: Decimal | None
    is_kit: bool
    units: int
    per_unit: int


def customs_parts(connection: Connection, shipment_id: int) -> list[CustomsPart]:
    """The goods of a shipment, in the order of the lines: components in place of their kits."""
    ordered = aliased(Product)
    units = Allocation.allocated + Allocation.picked + Allocation.packed + Allocation.shipped
    described = func.coalesce(func.nullif(Product.customs_description, ""), Product.name)
    worth = func.coalesce(Product.customs_value, Product.unit_price, Product.unit_cost)
    query = (
        select(
            OrderLine.id.label("line_id"),
            *(Product.sku, described.label("description"), Product.hs_code),
            Product.country_of_origin.label("origin"),
            *(Product.weight_g, Product.customs_value, worth.label("worth")),
            OrderLine.unit_price.label("price"),
            *(ordered.is_kit, units.label("units"), Allocation.per_unit),
        )
        .join(OrderLine, OrderLine.id == Allocation.order_line_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(ordered, ordered.id == OrderLine.product_id)
        .where(Allocation.shipment_id == shipment_id)
        .order_by(OrderLine.line, Product.sku_key)
    )
    return [CustomsPart(**row._asdict()) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class CustomsWay:
    """From where to where a shipment goes."""

    shipment: str
    channel: str
    from_country: str
    to_country: str
    to_postal_code: str


def customs_way(connection: Connection, shipment_id: int) -> CustomsWay:
    """The way of a shipment; empty where an address does not say."""
    query = (
        select(
            *(Shipment.number, Order.channel),
            *(filled(Warehouse.country, ""), filled(Order.country, "")),
            filled(Order.postal_code, ""),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(Shipment.id == shipment_id)
    )
    return CustomsWay(*connection.execute(query).one())
