"""Count sheets on paper: every bin and every item with the code that is scanned of it."""

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, select

from packbench.db.queries.records.counting import CountedLine, counted_lines, find_sheet
from packbench.db.schema import Barcode, Warehouse
from packbench.db.sql.among import among
from packbench.documents.count_sheet import (
    CountPaperRow,
    CountSheet,
    CountSheetBin,
    render_count_sheet,
)
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.count_sheets import CountChoice, sheet_name
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.services.documents.printing import printed_at
from packbench.services.documents.writing import Writing
from packbench.services.unprintable import Letters


@dataclass(frozen=True, slots=True)
class CountPaper:
    """The PDF of a sheet."""

    number: str
    pdf: bytes
    unprintable: list[Unprintable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WrittenCount:
    """A sheet that was written to a file."""

    number: str
    path: Path


def count_sheet_pdf(context: Context, sheet: str) -> CountPaper:
    """A sheet on paper; a blind one tells no expected units. Refuses `not_found`."""
    printed, letters = printed_at(context), Letters()
    with context.database.read.connect() as connection:
        row = find_sheet(connection, sheet)
        lines = counted_lines(connection, row.id)
        codes = _item_codes(connection, {one.row.product_id for one in lines})
        place = select(Warehouse.code).where(Warehouse.id == row.warehouse_id)
        bins = [
            _bin(list(group), codes, blind=row.blind)
            for _, group in groupby(lines, lambda one: one.row.location)
        ]
        name = sheet_name(row.id)
        warehouse = connection.execute(place).scalar_one()
    made = CountSheet(name, warehouse, CountChoice(row.chosen), row.value, bins, printed)
    return CountPaper(name, render_count_sheet(made, letters.note), letters.found)


def write_count_sheet(
    context: Context, sheet: str, target: Path, *, force: bool = False
) -> WrittenCount:
    """Writes a sheet to a PDF file or into a folder; refuses what `Output` does."""
    made = count_sheet_pdf(context, sheet)
    path = Writing(context, target, force).write(f"{made.number}.pdf", made.pdf)
    return WrittenCount(made.number, path)


def _bin(lines: list[CountedLine], codes: dict[int, str], *, blind: bool) -> CountSheetBin:
    rows = [_row(one, codes, blind=blind) for one in lines]
    return CountSheetBin(lines[0].row.location, _bin_code(lines[0]), rows)


def _bin_code(line: CountedLine) -> str:
    return str(line.row.barcode or own_code(OwnKind.LOCATION, line.row.location_id))


def _row(line: CountedLine, codes: dict[int, str], *, blind: bool) -> CountPaperRow:
    row = line.row
    expected = row.on_hand if row.expected is None else row.expected
    return CountPaperRow(
        *(row.sku, row.name, codes.get(row.product_id, row.sku)),
        expected=None if blind else expected,
        lot=row.lot,
        expires_on=row.expires_on,
        picked=line.picked,
        to_pick=row.held_now,
    )


def _item_codes(connection: Connection, product_ids: set[int]) -> dict[int, str]:
    """By product the code of a piece of it; the SKU is scanned where it has none."""
    query = (
        select(Barcode.product_id, Barcode.code)
        .where(among(Barcode.product_id, product_ids), Barcode.units == 1)
        .order_by(Barcode.id.desc())
    )
    return {row.product_id: row.code for row in connection.execute(query)}
