"""How often what was counted was what the books had: by zone, and by who counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, and_, or_, select

from packbench.db.queries.exports import ExportRow
from packbench.db.schema import (
    CountEntryRow,
    CountLineRow,
    CountSheetRow,
    Location,
    Operator,
    Warehouse,
)
from packbench.db.sql.rows import AnyRow
from packbench.db.today import company_zone, end_of_day
from packbench.domain.catalog import code_key
from packbench.domain.count_sheets import CountStatus
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class AccuracyRow:
    """The counts of one zone of a warehouse, or of one person.

    Attributes:
        what: `zone` or `counter`.
        counted: places that were posted, of a counter every count of them.
        exact: of these as the books had it; of a counter: as it was posted in the end.
        percent: `exact` of `counted`, with one decimal, in tenths.
        missing: units too little in the zone, `found` too much; of a counter units by which a count
            differed from what was posted.
    """

    what: str
    name: str
    counted: int
    exact: int
    percent: float
    missing: int
    found: int


def accuracy(
    context: Context, since: date | None = None, until: date | None = None
) -> list[AccuracyRow]:
    """Zones by their names, then counters, of the sheets that were posted on some days, or all."""
    with context.database.read.connect() as connection:
        rows = _posted(connection, since, until)
    zones: dict[str, dict[int, int]] = defaultdict(dict)
    people: dict[str, list[int]] = defaultdict(list)
    for row in _last_of_each_round(rows):
        zones[f"{row.warehouse} {row.zone or '–'}"][row.line_id] = row.posted
        own = row.quantity + (row.taken or 0) - row.expected
        people[row.counter].append(own - row.posted)
    told = [_told("zone", name, zones[name].values()) for name in sorted(zones, key=code_key)]
    return told + [_told("counter", name, people[name]) for name in sorted(people, key=code_key)]


_COLUMNS = ("what", "name", "counted", "exact", "percent", "missing", "found")


def export_accuracy(context: Context, path: Path, found: list[AccuracyRow]) -> int:
    """Writes it to XLSX or CSV; how many rows."""
    rows: list[ExportRow] = [
        (one.what, one.name, one.counted, one.exact, str(one.percent), one.missing, one.found)
        for one in found
    ]
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        return write_table(output, _COLUMNS, iter(rows))


def _posted(connection: Connection, since: date | None, until: date | None) -> list[AnyRow]:
    entry, line, sheet = CountEntryRow, CountLineRow, CountSheetRow
    stands = or_(entry.gone_by.is_(None), entry.round < line.rounds)
    query = (
        select(
            *(entry.line_id, entry.round, entry.quantity, entry.taken, entry.expected),
            *(line.posted, Location.zone, Warehouse.code.label("warehouse")),
            Operator.name.label("counter"),
        )
        .join(line, line.id == entry.line_id)
        .join(sheet, and_(sheet.id == line.sheet_id, sheet.status == CountStatus.POSTED))
        .join(Location, Location.id == line.location_id)
        .join(Warehouse, Warehouse.id == sheet.warehouse_id)
        .join(Operator, Operator.id == entry.operator_id)
        .where(line.posted.is_not(None), stands)
        .order_by(entry.id)
    )
    if since is not None:
        query = query.where(sheet.posted_at > end_of_day(connection, _day_before(since)))
    if until is not None:
        query = query.where(sheet.posted_at <= end_of_day(connection, until))
    return list(connection.execute(query).all())


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _last_of_each_round(rows: Iterable[AnyRow]) -> Iterable[AnyRow]:
    """Slips that somebody put right at once in the same round are no counts of their own."""
    return {(row.line_id, row.round): row for row in rows}.values()


def _told(what: str, name: str, differences: Iterable[int]) -> AccuracyRow:
    found = list(differences)
    exact = found.count(0)
    percent = round(exact * _WHOLE / len(found), 1)
    missing = -sum(one for one in found if one < 0)
    return AccuracyRow(
        what, name, len(found), exact, percent, missing, sum(one for one in found if one > 0)
    )
