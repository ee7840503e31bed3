"""Reads of packs: their sizes, their codes."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select, union

from packbench.db.schema import Barcode, Product
from packbench.db.sql.among import among
from packbench.domain.packs import Pack, ProductCodes


def pack_sizes(connection: Connection, product_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """By product: how many pieces are in its packs, the smallest first; without packs none.

    They are what its codes count and what it is picked in.
    """
    sizes: dict[int, set[int]] = defaultdict(set)
    coded = select(Barcode.product_id, Barcode.units).where(
        among(Barcode.product_id, product_ids), Barcode.units > 1
    )
    picked = select(Product.id, Product.pick_multiple).where(
        among(Product.id, product_ids), Product.pick_multiple.is_not(None)
    )
    rows: Any = connection.execute(union(coded, picked)).all()
    for product_id, units in rows:
        sizes[product_id].add(units)
    return {product_id: tuple(sorted(found)) for product_id, found in sizes.items()}


def codes_of_product(connection: Connection, product_id: int) -> ProductCodes:
    """What stands on a product and its packs, by how codes are compared."""
    query = select(Barcode.code_key, Barcode.units, Barcode.code)
    rows = connection.execute(query.where(Barcode.product_id == product_id)).all()
    return {row.code_key: Pack(row.units, row.code) for row in rows}
