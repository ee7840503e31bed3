"""The codes that stand on a product and on its packs, as they are written."""

from sqlalchemy import Connection, delete

from packbench.db.schema import Barcode
from packbench.db.sql.bulk import Row, insert_rows
from packbench.domain.packs import ProductCodes

CODE_COLUMNS = ("product_id", "code", "code_key", "units")


def set_codes(connection: Connection, product_id: int, codes: ProductCodes) -> None:
    """Inside a command: a product has these codes and no others."""
    connection.execute(delete(Barcode).where(Barcode.product_id == product_id))
    in_order = dict(sorted(codes.items(), key=lambda item: (item[1].units, item[1].code)))
    insert_rows(connection, Barcode, CODE_COLUMNS, code_rows(product_id, in_order))


def code_rows(product_id: int, codes: ProductCodes) -> list[Row]:
    """The rows of `CODE_COLUMNS` of a product."""
    return [(product_id, one.code, key, one.units) for key, one in codes.items()]
