"""The words of importing: kinds of files, and what came of one."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QLocale

from packbench.services.importing.files import ImportResult, RejectedCell
from packbench.words.language import mark, tr, tr_count
from packbench.words.rejects import reject_words


class KindTexts(NamedTuple):
    """The name of a kind of file, and what is told of one: tried, come in, and on its way in."""

    name: str
    tried: str
    imported: str
    importing: str


KINDS: Mapping[str, KindTexts] = {
    "products": KindTexts(
        mark("products"),
        mark("Products: {counts}."),
        mark("Imported products: {counts}."),
        mark("Importing products from {file}"),
    ),
    "kits": KindTexts(
        mark("kits"),
        mark("Kits: {counts}."),
        mark("Imported kits: {counts}."),
        mark("Importing kits from {file}"),
    ),
    "warehouses": KindTexts(
        mark("warehouses"),
        mark("Warehouses: {counts}."),
        mark("Imported warehouses: {counts}."),
        mark("Importing warehouses from {file}"),
    ),
    "locations": KindTexts(
        mark("bins"),
        mark("Bins: {counts}."),
        mark("Imported bins: {counts}."),
        mark("Importing bins from {file}"),
    ),
    "stock": KindTexts(
        mark("stock"),
        mark("Stock: {counts}."),
        mark("Imported stock: {counts}."),
        mark("Importing stock from {file}"),
    ),
    "orders": KindTexts(
        mark("orders"),
        mark("Orders: {counts}."),
        mark("Imported orders: {counts}."),
        mark("Importing orders from {file}"),
    ),
    "pick-bins": KindTexts(
        mark("pick bins"),
        mark("Pick bins: {counts}."),
        mark("Imported pick bins: {counts}."),
        mark("Importing pick bins from {file}"),
    ),
    "suppliers": KindTexts(
        mark("suppliers"),
        mark("Suppliers: {counts}."),
        mark("Imported suppliers: {counts}."),
        mark("Importing suppliers from {file}"),
    ),
    "supplier-products": KindTexts(
        mark("products of suppliers"),
        mark("Products of suppliers: {counts}."),
        mark("Imported products of suppliers: {counts}."),
        mark("Importing products of suppliers from {file}"),
    ),
    "reorder-rules": KindTexts(
        mark("reorder rules"),
        mark("Reorder rules: {counts}."),
        mark("Imported reorder rules: {counts}."),
        mark("Importing reorder rules from {file}"),
    ),
    "purchase-history": KindTexts(
        mark("past purchase orders"),
        mark("Past purchase orders: {counts}."),
        mark("Imported past purchase orders: {counts}."),
        mark("Importing past purchase orders from {file}"),
    ),
    "purchase-confirmations": KindTexts(
        mark("confirmations of suppliers"),
        mark("Confirmations of suppliers: {counts}."),
        mark("Imported confirmations of suppliers: {counts}."),
        mark("Importing confirmations of suppliers from {file}"),
    ),
    "purchase-orders": KindTexts(
        mark("purchase orders"),
        mark("Purchase orders: {counts}."),
        mark("Imported purchase orders: {counts}."),
        mark("Importing purchase orders from {file}"),
    ),
    "channel-rules": KindTexts(
        mark("rules of channels"),
        mark("Rules of channels: {counts}."),
        mark("Imported rules of channels: {counts}."),
        mark("Importing rules of channels from {file}"),
    ),
    "channel-exclusions": KindTexts(
        mark("exclusions of warehouses"),
        mark("Exclusions of warehouses: {counts}."),
        mark("Imported exclusions of warehouses: {counts}."),
        mark("Importing exclusions of warehouses from {file}"),
    ),
    "postal-codes": KindTexts(
        mark("places of postal codes"),
        mark("Places of postal codes: {counts}."),
        mark("Imported places of postal codes: {counts}."),
        mark("Importing places of postal codes from {file}"),
    ),
    "channels": KindTexts(
        mark("channels"),
        mark("Channels: {counts}."),
        mark("Imported channels: {counts}."),
        mark("Importing channels from {file}"),
    ),
    "shipping-methods": KindTexts(
        mark("shipping methods"),
        mark("Shipping methods: {counts}."),
        mark("Imported shipping methods: {counts}."),
        mark("Importing shipping methods from {file}"),
    ),
    "boxes": KindTexts(
        mark("boxes"),
        mark("Boxes: {counts}."),
        mark("Imported boxes: {counts}."),
        mark("Importing boxes from {file}"),
    ),
    "shared-codes": KindTexts(
        mark("codes that products share"),
        mark("Codes that products share: {counts}."),
        mark("Imported codes that products share: {counts}."),
        mark("Importing codes that products share from {file}"),
    ),
    "tracking": KindTexts(
        mark("tracking numbers"),
        mark("Tracking numbers: {counts}."),
        mark("Imported tracking numbers: {counts}."),
        mark("Importing tracking numbers from {file}"),
    ),
}


def kind_words(kind: str) -> str:
    """What a file of this kind holds."""
    return tr(KINDS[kind].name)


def importing_words(kind: str, file: str) -> str:
    """What goes on while a file comes in."""
    return tr(KINDS[kind].importing).format(file=file)


def tried_words(result: ImportResult) -> str:
    """What a trial came to: `Orders: 120 new, 3 known already, 1 rejected.`."""
    return tr(KINDS[result.kind].tried).format(counts=_counts(result))


def imported_words(result: ImportResult) -> str:
    """What came of a file: `Imported orders: 120 new, 1 rejected.`."""
    return tr(KINDS[result.kind].imported).format(counts=_counts(result))


def _counts(result: ImportResult) -> str:
    """How many records of a file are what, one after the other; what is new always."""
    new, changed = result.imported, result.updated
    known, rejected = result.unchanged, result.rejected
    told = [(tr_count("{count} new", "{count} new", new), new)]
    if changed:
        told.append((tr_count("{count} changed", "{count} changed", changed), changed))
    if known:
        told.append((tr_count("{count} known already", "{count} known already", known), known))
    if rejected:
        told.append((tr_count("{count} rejected", "{count} rejected", rejected), rejected))
    return ", ".join(words.format(count=QLocale().toString(count)) for words, count in told)


def cause_words(cell: RejectedCell) -> str:
    """Why a row stays out, after the column that is to blame."""
    words = reject_words(cell.code, cell.column, cell.value, cell.params)
    return f"{cell.column}: {words}" if cell.column else words


def rows_words(rows: int) -> str:
    """How many rows a file has."""
    words = tr_count("{count} row", "{count} rows", rows)
    return words.format(count=QLocale().toString(rows))
