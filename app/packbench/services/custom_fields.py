"""What a shop's own fields mean to services: which there are, and how they are told outside.

Inside, the values of a field are a column like any other. Outside, the field is `field:NAME`: in
files, in texts that are typed, in what is refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection

from packbench.db.queries.records.custom_fields import defined_fields, lock_fields, used_fields
from packbench.db.sql.rows import AnyRow
from packbench.domain.custom_fields import (
    HEADING,
    CustomField,
    FieldOf,
    column_called,
    custom_fields,
    defined_of,
    heading_of,
)
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction

Answer = TypeVar("Answer")


@contextmanager
def fields_there(connection: Connection) -> Iterator[None]:
    """The fields that are defined, for whatever is read or checked meanwhile."""
    with custom_fields(defined_fields(connection)):
        yield


@contextmanager
def fields_stay(connection: Connection) -> Iterator[None]:
    """The same for a command that writes values: nobody changes or deletes one before its end."""
    lock_fields(connection)
    with fields_there(connection):
        yield


def with_fields(work: Callable[[Transaction], Answer]) -> Callable[[Transaction], Answer]:
    """A command's work that knows the fields that are defined."""

    def run(transaction: Transaction) -> Answer:
        with fields_stay(transaction.connection), told_outside():
            return work(transaction)

    return run


def fields_in_use(context: Context, of: FieldOf) -> list[CustomField]:
    """The fields of orders or of products that are in use."""
    with context.database.read.connect() as connection:
        return used_fields(connection, of)


def by_column(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by our columns, of fields named `field:NAME`; refuses a field that is not there."""
    return {_column(name): text for name, text in texts.items()}


def _column(name: str) -> str:
    if not name.casefold().startswith(HEADING):
        return name
    column = column_called(name)
    if column is None:
        raise Refusal(Code.NOT_FOUND, kind="field", name=name[len(HEADING) :])
    return column


def known_by_column(texts: Mapping[str, str]) -> dict[str, str]:
    """The same without fields that are not there any more."""
    known = (name for name in texts if _is_known(name))
    return by_column({name: texts[name] for name in known})


def _is_known(name: str) -> bool:
    return not name.casefold().startswith(HEADING) or column_called(name) is not None


def missing_fields(of: FieldOf, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A fault for each field that is required and that has no value."""
    return [
        {"line": 0, "column": one.heading, "value": "", "code": RejectCode.REQUIRED, "params": {}}
        for one in defined_of(of)
        if one.required and not given.get(one.column)
    ]


@contextmanager
def told_outside() -> Iterator[None]:
    """What is refused meanwhile names fields as they are called outside."""
    try:
        yield
    except Refusal as refusal:
        told = {name: _outside(value) for name, value in refusal.params.items()}
        if told == refusal.params:
            raise
        raise Refusal(refusal.code, **told) from refusal


def _outside(value: Any) -> Any:
    if isinstance(value, list):
        return [_outside(one) for one in value]
    if isinstance(value, dict) and isinstance(value.get("column"), str):
        return {**value, "column": heading_of(value["column"])}
    return heading_of(value) if isinstance(value, str) else value


def notes_outside(notes: Sequence[Note]) -> list[Note]:
    """Notes that name fields as they are called outside."""
    return [
        replace(one, params={name: _outside(value) for name, value in one.params.items()})
        for one in notes
    ]


def fields_kept(fields: Sequence[CustomField], first: AnyRow, other: AnyRow) -> list[Note]:
    """What is told of the fields of an order that goes into another one, which keeps its own."""
    told = []
    for one in fields:
        value, kept = getattr(other, one.column), getattr(first, one.column)
        if value is not None and value != kept:
            code = Said.FIELD_LEFT_EMPTY if kept is None else Said.FIELD_NOT_TAKEN
            names = {"field": one.label, "other": other.number, "name": first.number}
            told.append(note(code, **names, value=value, kept=kept or ""))
    return told
