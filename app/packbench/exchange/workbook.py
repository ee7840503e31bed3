"""The first sheet of an XLSX workbook as rows of texts.

A formula gives the value that was saved with it; it is never computed. Numbers, dates and
yes/no cells become the text that a CSV file would have for them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from packbench.domain.refusals import Code, Refusal

MAX_CELL_CHARACTERS = 131_072
"""As in the csv module; a spreadsheet program allows 32,767."""

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose first row that is not empty names the columns."""

    path: Path
    name: str
    has_neighbours: bool
    header: tuple[str, ...]
    height: int
    _cells: CalamineSheet

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header with their numbers from 1, empty ones too."""
        below = _below_header(self._cells)
        for row, values in enumerate(below, 1):
            cells = [cell_text(value) for value in values[: len(self.header)]]
            if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
                raise Refusal(Code.FIELD_TOO_LONG, file=self.path.name, line=row + 1)
            yield row, cells


def open_sheet(path: Path) -> Sheet:
    """Opens the first sheet; refuses a damaged workbook and an empty sheet."""
    try:
        book = CalamineWorkbook.from_path(path)
        sheet = book.get_sheet_by_index(0)
    except CalamineError as error:
        raise Refusal(Code.FILE_DAMAGED, file=path.name) from error
    header = next((row for row in sheet.iter_rows() if any(map(cell_text, row))), None)
    if header is None:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    names = [cell_text(value) for value in header]
    while not names[-1]:
        names.pop()
    return Sheet(path, sheet.name, len(book.sheet_names) > 1, tuple(names), sheet.height, sheet)


def _below_header(sheet: CalamineSheet) -> Iterator[Sequence[Value]]:
    rows = sheet.iter_rows()
    for row in rows:
        if any(map(cell_text, row)):
            break
    return rows


def cell_text(value: Value) -> str:
    """The text for a cell: whole numbers without a point, dates in ISO 8601, `yes` and `no`."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return _number_text(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _number_text(value: float) -> str:
    """With 15 significant digits, as a spreadsheet program shows: 3.06, not 3.0599999999999996."""
    if value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"
