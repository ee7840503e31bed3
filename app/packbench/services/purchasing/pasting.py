"""Lines of a purchase order out of copied cells: our SKUs, or what the supplier calls them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from packbench.db.schema import Product, Supplier, SupplierProduct
from packbench.domain.catalog import code_key
from packbench.engine.command.context import Context
from packbench.exchange.pasted import pasted_lines
from packbench.services.orders.entry_lookups import Pasted


def read_purchase_lines(context: Context, text: str, supplier: str) -> Pasted:
    """SKU, quantity, price and expected day are found; a supplier's own SKU becomes ours."""
    with context.database.read.connect() as connection:
        theirs = _theirs(connection, supplier)

        def known(skus: Sequence[str]) -> dict[str, str]:
            return _ours(connection, skus)

        def looks_like_one(skus: list[str]) -> set[str]:
            return {*known(skus), *(code_key(sku) for sku in skus if code_key(sku) in theirs)}

        lines = pasted_lines(text, looks_like_one)
        names = known([one.sku for one in lines])
        ours = [
            one
            if code_key(one.sku) in names
            else replace(one, sku=theirs.get(code_key(one.sku), one.sku))
            for one in lines
        ]
        return Pasted(ours, known([one.sku for one in ours]))


def _theirs(connection: Connection, supplier: str) -> dict[str, str]:
    """Our SKUs by what the supplier calls them."""
    query = (
        select(SupplierProduct.supplier_sku, Product.sku)
        .join(Product, Product.id == SupplierProduct.product_id)
        .join(Supplier, Supplier.id == SupplierProduct.supplier_id)
        .where(Supplier.code_key == code_key(supplier), SupplierProduct.supplier_sku.is_not(None))
    )
    rows = connection.execute(query).all()
    return {code_key(row.supplier_sku): row.sku for row in rows if row.supplier_sku}


def _ours(connection: Connection, skus: Sequence[str]) -> dict[str, str]:
    """Names of known products by SKU key."""
    keys = {code_key(sku) for sku in skus}
    query = select(Product.sku_key, Product.name).where(Product.sku_key.in_(keys))
    return {row.sku_key: row.name for row in connection.execute(query)}
