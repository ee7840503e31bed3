"""Codes of a file that stand for something else as well: told, since a scan has to ask then."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from packbench.db.schema import Barcode, Location, Order, Product, PurchaseOrder
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.exchange import kinds
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.records import Parsed
from packbench.words.language import mark, tr, tr_count

_TOLD = 5

_PRODUCT, _BARCODE = mark("a product"), mark("a barcode")
_ORDER, _PURCHASE_ORDER, _BIN = mark("an order"), mark("a purchase order"), mark("a bin")


def shared_code_words(connection: Connection, parsed: Parsed[Any, Any]) -> list[str]:
    """A sentence for each code of a file that is two things, after it was written; five at most."""
    codes: dict[str, str] = {}
    for key, code in _codes(parsed):
        codes.setdefault(key, code)
    shared = _shared(connection, codes) if codes else {}
    words = tr("{code} is {one} and {other}: a scan asks which is meant.")
    told = [
        words.format(code=codes[key], one=tr(names[0]), other=tr(names[1]))
        for key, names in list(shared.items())[:_TOLD]
    ]
    left = len(shared) - _TOLD
    if left > 0:
        more = tr_count("{count} more code is so.", "{count} more codes are so.", left)
        told.append(more.format(count=left))
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


def _shared(connection: Connection, codes: Mapping[str, str]) -> dict[str, list[str]]:
    """What each code is that is several things; a barcode on the product of that SKU is one."""
    forms = {*codes, *(code_key(code) for code in codes.values())}
    found: dict[str, dict[object, str]] = {}
    for words, query in _searches(forms):
        for form, record in connection.execute(query):
            found.setdefault(_canonical(form), {}).setdefault(record, words)
    return {key: list(names.values()) for key, names in found.items() if len(names) > 1}


def _canonical(code: str) -> str:
    """A code as it is compared; all forms of one GTIN give the same."""
    return code_key(stored_barcode(code) or code)


def _searches(forms: Collection[str]) -> list[tuple[str, Select[Any]]]:
    """Of each kind: (what a code is, its key and something that tells records apart)."""
    barcodes = select(Barcode.code_key, Product.sku).join(Product, Product.id == Barcode.product_id)
    searches: list[tuple[str, Any, Any]] = [
        (_PRODUCT, select(Product.sku_key, Product.sku), Product.sku_key),
        (_BARCODE, barcodes, Barcode.code_key),
        (_ORDER, select(Order.number_key, literal(1)), Order.number_key),
        (_PURCHASE_ORDER, select(PurchaseOrder.number_key, literal(2)), PurchaseOrder.number_key),
        (_BIN, select(Location.code_key, literal(3)), Location.code_key),
    ]
    return [(words, query.where(among_texts(key, forms))) for words, query, key in searches]
