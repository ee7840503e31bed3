"""What a kind of master data is, declared once: the window and the command line come from it.

The rules of its values are those of its import: what is typed is read as a row of its table, and
written by the importer of that table.
"""

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select

from packbench.db.images import Scope
from packbench.db.queries.exports import Rows
from packbench.db.schema.mapped import Declarative, model_of
from packbench.domain import catalog
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import CustomField
from packbench.exchange.kinds import TableKind
from packbench.services.importing.outcome import ImportJob


class FieldAsks(enum.Enum):
    """What a field asks for, and so how it is offered."""

    TEXT = enum.auto()
    CODE = enum.auto()
    """What can be scanned."""
    YES_NO = enum.auto()
    ONE_OF = enum.auto()
    COUNTRIES = enum.auto()
    WAREHOUSE = enum.auto()
    SUPPLIER = enum.auto()
    SLIP = enum.auto()
    CHANNEL = enum.auto()
    PLUGIN = enum.auto()


@dataclass(frozen=True, slots=True)
class MasterField:
    """A value of a record, as its import names and reads it.

    Attributes:
        key: the column; `words.masters` has its name.
        asks: what for.
        choices: the words of a ONE_OF.
        first: what stands in a new record.
        listed: whether the list shows it; its width in digits, 0 for not.
        steers: whether orders may be served otherwise when it changes.
        custom: the field that the shop defined, where it is such a one.
    """

    key: str
    asks: FieldAsks = FieldAsks.TEXT
    choices: tuple[str, ...] = ()
    first: str = ""
    listed: int = 0
    steers: bool = False
    custom: CustomField | None = None


@dataclass(frozen=True, slots=True)
class Master:
    """A kind of master data.

    Attributes:
        name: of the kind, as the command line and its import call it.
        record: one of them, as refusals call it.
        table: the columns and forms of its values.
        key: the columns that a record is known by.
        fields: in the order of the form; the key's first.
        id, code, code_key: the columns of the database that find a record.
        within: the column of what a code is found in, where it is not found alone.
        named: the id of each with the values of its key.
        title: what the list sorts and searches by beside the code.
        rows: its records as a file would have them, all or those of some ids.
        write: the importer.
        scope: the rows of the tables that a record of this id stands in.
        owned: (table, column) of the rows that go with a record.
        kind: what views are told has changed.
        permanent: a record is never deleted or renamed, since the history names it; nor is the
            making of one taken back.
        keyed: how codes are compared.
        switch: the column that says whether it is used; empty where there is none.
        of_model: the table of its records, where `id` is not a column of it.
        code_stays: its code is never written in another way, since others hold it as a text.
        within: the condition that the first part of a key of two means.
    """

    name: str
    record: str
    table: TableKind[Any, Any]
    key: tuple[str, ...]
    fields: tuple[MasterField, ...]
    id: Column[int]
    code: Column[str]
    code_key: Column[str]
    named: Select[*tuple[Any, ...]]
    title: Column[Any]
    rows: Callable[[Connection, Collection[int] | None], Rows]
    write: Callable[[ImportJob[Any, Any]], None]
    scope: Callable[[int], Mapping[str, Scope]]
    kind: Kind
    owned: frozenset[tuple[str, str]] = frozenset()
    permanent: bool = False
    keyed: Callable[[str], str] = catalog.code_key
    switch: str = "active"
    within: Callable[[str], ColumnElement[bool]] | None = None
    code_stays: bool = False
    of_model: type[Declarative] | None = None

    @property
    def model(self) -> type[Declarative]:
        """The table of its records."""
        return self.of_model or model_of(self.id)

    def field_of(self, key: str) -> MasterField | None:
        """The field of a key."""
        return next((one for one in self.fields if one.key == key), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of its fields."""
        return tuple(one.key for one in self.fields)
