"""What the reader of workbooks does not tell of cells: errors, and number formats.

python-calamine gives a cell's value, but an empty text for the error #N/A and 1067 for a cell that
shows 01067. Both stand in the workbook's XML, which is read here once more, row by row. Entities
and document types, with which XML can do harm, are refused.
"""

import posixpath
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat

from packbench.domain.refusals import Code, Refusal
from packbench.exchange.number_formats import built_in_format

_CHUNK_BYTES = 1 << 16
_PLAIN_FORMATS = ("", "general", "@")
_NUMBER, _ERROR = "n", "e"
"""Types of cells; a formula with an empty text as its result has another one."""
_YES = ("1", "true")
_MAIN_PART = "/officeDocument"
_BY_KIND = ("styles", "sharedStrings")


class CellMark(NamedTuple):
    """What a cell is besides its value.

    Attributes:
        error: the error that it shows.
        number_format: the format of its number.
        is_formula: it holds a formula whose result was not saved.
    """

    error: str = ""
    number_format: str = ""
    is_formula: bool = False


Marks = dict[int, CellMark]
"""The marked cells of a row, by column from 0."""


class RowMarks(NamedTuple):
    """A row (from 0) that has marked cells or is hidden."""

    place: int
    cells: Marks
    is_hidden: bool = False


def sheet_marks(path: Path, sheet_name: str) -> Generator[RowMarks]:
    """Yields the rows of a sheet that have marked cells or are hidden.

    Refuses (`FILE_DAMAGED`) a workbook whose parts can't be found or read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = find_parts(archive)
            formats = _formats(archive, parts.links)
            with archive.open(parts.sheet(archive, sheet_name)) as file:
                yield from _read_rows(file, formats)
    except (expat.ExpatError, KeyError, ValueError, StopIteration) as error:
        raise Refusal(Code.FILE_DAMAGED, file=path.name) from error


@dataclass(frozen=True, slots=True)
class Parts:
    """The main part of a workbook, and the parts that it names, by their ids."""

    main: str
    links: dict[str, str]

    @property
    def texts(self) -> str:
        """The part of the texts that cells share; empty where there is none."""
        return self.links.get("sharedStrings", "")

    def sheet(self, archive: zipfile.ZipFile, name: str) -> str:
        """The part of a sheet; raises KeyError or StopIteration where it can't be found."""
        return self.links[_sheet_link(archive, self.main, name)]


def find_parts(archive: zipfile.ZipFile) -> Parts:
    """Where the parts of a workbook lie; raises KeyError or StopIteration for a damaged one."""
    main = _main_part(archive)
    return Parts(main, _links(archive, main))


def _main_part(archive: zipfile.ZipFile) -> str:
    elements = _elements(archive, "_rels/.rels")
    return next(
        values["Target"].lstrip("/")
        for name, values in elements
        if name == "Relationship" and values["Type"].endswith(_MAIN_PART)
    )


def _links(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part names, by their ids; styles and shared texts by these words too."""
    folder, name = posixpath.split(part)
    links = {}
    for element, values in _elements(archive, f"{folder}/_rels/{name}.rels"):
        if element == "Relationship":
            target = values["Target"]
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            links[values["Id"]] = posixpath.normpath(path)
            kind = values["Type"].rpartition("/")[2]
            if kind in _BY_KIND:
                links[kind] = links[values["Id"]]
    return links


def _sheet_link(archive: zipfile.ZipFile, workbook: str, sheet_name: str) -> str:
    return next(
        next(value for name, value in values.items() if name.endswith(":id"))
        for element, values in _elements(archive, workbook)
        if element == "sheet" and values["name"] == sheet_name
    )


def _formats(archive: zipfile.ZipFile, links: dict[str, str]) -> dict[str, str]:
    """The number formats of those styles that have a telling one, by the style's number."""
    if "styles" not in links:
        return {}
    own: dict[str, str] = {}
    used: list[str] = []
    inside = ""
    for element, values in _elements(archive, links["styles"]):
        if element == "numFmt":
            own[values["numFmtId"]] = values["formatCode"]
        elif element in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = element
        elif element == "xf" and inside == "cellXfs":
            used.append(values.get("numFmtId", "0"))
    codes = (own.get(one, built_in_format(int(one))) for one in used)
    return {str(n): code for n, code in enumerate(codes) if code.lower() not in _PLAIN_FORMATS}


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a part, in order, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = safe_parser()
    parser.StartElementHandler = lambda name, values: found.append((local_name(name), values))
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK_BYTES):
            parser.Parse(chunk)
            yield from found
            found.clear()
    parser.Parse(b"", True)


def safe_parser() -> expat.XMLParserType:
    """A parser that raises ValueError for a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a workbook's XML has no document type")


def local_name(name: str) -> str:
    """The name of an element without that of its namespace."""
    return name.rpartition(":")[2]


def _read_rows(file: IO[bytes], formats: dict[str, str]) -> Iterator[RowMarks]:
    rows = _Rows(formats)
    while chunk := file.read(_CHUNK_BYTES):
        rows.feed(chunk)
        yield from rows.finished
        rows.finished.clear()


class _Rows:
    """Follows the elements of a sheet and keeps the marked cells of its rows."""

    def __init__(self, formats: dict[str, str]) -> None:
        self._formats = formats
        self._row = self._column = -1
        self._marks: Marks = {}
        self._is_hidden = False
        self._kind = ""
        self._value: list[str] | None = None
        """The value of a cell with an error or a formula, as it comes in."""
        self.finished: list[RowMarks] = []
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes of the sheet."""
        self._parser.Parse(chunk)

    def _start(self, name: str, values: dict[str, str]) -> None:
        element = local_name(name)
        if element == "c":
            self._start_cell(values)
        elif element == "row":
            self._row = int(values["r"]) - 1 if "r" in values else self._row + 1
            self._column = -1
            self._is_hidden = values.get("hidden", "0") in _YES
        elif element == "f" and self._kind == _NUMBER:
            self._value = []
        elif element == "v" and self._value is not None:
            self._parser.CharacterDataHandler = self._value.append

    def _start_cell(self, values: dict[str, str]) -> None:
        place = values.get("r")
        self._column = column_of(place) if place else self._column + 1
        self._kind = values.get("t", _NUMBER)
        if self._kind == _ERROR:
            self._value = []
        elif self._kind == _NUMBER:
            code = self._formats.get(values.get("s", "0"))
            if code:
                self._marks[self._column] = CellMark(number_format=code)

    def _end(self, name: str) -> None:
        element = local_name(name)
        if element == "c" and self._value is not None:
            self._end_cell("".join(self._value))
        elif element == "row" and (self._marks or self._is_hidden):
            self.finished.append(RowMarks(self._row, self._marks, self._is_hidden))
            self._marks = {}

    def _end_cell(self, value: str) -> None:
        self._parser.CharacterDataHandler = None
        self._value = None
        if self._kind == _ERROR:
            self._marks[self._column] = CellMark(error=value)
        elif not value:
            self._marks[self._column] = CellMark(is_formula=True)


def column_of(place: str) -> int:
    """The column from 0 of a place such as B7."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
