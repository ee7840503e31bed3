"""Rows of tables as they were before a command and as it left them, and the way back.

A command that changes many kinds of rows is taken back by putting its rows back: what it added
goes, what it took away comes again, what it changed gets its old values. That is exact, and it is
refused where anybody has changed one of the rows since, or uses one that would go.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Date, Table, and_, delete, insert, select, update

from packbench.db.schema import Base
from packbench.db.schema.base import Money, UtcDateTime
from packbench.db.sql.among import among
from packbench.domain.custom_fields import ORDER_COLUMNS, PRODUCT_COLUMNS

Values = dict[str, Any]
Image = dict[str, Values]
"""Rows of one table by their primary key, written as JSON."""

_FOLLOWS = {
    "stock": {"on_hand", "unavailable", "allocated", "ledger_seq", "counted_to"},
    "waiting": {"passed_over", "passed_by"},
    "orders": {"shipments_made"},
}
"""Columns that are no part of an image: they follow from other rows, or are never given back."""

_IDENTITY = {
    "allocation": ("shipment_id", "order_line_id", "stock_id", "product_id", "per_unit", "parts"),
    "shipment": ("order_id", "warehouse_id"),
}
"""What a row never changes while it is the same row (decision 0016)."""

_STAYS = {"shipment": {"sequence", "number"}}
"""What is not put back: a shipment keeps the number that it has now (decision 0003)."""

OLD_KEYS = {"channel": "code_key", "shipping_method": "code_key"}
"""By which column rows were known before they had a number; older commands name them so."""

_LATER: Mapping[str, Values] = {
    "channel": {
        "name": "",
        "ship_partial": True,
        "max_warehouses": None,
        "number_prefix": "",
        "active": True,
    },
    "shipping_method": {"active": True},
    "supplier": {
        "active": True,
        **dict.fromkeys(("language", "street", "street2", "postal_code", "city", "country")),
        **dict.fromkeys(("phone", "account_number", "terms", "lead_time_spread_days")),
    },
    "supplier_product": {"lead_time_spread_days": None},
    "purchase_order": {"drafted_by": None, "drafted_as": None},
    "product": dict.fromkeys(PRODUCT_COLUMNS),
    "orders": dict.fromkeys(ORDER_COLUMNS),
}
"""Columns that older commands do not know, and what stands there while nobody has said more."""


Scope = tuple[str, Collection[int]] | None
"""Which rows of a table are meant: those where a column is one of the ids; None for all."""


class RowChanges(NamedTuple):
    """What a command did to rows of one table, as JSON values.

    Attributes:
        added: by primary key, a digest of each row that is new.
        changed: by primary key, a digest of what the row is now, and the values that it had.
        removed: rows that are gone, whole.
    """

    added: dict[str, str]
    changed: dict[str, tuple[str, Values]]
    removed: list[Values]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was done."""
        return not (self.added or self.changed or self.removed)


def table_of(name: str) -> Table:
    """A table by its name."""
    return Base.metadata.tables[name]


def image(
    connection: Connection, name: str, column: str | None = None, ids: Collection[int] = ()
) -> Image:
    """The rows of a table; with a column those where it is one of the ids."""
    table = table_of(name)
    columns = _columns(table)
    query = select(*columns)
    if column is not None:
        query = query.where(among(table.c[column], ids))
    rows = (
        {col.name: _plain(value) for col, value in zip(columns, row, strict=True)}
        for row in connection.execute(query)
    )
    return {_key(table, row): row for row in rows}


def image_of(connection: Connection, name: str, changes: RowChanges) -> Image:
    """The rows of a table that a command added, changed or took away, as they are now."""
    table = table_of(name)
    first = next(iter(table.primary_key))
    keys = {*changes.added, *changes.changed} | {_key(table, row) for row in changes.removed}
    wanted = [json.loads(key)[0] for key in keys]
    if any(isinstance(one, str) for one in wanted):
        return image(connection, name)
    rows = image(connection, name, first.name, wanted)
    return {key: row for key, row in rows.items() if key in keys}


def row_changes(name: str, before: Image, after: Image) -> RowChanges:
    """What lies between two images of a table."""
    same = {key for key in after.keys() & before.keys() if _is_same(name, before[key], after[key])}
    stays = _STAYS.get(name, set())
    changed = {
        key: (
            digest(row),
            {
                column: old
                for column, old in before[key].items()
                if old != row[column] and column not in stays
            },
        )
        for key, row in after.items()
        if key in same and before[key] != row
    }
    return RowChanges(
        {key: digest(row) for key, row in after.items() if key not in same},
        changed,
        [row for key, row in before.items() if key not in same],
    )


def _is_same(name: str, before: Values, after: Values) -> bool:
    """Whether it is still the row that it was: SQLite gives the id of a row that is gone again."""
    return all(before[column] == after[column] for column in _IDENTITY.get(name, ()))


def digest(row: Mapping[str, Any]) -> str:
    """A short digest of a row."""
    text = json.dumps(list(row.values()), separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _is_as_left(name: str, row: Values, wanted: str) -> bool:
    """Whether a row is what a command left, which may be older than some of the columns."""
    if digest(row) == wanted:
        return True
    later = _LATER.get(name, {})
    if not later or any(row[column] != first for column, first in later.items()):
        return False
    unknown = {*later, "id"} if name in OLD_KEYS else {*later}
    return digest({one: value for one, value in row.items() if one not in unknown}) == wanted


def known_now(connection: Connection, name: str, changes: RowChanges) -> RowChanges:
    """The same changes, with the keys by which rows are known now; what is gone keeps its own."""
    if name not in OLD_KEYS:
        return changes
    table, old = table_of(name), OLD_KEYS[name]
    ids = {row[0]: row[1] for row in connection.execute(select(table.c[old], table.c.id))}
    keys = {json.dumps([key]): json.dumps([number]) for key, number in ids.items()}
    return RowChanges(
        {keys.get(key, key): left for key, left in changes.added.items()},
        {keys.get(key, key): left for key, left in changes.changed.items()},
        [
            {"id": ids[row[old]], **row} if "id" not in row and row[old] in ids else row
            for row in changes.removed
        ],
    )


def first_changed(now: Image, changes: RowChanges, name: str) -> Values | None:
    """A row that is not any more what the command left; empty values where it is gone."""
    left = changes.added | {key: found for key, (found, _) in changes.changed.items()}
    for key, wanted in left.items():
        row = now.get(key)
        if row is None or not _is_as_left(name, row, wanted):
            return row or {}
    removed = {_key(table_of(name), row) for row in changes.removed}
    return next((now[key] for key in removed - left.keys() if key in now), None)


def drop_added(
    connection: Connection, name: str, changes: RowChanges, kept: Collection[str] = ()
) -> None:
    """Takes away what was added, but for the rows with these keys."""
    table = table_of(name)
    for key in changes.added.keys() - set(kept):
        connection.execute(delete(table).where(_is(table, key)))


def put_back(connection: Connection, name: str, changes: RowChanges) -> None:
    """Brings back what was removed, and the values that were changed."""
    table = table_of(name)
    for key, (_, values) in changes.changed.items():
        if values:
            connection.execute(update(table).where(_is(table, key)).values(_typed(table, values)))
    rows = [_typed(table, row) for row in changes.removed]
    if rows:
        connection.execute(insert(table), rows)


def in_order(names: Iterable[str]) -> list[str]:
    """Tables so that each comes after those that it refers to."""
    wanted = set(names)
    return [table.name for table in Base.metadata.sorted_tables if table.name in wanted]


def _columns(table: Table) -> Sequence[Column[Any]]:
    follows = _FOLLOWS.get(table.name, set())
    return [column for column in table.columns if column.name not in follows]


def _key(table: Table, row: Mapping[str, Any]) -> str:
    if table.name in OLD_KEYS and "id" not in row:
        return json.dumps([row[OLD_KEYS[table.name]]])
    return json.dumps([row[column.name] for column in table.primary_key])


def _is(table: Table, key: str) -> Any:
    pairs = zip(table.primary_key, json.loads(key), strict=True)
    return and_(*(column == value for column, value in pairs))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):  # a moment is one, too
        return value.isoformat()
    return value


def _typed(table: Table, values: Mapping[str, Any]) -> Values:
    return {name: _typed_value(table.c[name], value) for name, value in values.items()}


def _typed_value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Money):
        return Decimal(value)
    if isinstance(column.type, UtcDateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return dt.date.fromisoformat(value)
    return value
