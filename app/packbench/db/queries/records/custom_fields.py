"""The fields that a shop defined, and the values that orders and products have in them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from packbench.db.schema import CustomFieldRow, Order, Product
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import (
    COLUMNS_OF,
    CustomField,
    FieldOf,
    FieldValue,
    column_of,
)

_TABLES: dict[str, type[Order | Product]] = {
    FieldOf.ORDER.value: Order,
    FieldOf.PRODUCT.value: Product,
}


def defined_fields(connection: Connection) -> list[CustomField]:
    """Every field, used or not, those of orders first, by their places."""
    query = select(CustomFieldRow.__table__).order_by(CustomFieldRow.record, CustomFieldRow.place)
    return [_field(row) for row in connection.execute(query)]


def lock_fields(connection: Connection, *, to_change: bool = False) -> None:
    """Keeps the fields as they are until the commit, for whoever writes values into them.

    With `to_change` nobody else may write values meanwhile. A file has one writer anyway.
    """
    lock = select(CustomFieldRow.id).order_by(CustomFieldRow.id)
    connection.execute(lock.with_for_update(read=not to_change)).all()


def field_ids(connection: Connection) -> dict[str, int]:
    """By the column of its values, which field it is; no two ever had one id."""
    query = select(CustomFieldRow.record, CustomFieldRow.place, CustomFieldRow.id)
    return {column_of(of, place): id_ for of, place, id_ in connection.execute(query)}


def _field(row: Row[Any]) -> CustomField:
    return CustomField(
        of=row.record,
        place=row.place,
        name=row.name,
        label=row.label,
        kind=row.kind,
        choices=tuple((row.choices or "").splitlines()),
        required=row.required,
        listed=row.listed,
        on_slip=row.on_slip,
        on_pick_list=row.on_pick_list,
        active=row.active,
    )


def used_fields(connection: Connection, of: FieldOf) -> list[CustomField]:
    """The fields of orders or of products that are in use, by their places."""
    return [one for one in defined_fields(connection) if one.of == of and one.active]


def field_values(
    connection: Connection, fields: Sequence[CustomField], ids: Collection[int]
) -> dict[int, list[FieldValue]]:
    """By record: what it has in each of some fields of one kind of record; empty ones, too."""
    if not fields:
        return {}
    model = _TABLES[fields[0].of]
    columns = [getattr(model, one.column) for one in fields]
    query = select(model.id, *columns).where(among(model.id, ids))
    return {
        row[0]: [FieldValue.of(*one) for one in zip(fields, row[1:], strict=True)]
        for row in connection.execute(query)
    }


def values_by_column(
    connection: Connection, of: FieldOf, ids: Collection[int]
) -> dict[int, dict[str, FieldValue]]:
    """By record and column: what it has in the fields that are in use, for a page of a list."""
    fields = used_fields(connection, of)
    return {
        record_id: {
            field.column: one
            for field, one in zip(fields, values, strict=True)
            if one.value is not None
        }
        for record_id, values in field_values(connection, fields, ids).items()
    }


def slip_values(
    connection: Connection, of: FieldOf, ids: Collection[int]
) -> dict[int, list[FieldValue]]:
    """By record: what packing slips say of it."""
    fields = [one for one in used_fields(connection, of) if one.on_slip]
    return _told(field_values(connection, fields, ids))


def pick_list_values(
    connection: Connection, of: FieldOf, ids: Collection[int]
) -> dict[int, list[FieldValue]]:
    """By record: what pick lists say of it."""
    fields = [one for one in used_fields(connection, of) if one.on_pick_list]
    return _told(field_values(connection, fields, ids))


def _told(found: dict[int, list[FieldValue]]) -> dict[int, list[FieldValue]]:
    """Without fields that say nothing."""
    return {
        record_id: [one for one in values if one.value is not None]
        for record_id, values in found.items()
    }


def values_of_orders(
    connection: Connection, order_ids: Collection[int], names: Iterable[str]
) -> dict[int, dict[str, str | None]]:
    """By order and name of a field: its value, None for none; a field that is not used is left out.

    What a rule for orders is asked by: one query, however many orders.
    """
    wanted = {code_key(name): name for name in names}
    fields = [one for one in used_fields(connection, FieldOf.ORDER) if code_key(one.name) in wanted]
    found = field_values(connection, fields, order_ids)
    return {
        order_id: {wanted[code_key(one.name)]: one.value for one in values}
        for order_id, values in found.items()
    }


def has_values(connection: Connection, of: str, place: int) -> bool:
    """Whether a record has a value in a place."""
    column = getattr(_TABLES[of], COLUMNS_OF[of][place - 1])
    return bool(connection.execute(select(exists().where(column.is_not(None)))).scalar())


def kept_values(connection: Connection, of: str, place: int) -> list[str]:
    """The different values in a place."""
    column = getattr(_TABLES[of], COLUMNS_OF[of][place - 1])
    query = select(column).where(column.is_not(None)).distinct()
    return list(connection.execute(query).scalars())
