"""What every import has in common: counting, comparing, rejecting, and what it frees."""

import bisect
import hashlib
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import FieldOf, defined_of
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.rejects import RejectCode
from packbench.engine.command.core import Transaction
from packbench.exchange.kinds import Fields, LineFields, TableKind, field_names
from packbench.exchange.records import Parsed, Record
from packbench.exchange.rejects import Reject, Rejected

RowFields = TypeVar("RowFields")


class NewOrders:
    """New orders in the order of their ids: a few bytes, however many they are.

    Attributes:
        spans: the first and the last of those ids that follow each other.
    """

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self._contents = digest_of_contents()

    def add(self, order_id: int, content: str) -> None:
        """Takes an order with a higher id than all before, and the digest of what its file said."""
        self._contents.update(content.encode())
        if self.spans and self.spans[-1][1] == order_id - 1:
            self.spans[-1] = (self.spans[-1][0], order_id)
        else:
            self.spans.append((order_id, order_id))

    def __contains__(self, order_id: int) -> bool:
        place = bisect.bisect_right(self.spans, (order_id, math.inf)) - 1
        return place >= 0 and order_id <= self.spans[place][1]

    @property
    def digest(self) -> str:
        """Of what the file said of all of them."""
        return self._contents.hexdigest()


def digest_of_contents() -> "hashlib.blake2b":
    """Digests what a file said of orders, one after the other."""
    return hashlib.blake2b(digest_size=16)


@dataclass(slots=True)
class Outcome:
    """What became of the records of a file.

    `freed` are products of which stock may now be given to somebody who waits;
    `brought` are the new orders; `paid` those that were known, and are paid now;
    `notes` tell what follows from the file that its sender may not expect.
    """

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    freed: set[int] = field(default_factory=set)
    brought: NewOrders = field(default_factory=NewOrders)
    notes: list[Note] = field(default_factory=list)
    paid: list[int] = field(default_factory=list)

    def reject(
        self, record: Record[Any, Any], column: str, value: str, code: RejectCode, **params: object
    ) -> None:
        """Leaves a record out and tells why, at its first row."""
        self.reject_at(record, record.rows[0], column, value, code, **params)

    def reject_each(
        self,
        record: Record[Any, Any],
        code: RejectCode,
        faults: Iterable[tuple[str, str, Mapping[str, object]]],
    ) -> None:
        """Leaves a record out for several faults, each (column, value, what else to tell)."""
        row = record.rows[0]
        rejects = tuple(Reject(row, column, value, code, what) for column, value, what in faults)
        self.rejected.append(Rejected(record.rows, rejects))

    def reject_at(
        self,
        record: Record[Any, Any],
        row: int,
        column: str,
        value: str,
        code: RejectCode,
        **params: object,
    ) -> None:
        """Leaves a record out and tells in which of its rows the fault is."""
        reject = Reject(row, column, value, code, params)
        self.rejected.append(Rejected(record.rows, (reject,)))


_TOLD_EACH = 5
_COUNTED_AFTER = {
    Said.NUMBER_OF_ANOTHER: Said.MORE_NUMBERS_OF_OTHERS,
    Said.CODE_SHARED: Said.MORE_CODES_SHARED,
    Said.ORDER_IN_WAVE: Said.MORE_ORDERS_IN_WAVES,
    Said.ORDER_IN_WAVE_OF: Said.MORE_ORDERS_IN_WAVES,
}
"""Notes of which a few are told, and the note that counts the others."""


def joined_notes(notes: Iterable[Note]) -> list[Note]:
    """The notes of a file's parts as if they were of one: the first few of a sort, then a count."""
    told: list[Note] = []
    more: Counter[Said] = Counter()
    seen: Counter[object] = Counter()
    for one in notes:
        seen[one.code] += 1
        if one.code in _COUNTED_AFTER.values():
            more[Said(one.code)] += int(str(one.params["count"]))
        elif one.code in _COUNTED_AFTER and seen[one.code] > _TOLD_EACH:
            more[_COUNTED_AFTER[Said(one.code)]] += 1
        else:
            told.append(one)
    return told + [note(code, count=count) for code, count in more.items()]


@dataclass(frozen=True, slots=True)
class ImportJob(Generic[Fields, LineFields]):
    """One file of one kind on its way into the database."""

    transaction: Transaction
    parsed: Parsed[Fields, LineFields]
    update: bool
    outcome: Outcome = field(default_factory=Outcome)

    def filled(
        self, of: FieldOf, records: Iterable[Record[Fields, LineFields]]
    ) -> Iterator[Record[Fields, LineFields]]:
        """The records; one that leaves a field empty that is required is rejected.

        A file that has no column of such a field says nothing of it.
        """
        asked = [
            one for one in defined_of(of) if one.required and one.column in self.parsed.columns
        ]
        for record in records:
            empty = [one for one in asked if not getattr(record.fields, one.column)]
            if empty:
                self.outcome.reject(record, empty[0].heading, "", RejectCode.REQUIRED)
            else:
                yield record

    def settle_known(self, record: Record[Fields, LineFields], name: str, *, same: bool) -> bool:
        """Counts a record that the database knows; True when it is to be updated."""
        if same:
            self.outcome.unchanged += 1
            return False
        if not self.update:
            column = self.parsed.kind.key[-1]
            self.outcome.reject(record, column, name, RejectCode.ALREADY_EXISTS)
            return False
        self.outcome.updated += 1
        return True


@dataclass(frozen=True, slots=True)
class StoredDocument(Generic[Fields, LineFields]):
    """A document of several lines as the database holds it: what an export would write of it."""

    kind: TableKind[Fields, LineFields]
    head: Fields
    lines: tuple[LineFields, ...]

    @classmethod
    def of_rows(
        cls, kind: TableKind[Fields, LineFields], rows: Sequence[tuple[Any, ...]]
    ) -> "StoredDocument[Fields, LineFields]":
        """The document of its exported rows, of which there is at least one."""
        names = kind.own_columns
        lines = tuple(kind.line(*row[len(names) :]) for row in rows)
        head = dict(zip(names, rows[0], strict=False))
        return cls(kind, kind.fields(**head), lines)

    def merged(self, fields: Fields, columns: Collection[str]) -> Fields:
        """Its head, with what a file says in its columns."""
        return self.kind.fields(**_merged(self.head, fields, columns))

    def merged_lines(
        self, lines: Iterable[LineFields], columns: Collection[str]
    ) -> tuple[LineFields, ...]:
        """The lines of a file; columns that it has not, as our line of the same SKU has them."""
        ours = {code_key(getattr(line, "sku")): line for line in self.lines}  # noqa: B009 - generic
        return tuple(
            self.kind.line(**_merged(ours.get(code_key(getattr(line, "sku")), line), line, columns))  # noqa: B009 - generic
            for line in lines
        )

    def has(self, fields: Fields, lines: Sequence[LineFields], columns: Collection[str]) -> bool:
        """Whether a file says in its columns what the database says already."""
        return self.has_head(fields, columns) and self.has_lines(lines, columns)

    def has_head(self, fields: Fields, columns: Collection[str]) -> bool:
        """Whether a file says in these columns what the head says already."""
        return _same(self.head, fields, columns)

    def has_lines(self, lines: Sequence[LineFields], columns: Collection[str]) -> bool:
        """Whether a file has in these columns the same lines in the same order."""
        if len(lines) != len(self.lines):
            return False
        pairs = zip(self.lines, lines, strict=True)
        return all(_same(ours, theirs, columns) for ours, theirs in pairs)


def _merged(ours: object, theirs: object, columns: Collection[str]) -> dict[str, Any]:
    names = field_names(type(ours))
    return {name: getattr(theirs if name in columns else ours, name) for name in names}


_CODES = {"order_number", "po_number", "sku", "supplier", "warehouse"}


def _same(ours: object, theirs: object, columns: Collection[str]) -> bool:
    """Whether two rows have equal values in these columns; in codes case does not count."""
    for name in field_names(type(ours)):
        if name in columns:
            left, right = getattr(ours, name), getattr(theirs, name)
            if left != right and not (name in _CODES and code_key(left) == code_key(right)):
                return False
    return True


def given(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """The values of the columns that the file has; others keep what is in the database."""
    wanted = set(columns)
    return {name: value for name, value in values.items() if name in wanted}
