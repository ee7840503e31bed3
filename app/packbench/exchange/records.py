"""What was read: records with typed values, what was rejected or left out, and the counts."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Generic

from packbench.domain.outcomes import Note
from packbench.exchange.kinds import KINDS, Fields, LineFields, TableKind
from packbench.exchange.reader import Table
from packbench.exchange.rejects import Rejected


@dataclass(frozen=True, slots=True)
class Record(Generic[Fields, LineFields]):
    """One product, order, kit or whatever the file tells of.

    Attributes:
        rows: the rows that it stands in.
        fields: its own columns.
        lines: its lines in the order of the file; empty where a record is one row.
    """

    rows: tuple[int, ...]
    fields: Fields
    lines: tuple[LineFields, ...] = ()

    @property
    def content(self) -> str:
        """A digest of the values, 32 hexadecimal digits: equal for equal content, also after years.

        Values that are the default do not count, so a column that is added later changes nothing.
        """
        values = [_told(self.fields), [_told(line) for line in self.lines]]
        text = json.dumps(values, default=_plain, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that a profile leaves out for one cause."""

    cause: str
    says: str
    rows: int


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Rows that came in and of which a profile tells something, and the first of them."""

    says: str
    rows: int
    first: int


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Fields, LineFields]):
    """A file of one kind, read whole.

    `rows` is the sum of `taken_rows`, `repeated_rows`, and the rows of `rejected` and `left_out`.

    Attributes:
        columns: our columns that the file gives, empty or not; `--update` changes only these.
        unknown_columns: columns of the file that were not used.
        notes: what is told of how the file was read.
        empty_cells: how often each of our columns that the file has is empty.
        rows: the rows below the header that are not empty.
        taken_rows: the rows that went into `records`.
        repeated_rows: rows that say again what an earlier row said; records of one row only.
    """

    kind: TableKind[Fields, LineFields]
    table: Table
    columns: frozenset[str]
    unknown_columns: tuple[str, ...]
    records: tuple[Record[Fields, LineFields], ...]
    rejected: tuple[Rejected, ...]
    left_out: tuple[LeftOut, ...]
    to_look_at: tuple[ToLookAt, ...]
    notes: tuple[Note, ...]
    empty_cells: Counter[str]
    rows: int
    taken_rows: int
    repeated_rows: int

    def without_records(self) -> "Parsed[Fields, LineFields]":
        """The same but for the records, which take the room."""
        return replace(self, records=())

    def joined(self, part: "Parsed[Fields, LineFields]") -> "Parsed[Fields, LineFields]":
        """The counts and rejects of both, without records, where both are of one file."""
        return replace(
            self.without_records(),
            rejected=self.rejected + part.rejected,
            left_out=_joined_causes(self.left_out + part.left_out),
            to_look_at=_joined_tellings(self.to_look_at + part.to_look_at),
            empty_cells=self.empty_cells + part.empty_cells,
            rows=self.rows + part.rows,
            taken_rows=self.taken_rows + part.taken_rows,
            repeated_rows=self.repeated_rows + part.repeated_rows,
        )


def _joined_causes(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    joined: dict[str, LeftOut] = {}
    for one in left_out:
        known = joined.get(one.cause)
        joined[one.cause] = replace(one, rows=one.rows + known.rows) if known else one
    return tuple(joined.values())


def _joined_tellings(tellings: Iterable[ToLookAt]) -> tuple[ToLookAt, ...]:
    joined: dict[str, ToLookAt] = {}
    for one in tellings:
        known = joined.get(one.says)
        joined[one.says] = replace(known, rows=known.rows + one.rows) if known else one
    return tuple(joined.values())


_DEFAULTS = {
    row_type: tuple((field.name, field.default) for field in fields(row_type))
    for kind in KINDS.values()
    for row_type in (kind.fields, kind.line)
}


def _told(row: object) -> dict[str, object]:
    named = ((name, getattr(row, name), default) for name, default in _DEFAULTS[type(row)])
    return {name: value for name, value, default in named if value != default}


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(value)
