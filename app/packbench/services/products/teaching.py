"""Teaching codes: a code that nobody knows is that of a product from now on.

A code that stands for something else as well is kept beside the barcodes, and each scan of it asks
which is meant (`docs/decisions/0105`).
"""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.schema import Barcode, SharedBarcode
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.codes import parse_own_code
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.barcodes import stored_barcode
from packbench.services.scanning import resolve

MOST_CHARACTERS = 80
"""The longest code that can be taught; longer ones are no codes of products."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """What teaching a code does.

    Attributes:
        code: as it is kept: a GTIN with 14 digits, anything else as it was scanned.
        sku: the product that it stands for.
        name: that product's name.
        also: what it stands for besides, in codes (`product 1001 | order 1001`); empty for nothing.
    """

    code: str
    sku: str
    name: str
    also: str = ""


def preview_teaching(context: Context, code: str, sku: str) -> Teaching:
    """What teaching it would do; refuses as `teach_code` does, but for what it stands for now."""
    stored, meaning = _read(context, code)
    with context.database.read.connect() as connection:
        product = find_product(connection, sku)
        _refuse_own(connection, product, stored)
    return Teaching(stored, product.sku, product.name, _stands_for(meaning))


def teach_code(
    context: Context, code: str, sku: str, *, also: bool = False, key: str | None = None
) -> Teaching:
    """Lets a code stand for a product from now on; can be taken back.

    GS1 data and links are taught by their GTIN.

    Args:
        context: who teaches.
        code: as it was scanned or typed.
        sku: the product's.
        also: it may stand for something else as well; each scan asks then.
        key: sent twice, it is taught once.

    Refuses `not_found` (the SKU), `invalid` (a code of Packbench's own, a GTIN with a wrong check
    digit, nothing, or more than 80 characters), `already_exists` (it is that product's already),
    and `code_in_use` (it stands for something else, and `also` was not said).
    """
    stored, meaning = _read(context, code)

    def work(transaction: Transaction) -> Teaching:
        connection = transaction.connection
        product = find_product(connection, sku)
        _refuse_own(connection, product, stored)
        shared = _owner(connection, stored) is not None  # also since a moment ago
        if (shared or meaning.kind is not ScanKind.UNKNOWN) and not also:
            raise Refusal(Code.CODE_IN_USE, name=stored, other=_stands_for(meaning))
        _insert(connection, product.id, stored, shared=shared)
        transaction.undo = TaughtCode(product.id, stored, shared)
        transaction.changed(Kind.PRODUCT, {product.id})
        return Teaching(stored, product.sku, product.name, _stands_for(meaning))

    content = {"code": stored, "sku": sku, "also": also}
    return run_command(context, Call("products.teach", content, key, False), Teaching, work)


@dataclass(frozen=True, slots=True)
class TaughtCode:
    """A code that a command taught, and whether it is kept beside the barcodes."""

    product_id: int
    code: str
    shared: bool


def _read(context: Context, code: str) -> tuple[str, Meaning]:
    """The code as it is kept, and what it stands for now; refuses what can't be taught."""
    meaning = resolve(context, code)
    text = meaning.name if meaning.kind is ScanKind.UNKNOWN else meaning.text
    stored = stored_barcode(text.strip())
    fits = stored is not None and 0 < len(stored) <= MOST_CHARACTERS and stored.isprintable()
    ours = parse_own_code(text) is not None or parse_control_code(text) is not None
    if stored is None or not fits or ours or not code_key(stored):
        raise Refusal(Code.INVALID, field="code", value=text)
    return stored, meaning


def _stands_for(meaning: Meaning) -> str:
    if meaning.kind in {ScanKind.UNKNOWN, ScanKind.SEVERAL}:
        return "" if meaning.kind is ScanKind.UNKNOWN else meaning.name
    return f"{meaning.kind} {meaning.name}"


def _refuse_own(connection: Connection, product: ProductRef, stored: str) -> None:
    """Refuses a code that is this product's already."""
    key = code_key(stored)
    shared = select(SharedBarcode.product_id).where(SharedBarcode.code_key == key)
    owners = {_owner(connection, stored), *connection.execute(shared).scalars()}
    if product.id in owners or code_key(product.sku) == key:
        raise Refusal(Code.CODE_KNOWN, name=stored, sku=product.sku)


def _owner(connection: Connection, stored: str) -> int | None:
    """The product whose barcode it is."""
    query = select(Barcode.product_id).where(Barcode.code_key == code_key(stored))
    return connection.execute(query).scalar_one_or_none()


def _insert(connection: Connection, product_id: int, code: str, *, shared: bool) -> None:
    table = SharedBarcode if shared else Barcode
    values = {"product_id": product_id, "code": code, "code_key": code_key(code)}
    connection.execute(insert(table).values(values))


def _undo_teaching(transaction: Transaction, taught: TaughtCode) -> None:
    """Takes the code away; refuses where the product has it not any more."""
    table = SharedBarcode if taught.shared else Barcode
    mine = delete(table).filter_by(product_id=taught.product_id, code_key=code_key(taught.code))
    if not transaction.connection.execute(mine).rowcount:
        raise Refusal(Code.CANNOT_UNDO, why=Said.CODE_CHANGED_SINCE)
    transaction.changed(Kind.PRODUCT, {taught.product_id})


UNDO_TEACHING = Undoer(TaughtCode, _undo_teaching)
