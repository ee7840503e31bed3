"""The packs of a product as they are known."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.packs import codes_of_product
from packbench.db.schema import Product
from packbench.domain.packs import Pack
from packbench.engine.command.context import Context
from packbench.exchange.barcodes import printed_barcode


@dataclass(frozen=True, slots=True)
class PacksView:
    """A product's codes: what is printed on a piece, and on its packs, the smallest first.

    `pick_multiple`: it is picked in whole packs of so many; None: by the piece.
    """

    sku: str
    name: str
    barcodes: list[str]
    packs: list[Pack]
    pick_multiple: int | None


def show_packs(context: Context, sku: str) -> PacksView:
    """The codes of a product; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return packs_view(connection, find_product(connection, sku))


def packs_view(connection: Connection, product: ProductRef) -> PacksView:
    """The codes of a product."""
    codes = sorted(codes_of_product(connection, product.id).values(), key=_in_order)
    return PacksView(
        product.sku,
        product.name,
        [printed_barcode(one.code) for one in codes if one.units == 1],
        [Pack(one.units, printed_barcode(one.code)) for one in codes if one.units > 1],
        pick_multiple_of(connection, product.id),
    )


def pick_multiple_of(connection: Connection, product_id: int) -> int | None:
    """In packs of how many a product is picked; None: by the piece."""
    query = select(Product.pick_multiple).where(Product.id == product_id)
    return connection.execute(query).scalar_one()


def _in_order(pack: Pack) -> tuple[int, str]:
    return pack.units, pack.code
