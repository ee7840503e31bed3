"""Fields that a shop defines, as a table, so that they are written and read as the other kinds are.

A field has a place of its own among twenty; its values stand there, whatever it is called.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator
from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.exports import Rows
from packbench.db.queries.records.custom_fields import (
    defined_fields,
    has_values,
    kept_values,
    lock_fields,
)
from packbench.db.schema import CustomFieldRow
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import (
    MOST_CHOICES,
    MOST_FIELDS,
    CustomField,
    CustomKind,
    FieldOf,
)
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.cells import YesNo, problem, read_text, word_of
from packbench.exchange.custom_cells import fits
from packbench.exchange.kinds import NoLine, TableKind
from packbench.exchange.records import Record
from packbench.exchange.unseen import seen_code
from packbench.services.importing.outcome import ImportJob, given
from packbench.services.importing.undoing import ImportChange, take_back

MOST_NAME_CHARACTERS = 40
MOST_LABEL_CHARACTERS = 60
MOST_CHOICE_CHARACTERS = 100
_NAME = re.compile(r"[\w.-]+")


def _name(text: str) -> str:
    """What files and programs call it: letters, digits, dots, dashes and underscores."""
    if len(text) > MOST_NAME_CHARACTERS:
        raise problem(RejectCode.TOO_LONG, limit=MOST_NAME_CHARACTERS)
    if not _NAME.fullmatch(text):
        raise problem(RejectCode.BAD_FIELD_NAME)
    return text


def _label(text: str) -> str:
    """What people call it: one line, of characters that are seen."""
    return read_text(" ".join(seen_code(text).split()), MOST_LABEL_CHARACTERS)


def _choices(text: str) -> tuple[str, ...]:
    """What can be chosen, parted by `;`, each once whatever the case of its letters."""
    parts = [" ".join(seen_code(part).split()) for part in text.split(";") if part.strip()]
    found = {one.casefold(): read_text(one, MOST_CHOICE_CHARACTERS) for one in reversed(parts)}
    if len(found) > MOST_CHOICES:
        raise problem(RejectCode.OUT_OF_RANGE, low=1, high=MOST_CHOICES)
    return tuple(reversed(found.values()))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of orders or of products, known by its name."""

    of: Annotated[FieldOf, PlainValidator(word_of(*FieldOf))]
    name: Annotated[str, PlainValidator(_name)]
    label: Annotated[str, PlainValidator(_label)]
    kind: Annotated[CustomKind, PlainValidator(word_of(*CustomKind))] = CustomKind.TEXT
    choices: Annotated[tuple[str, ...], PlainValidator(_choices)] = ()
    required: YesNo = False
    listed: YesNo = False
    on_slip: YesNo = False
    on_pick_list: YesNo = False
    active: YesNo = True


FIELDS_TABLE = TableKind("fields", FieldRow, NoLine, key=("of", "name"))


def field_rows(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Fields by what they are of and their name, all or those of some ids."""
    one = CustomFieldRow
    query = select(
        *(one.record, one.name, one.label, one.kind, one.choices, one.required, one.listed),
        *(one.on_slip, one.on_pick_list, one.active),
    ).order_by(one.record, one.name_key)
    if only is not None:
        query = query.where(among(one.id, only))
    for of, name, label, kind, choices, *switches in connection.execute(query):
        yield (of, name, label, kind, tuple((choices or "").splitlines()), *switches)


def write_fields(job: ImportJob[FieldRow, NoLine]) -> None:
    """Makes fields, each in a place of its own, or changes what is said of them.

    Refuses more than twenty (`too_many`), and another kind or fewer choices where values stand in a
    field that it could not hold then (`field_holds_values`).
    """
    connection = job.transaction.connection
    lock_fields(connection, to_change=True)
    for record in job.parsed.records:
        known = {(one.of, code_key(one.name)): one for one in defined_fields(connection)}
        before = known.get((record.fields.of.value, code_key(record.fields.name)))
        values = _values(record, before, job.parsed.columns)
        if values["kind"] == CustomKind.CHOICE.value and not values["choices"]:
            job.outcome.reject(record, "choices", "", RejectCode.REQUIRED)
        elif before is None:
            values["place"] = _free_place(known.values(), record.fields.of)
            values |= _new_id(job.transaction, job.outcome.imported)
            connection.execute(insert(CustomFieldRow).values(**values))
            job.outcome.imported += 1
        else:
            _refuse_misfits(connection, before, values)
            statement = update(CustomFieldRow).where(
                CustomFieldRow.record == before.of, CustomFieldRow.place == before.place
            )
            connection.execute(statement.values(**values))
            job.outcome.updated += 1


def _values(
    record: Record[FieldRow, NoLine], before: CustomField | None, columns: Collection[str]
) -> dict[str, Any]:
    """The columns of the database as they are to be."""
    row = record.fields
    told: dict[str, Any] = {name: getattr(row, name) for name in FieldRow.__dataclass_fields__}
    told |= {"of": row.of.value, "kind": row.kind.value}
    if before is not None:
        here = {name: getattr(before, name) for name in told}
        told = here | given(told, columns) | {"name": before.name}
    is_choice = told["kind"] == CustomKind.CHOICE.value
    told["choices"] = "\n".join(told["choices"]) or None if is_choice else None
    return {"record": told.pop("of"), "name_key": code_key(told["name"]), **told}


def _new_id(transaction: Transaction, made: int) -> dict[str, int]:
    """An id that no field ever had: a file would give that of one that is gone to the next."""
    if transaction.connection.dialect.name != "sqlite":
        return {}
    return {"id": transaction.command_id * 2 * MOST_FIELDS + made}


def _free_place(known: Iterable[CustomField], of: FieldOf) -> int:
    """A place that no field has: behind those in use, so that one that was left rests long."""
    taken = {one.place for one in known if one.of == of}
    behind = range(max(taken, default=0) + 1, MOST_FIELDS + 1)
    free = [place for place in (*behind, *range(1, MOST_FIELDS + 1)) if place not in taken]
    if not free:
        why = Said.ORDER_FIELDS_FULL if of is FieldOf.ORDER else Said.PRODUCT_FIELDS_FULL
        raise Refusal(Code.TOO_MANY, why=why, count=MOST_FIELDS)
    place: int = free[0]
    return place


def _refuse_misfits(connection: Connection, before: CustomField, values: dict[str, Any]) -> None:
    choices = tuple((values["choices"] or "").splitlines())
    after = CustomField(before.of, before.place, before.name, before.label, values["kind"], choices)
    misfit = _misfit(connection, before, after)
    if misfit is not None:
        raise Refusal(Code.FIELD_HOLDS_VALUES, name=before.name, value=misfit)


def _misfit(connection: Connection, before: CustomField, after: CustomField) -> str | None:
    """A value in a field that it could not hold as it is to be."""
    if (before.kind, before.choices) == (after.kind, after.choices):
        return None
    values = kept_values(connection, after.of, after.place)
    return next((one for one in values if not fits(after, one)), None)


def values_in(connection: Connection, field_id: int) -> bool:
    """Whether an order or a product has a value in a field, which gets none before the commit."""
    lock_fields(connection, to_change=True)
    query = select(CustomFieldRow.record, CustomFieldRow.place)
    of, place = connection.execute(query.where(CustomFieldRow.id == field_id)).one()
    return has_values(connection, of, place)


def _take_back(transaction: Transaction, change: ImportChange) -> None:
    """As it was; refuses where values stand in it that would be nobody's, or none of it."""
    connection = transaction.connection
    lock_fields(connection, to_change=True)
    before = {(one.of, one.place): one for one in defined_fields(connection)}
    take_back(transaction, change)
    after = {(one.of, one.place): one for one in defined_fields(connection)}
    for place, one in before.items():
        now = after.get(place)
        if now is None and has_values(connection, *place):
            raise Refusal(Code.CANNOT_UNDO, why=Said.FIELD_UNDO_IN_USE, field=one.name)
        if now is not None and _misfit(connection, one, now) is not None:
            raise Refusal(Code.CANNOT_UNDO, why=Said.FIELD_UNDO_VALUES, field=one.name)


UNDO_FIELDS = Undoer(ImportChange, _take_back)
"""Takes a change of the definition of a field back."""
