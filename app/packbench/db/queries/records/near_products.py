"""Products whose SKU is nearly what somebody typed."""

import difflib

from sqlalchemy import Connection, func, or_, select

from packbench.db.schema import Product
from packbench.domain.catalog import code_key

_BEGINNING, _END = 2, 3
_LENGTHS_APART = 2
_MOST_COMPARED = 3_000
_LIKE_ENOUGH = 0.75
"""Of `difflib`, which counts what two texts have in common: one wrong character of four."""


def near_skus(connection: Connection, text: str, most: int = 3) -> list[str]:
    """SKUs of active products that are nearly a text, the nearest first.

    Compared are those that begin or end like it and are about as long.
    """
    key = code_key(text)
    if not key:
        return []
    length = func.length(Product.sku_key)
    query = select(Product.sku_key, Product.sku).where(
        Product.active,
        length.between(len(key) - _LENGTHS_APART, len(key) + _LENGTHS_APART),
        or_(
            Product.sku_key.startswith(key[:_BEGINNING], autoescape=True),
            Product.sku_key.endswith(key[-_END:], autoescape=True),
        ),
    )
    rows = connection.execute(query.order_by(Product.sku_key).limit(_MOST_COMPARED)).all()
    known = {row.sku_key: row.sku for row in rows if row.sku_key != key}
    near = difflib.get_close_matches(key, known, n=most, cutoff=_LIKE_ENOUGH)
    return [known[one] for one in near]
