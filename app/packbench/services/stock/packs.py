"""Saying which packs a product has, and how it is picked (`docs/decisions/0090`)."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import ProductRef, find_product
from packbench.db.queries.records.packs import codes_of_product
from packbench.db.schema import Barcode, Product
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.packs import Pack, ProductCodes, wanted_codes
from packbench.domain.quantities import MOST_UNITS
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.product_codes import set_codes
from packbench.exchange.barcodes import printed_barcode
from packbench.exchange.cells import BadCellError, packs_of
from packbench.services.stock.known_packs import PacksView, packs_view, pick_multiple_of


@dataclass(frozen=True, slots=True)
class PacksChange:
    """What a command changed of a product's codes, and of how it is picked."""

    product_id: int
    codes_before: ProductCodes
    codes_after: ProductCodes
    multiple_before: int | None
    multiple_after: int | None


def set_packs(
    context: Context,
    sku: str,
    packs: str | None = None,
    pick_multiple: int | None = None,
    *,
    key: str | None = None,
) -> PacksView:
    """Says which packs a product has, or how it is picked; the codes of its pieces stay.

    Args:
        context: who asks, and on which database.
        sku: the product.
        packs: `12*CODE`, several with a semicolon; empty: none any more; None: they stay.
        pick_multiple: it is picked in whole packs of so many, 1: by the piece; None: it stays.
        key: the command's key.

    Refuses `not_found`, `bad_pack` for what is no pack, and `code_taken` for the code of another
    product.
    """
    wanted = _parsed(packs, pick_multiple)
    picked = None if pick_multiple == 1 else pick_multiple

    def work(transaction: Transaction) -> PacksView:
        connection = transaction.connection
        product = find_product(connection, sku)
        before = codes_of_product(connection, product.id)
        after = wanted_codes(before, None, wanted)
        _require_own(connection, product, after)
        old = pick_multiple_of(connection, product.id)
        new = old if pick_multiple is None else picked
        _write(transaction, product.id, after, new)
        transaction.undo = PacksChange(product.id, before, after, old, new)
        return packs_view(connection, product)

    content = {"sku": sku, "packs": packs, "pick_multiple": pick_multiple}
    call = Call("product.packs", content, key, moves_stock=False)
    return run_command(context, call, PacksView, work)


def _parsed(packs: str | None, pick_multiple: int | None) -> tuple[Pack, ...] | None:
    """Packs as somebody wrote them; refused before the lock is taken."""
    if pick_multiple is not None and not 0 < pick_multiple <= MOST_UNITS:
        raise Refusal(Code.INVALID, field="pick_multiple", value=pick_multiple)
    if packs is None:
        return None
    try:
        return packs_of(packs)
    except BadCellError as bad:
        raise Refusal(Code.BAD_PACK, reject=bad.code, value=packs, params=bad.params) from bad


def _require_own(connection: Connection, product: ProductRef, codes: ProductCodes) -> None:
    """Refuses codes that stand on another product, and a pack with the product's own SKU."""
    taken = (
        select(Barcode.code, Product.sku)
        .join(Product, Product.id == Barcode.product_id)
        .where(among_texts(Barcode.code_key, list(codes)), Product.id != product.id)
        .order_by(Barcode.code)
        .limit(1)
    )
    row = connection.execute(taken).one_or_none()
    if row is not None:
        raise Refusal(Code.CODE_TAKEN, barcode=printed_barcode(row.code), sku=row.sku)
    own = codes.get(code_key(product.sku))
    if own is not None and own.units > 1:
        raise Refusal(Code.BAD_PACK, reject=RejectCode.PACK_IS_SKU, value=own.code, params={})


def _write(
    transaction: Transaction, product_id: int, codes: ProductCodes, pick_multiple: int | None
) -> None:
    connection = transaction.connection
    set_codes(connection, product_id, codes)
    statement = update(Product).where(Product.id == product_id)
    connection.execute(statement.values(pick_multiple=pick_multiple))
    transaction.changed(Kind.PRODUCT, {product_id})


def _undo_packs(transaction: Transaction, change: PacksChange) -> None:
    """Gives a product the codes that it had, unless somebody has changed them since."""
    connection = transaction.connection
    codes = codes_of_product(connection, change.product_id)
    if (codes, pick_multiple_of(connection, change.product_id)) != (
        change.codes_after,
        change.multiple_after,
    ):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKS_CHANGED_SINCE)
    gone = change.codes_before.keys() - change.codes_after.keys()
    taken = select(Barcode.id).where(among_texts(Barcode.code_key, list(gone))).limit(1)
    if connection.execute(taken).first() is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKS_CHANGED_SINCE)
    _write(transaction, change.product_id, change.codes_before, change.multiple_before)


UNDO_PACKS = Undoer(PacksChange, _undo_packs)
