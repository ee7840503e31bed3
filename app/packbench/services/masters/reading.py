"""Master data as texts, as a form or a file has them; lists, and one record with what names it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, or_, select

from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.schema import KitComponent, Location, Product, Warehouse
from packbench.db.schema.mapped import aliased
from packbench.db.sql.all_ids import ids_of
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import (
    CustomField,
    CustomKind,
    FieldOf,
    FieldValue,
    defined_of,
)
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import LocationKind
from packbench.engine.command.context import Context
from packbench.exchange.writer import Value, value_text
from packbench.services.custom_fields import fields_there
from packbench.services.masters.channel_fields import channel_values
from packbench.services.masters.declaration import FieldAsks, Master, MasterField
from packbench.services.masters.kinds import CHANNELS, COMPONENTS, LOCATIONS, PRODUCTS
from packbench.services.office.lists import TableList

Texts = Mapping[str, str]
"""The values of a record by its columns; empty where there is none."""

Named = Sequence[str]
"""What a record is known by: the values of its key."""


@dataclass(frozen=True, slots=True)
class MasterRow:
    """A record in a list; `own`: what it has in fields that the shop defined."""

    id: int
    values: Texts
    own: Sequence[FieldValue] = ()


@dataclass(frozen=True, slots=True)
class MasterQuery:
    """What a list is narrowed to and how it is sorted; `text` is a part of a code or a name."""

    text: str = ""
    sort: str = "code"
    descending: bool = False


def fields_now(master: Master) -> tuple[MasterField, ...]:
    """The fields of a kind; of products with those that the shop defined, as far as known here."""
    if master is not PRODUCTS:
        return master.fields
    return master.fields + tuple(map(_own_field, defined_of(FieldOf.PRODUCT)))


def _own_field(one: CustomField) -> MasterField:
    if one.kind == CustomKind.CHOICE.value:
        return MasterField(one.column, FieldAsks.ONE_OF, ("", *one.choices), custom=one)
    if one.kind == CustomKind.YES_NO.value:
        return MasterField(one.column, FieldAsks.ONE_OF, ("", "yes", "no"), custom=one)
    return MasterField(one.column, custom=one)


def _own_values(master: Master, values: Texts) -> list[FieldValue]:
    customs = (one.custom for one in fields_now(master))
    return [FieldValue.of(one, values.get(one.column) or None) for one in customs if one]


def form_fields(context: Context, master: Master) -> tuple[MasterField, ...]:
    """The fields of a form, with those that the shop defined."""
    with context.database.read.connect() as connection, fields_there(connection):
        return fields_now(master)


def name_of(named: Named) -> str:
    """What a record is called: its code, of a location with its warehouse before it."""
    return " ".join(filter(None, named))


def find_id(connection: Connection, master: Master, named: Named) -> int:
    """The id of a record; refuses `not_found` where nobody knows it."""
    query = master.named.where(master.code_key == master.keyed(named[-1]))
    if master.within is not None:
        query = query.where(master.within(named[0]))
    row = connection.execute(query).first()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind=master.record, name=name_of(named))
    return int(row[0])


def read_values(
    connection: Connection, master: Master, ids: Collection[int]
) -> dict[int, dict[str, str]]:
    """The values of some records, by id; those that are gone are left out."""
    keyed = {
        tuple(map(code_key, row[1:])): row[0]
        for row in connection.execute(master.named.where(among(master.id, ids)))
    }
    found = {}
    for row in master.rows(connection, ids):
        told = dict(zip(master.table.columns, map(_text, row), strict=True))
        row_id = keyed.get(tuple(code_key(told[name]) for name in master.key))
        if row_id is not None:
            found[row_id] = told
    if master is PRODUCTS:
        parts = _components(connection, found)
        for product_id, told in found.items():
            told[COMPONENTS] = parts.get(product_id, "")
    if master is CHANNELS:
        for channel_id, more in channel_values(connection, found).items():
            found[channel_id] |= more
    return found


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = value_text(value)
    return "" if text == ";" else text  # what a file says of no country at all


def _components(connection: Connection, kit_ids: Collection[int]) -> dict[int, str]:
    """By kit: what is in it, as `2*SKU; SKU`."""
    part = aliased(Product)
    query = (
        select(KitComponent.kit_id, part.sku, KitComponent.quantity)
        .join(part, part.id == KitComponent.component_id)
        .where(among(KitComponent.kit_id, kit_ids))
        .order_by(KitComponent.kit_id, part.sku_key)
    )
    found: dict[int, list[str]] = {}
    for kit_id, sku, quantity in connection.execute(query):
        found.setdefault(kit_id, []).append(sku if quantity == 1 else f"{quantity}*{sku}")
    return {kit_id: ";".join(parts) for kit_id, parts in found.items()}


def read_record(context: Context, master: Master, named: Named) -> dict[str, str]:
    """The values of one record; refuses `not_found`."""
    with context.database.read.connect() as connection, fields_there(connection):
        record_id = find_id(connection, master, named)
        return read_values(connection, master, [record_id])[record_id]


def master_list(context: Context, master: Master) -> TableList[MasterQuery, MasterRow]:
    """The list of a kind, for a table of the window."""

    def read_ids(connection: Connection, query: MasterQuery, limit: int | None) -> Sequence[int]:
        return select_ids(connection, master, query, limit)

    def read_rows(connection: Connection, ids: Sequence[int]) -> list[MasterRow]:
        with fields_there(connection):
            found = read_values(connection, master, ids).items()
            return [MasterRow(*one, own=_own_values(master, one[1])) for one in found]

    return TableList(context, read_ids, read_rows, lambda row: row.id)


def find_records(
    context: Context, master: Master, text: str = "", limit: int | None = None
) -> list[dict[str, str]]:
    """The values of the records whose code or name has a text, by code."""
    rows = master_list(context, master)
    with context.database.read.connect() as connection:
        ids = select_ids(connection, master, MasterQuery(text), limit)
    found = {row.id: dict(row.values) for row in rows.rows(ids)}
    return [found[one] for one in ids if one in found]


def select_ids(
    connection: Connection, master: Master, query: MasterQuery, limit: int | None
) -> Sequence[int]:
    """The ids of the records that fit, in the order that was asked for."""
    sorts: dict[str, Any] = {"code": master.code_key, "name": master.title}
    chosen = master.named.with_only_columns(master.id)
    if master is LOCATIONS:
        chosen = chosen.where(Location.kind == LocationKind.BIN)
    if query.text:
        parts = [
            column.icontains(query.text, autoescape=True) for column in (master.code, master.title)
        ]
        chosen = chosen.where(or_(*parts))
    sort = "code" if query.sort in master.key else query.sort
    ordered = chosen.order_by(*ordered_by(sorts, sort, query.descending, master.id))
    return ids_of(connection, ordered, limit)


def next_rank(connection: Connection) -> str:
    """A rank behind those of all warehouses, for a new one."""
    return str((connection.execute(select(func.max(Warehouse.rank))).scalar() or 0) + 1)
