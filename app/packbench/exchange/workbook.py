"""The first sheet of an XLSX workbook that can be seen, as rows of texts.

A formula gives the value that was saved with it; it is never computed. Numbers, dates and
yes/no cells become the text that a CSV file would have for them, errors the word that they show.
A number in a column of texts becomes what the sheet shows for it (`number_formats`): 01067.
"""

import datetime as dt
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from packbench.domain.catalog import code_key
from packbench.domain.files import FileTrouble
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.number_formats import is_scaled, shown_number
from packbench.exchange.sheet_marks import CellMark, Marks, RowMarks, sheet_marks
from packbench.exchange.workbook_limits import Limits

MAX_CELL_CHARACTERS = 131_072
"""As in the csv module; a spreadsheet program allows 32,767."""
_EXACT_BELOW = 1e15
"""A spreadsheet program keeps 15 digits of a number; those behind them are lost."""
_DAMAGED = (
    *(expat.ExpatError, KeyError, ValueError, StopIteration),
    *(EOFError, struct.error, zlib.error, zipfile.BadZipFile),
)
_PANIC = "PanicException"
"""What calamine raises where it finds itself in a state that can't be; it is no Exception."""
_UNMARKED: Marks = {}
_NO_ROW = RowMarks(-1, _UNMARKED)

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


class DateText(str):
    """The text of a cell that holds a date or a time of day, not a text that looks like one."""

    __slots__ = ()


class NumberText(str):
    """The text of a cell that holds a number: digits with a point, whatever a profile expects."""

    __slots__ = ()


class YesNoText(str):
    """The text of a cell that holds TRUE or FALSE."""

    __slots__ = ()


class FormulaText(str):
    """The text of a formula whose result was not saved with it."""

    __slots__ = ()


class FormattedText(str):
    """The text of a number that the sheet shows otherwise, in a way that can't be told."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose first row that is not empty names the columns.

    Attributes:
        notes: what is told of the sheets that were not read.
        hidden_rows: the numbers of those that nobody sees and that are not empty, once all were
            read.
    """

    path: Path
    name: str
    notes: tuple[Note, ...]
    header: tuple[str, ...]
    height: int
    _cells: CalamineSheet
    _header_row: int
    _numbers: frozenset[int]
    hidden_rows: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header with their numbers from 1, empty ones too."""
        first_column = (self._cells.start or (0, 0))[1]
        below = self._header_row + 1
        with closing(sheet_marks(self.path, self.name)) as marks:
            marked = next(marks, _NO_ROW)
            self.hidden_rows.clear()
            for place, values in enumerate(self._cells.iter_rows()):
                while -1 < marked.place < place:
                    marked = next(marks, _NO_ROW)
                if place < below:
                    continue
                told = marked if marked.place == place else _NO_ROW
                cells = self._texts(place, values, told.cells, first_column)
                if told.is_hidden and any(cells):
                    self.hidden_rows.append(place - self._header_row)
                yield place - self._header_row, cells

    def _texts(
        self, place: int, values: Sequence[Value], marks: Marks, first_column: int
    ) -> list[str]:
        cells = [cell_text(value) for value in values[: len(self.header)]]
        for column, mark in marks.items():
            at = column - first_column
            if 0 <= at < len(cells):
                cells[at] = _marked_text(values[at], mark, is_number=at in self._numbers)
        if any(len(cell) > MAX_CELL_CHARACTERS for cell in cells):
            raise Refusal(Code.FIELD_TOO_LONG, file=self.path.name, line=place + 1)
        return cells


def open_sheet(path: Path, numbers: Collection[str] = ()) -> Sheet:
    """Opens the first sheet that can be seen and is not empty.

    Args:
        path: the workbook.
        numbers: columns of which the number counts, not how it is shown.

    Refuses a damaged workbook, one with a password, one that is too large (`workbook_limits`), and
    one without such a sheet.
    """
    limits = Limits.of(path)
    with _damage_told(path):
        limits.require_small()
        book = CalamineWorkbook.from_path(path)
        limits.require_few_sheets(len(book.sheets_metadata))
        seen = [one for one in book.sheets_metadata if _is_seen(one)]
        sheets = ((one, _load(book, one.name, limits)) for one in seen)
        found = next(((one, sheet) for one, sheet in sheets if sheet.height), None)
    header = _header(found[1]) if found else None
    if found is None or header is None:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    chosen, sheet = found
    header_row, names = header
    wanted = {code_key(name) for name in numbers}
    places = frozenset(place for place, name in enumerate(names) if code_key(name) in wanted)
    notes = tuple(_notes(chosen, book.sheets_metadata))
    return Sheet(path, chosen.name, notes, names, sheet.height, sheet, header_row, places)


def _load(book: CalamineWorkbook, name: str, limits: Limits) -> CalamineSheet:
    """Takes a sheet into memory, after a look at how much that is."""
    limits.require_few_cells(name)
    return book.get_sheet_by_name(name)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Turns what the readers of workbooks raise for a damaged one into refusals."""
    try:
        yield
    except PasswordError as error:
        reason = FileTrouble.LOCKED
        raise Refusal(Code.FILE_UNREADABLE, file=path.name, reason=reason) from error
    except (*_DAMAGED, CalamineError) as error:
        raise Refusal(Code.FILE_DAMAGED, file=path.name) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise Refusal(Code.FILE_DAMAGED, file=path.name) from error


def _is_seen(sheet: SheetMetadata) -> bool:
    return sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible


def _notes(chosen: SheetMetadata, sheets: Sequence[SheetMetadata]) -> Iterator[Note]:
    others = [one for one in sheets if one.name != chosen.name]
    if any(_is_seen(one) for one in others):
        yield note(Said.FIRST_SHEET_ONLY, sheet=chosen.name)
    hidden = [one.name for one in others if one.visible is not SheetVisibleEnum.Visible]
    if hidden:
        yield note(Said.SHEETS_HIDDEN, sheets=[f"“{name}”" for name in hidden])


def _header(sheet: CalamineSheet) -> tuple[int, tuple[str, ...]] | None:
    """The place of the first row that is not empty, and its texts."""
    for place, row in enumerate(sheet.iter_rows()):
        names = [cell_text(value) for value in row]
        if any(names):
            while not names[-1]:
                names.pop()
            return place, tuple(names)
    return None


def cell_text(value: Value) -> str:
    """The text for a cell: whole numbers without a point, dates in ISO 8601, `yes` and `no`."""
    match value:
        case str():
            return value
        case bool():
            return YesNoText("yes" if value else "no")
        case float():
            return NumberText(_number_text(value))
        case int():
            return str(value)
        case _:
            return _date_text(value)


def _date_text(value: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.timedelta):
        return DateText(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return DateText(value.date().isoformat())
    return DateText(value.isoformat())


def _number_text(value: float) -> str:
    """With 15 significant digits, as a spreadsheet program shows: 3.06, not 3.0599999999999996.

    A larger number is written as such programs do, 1.23456789012346E+17: its last digits are lost.
    """
    if abs(value) >= _EXACT_BELOW:
        return f"{value:.15G}"
    if value.is_integer():
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


def _marked_text(value: Value, mark: CellMark, *, is_number: bool) -> str:
    """The text of a cell that is more than its value."""
    if mark.error:
        return mark.error
    if mark.is_formula:
        return FormulaText("=")
    plain = cell_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return plain
    if is_number and not is_scaled(mark.number_format):
        return plain
    if abs(value) >= _EXACT_BELOW:
        return plain
    shown = shown_number(value, mark.number_format)
    return FormattedText(plain) if shown is None else shown
