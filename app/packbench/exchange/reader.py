"""Tables from CSV and XLSX files: a header, and rows of texts that are read anew each time.

**Row numbers** count the rows below the header from 1, as `rows` in a result does. Empty rows are
passed over and still counted, so row n stands in row n + 1 of a spreadsheet program. **Lines**,
told where a whole file is refused, are those of a text editor: the header is line 1.
"""

import codecs
import csv
import re
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import BufferedIOBase, TextIOWrapper
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.exchange import workbook
from packbench.exchange.encodings import UTF_8, Encoding, find_encoding
from packbench.exchange.footers import Footers
from packbench.exchange.formulas import may_be_wrapped, unwrapped
from packbench.exchange.sources import is_workbook, reading, refuse_other_kinds, unpacked
from packbench.exchange.splitting import Lines, QuoteError, Quoting, split_records
from packbench.exchange.unseen import seen_code

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is (bytes of the file, or rows)."""
Dispensable = Callable[[list[str]], bool]
"""Whether a row with too few cells may be missing without harm."""

REJECT_COLUMN = "rejected_because"
"""The column that a file of rejected rows has more; it is no part of the data."""

MAX_LINE_CHARACTERS = 1_000_000
ROWS_BETWEEN_REPORTS = 4096
_DELIMITERS = ",;\t"
_OTHER_DELIMITERS = "|:^~#"
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?[,;\s]*', re.IGNORECASE)
"""The line by which spreadsheet programs are told the delimiter; it is no part of the table.

A program that took it for a row has filled it up with delimiters.
"""
_DOS_END = "\x1a"
_FOOTER_CHARACTERS = 200
_HEAD_BYTES = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a file before it is opened.

    Attributes:
        known: names of columns that may be expected; they help to tell the delimiter.
        numbers: columns of which the number counts, not how a spreadsheet shows it.
        encoding: of a text file, None to find out.
        quoting: of a text file.
    """

    known: Collection[str] = ()
    numbers: Collection[str] = ()
    encoding: Encoding | None = None
    quoting: Quoting = Quoting.AUTO


_ANY = Reading()


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file that can be read as often as needed.

    Attributes:
        header: the names of the columns as they are written.
        notes: what is told of how the file was read, where that was not a matter of course.
        is_typed: whether cells may be dates and numbers (`workbook`), not only texts.
        footer: the lines below the table, once all of it was read.
        hidden_rows: the numbers of rows that a sheet hides, once all of it was read.
    """

    path: Path
    header: tuple[str, ...]
    notes: tuple[Note, ...]
    _read: Callable[[Progress | None, Dispensable], Generator[tuple[int, list[str]]]]
    is_typed: bool = False
    footer: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def rows(
        self,
        on_progress: Progress | None = None,
        dispensable: Dispensable = lambda _cells: False,
    ) -> Generator[tuple[int, list[str]]]:
        """Yields (row number, cells), also of rows with fewer or more cells than the header.

        Surplus empty cells are dropped. Refuses what makes the whole file doubtful, as a last line
        that breaks off and is not `dispensable`.
        """
        return self._read(on_progress, dispensable)

    def doubled(self, columns: Collection[str]) -> str | None:
        """The first of these columns that the table has twice."""
        wanted = {code_key(name) for name in columns}
        seen: set[str] = set()
        for name in self.header:
            key = code_key(name)
            if key in seen and key in wanted:
                return name.strip()
            seen.add(key)
        return None

    def late_notes(self) -> Iterator[Note]:
        """What is told of the table once all of it was read: hidden rows, lines below it."""
        if self.hidden_rows:
            hidden = self.hidden_rows
            yield note(Said.ROWS_HIDDEN, count=len(hidden), first=hidden[0])
        if self.footer:
            words = " / ".join(self.footer)[:_FOOTER_CHARACTERS]
            yield note(Said.BELOW_THE_TABLE, words=words)


def open_table(path: Path, how: Reading = _ANY) -> Table:
    """Opens an XLSX workbook or a CSV file (comma, semicolon or tab), also packed (`sources`).

    Refuses a missing, unreadable, empty, binary or damaged file, one of another kind, and one whose
    delimiter or quotes can't be told.
    """
    with reading(path):
        if is_workbook(path):
            return _open_workbook(path, how)
        refuse_other_kinds(path)
        return _open_csv(path, how)


def _open_workbook(path: Path, how: Reading) -> Table:
    sheet = workbook.open_sheet(path, how.numbers)

    def read(on_progress: Progress | None, _: Dispensable) -> Generator[tuple[int, list[str]]]:
        with reading(path):
            for row, cells in sheet.rows():
                if on_progress and row % ROWS_BETWEEN_REPORTS == 0:
                    on_progress(row, sheet.height)
                if any(cells):
                    yield row, cells

    header = tuple(map(seen_code, sheet.header))
    return Table(path, header, sheet.notes, read, is_typed=True, hidden_rows=sheet.hidden_rows)


def _open_csv(path: Path, how: Reading) -> Table:
    own = _is_own(path)
    wanted = (how.encoding,) if how.encoding else ()
    found = find_encoding(path, (UTF_8, *wanted) if own and wanted else wanted)
    with unpacked(path) as source, closing(_text(source.plain, found.encoding)) as text:
        first, second = _first_lines(path, text)
    named = _NAMED_DELIMITER.fullmatch(first)
    if named and not second:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    if named and named[1] in second:
        delimiter = named[1]
    else:  # none is named, or the file was saved with another one since
        delimiter = _find_delimiter(path, second if named else first, how.known)
    footer: list[str] = []
    quoting = Quoting.AUTO if own else how.quoting
    file = _CsvFile(path, found.encoding, delimiter, quoting, bool(named), footer)
    with closing(file.records(None)) as records:
        header = next(records, None)
    if header is None:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    told = note(Said.READ_AS, encoding=found.encoding.name)
    read_otherwise = found.encoding.name != UTF_8.name
    notes = (*((told,) if read_otherwise else ()), *((found.doubt,) if found.doubt else ()))
    return Table(path, tuple(map(seen_code, header)), notes, file.rows, footer=footer)


def _is_own(path: Path) -> bool:
    """Whether it is a file of rejected rows: CSV in UTF-8, whatever its source was."""
    with unpacked(path) as source:
        head = source.plain.read(_HEAD_BYTES)
    return head.removeprefix(codecs.BOM_UTF8).lstrip(b'"').startswith(REJECT_COLUMN.encode())


def _text(plain: BufferedIOBase, encoding: Encoding) -> TextIOWrapper:
    # typeshed asks for a `name` that reading does not need
    return TextIOWrapper(plain, encoding=encoding.codec, newline="")  # type: ignore[arg-type]


def _first_lines(path: Path, text: TextIOWrapper) -> tuple[str, str]:
    """The first two lines that are not empty; the second may be missing."""
    lines = [line for line, _ in zip(_filled(path, text), range(2), strict=False)]
    if not lines:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    return lines[0], lines[1] if len(lines) > 1 else ""


def _filled(path: Path, text: TextIOWrapper) -> Iterator[str]:
    return (line for line in _read_lines(path, text) if line.strip())


def _find_delimiter(path: Path, line: str, known: Collection[str]) -> str:
    """The delimiter that gives the most known names, and of equals the most columns."""
    names = {code_key(name) for name in known}

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(code_key(cell) in names for cell in cells), len(cells)

    best = max(_DELIMITERS, key=worth)
    known_names, columns = worth(best)
    if columns == 1 and not known_names and any(mark in line for mark in _OTHER_DELIMITERS):
        raise Refusal(Code.DELIMITER_UNKNOWN, file=path.name)
    return best


def _read_lines(path: Path, text: TextIOWrapper) -> Iterator[str]:
    """The lines of a text, none endless, without the mark by which DOS ends a file."""
    number = 0
    line = text.readline(MAX_LINE_CHARACTERS)
    while line:
        number += 1
        if len(line) == MAX_LINE_CHARACTERS and line[-1] not in "\r\n":
            raise Refusal(Code.FIELD_TOO_LONG, file=path.name, line=number)
        following = text.readline(MAX_LINE_CHARACTERS)
        if _DOS_END in line and not following.strip():
            bare = line.rstrip(f"{_DOS_END}\r\n")
            if bare:
                yield f"{bare}\n"
        else:
            yield line
        line = following


@dataclass(frozen=True, slots=True)
class _CsvFile:
    """A CSV file whose encoding and delimiter are known; `footer` takes what is below the table."""

    path: Path
    encoding: Encoding
    delimiter: str
    quoting: Quoting
    names_delimiter: bool
    footer: list[str]

    def rows(
        self, on_progress: Progress | None, dispensable: Dispensable
    ) -> Generator[tuple[int, list[str]]]:
        """The rows below the header with their numbers."""
        footers = Footers(0)

        def may_break_off(cells: list[str]) -> bool:
            return footers.may_hold(cells) or dispensable(cells)

        with closing(self.records(on_progress, may_break_off)) as records:
            width = len(next(records))
            footers = Footers(width)
            for row, cells in enumerate(records, 1):
                if not any(cells) or (len(cells) < width and not any(map(str.strip, cells))):
                    footers.empty_line()
                    continue
                if len(cells) > width and not any(cells[width:]):
                    del cells[width:]
                if footers.can_come:
                    yield from footers.sort((row, cells))
                else:
                    footers.has_rows = True
                    yield row, cells
            self.footer[:] = footers.lines()

    def records(
        self, on_progress: Progress | None, dispensable: Dispensable = lambda _cells: True
    ) -> Generator[list[str]]:
        """All records from the header on; refuses a half-written last one."""
        with reading(self.path), unpacked(self.path) as source:
            size = self.path.stat().st_size
            with closing(_text(source.plain, self.encoding)) as text:
                lines = Lines(_read_lines(self.path, text))
                width = 0
                for count, cells in enumerate(self._parsed(lines)):
                    if not width:  # empty lines before the header
                        if not any(cells):
                            continue
                        width = len(cells)
                    if len(cells) < width and not lines.complete and not dispensable(cells):
                        raise Refusal(Code.FILE_TRUNCATED, file=self.path.name, line=lines.number)
                    if on_progress and count % ROWS_BETWEEN_REPORTS == 0:
                        on_progress(source.stored.tell(), size)
                    yield cells

    def _parsed(self, lines: Lines) -> Iterator[list[str]]:
        try:
            if self.names_delimiter:
                next(line for line in lines if line.strip())
                lines.taken.clear()
            for cells in split_records(lines, self.delimiter, self.quoting):
                if may_be_wrapped("".join(cells)):
                    yield [unwrapped(cell) for cell in cells]
                else:
                    yield cells
        except QuoteError as error:
            raise Refusal(Code.FILE_QUOTES, file=self.path.name, line=lines.number) from error
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
