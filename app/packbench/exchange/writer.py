"""Tables to CSV and XLSX files that can be imported again.

CSV is UTF-8 without byte order mark, with commas and CRLF line ends (RFC 4180); a text that a
spreadsheet program would compute gets an apostrophe before it (`formulas`). In XLSX, numbers and
dates are such, and texts are always texts. A moment in whole seconds is a date there too, in the
company's time zone, as the import takes it; a finer one, which a cell would round, and one in the
hour that a clock shows twice are texts.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from packbench.domain.files import FileTrouble
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.formulas import neutralised
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.exchange.zone import as_written

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | dt.date | tuple[str, ...] | None
"""What a cell may hold: `bool` is yes or no, a `datetime` is aware, a tuple is joined with `;`."""

_XLSX = ".xlsx"
TABLE_ENDINGS = (".csv", _XLSX)
"""How the names of tables end that can be written."""
_EXACT_DIGITS = 15
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_FIRST_EXCEL_YEAR = 1901


def write_table(output: Output, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Writes a header and rows, to XLSX or CSV as the name ends; returns how many rows.

    Refuses (`CANNOT_WRITE`) a name that ends otherwise. Refuses and raises as `replacing` does.
    """
    output.require_ending(*TABLE_ENDINGS)
    with replacing(output) as draft:
        if output.path.suffix.lower() == _XLSX:
            return _write_xlsx(draft, output.path, columns, rows)
        return _write_csv(draft, columns, rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            count += 1
    return count


def _csv_cell(value: Value) -> str:
    text = value_text(value)
    return neutralised(text) if isinstance(value, str | tuple) else text


def value_text(value: Value) -> str:
    """The text of a value as the import reads it; NUL, which no text file can hold, is dropped."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case Decimal():
            text = f"{value:f}"
        case float():
            text = f"{Decimal(str(value)):f}"
        case dt.datetime():
            text = value.astimezone(dt.UTC).isoformat()
        case dt.date():
            text = value.isoformat()
        case tuple():
            text = ";".join(value)
        case _:
            text = str(value)
    return text.replace("\0", "")


def _write_xlsx(
    draft: Path, path: Path, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> int:
    packed = BytesIO()  # XlsxWriter's own file would go on writing when the disk is full
    count = 0
    with _workbook(packed) as book:
        day, moment = (book.add_format({"num_format": form}) for form in (_DAY, _MOMENT))
        sheet = _Sheet(book.add_worksheet(), path, day, moment)
        sheet.write_row(0, columns)
        for count, row in enumerate(rows, 1):
            sheet.write_row(count, row)
    draft.write_bytes(packed.getbuffer())
    return count


@contextmanager
def _workbook(file: BytesIO) -> "Iterator[Workbook]":
    """A workbook that keeps few rows in memory and raises the system's own errors."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to load, and most tables are no workbook
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    try:
        with Workbook(file, {"constant_memory": True}) as book:
            yield book
    except FileCreateError as error:
        raise error.args[0] from error


class _Sheet:
    """A worksheet that refuses what XlsxWriter would leave out without a word."""

    def __init__(self, sheet: "Worksheet", path: Path, day: "Format", moment: "Format") -> None:
        self._sheet = sheet
        self._path = path
        self._day = day
        self._moment = moment

    def write_row(self, row: int, values: Sequence[Value]) -> None:
        """Writes one row, the header being row 0."""
        for column, value in enumerate(values):
            if self._write(row, column, value):
                reason, file = FileTrouble.BEYOND_A_SHEET, self._path.name
                raise Refusal(Code.CANNOT_WRITE, file=file, reason=reason, row=row)

    def _write(self, row: int, column: int, value: Value) -> int:
        if _is_excel_number(value):
            return int(self._sheet.write_number(row, column, value))
        if type(value) is dt.date and value.year >= _FIRST_EXCEL_YEAR:
            return int(self._sheet.write_datetime(row, column, value, self._day))
        if _is_excel_moment(value) and (there := as_written(value)):  # a cell has no time zone
            return int(self._sheet.write_datetime(row, column, there, self._moment))
        return int(self._sheet.write_string(row, column, value_text(value)))


def _is_excel_moment(value: Value) -> TypeGuard[dt.datetime]:
    if not isinstance(value, dt.datetime) or value.microsecond:
        return False
    return value.year > _FIRST_EXCEL_YEAR  # elsewhere it may be the year before


def _is_excel_number(value: Value) -> bool:
    """Whether a cell can hold the number without losing a digit."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    digits = Decimal(str(value)).normalize().as_tuple().digits
    return len(digits) <= _EXACT_DIGITS
