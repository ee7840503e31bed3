"""Writes rows of the stock ledger, and the stock and bin rows that they need to exist."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import Movement, Stock, StockBin
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.domain.warehousing import Entry
from packbench.engine.writes.ledger_chain import linked

_COLUMNS = (
    *("at", "command_id", "warehouse_id", "product_id", "location_id", "lot"),
    *("quantity", "unavailable", "cause", "note", "document", "chain"),
)


def add_stock_rows(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Adds products to warehouses, as (warehouse id, product id); those that are there stay."""
    rows = [
        {"warehouse_id": warehouse_id, "product_id": product_id}
        for warehouse_id, product_id in sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
    ]
    _insert_missing(connection, Stock, rows)


def first_stocked(connection: Connection, entries: Sequence[Entry]) -> set[int]:
    """The products that these entries bring to a warehouse that never had them."""
    pairs = {(entry.warehouse_id, entry.product_id) for entry in entries}
    query = select(Stock.warehouse_id, Stock.product_id).where(
        among(Stock.product_id, {product_id for _, product_id in pairs})
    )
    known = {(row.warehouse_id, row.product_id) for row in connection.execute(query)}
    return {product_id for _, product_id in pairs - known}


def write_entries(
    connection: Connection,
    command: tuple[int, datetime],
    entries: Sequence[Entry],
    *,
    is_stocked: bool = False,
) -> None:
    """Writes ledger rows; triggers add them up to bins and stock.

    Gains come before losses, so that goods on the move are never missing in between. Where all
    warehouses are known to have had their products before (`is_stocked`), their rows are there.
    """
    if not is_stocked:
        add_stock_rows(connection, [(entry.warehouse_id, entry.product_id) for entry in entries])
    bins = {(e.location_id, e.product_id, e.lot): e for e in entries}
    _insert_missing(
        connection,
        StockBin,
        [
            {
                "warehouse_id": entry.warehouse_id,
                "product_id": entry.product_id,
                "location_id": entry.location_id,
                "lot": entry.lot,
                "expires_on": entry.expires_on,
            }
            for entry in bins.values()
        ],
    )
    ordered = sorted(entries, key=lambda entry: entry.quantity < 0)
    rows = linked(connection, command, [_values(entry) for entry in ordered])
    insert_rows(connection, Movement, _COLUMNS, rows)


def _values(entry: Entry) -> tuple[Any, ...]:
    place = (entry.warehouse_id, entry.product_id, entry.location_id, entry.lot)
    what = (entry.quantity, entry.unavailable, entry.cause.value)
    return (*place, *what, entry.note, entry.document)


def _insert_missing(
    connection: Connection, model: type[Stock] | type[StockBin], rows: list[dict[str, Any]]
) -> None:
    if rows:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(dialect.insert(model).on_conflict_do_nothing(), rows)
