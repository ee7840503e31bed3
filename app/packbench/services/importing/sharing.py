"""Codes that stand for a product besides what they stand for already."""

from sqlalchemy import select

from packbench.db.schema import SharedBarcode
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.rejects import RejectCode
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.kinds import NoLine, SharedCodeRow
from packbench.services.importing.known import all_products
from packbench.services.importing.outcome import ImportJob


def import_shared_codes(job: ImportJob[SharedCodeRow, NoLine]) -> None:
    """Lets codes stand for further products; a scan of one asks which is meant."""
    connection = job.transaction.connection
    products = all_products(connection)
    query = select(SharedBarcode.code_key, SharedBarcode.product_id)
    known = {(row.code_key, row.product_id) for row in connection.execute(query)}
    rows = []
    for record in job.parsed.records:
        product = products.get(code_key(record.fields.sku))
        code = stored_barcode(record.fields.code)
        if product is None:
            job.outcome.reject(record, "sku", record.fields.sku, RejectCode.UNKNOWN_SKU)
        elif code is None:
            told = record.fields.code
            job.outcome.reject(record, "code", told, RejectCode.BAD_CHECK_DIGIT, barcode=told)
        elif (code_key(code), product.id) in known:
            job.outcome.unchanged += 1
        else:
            known.add((code_key(code), product.id))
            job.outcome.imported += 1
            rows.append((product.id, code_key(code), code))
    insert_rows(connection, SharedBarcode, ("product_id", "code_key", "code"), rows)
    job.transaction.changed(Kind.PRODUCT, [row[0] for row in rows])
