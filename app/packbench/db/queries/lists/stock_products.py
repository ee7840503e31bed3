"""Stock by product: one row a product over all warehouses; its id is the product's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, func, select

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.lists.stock_filters import FREE, needing, of_products
from packbench.db.queries.records.inventory import incoming_subquery
from packbench.db.schema import OrderLine, Product, Stock, Waiting
from packbench.db.sql.among import among
from packbench.db.sql.sums import total


@dataclass(frozen=True, slots=True)
class StockProductQuery:
    """What the table is narrowed to and how it is sorted: `sku` or `name`.

    `attention` is as in `InventoryQuery`: at any warehouse.
    """

    text: str = ""
    skus: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    soon: date = date.max
    sort: str = "sku"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class StockProductRow:
    """A product with its sums over all warehouses that stock it."""

    id: int
    sku: str
    name: str
    warehouses: int
    on_hand: int
    unavailable: int
    allocated: int
    available: int
    incoming: int
    waiting: int


_SORTS = {"sku": Product.sku_key, "name": Product.name}


def select_ids(query: StockProductQuery) -> Select[int]:
    """The ids of the products that fit and are stocked anywhere, in the order asked for."""
    order = ordered_by(_SORTS, query.sort, query.descending, Product.id)
    needs = needing(query.attention, query.soon)
    stocked = select(Stock.id).where(Stock.product_id == Product.id, *needs).exists()
    return select(Product.id).where(stocked, *of_products(query.text, query.skus)).order_by(*order)


def read_rows(connection: Connection, ids: Sequence[int]) -> list[StockProductRow]:
    """The rows of some products, in any order."""
    waiting = (
        select(total(OrderLine.waiting))
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(Waiting.product_id == Product.id)
        .scalar_subquery()
    )
    query = (
        select(
            *(Product.id, Product.sku, Product.name, func.count(Stock.id)),
            *(total(Stock.on_hand), total(Stock.unavailable), total(Stock.allocated)),
            *(total(FREE), func.coalesce(waiting, 0)),
        )
        .join(Stock, Stock.product_id == Product.id)
        .where(among(Product.id, ids))
        .group_by(Product.id)
    )
    incoming = _incoming(connection, ids)
    return [
        StockProductRow(*row[:3], *map(int, (*row[3:-1], incoming.get(row.id, 0), row[-1])))
        for row in connection.execute(query)
    ]


def _incoming(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """What comes of these products: by a statement of its own, which sums all that comes once."""
    came = incoming_subquery()
    query = select(came.c.product_id, total(came.c.incoming)).group_by(came.c.product_id)
    rows = connection.execute(query.where(among(came.c.product_id, ids)))
    return {product_id: int(units) for product_id, units in rows}
