"""What a supplier asked for a product, from when on."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from packbench.db.queries.records.lookups import find_product, find_supplier_id
from packbench.db.schema import PriceHistory
from packbench.engine.command.context import Context


@dataclass(frozen=True, slots=True)
class PastPrice:
    """What a unit cost from a moment on; no cost: there was none. No moment: since before."""

    since: datetime | None
    from_quantity: int
    unit_cost: Decimal | None
    currency: str | None


def price_history(context: Context, supplier: str, sku: str) -> list[PastPrice]:
    """All prices of a supplier for a product, the oldest first; refuses codes nobody knows."""
    one = PriceHistory
    query = select(one.since, one.from_quantity, one.unit_cost, one.currency).order_by(one.id)
    with context.database.read.connect() as connection:
        supplier_id = find_supplier_id(connection, supplier)
        product_id = find_product(connection, sku).id
        rows = connection.execute(
            query.where(one.supplier_id == supplier_id, one.product_id == product_id)
        )
        return [PastPrice(*row) for row in rows]
