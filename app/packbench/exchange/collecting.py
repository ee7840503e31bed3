"""Rows become records: one a row, one a document of several rows, or one gathered from many rows.

Each collector takes rows in the order of the file with `add`, and `finish` gives what they became.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from packbench.domain.catalog import code_key
from packbench.domain.rejects import RejectCode
from packbench.exchange.contradictions import Contradictions
from packbench.exchange.kinds import Fields, LineFields, TableKind
from packbench.exchange.layout import Layout, Taker
from packbench.exchange.profiles import MostFrequent, ProfileSection
from packbench.exchange.records import Record
from packbench.exchange.rejects import Reject, Rejected, shown
from packbench.exchange.translation import Test, Translation, compiled

CountLeftOut = Callable[[str, int], None]
"""Takes a cause, and how many rows are left out for it."""


@dataclass(slots=True)
class Collected(Generic[Fields, LineFields]):
    """What became of the rows."""

    records: list[Record[Fields, LineFields]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    repeated_rows: int = 0


class Collector(Protocol[Fields, LineFields]):
    """Makes records out of rows.

    Attributes:
        begins: whether the row that came last is the first of its record.
    """

    begins: bool

    def add(self, row: int, cells: list[str], fault: Reject | None, /) -> None:
        """Takes a row; `fault` is what is known to be wrong with it already."""

    def leave_out(self, row: int, cells: list[str], fault: Reject | None, cause: str, /) -> None:
        """Takes note of a row that a profile leaves out for a cause."""

    def finish(self) -> Collected[Fields, LineFields]:
        """All records, in the order of their first rows."""


class RowCollector(Generic[Fields, LineFields]):
    """One row, one record; a key that comes again is a repetition or a contradiction."""

    begins = True

    def __init__(
        self, kind: TableKind[Fields, LineFields], layout: Layout, count: CountLeftOut
    ) -> None:
        self._kind = kind
        self._count = count
        self._check = _Check(kind.fields, layout.fields, layout)
        self._seen: dict[tuple[str, ...], Record[Fields, LineFields]] = {}
        self._collected: Collected[Fields, LineFields] = Collected()

    def add(self, row: int, cells: list[str], fault: Reject | None) -> None:
        """Checks the row and takes or rejects it."""
        if fault:
            self._reject(row, [fault])
            return
        values, rejects = self._check.row(row, cells)
        if values is None:
            self._reject(row, rejects)
            return
        key = tuple(code_key(getattr(values, name) or "") for name in self._kind.key)
        first = self._seen.get(key)
        if first is None:
            self._seen[key] = Record((row,), values)
            self._collected.records.append(self._seen[key])
        elif self._kind.repeatable and first.fields == values:
            self._collected.repeated_rows += 1
        else:
            self._reject(row, [self._contradiction(row, values, first)])

    def leave_out(self, _row: int, _cells: list[str], _fault: Reject | None, cause: str) -> None:
        """Counts the row."""
        self._count(cause, 1)

    def finish(self) -> Collected[Fields, LineFields]:
        """What became of the rows."""
        return self._collected

    def _reject(self, row: int, rejects: Iterable[Reject]) -> None:
        self._collected.rejected.append(Rejected((row,), tuple(rejects)))

    def _contradiction(self, row: int, values: Fields, first: Record[Fields, LineFields]) -> Reject:
        parts = (getattr(values, name) for name in self._kind.key)
        value = shown(" ".join(part for part in parts if part))
        return self._check.reject(
            row, self._kind.key[-1], value, RejectCode.DUPLICATE, first_row=first.rows[0]
        )


class DocumentCollector(Generic[Fields, LineFields]):
    """Rows with one number are one document, wherever they stand; one bad row rejects all of it.

    So does a row that contradicts the first one. Rows of several channels are several documents;
    one that names no channel is of the document of its number that came last.
    """

    def __init__(
        self,
        kind: TableKind[Fields, LineFields],
        layout: Layout,
        count: CountLeftOut,
        translation: Translation | None,
        section: ProfileSection,
    ) -> None:
        self._kind = kind
        self._count = count
        self._add_up = section.add_up
        self._translation = translation
        self._key = kind.key[0]
        self._place = dict(layout.fields.places)[self._key]
        self._scope = dict(layout.fields.places).get(kind.scope)
        self._last_scope: dict[str, str] = {}
        told_in_parts = (*section.first_row, *section.add_up)
        self._heads = Contradictions(layout.fields, (self._key, kind.scope, *told_in_parts))
        self._head = _Check(kind.fields, layout.fields, layout)
        self._line = _Check(kind.line, layout.line, layout)
        self._drafts: dict[tuple[str, str], _Draft[Fields, LineFields]] = {}
        self._rejected: list[Rejected] = []
        self.begins = True

    def add(self, row: int, cells: list[str], fault: Reject | None) -> None:
        """Takes a line, and from a document's first row what is said of it as a whole."""
        draft = self._draft(row, cells, fault)
        if draft is None:
            fault = fault or self._head.reject(row, self._key, "", RejectCode.REQUIRED)
            self._rejected.append(Rejected((row,), (fault,)))
            return
        if not fault and draft.rows and self._heads.told(cells) != draft.told:
            draft.rejects += self._contradictions(row, cells, draft)
        if self._translation and not draft.kept:
            draft.left_out_alone = self._translation.cause_if_alone(cells)
        if self._translation:
            self._translation.tell(row, cells)
        if not draft.rows or draft.rows[-1] != row:
            draft.rows.append(row)
            self._add_amounts(row, cells, draft)
        draft.kept += 1
        line, rejects = self._line.row(row, cells) if not fault else (None, [fault])
        if line is None:
            draft.rejects += rejects
        else:
            draft.lines.append(line)
            draft.line_rows.append(row)

    def _add_amounts(self, row: int, cells: list[str], draft: "_Draft[Fields, LineFields]") -> None:
        """Adds what the row tells of amounts of the whole document."""
        values = self._head.row(row, cells)[0] if self._add_up else None
        for name in self._add_up:
            amount = getattr(values, name, None)
            if amount is not None:
                draft.amounts[name] = draft.amounts.get(name, 0) + amount

    def _scope_of(self, key: str, cells: list[str]) -> str:
        if self._scope is None:
            return ""
        scope = code_key(cells[self._scope]) or self._last_scope.get(key, "")
        self._last_scope[key] = scope
        return scope

    def _contradictions(
        self, row: int, cells: list[str], draft: "_Draft[Fields, LineFields]"
    ) -> list[Reject]:
        """What a row says otherwise than the first one of its document."""
        values, _ = self._head.row(row, cells)
        if draft.head is None or values is None:
            return []
        return [
            self._head.reject(
                row,
                column,
                theirs,
                RejectCode.CONTRADICTION,
                first=first,
                first_row=draft.rows[0],
                key=self._key,
            )
            for column, theirs, first in self._heads.of(draft.head, draft.told, values, cells)
        ]

    def leave_out(self, row: int, cells: list[str], fault: Reject | None, cause: str) -> None:
        """Counts the row; where it is its document's first, that keeps what it says as a whole."""
        draft = self._draft(row, cells, fault)
        if draft is None or (draft.rows and draft.rows[-1] != row):
            self._count(cause, 1)
        elif not draft.rows:
            draft.rows.append(row)
            draft.rejects += [fault] if fault else []
            draft.left_out_first = cause

    def finish(self) -> Collected[Fields, LineFields]:
        """What became of the rows; frees the drafts as it goes."""
        collected: Collected[Fields, LineFields] = Collected(rejected=self._rejected)
        for key in list(self._drafts):
            draft = self._drafts.pop(key)
            cause = draft.cause
            if cause:
                self._count(cause, len(draft.rows))
                continue
            rejects = draft.rejects or self._doubled_lines(draft)
            if draft.head is None or rejects:
                collected.rejected.append(Rejected(tuple(draft.rows), tuple(rejects)))
            else:
                head = self._with_amounts(draft.head, draft.amounts)
                record = Record(tuple(draft.rows), head, tuple(draft.lines))
                collected.records.append(record)
        collected.rejected.sort(key=lambda rejected: rejected.rows[0])
        return collected

    def _with_amounts(self, head: Fields, amounts: dict[str, Any]) -> Fields:
        """The head with the sums of what its rows told."""
        if not self._add_up:
            return head
        sums = {name: amounts.get(name) for name in self._add_up}
        return dataclasses.replace(head, **sums)  # type: ignore[type-var]  # it is a dataclass

    def _draft(
        self, row: int, cells: list[str], fault: Reject | None
    ) -> "_Draft[Fields, LineFields] | None":
        """The document of a row, begun with its first row; None for a row without a number."""
        key = code_key(cells[self._place])
        if not key:
            self.begins = False
            return None
        document = (key, self._scope_of(key, cells))
        draft = self._drafts.get(document)
        self.begins = draft is None
        if draft is None:
            draft = self._drafts[document] = _Draft()
            if not fault:
                draft.head, draft.rejects = self._head.row(row, cells)
                draft.told = self._heads.told(cells)
        if self._translation and not draft.left_out_whole:
            draft.left_out_whole = self._translation.cause_for_document(cells)
        return draft

    def _doubled_lines(self, draft: "_Draft[Fields, LineFields]") -> list[Reject]:
        if not self._kind.line_key:
            return []
        first_rows: dict[str, int] = {}
        rejects = []
        for row, line in zip(draft.line_rows, draft.lines, strict=True):
            value = getattr(line, self._kind.line_key)
            first_row = first_rows.setdefault(code_key(value), row)
            if first_row != row:
                rejects.append(
                    self._line.reject(
                        row, self._kind.line_key, value, RejectCode.DUPLICATE, first_row=first_row
                    )
                )
        return rejects


class GatheringCollector(Generic[Fields, LineFields]):
    """Many rows, one record, as its first row says, but in one column the most frequent wins."""

    begins = True

    def __init__(
        self,
        kind: TableKind[Fields, LineFields],
        layout: Layout,
        count: CountLeftOut,
        rule: MostFrequent,
    ) -> None:
        self._count = count
        self._rule = rule
        self._taker = layout.fields
        self._check = _Check(kind.fields, layout.fields, layout)
        places = dict(layout.fields.places)
        self._place = places[kind.key[0]]
        self._voted_place = places[rule.column]
        self._no_vote: Test = compiled(rule.not_counted, layout.places)
        self._drafts: dict[str, _Ballot] = {}
        self._rejected: list[Rejected] = []

    def add(self, row: int, cells: list[str], fault: Reject | None) -> None:
        """Takes a row and counts its vote."""
        key = code_key(cells[self._place])
        if fault or not key:
            self._rejected.append(
                Rejected((row,), (fault,) if fault else tuple(self._check.row(row, cells)[1]))
            )
            return
        ballot = self._drafts.get(key)
        if ballot is None:
            ballot = self._drafts[key] = _Ballot(self._taker.take(cells))
        ballot.rows.append(row)
        vote = cells[self._voted_place].strip()
        if vote and not (self._rule.not_counted and self._no_vote(cells)):
            ballot.votes[vote] += 1

    def leave_out(self, _row: int, _cells: list[str], _fault: Reject | None, cause: str) -> None:
        """Counts the row."""
        self._count(cause, 1)

    def finish(self) -> Collected[Fields, LineFields]:
        """One record for each key; of equally frequent values the first wins."""
        collected: Collected[Fields, LineFields] = Collected(rejected=self._rejected)
        for ballot in self._drafts.values():
            values, rejects = self._check.cells(ballot.rows[0], self._elected(ballot))
            if values is None:
                collected.rejected.append(Rejected(tuple(ballot.rows), tuple(rejects)))
            else:
                collected.records.append(Record(tuple(ballot.rows), values))
        collected.rejected.sort(key=lambda rejected: rejected.rows[0])
        return collected

    def _elected(self, ballot: "_Ballot") -> dict[str, str]:
        otherwise = ballot.cells[self._rule.otherwise]
        winner = max(ballot.votes, key=ballot.votes.__getitem__, default=otherwise)
        return ballot.cells | {self._rule.column: winner}


@dataclass(slots=True)
class _Draft(Generic[Fields, LineFields]):
    """A document of which more rows may come.

    Attributes:
        rows: its rows, the first also where its line was left out: it tells of the whole.
        kept: how many lines are wanted.
        line_rows: the row of each of `lines`.
        amounts: what the rows told in parts, added up.
        told: the cells of its first row that tell of the document as a whole.
        left_out_first: for what cause the first row's line was left out.
        left_out_alone: for what cause the document is left out if no row comes to the first.
        left_out_whole: for what cause it is left out, whatever comes.
    """

    head: Fields | None = None
    told: tuple[str, ...] = ()
    left_out_first: str | None = None
    left_out_alone: str | None = None
    left_out_whole: str | None = None
    kept: int = 0
    rows: list[int] = field(default_factory=list)
    lines: list[LineFields] = field(default_factory=list)
    line_rows: list[int] = field(default_factory=list)
    amounts: dict[str, Any] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def cause(self) -> str | None:
        """For what cause all of it is left out, None where it isn't."""
        if self.left_out_whole or not self.kept:
            return self.left_out_whole or self.left_out_first
        return self.left_out_alone if self.kept == 1 else None


@dataclass(slots=True)
class _Ballot:
    """A record whose rows still vote."""

    cells: dict[str, str]
    rows: list[int] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)


class _Check(Generic[Fields]):
    """Makes typed values of the cells of a row, or says what is wrong with them."""

    def __init__(self, row_type: type[Fields], taker: Taker, layout: Layout) -> None:
        self._adapter = TypeAdapter(row_type)
        self._taker = taker
        self._labels = layout.labels

    def row(self, row: int, cells: list[str]) -> tuple[Fields | None, list[Reject]]:
        """The values of a row, or None and why."""
        return self.cells(row, self._taker.take(cells))

    def cells(self, row: int, taken: dict[str, str]) -> tuple[Fields | None, list[Reject]]:
        """The values of texts by our columns, or None and why."""
        try:
            return self._adapter.validate_python(taken), []
        except ValidationError as error:
            return None, [self._told(row, taken, item) for item in error.errors()]

    def reject(
        self, row: int, column: str, value: str, code: RejectCode, **params: object
    ) -> Reject:
        """A reject of one of our columns, named as in the file."""
        return Reject(row, self._labels.get(column, column), shown(value), code, params)

    def _told(self, row: int, taken: dict[str, str], item: ErrorDetails) -> Reject:
        params = dict(item.get("ctx", {}))
        column = str(item["loc"][0]) if item["loc"] else str(params.pop("column"))
        missing = item["type"] == "missing"
        code = RejectCode.REQUIRED if missing else RejectCode(item["type"])
        return self.reject(row, column, taken.get(column, ""), code, **params)
