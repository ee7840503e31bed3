"""The words of importing: kinds of files, and what came of one."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from packbench.services.importing.files import ImportResult, RejectedCell
from packbench.words.language import mark, tr, tr_count
from packbench.words.rejects import reject_words

KINDS: Mapping[str, str] = {
    "products": mark("products"),
    "kits": mark("kits"),
    "warehouses": mark("warehouses"),
    "locations": mark("bins"),
    "stock": mark("stock"),
    "orders": mark("orders"),
    "suppliers": mark("suppliers"),
    "supplier-products": mark("products of suppliers"),
    "purchase-orders": mark("purchase orders"),
    "channel-rules": mark("rules of channels"),
    "channel-exclusions": mark("exclusions of warehouses"),
    "postal-codes": mark("places of postal codes"),
}


def kind_words(kind: str) -> str:
    """What a file of this kind holds; the kind itself when it is new to the window."""
    return tr(KINDS.get(kind, kind))


def result_words(result: ImportResult) -> str:
    """What came of a file: `orders: 120 imported, 3 unchanged, 1 rejected`."""
    number = QLocale().toString
    counted = (
        (tr("{count} new"), result.imported, True),
        (tr("{count} changed"), result.updated, False),
        (tr("{count} known already"), result.unchanged, False),
        (tr("{count} rejected"), result.rejected, False),
    )
    parts = [
        words.format(count=number(count)) for words, count, always in counted if count or always
    ]
    return f"{kind_words(result.kind)}: {', '.join(parts)}"


def cause_words(cell: RejectedCell) -> str:
    """Why a row stays out, after the column that is to blame."""
    words = reject_words(cell.code, cell.column, cell.value, cell.params)
    return f"{cell.column}: {words}" if cell.column else words


def rows_words(rows: int) -> str:
    """How many rows a file has."""
    words = tr_count("{count} row", "{count} rows", rows)
    return words.format(count=QLocale().toString(rows))
