"""The one entry for imports: a whole file as typed records and told rejects; nothing is written."""

from pathlib import Path
from typing import Any

from packbench.domain.refusals import Code, Refusal
from packbench.exchange.collecting import (
    Collector,
    DocumentCollector,
    GatheringCollector,
    RowCollector,
)
from packbench.exchange.kinds import Fields, Kind, LineFields
from packbench.exchange.layout import Layout, known_columns, lay_out, plain_section
from packbench.exchange.profiles import Profile, Section
from packbench.exchange.reader import Progress, Table, open_table
from packbench.exchange.records import Parsed
from packbench.exchange.rejects import Reject, RejectCode
from packbench.exchange.translation import Translation


def read_records(
    kind: Kind[Fields, LineFields],
    path: Path,
    *,
    profile: Profile | None = None,
    on_progress: Progress | None = None,
) -> Parsed[Fields, LineFields]:
    """Reads a whole file of one kind.

    Args:
        kind: what the rows are, e.g. `ORDERS`.
        path: CSV (also packed) or XLSX.
        profile: how a foreign file is read; None for one with our columns.
        on_progress: called now and then with (done, total).

    Refuses, as a whole, what `open_table` refuses, a file without a required column, one that
    breaks off in its last line, and a profile that does not know the kind. Rows that are wrong are
    in `rejected`.
    """
    section = _section(kind, profile)
    table = open_table(path, known_columns(section))
    layout = lay_out(kind, table, profile, section)
    translation = Translation(profile, section, table.header, layout.places) if profile else None
    collector = _collector(kind, layout, section, translation)
    rows = _collect(table, collector, translation, on_progress)
    collected = collector.finish()
    return Parsed(
        kind=kind,
        table=table,
        columns=layout.columns,
        unknown_columns=layout.unknown,
        records=tuple(collected.records),
        rejected=tuple(collected.rejected),
        left_out=translation.left_out() if translation else (),
        rows=rows,
        taken_rows=sum(len(record.rows) for record in collected.records),
        repeated_rows=collected.repeated_rows,
    )


def _section(kind: Kind[Any, Any], profile: Profile | None) -> Section:
    if profile is None:
        return plain_section(kind)
    if kind.name not in profile.kinds:
        raise Refusal(
            Code.PROFILE_KIND, profile=profile.title, kind=kind.name, kinds=", ".join(profile.kinds)
        )
    return profile.kinds[kind.name]


def _collector(
    kind: Kind[Fields, LineFields],
    layout: Layout,
    section: Section,
    translation: Translation | None,
) -> Collector[Fields, LineFields]:
    if kind.grouped:
        return DocumentCollector(kind, layout, translation)
    if section.most_frequent:
        return GatheringCollector(kind, layout, section.most_frequent)
    return RowCollector(kind, layout)


def _collect(
    table: Table,
    collector: Collector[Any, Any],
    translation: Translation | None,
    on_progress: Progress | None,
) -> int:
    """Hands the rows on; gives how many there are."""
    rows = 0
    width = len(table.header)
    for row, cells in table.rows(on_progress):
        rows += 1
        misshapen = None if len(cells) == width else _wrong_width(row, cells, width)
        unreadable = translation.apply(row, cells) if translation else None
        if translation and not misshapen and translation.leaves_out(cells):
            continue
        collector.add(row, cells, misshapen or unreadable)
    return rows


def _wrong_width(row: int, cells: list[str], width: int) -> Reject:
    """The fault of a row with too few or too many cells, which then gets as many as the header."""
    found = len(cells)
    cells[:] = (cells + [""] * width)[:width]
    return Reject(
        row, "", str(found), RejectCode.WRONG_FIELD_COUNT, {"found": found, "expected": width}
    )
