"""Codes of a file that stand for something else as well: told, since a scan has to ask then."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from packbench.db.schema import Barcode, Location, Order, Product, PurchaseOrder
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.codes import CodeUse
from packbench.domain.outcomes import Note, Said, note
from packbench.exchange import kinds
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.records import Parsed

_TOLD = 5


def shared_code_notes(connection: Connection, parsed: Parsed[Any, Any]) -> list[Note]:
    """A note for each code of a file that is two things, after it was written; five at most."""
    codes: dict[str, str] = {}
    for key, code in _codes(parsed):
        codes.setdefault(key, code)
    shared = _shared(connection, codes) if codes else {}
    told = [
        note(Said.CODE_SHARED, code=codes[key], uses=list(map(str, uses)))
        for key, uses in list(shared.items())[:_TOLD]
    ]
    left = len(shared) - _TOLD
    if left > 0:
        told.append(note(Said.MORE_CODES_SHARED, count=left))
    return told


def _codes(parsed: Parsed[Any, Any]) -> Iterator[tuple[str, str]]:
    """Each code of the file that can be scanned, by how it is compared."""
    names = {
        kinds.PRODUCTS.name: "sku",
        kinds.ORDERS.name: "order_number",
        kinds.PURCHASE_ORDERS.name: "po_number",
        kinds.LOCATIONS.name: "code",
    }
    name = names.get(parsed.kind.name)
    for record in parsed.records if name else ():
        code = getattr(record.fields, name or "")
        yield _canonical(code), code
        if parsed.kind.name == kinds.PRODUCTS.name:
            yield from ((_canonical(one), one) for one in record.fields.barcode)
            yield from ((_canonical(one.code), one.code) for one in record.fields.packs)


def _shared(connection: Connection, codes: Mapping[str, str]) -> dict[str, list[CodeUse]]:
    """What each code is that is several things; a barcode on the product of that SKU is one."""
    forms = {*codes, *(code_key(code) for code in codes.values())}
    found: dict[str, dict[object, CodeUse]] = {}
    for use, query in _searches(forms):
        for form, record in connection.execute(query):
            found.setdefault(_canonical(form), {}).setdefault(record, use)
    return {key: list(uses.values()) for key, uses in found.items() if len(uses) > 1}


def _canonical(code: str) -> str:
    """A code as it is compared; all forms of one GTIN give the same."""
    return code_key(stored_barcode(code) or code)


def _searches(forms: Collection[str]) -> list[tuple[CodeUse, Select[Any]]]:
    """Of each kind: (what a code is, its key and something that tells records apart)."""
    barcodes = select(Barcode.code_key, Product.sku).join(Product, Product.id == Barcode.product_id)
    searches: list[tuple[CodeUse, Any, Any]] = [
        (CodeUse.PRODUCT, select(Product.sku_key, Product.sku), Product.sku_key),
        (CodeUse.BARCODE, barcodes, Barcode.code_key),
        (CodeUse.ORDER, select(Order.number_key, literal(1)), Order.number_key),
        (
            CodeUse.PURCHASE_ORDER,
            select(PurchaseOrder.number_key, literal(2)),
            PurchaseOrder.number_key,
        ),
        (CodeUse.BIN, select(Location.code_key, literal(3)), Location.code_key),
    ]
    return [(use, query.where(among_texts(key, forms))) for use, query, key in searches]
