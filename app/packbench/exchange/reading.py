"""The one entry for imports: a whole file as typed records and told rejects; nothing is written."""

from collections import Counter
from pathlib import Path
from typing import Any

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
from packbench.exchange.kinds import Fields, LineFields, TableKind
from packbench.exchange.layout import (
    Layout,
    known_columns,
    lay_out,
    number_columns,
    plain_section,
)
from packbench.exchange.profiles import Profile, ProfileSection
from packbench.exchange.reader import Progress, Reading, Table, open_table
from packbench.exchange.records import Parsed
from packbench.exchange.rejects import Reject
from packbench.exchange.splitting import Quoting
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
    """Reads a whole file of one kind.

    Args:
        kind: what the rows are, e.g. `ORDERS`.
        path: CSV (also packed) or XLSX.
        profile: how a foreign file is read; None for one with our columns.
        encoding: of a text file; None for the profile's, or to find out.
        on_progress: called now and then with (done, total).

    Refuses, as a whole, what `open_table` refuses, a file without a required column, one that
    breaks off in its last line, and a profile that does not know the kind. Rows that are wrong are
    in `rejected`.
    """
    section = _section(kind, profile)
    table = open_table(path, _reading(kind, profile, section, encoding))
    layout = lay_out(kind, table, profile, section)
    translation = Translation(profile, section, table.header, layout.places) if profile else None
    collector = _collector(kind, layout, section, translation)
    rows, empty = _collect(table, layout, collector, translation, on_progress)
    collected = collector.finish()
    return Parsed(
        kind=kind,
        table=table,
        columns=layout.columns,
        unknown_columns=layout.unknown,
        records=tuple(collected.records),
        rejected=tuple(collected.rejected),
        left_out=translation.left_out() if translation else (),
        notes=(*table.notes, *table.late_notes()),
        empty_cells=empty,
        rows=rows,
        taken_rows=sum(len(record.rows) for record in collected.records),
        repeated_rows=collected.repeated_rows,
    )


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
        return DocumentCollector(kind, layout, count, translation)
    if section.most_frequent:
        return GatheringCollector(kind, layout, count, section.most_frequent)
    return RowCollector(kind, layout, count)


def _count_nothing(_cause: str, _rows: int) -> None:
    """Without a profile nothing is left out."""


def _collect(
    table: Table,
    layout: Layout,
    collector: Collector[Any, Any],
    translation: Translation | None,
    on_progress: Progress | None,
) -> tuple[int, Counter[str]]:
    """Hands the rows on; gives how many there are, and in how many each of our columns is empty."""
    rows, empty = 0, Counter[str]()
    width = len(table.header)
    dispensable = translation.leaves_out_short if translation else _is_never_dispensable
    for row, cells in table.rows(on_progress, dispensable):
        line = "".join(cells)
        if not line.strip():
            continue
        if not line.isascii():
            cells[:] = map(seen_cell, cells)
        rows += 1
        too_long = len(cells) > width
        misshapen = None if len(cells) == width else _wrong_width(row, cells, width)
        suspect = table.is_typed or may_hold_errors(line)
        broken = layout.fault(row, cells, table.header) if suspect else None
        unreadable = translation.apply(row, cells) if translation else None
        fault = misshapen or broken or unreadable
        cause = translation.cause(cells) if translation and not too_long else None
        if cause:
            collector.leave_out(row, cells, fault, cause)
        else:
            collector.add(row, cells, fault)
        if "" in cells:
            of_document = layout.fields.places if collector.begins else ()
            told = (*of_document, *layout.line.places)
            empty.update([name for name, place in told if not cells[place]])
    return rows, empty


def _is_never_dispensable(_cells: list[str]) -> bool:
    return False


def _wrong_width(row: int, cells: list[str], width: int) -> Reject:
    """The fault of a row with too few or too many cells, which then gets as many as the header."""
    found = len(cells)
    cells[:] = (cells + [""] * width)[:width]
    return Reject(
        row, "", str(found), RejectCode.WRONG_FIELD_COUNT, {"found": found, "expected": width}
    )
