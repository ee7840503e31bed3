"""Lines of text become records: where fields end, and what a quote means there.

With commas and semicolons a field that begins with a quote goes on to its closing quote, over
delimiters and line ends (RFC 4180). Reports with tabs are of two kinds, and no byte says which:
spreadsheet programs quote, marketplaces never do (`12" pan`, `"Premium mug`). There a line with as
many fields as the header is a record, whatever its quotes; only where lines do not come out so, a
quoted field may hold tabs or line ends. No line is ever drawn into the quote of another one:
where both readings are possible, the file is refused.
"""

import csv
import enum
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TAB = "\t"
_MOST_LINES = 500
"""A quoted field with more line ends than this is a quote that nobody closed."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_FEWEST_FIELDS = 3
"""With fewer, a comma in a text makes a line look like a record too easily."""


class Quoting(enum.StrEnum):
    """What a quote at the beginning of a field means."""

    AUTO = "auto"
    DOUBLED = "doubled"
    NONE = "none"


class QuoteError(Exception):
    """A quote that can be read in two ways."""


@dataclass(slots=True)
class Lines:
    """Lines that can be looked at before they are taken.

    Attributes:
        number: how many were taken.
        complete: whether the last one was written to its end.
        taken: the lines of the record that is being read.
    """

    source: Iterator[str]
    number: int = 0
    complete: bool = True
    taken: list[str] = field(default_factory=list)
    _ahead: deque[str] = field(default_factory=deque)

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self.source)
        self.number += 1
        self.complete = line[-1] in "\r\n"
        self.taken.append(line)
        return line

    def upcoming(self) -> Iterator[str]:
        """The lines that come, without taking them."""
        place = 0
        while place < _MOST_LINES:
            if place == len(self._ahead):
                line = next(self.source, None)
                if line is None:
                    return
                self._ahead.append(line)
            yield self._ahead[place]
            place += 1


def split_records(lines: Lines, delimiter: str, quoting: Quoting) -> Iterator[list[str]]:
    """The records of a text. Raises `csv.Error` and `QuoteError` for quotes that can't be read."""
    if quoting is Quoting.NONE:
        return _split_plainly(lines, delimiter)
    if quoting is Quoting.AUTO and delimiter == TAB:
        return _TabRecords(lines).records()
    parsed = csv.reader(lines, delimiter=delimiter, strict=True)
    return parsed if quoting is Quoting.DOUBLED else _watched(lines, parsed, delimiter)


def _split_plainly(lines: Lines, delimiter: str) -> Iterator[list[str]]:
    for line in lines:
        yield _fields(line, delimiter)
        lines.taken.clear()


def _fields(line: str, delimiter: str) -> list[str]:
    bare = line.rstrip("\r\n")
    return bare.split(delimiter) if bare else []


def _watched(lines: Lines, parsed: Iterator[list[str]], delimiter: str) -> Iterator[list[str]]:
    """Refuses a record that took in lines which are records of their own, were quotes no quotes.

    A file that has proved before that it quotes (a delimiter or a quote inside a quoted field) is
    believed.
    """
    width, proved, taken = 0, False, lines.taken
    for cells in parsed:
        width = width or len(cells)
        if len(taken) > 1:
            alike = all(len(_fields(line, delimiter)) == width for line in taken)
            if alike and not proved and width >= _FEWEST_FIELDS:
                raise QuoteError
        elif not proved and '"' in taken[0]:
            proved = len(cells) == width and cells != _fields(taken[0], delimiter)
        taken.clear()
        yield cells


class _TabRecords:
    """The records of a text with tabs."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._width = 0

    def records(self) -> Iterator[list[str]]:
        """One after the other."""
        for line in self._lines:
            fields = _fields(line, TAB)
            yield self._record(line, fields) if '"' in line else fields
            self._width = self._width or len(fields)
            self._lines.taken.clear()

    def _record(self, line: str, fields: list[str]) -> list[str]:
        if self._width and len(fields) != self._width:
            quoted = _parsed(line)
            if quoted is not None and len(quoted) == self._width:
                return quoted
        if self._width and fields[-1].startswith('"') and not _QUOTED.fullmatch(fields[-1]):
            joined = self._joined(line, is_record=len(fields) == self._width)
            if joined:
                return joined
        return [_unquoted(text) for text in fields]

    def _joined(self, line: str, *, is_record: bool) -> list[str] | None:
        """The record of this line and those that its last field goes on in; None if it ends here.

        Lines that follow and are records by themselves are not part of it.
        """
        text, doubtful = line, False
        for count, following in enumerate(self._lines.upcoming(), 1):
            text += following
            doubtful = doubtful or len(_fields(following, TAB)) == self._width
            if doubtful and is_record:
                return None
            cells = _parsed(text) if '"' in following else None
            if cells is None:
                continue
            if len(cells) != self._width:
                return None
            if doubtful:
                raise QuoteError
            for _ in range(count):
                next(self._lines)
            return cells
        return None


def _parsed(text: str) -> list[str] | None:
    """The fields of a text that is one record with quotes as RFC 4180 has them; None if it isn't.

    A quote in the middle of a field has no place there.
    """
    try:
        records = list(csv.reader(_kept_lines(text), delimiter=TAB, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _kept_lines(text: str) -> Iterable[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def _unquoted(text: str) -> str:
    is_quoted = text.startswith('"') and len(text) > 1 and _QUOTED.fullmatch(text)
    return text[1:-1].replace('""', '"') if is_quoted else text
