"""What a warehouse keeps back of a product, and when it is bought again."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_product, find_warehouse
from packbench.db.schema import Product, Stock
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.engine.writes.stock_levels import write_levels
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.masters.effects import order_effects

STOCK_LEVELS = "products.levels"
"""The command's name."""

LEVELS = ("safety", "minimum", "reorder_point", "reorder_quantity")
_MAY_BE_NONE = frozenset({"reorder_point", "reorder_quantity"})
_MOST = 10_000_000


def read_levels(context: Context, warehouse: str, sku: str) -> dict[str, str]:
    """The levels of a product in a warehouse as texts; refuses one that is not stocked there."""
    with context.database.read.connect() as connection:
        row = levels_row(connection, warehouse, sku)
    return {name: _shown(getattr(row, name)) for name in LEVELS}


def set_levels(
    context: Context,
    warehouse: str,
    sku: str,
    levels: Mapping[str, str],
    *,
    how: How = DO_IT,
) -> Results:
    """Sets some levels of a product in a warehouse; who waits gets what is not kept back any more.

    What is promised stays promised, also where more is kept back from now on. Refuses `invalid` for
    what is no whole number, a product that is not stocked there, and what is so already.
    """
    for name, text in levels.items():
        _read(name, text)

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        row = levels_row(connection, warehouse, sku)
        values = changed_levels(row, levels)
        if not values:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.RECORD_SAME)
        write_levels(connection, row.id, values)
        transaction.changed(Kind.STOCK, {row.id})
        if values.get("safety", row.safety) < row.safety:
            release(transaction, {row.product_id})
        settle(transaction)
        rows = [RowResult(row.sku, RowOutcome.DONE, level_notes(row, values))]
        with context.database.read.connect() as before:
            rows += order_effects(before, connection, transaction.orders)
            keep_for_undo(transaction, before, {"stock": ("product_id", [row.product_id])})
        return Results(rows)

    content = {"warehouse": warehouse, "sku": sku, "levels": dict(levels)}
    return run_bulk(context, STOCK_LEVELS, content, how, work)


def changed_levels(row: AnyRow, wanted: Mapping[str, str]) -> dict[str, int | None]:
    """The levels that are others than those of a stock row; refuses what is no whole number."""
    read = {name: _read(name, text) for name, text in wanted.items()}
    return {name: value for name, value in read.items() if value != getattr(row, name)}


def level_notes(row: AnyRow, values: Mapping[str, int | None]) -> list[Note]:
    """What becomes of levels, before and after."""
    return [_told(name, getattr(row, name), value) for name, value in values.items()]


def levels_row(connection: Connection, warehouse: str, sku: str) -> AnyRow:
    """The levels of a product at a warehouse; refuses one that is not stocked there."""
    product, place = find_product(connection, sku), find_warehouse(connection, warehouse)
    columns = [getattr(Stock, name) for name in ("id", "product_id", *LEVELS)]
    query = (
        select(*columns, Product.sku)
        .join(Product, Product.id == Stock.product_id)
        .where(Stock.warehouse_id == place.id, Stock.product_id == product.id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.NOT_STOCKED_THERE,
            name=product.sku,
            state="",
            warehouse=place.code,
            sku=product.sku,
        )
    return row


def _read(name: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None if name in _MAY_BE_NONE else 0
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST))
    if not (digits and int(text) <= _MOST):
        raise Refusal(Code.INVALID, field="level of stock", value=text)
    return int(text)


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def _told(name: str, before: int | None, after: int | None) -> Note:
    return note(Said.FIELD_CHANGED, column=name, before=_shown(before), after=_shown(after))
