"""The one entry for imports: a file as typed records and told rejects; nothing is written."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.exchange.collecting import (
    Collector,
    DocumentCollector,
    GatheringCollector,
    RowCollector,
)
from packbench.exchange.encodings import Encoding, named_encoding
from packbench.exchange.faults import may_hold_errors
from packbench.exchange.kinds import ORDERS, Fields, LineFields, TableKind
from packbench.exchange.layout import (
    Layout,
    known_columns,
    lay_out,
    number_columns,
    plain_section,
)
from packbench.exchange.profiles import Profile, ProfileSection
from packbench.exchange.reader import Dispensable, Progress, Reading, Table, open_table
from packbench.exchange.records import Parsed
from packbench.exchange.rejects import Reject
from packbench.exchange.splitting import Quoting
from packbench.exchange.spooling import ROWS_A_PART, JudgedRow, Spool
from packbench.exchange.translation import Translation
from packbench.exchange.unseen import seen_cell


def read_records(
    kind: TableKind[Fields, LineFields],
    path: Path,
    *,
    profile: Profile | None = None,
    encoding: Encoding | None = None,
    on_progress: Progress | None = None,
) -> Parsed[Fields, LineFields]:
    """Reads a whole file of one kind into memory; see `read_parts` for the rest."""
    source = _Source.of(kind, path, profile, encoding)
    return source.parsed(list(source.judged(on_progress)))


def read_parts(
    kind: TableKind[Fields, LineFields],
    path: Path,
    *,
    profile: Profile | None = None,
    encoding: Encoding | None = None,
    on_progress: Progress | None = None,
    rows_a_part: int = ROWS_A_PART,
) -> "FileParts[Fields, LineFields]":
    """Reads a file of one kind, of which only parts come into memory where it is large.

    Args:
        kind: what the rows are, e.g. `ORDERS`.
        path: CSV (also packed) or XLSX.
        profile: how a foreign file is read; None for one with our columns.
        encoding: of a text file; None for the profile's, or to find out.
        on_progress: called now and then with (done, total).
        rows_a_part: how many rows a part has, but for a larger document.

    Refuses, as a whole, what `open_table` refuses, a file without a required column, one that
    breaks off in its last line, and a profile that does not know the kind. Rows that are wrong are
    in `rejected`.
    """
    source = _Source.of(kind, path, profile, encoding)
    # Orders alone come by the million; a workbook is in memory as it is.
    streams = kind.name == ORDERS.name and not source.table.is_typed
    spool = Spool(source.judged(on_progress), source.document_of if streams else None, rows_a_part)
    return FileParts(source, spool)


def read_typed(
    kind: TableKind[Fields, LineFields], rows: Sequence[Mapping[str, str]]
) -> Parsed[Fields, LineFields]:
    """Rows that somebody typed, such as those of a form, read as if a file had these columns.

    All rows have the same columns, with all that the kind requires.
    """
    source = _typed_source(kind, rows)
    return source.parsed(list(source.judged(None)))


def typed_parts(
    kind: TableKind[Fields, LineFields], rows: Sequence[Mapping[str, str]]
) -> "FileParts[Fields, LineFields]":
    """Rows that a program sent, as parts of a file that had these columns; a cell may be missing.

    Refuses what a file with these columns would be refused for.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    there = {*map(code_key, names)}
    names |= dict.fromkeys(name for name in kind.required if code_key(name) not in there)
    source = _typed_source(kind, [{name: row.get(name, "") for name in names} for row in rows])
    return FileParts(source, Spool(source.judged(None), None))


def _typed_source(
    kind: TableKind[Fields, LineFields], rows: Sequence[Mapping[str, str]]
) -> "_Source[Fields, LineFields]":
    header = tuple(rows[0])
    cells = [[row[name] for name in header] for row in rows]

    def read(_: Progress | None, __: Dispensable) -> Generator[tuple[int, list[str]]]:
        yield from ((number, list(row)) for number, row in enumerate(cells, 1))

    section = ProfileSection(columns={name: name for name in kind.columns})
    table = Table(Path(kind.name), header, (), read)
    return _Source(kind, None, section, table, lay_out(kind, table, None, section))


class FileParts(Generic[Fields, LineFields]):
    """A file in parts, each as if it were a file of its own; a document is in one of them.

    It can be gone through as often as needed, until it is closed.
    """

    def __init__(self, source: "_Source[Fields, LineFields]", spool: Spool) -> None:
        self._source = source
        self._spool = spool

    def __iter__(self) -> Iterator[Parsed[Fields, LineFields]]:
        return map(self._source.parsed, self._spool.parts())

    def close(self) -> None:
        """Frees what the parts were kept in."""
        self._spool.close()


@dataclass(frozen=True, slots=True)
class _Source(Generic[Fields, LineFields]):
    """An open file, and how its rows become records."""

    kind: TableKind[Fields, LineFields]
    profile: Profile | None
    section: ProfileSection
    table: Table
    layout: Layout

    @classmethod
    def of(
        cls,
        kind: TableKind[Fields, LineFields],
        path: Path,
        profile: Profile | None,
        encoding: Encoding | None,
    ) -> "_Source[Fields, LineFields]":
        section = _section(kind, profile)
        table = open_table(path, _reading(kind, profile, section, encoding))
        if profile is None:
            section = plain_section(kind, table.header)
        return cls(kind, profile, section, table, lay_out(kind, table, profile, section))

    def judged(self, on_progress: Progress | None) -> Iterator[JudgedRow]:
        """The rows that are not empty, with what is known of each by itself."""
        table, width = self.table, len(self.table.header)
        translation = self._translation()
        dispensable = translation.leaves_out_short if translation else _is_never_dispensable
        for row, cells in table.rows(on_progress, dispensable):
            line = "".join(cells)
            if not line.strip():
                continue
            if not line.isascii():
                cells[:] = map(seen_cell, cells)
            too_long = len(cells) > width
            misshapen = None if len(cells) == width else _wrong_width(row, cells, width)
            suspect = table.is_typed or may_hold_errors(line)
            fault = misshapen or (self.layout.fault(row, cells, table.header) if suspect else None)
            if translation is None:
                yield JudgedRow(row, cells, fault, None)
                continue
            for one, unread in translation.lines(row, cells):
                unreadable = translation.apply(row, one)
                cause = None if too_long else translation.cause(one)
                yield JudgedRow(row, one, fault or unread or unreadable, cause)

    def document_of(self, row: JudgedRow) -> str:
        """What tells the documents of the file apart."""
        return code_key(row.cells[dict(self.layout.fields.places)[self.kind.key[0]]])

    def parsed(self, rows: Sequence[JudgedRow]) -> Parsed[Fields, LineFields]:
        """What becomes of some rows, which hold documents as a whole."""
        translation = self._translation()
        collector = _collector(self.kind, self.layout, self.section, translation)
        empty = _collect(rows, self.layout, collector)
        collected = collector.finish()
        return Parsed(
            kind=self.kind,
            table=self.table,
            columns=self.layout.columns,
            unknown_columns=self.layout.unknown,
            records=tuple(collected.records),
            rejected=tuple(collected.rejected),
            left_out=translation.left_out() if translation else (),
            to_look_at=translation.told() if translation else (),
            notes=(*self.table.notes, *self.table.late_notes()),
            empty_cells=empty,
            rows=len({row.row for row in rows}),
            taken_rows=sum(len(record.rows) for record in collected.records),
            repeated_rows=collected.repeated_rows,
        )

    def _translation(self) -> Translation | None:
        """A new one each time: it counts what it leaves out."""
        if self.profile is None:
            return None
        return Translation(self.profile, self.section, self.layout.names, self.layout.places)


def _section(kind: TableKind[Any, Any], profile: Profile | None) -> ProfileSection:
    if profile is None:
        return plain_section(kind)
    if kind.name not in profile.kinds:
        raise Refusal(
            Code.PROFILE_KIND, profile=profile.title, kind=kind.name, kinds=", ".join(profile.kinds)
        )
    return profile.kinds[kind.name]


def _reading(
    kind: TableKind[Any, Any],
    profile: Profile | None,
    section: ProfileSection,
    encoding: Encoding | None,
) -> Reading:
    """What is known of the file by its kind and its profile."""
    if encoding is None and profile and profile.encoding:
        encoding = named_encoding(profile.encoding)
    return Reading(
        known_columns(section, profile),
        number_columns(kind, section),
        encoding,
        profile.quoting if profile else Quoting.AUTO,
    )


def _collector(
    kind: TableKind[Fields, LineFields],
    layout: Layout,
    section: ProfileSection,
    translation: Translation | None,
) -> Collector[Fields, LineFields]:
    count = translation.count if translation else _count_nothing
    if kind.grouped:
        return DocumentCollector(kind, layout, count, translation, section)
    if section.most_frequent:
        return GatheringCollector(kind, layout, count, section.most_frequent)
    return RowCollector(kind, layout, count)


def _count_nothing(_cause: str, _rows: int) -> None:
    """Without a profile nothing is left out."""


def _collect(
    rows: Iterable[JudgedRow], layout: Layout, collector: Collector[Any, Any]
) -> Counter[str]:
    """Hands the rows on; gives in how many each of our columns is empty."""
    empty = Counter[str]()
    for row, cells, fault, cause in rows:
        if cause:
            collector.leave_out(row, cells, fault, cause)
        else:
            collector.add(row, cells, fault)
        if "" in cells:
            of_document = layout.fields.places if collector.begins else ()
            told = (*of_document, *layout.line.places)
            empty.update([name for name, place in told if not cells[place]])
    return empty


def _is_never_dispensable(_cells: list[str]) -> bool:
    return False


def _wrong_width(row: int, cells: list[str], width: int) -> Reject:
    """The fault of a row with too few or too many cells, which then gets as many as the header."""
    found = len(cells)
    cells[:] = (cells + [""] * width)[:width]
    return Reject(
        row, "", str(found), RejectCode.WRONG_FIELD_COUNT, {"found": found, "expected": width}
    )
