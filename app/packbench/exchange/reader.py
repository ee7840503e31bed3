"""Tables from CSV and XLSX files: a header, and rows of texts that are read anew each time.

**Row numbers** count the rows below the header from 1, as `rows` in a result does. Empty rows are
passed over and still counted, so row n stands in row n + 1 of a spreadsheet program. **Lines**,
told where a whole file is refused, are those of a text editor: the header is line 1.
"""

import csv
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BufferedIOBase, TextIOWrapper
from pathlib import Path

from packbench.domain.refusals import Code, Refusal
from packbench.exchange import workbook
from packbench.exchange.encodings import UTF_8, Encoding, find_encoding
from packbench.exchange.formulas import restored
from packbench.exchange.sources import is_workbook, reading, unpacked
from packbench.words.language import tr

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is (bytes of the file, or rows)."""

REJECT_COLUMN = "rejected_because"
"""The column that a file of rejected rows has more; it is no part of the data."""

MAX_LINE_CHARACTERS = 1_000_000
ROWS_BETWEEN_REPORTS = 4096
_DELIMITERS = ",;\t"
_OTHER_DELIMITERS = "|:^~#"


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file that can be read as often as needed.

    Attributes:
        header: the names of the columns as they are written.
        notes: sentences about how the file was read, where that was not a matter of course.
    """

    path: Path
    header: tuple[str, ...]
    notes: tuple[str, ...]
    _read: Callable[[Progress | None], Generator[tuple[int, list[str]]]]

    def rows(self, on_progress: Progress | None = None) -> Generator[tuple[int, list[str]]]:
        """Yields (row number, cells), also of rows with fewer or more cells than the header.

        Surplus empty cells are dropped. Refuses what makes the whole file doubtful.
        """
        return self._read(on_progress)


def open_table(path: Path, known: Collection[str] = ()) -> Table:
    """Opens an XLSX workbook or a CSV file (comma, semicolon or tab), also packed (`sources`).

    Args:
        path: the file.
        known: names of columns that may be expected; they help to tell the delimiter.

    Refuses a missing, unreadable, empty, binary or damaged file, one whose delimiter can't be told,
    and one with two columns of one name.
    """
    with reading(path):
        table = _open_workbook(path) if is_workbook(path) else _open_csv(path, known)
    _refuse_doubles(table)
    return table


def _open_workbook(path: Path) -> Table:
    sheet = workbook.open_sheet(path)
    notes = (
        (tr("Only the first sheet, “{sheet}”, was read.").format(sheet=sheet.name),)
        if sheet.has_neighbours
        else ()
    )

    def read(on_progress: Progress | None) -> Generator[tuple[int, list[str]]]:
        for row, cells in sheet.rows():
            if on_progress and row % ROWS_BETWEEN_REPORTS == 0:
                on_progress(row, sheet.height)
            if any(cells):
                yield row, cells

    return Table(path, sheet.header, notes, read)


def _refuse_doubles(table: Table) -> None:
    seen: set[str] = set()
    for name in table.header:
        key = name.strip().casefold()
        if key and key in seen:
            raise Refusal(Code.COLUMN_TWICE, file=table.path.name, column=name.strip())
        seen.add(key)


def _open_csv(path: Path, known: Collection[str]) -> Table:
    encoding = find_encoding(path)
    with unpacked(path) as source, closing(_text(source.plain, encoding)) as text:
        delimiter = _find_delimiter(path, _first_line(path, text), known)
    file = _CsvFile(path, encoding, delimiter)
    with closing(file.records(None)) as records:
        header = next(records, None)
    if header is None:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    told = tr("The file was read as {encoding}.").format(encoding=encoding.name)
    notes = () if encoding.name == UTF_8.name else (told,)
    return Table(path, tuple(header), notes, file.rows)


def _text(plain: BufferedIOBase, encoding: Encoding) -> TextIOWrapper:
    # typeshed asks for a `name` that reading does not need
    return TextIOWrapper(plain, encoding=encoding.codec, newline="")  # type: ignore[arg-type]


def _first_line(path: Path, text: TextIOWrapper) -> str:
    for line in _Lines(path, text):
        if line.strip():
            return line
    raise Refusal(Code.FILE_EMPTY, file=path.name)


def _find_delimiter(path: Path, line: str, known: Collection[str]) -> str:
    """The delimiter that gives the most known names, and of equals the most columns."""
    names = {name.casefold() for name in known}

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(cell.strip().casefold() in names for cell in cells), len(cells)

    best = max(_DELIMITERS, key=worth)
    known_names, columns = worth(best)
    if columns == 1 and not known_names and any(mark in line for mark in _OTHER_DELIMITERS):
        raise Refusal(Code.DELIMITER_UNKNOWN, file=path.name)
    return best


class _Lines:
    """The lines of a text, none endless; knows whether the last one was written to its end."""

    def __init__(self, path: Path, text: TextIOWrapper) -> None:
        self._path = path
        self._text = text
        self.number = 0
        self.complete = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self.number += 1
        self.complete = line[-1] in "\r\n"
        if len(line) == MAX_LINE_CHARACTERS and not self.complete:
            raise Refusal(Code.FIELD_TOO_LONG, file=self._path.name, line=self.number)
        return line


@dataclass(frozen=True, slots=True)
class _CsvFile:
    """A CSV file whose encoding and delimiter are known."""

    path: Path
    encoding: Encoding
    delimiter: str

    def rows(self, on_progress: Progress | None) -> Generator[tuple[int, list[str]]]:
        """The rows below the header with their numbers."""
        with closing(self.records(on_progress)) as records:
            width = len(next(records))
            for row, cells in enumerate(records, 1):
                if not any(cells):
                    continue
                if len(cells) > width and not any(cells[width:]):
                    del cells[width:]
                yield row, cells

    def records(self, on_progress: Progress | None) -> Generator[list[str]]:
        """All records from the header on; refuses a half-written last one."""
        with reading(self.path), unpacked(self.path) as source:
            size = self.path.stat().st_size
            with closing(_text(source.plain, self.encoding)) as text:
                lines = _Lines(self.path, text)
                width = 0
                for count, cells in enumerate(self._parsed(lines)):
                    if not width:  # empty lines before the header
                        if not any(cells):
                            continue
                        width = len(cells)
                    if len(cells) < width and not lines.complete:
                        raise Refusal(Code.FILE_TRUNCATED, file=self.path.name, line=lines.number)
                    if on_progress and count % ROWS_BETWEEN_REPORTS == 0:
                        on_progress(source.stored.tell(), size)
                    yield cells

    def _parsed(self, lines: _Lines) -> Iterator[list[str]]:
        parser = csv.reader(lines, delimiter=self.delimiter, strict=True)
        try:
            for cells in parser:
                if any(cell[:1] == "'" for cell in cells):
                    yield [restored(cell) for cell in cells]
                else:
                    yield cells
        except csv.Error as error:
            raise Refusal(_what_csv_means(error), file=self.path.name, line=lines.number) from error


def _what_csv_means(error: csv.Error) -> Code:
    """Which of the three troubles the csv module tells only in words."""
    words = str(error)
    if "field limit" in words:
        return Code.FIELD_TOO_LONG
    if "unexpected end" in words:
        return Code.FILE_TRUNCATED
    return Code.FILE_QUOTES
