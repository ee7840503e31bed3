"""How much a workbook may ask for, found out before any of it is taken into memory.

A file of a few kilobytes can hold one cell in the last corner of a sheet, for which the reader of
workbooks would make room for all cells before it, or gigabytes of blanks. What an archive says of
its sizes may be false, so each part is unpacked once, in pieces that are thrown away.
"""

import struct
import time
import zipfile
import zlib
from array import array
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from packbench.domain.files import FileTrouble
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.sheet_marks import (
    Parts,
    column_of,
    find_parts,
    local_name,
    safe_parser,
)

MAX_PARTS = 5_000
MAX_SHEETS = 1_000
MAX_CELLS = 5_000_000
"""In the rectangle from the first to the last cell that holds something."""
MAX_UNPACKED_BYTES = 800_000_000
MAX_OTHER_BYTES = 128_000_000
"""Of a part that is no sheet, such as the texts that cells share."""
MAX_TEXT_BYTES = 300_000_000
"""Of all texts of a sheet, a shared one as often as it is used."""
MAX_RATIO = 300
MAX_SECONDS = 60.0
_SMALL_BYTES = 32_000_000
"""What unpacks to less may be packed as tightly as it likes."""
_CHUNK_BYTES = 1 << 16
_LONGEST_TAG_BYTES = 16_000_000
_LOCAL_HEADER = struct.Struct("<26xHH")
_SHEET = "worksheets/"
_CONTENT = frozenset({"v", "is", "f"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Looks at the workbook at `path`; every function refuses (`FILE_TOO_LARGE`) what is too much.

    Attributes:
        end: when the time for looking is over, by the clock that only runs forward.
    """

    path: Path
    end: float

    @classmethod
    def of(cls, path: Path) -> "Limits":
        """Begins to look; the time runs from here."""
        return cls(path, time.monotonic() + MAX_SECONDS)

    def require_small(self) -> None:
        """Refuses too many parts, and parts that unpack to too much, whatever the archive says."""
        with self.path.open("rb") as stored, zipfile.ZipFile(stored) as archive:
            if len(archive.infolist()) > MAX_PARTS:
                raise self.too_large(FileTrouble.TOO_MANY_PARTS, count=MAX_PARTS)
            total = 0
            for part in archive.infolist():
                total += self._measure(stored, part, MAX_UNPACKED_BYTES - total)

    def require_few_sheets(self, count: int) -> None:
        """Refuses more sheets than anybody has."""
        if count > MAX_SHEETS:
            raise self.too_large(FileTrouble.TOO_MANY_SHEETS, count=MAX_SHEETS)

    def require_few_cells(self, sheet_name: str) -> None:
        """Refuses a sheet whose cells or texts are more than there is room for."""
        with zipfile.ZipFile(self.path) as archive:
            parts = find_parts(archive)
            part = parts.sheet(archive, sheet_name)
            area = _Area()
            self._parse(archive, part, area.start)
            if area.cells > MAX_CELLS:
                raise self.too_large(FileTrouble.TOO_MANY_CELLS, count=MAX_CELLS)
            lengths = self._text_lengths(archive, parts)
            if max(lengths, default=0) * area.filled > MAX_TEXT_BYTES:
                self._add_texts(archive, part, lengths)

    def too_large(self, reason: FileTrouble, **params: object) -> Refusal:
        """That the workbook is too large, and in what."""
        return Refusal(Code.FILE_TOO_LARGE, file=self.path.name, reason=reason, **params)

    def _measure(self, stored: BinaryIO, part: zipfile.ZipInfo, room: int) -> int:
        """How many bytes a part unpacks to; refuses what is more than said, or than there is."""
        allowed = room if _SHEET in part.filename else min(room, MAX_OTHER_BYTES)
        size = since_tag = 0
        for piece in _unpacked_pieces(stored, part):
            size += len(piece)
            if size > allowed:
                raise self.too_large(FileTrouble.UNPACKS_TOO_LARGE)
            if size > _SMALL_BYTES and size > part.compress_size * MAX_RATIO:
                raise self.too_large(FileTrouble.PACKED_TOO_TIGHTLY)
            last = piece.rfind(b">")
            since_tag = since_tag + len(piece) if last < 0 else len(piece) - last
            if since_tag > _LONGEST_TAG_BYTES and part.filename.endswith((".xml", ".rels")):
                raise self.too_large(FileTrouble.UNPACKS_TOO_LARGE)
            self._look_at_clock()
        if size != part.file_size:
            raise Refusal(Code.FILE_DAMAGED, file=self.path.name)
        return size

    def _look_at_clock(self) -> None:
        if time.monotonic() > self.end:
            raise self.too_large(FileTrouble.TAKES_TOO_LONG, count=round(MAX_SECONDS))

    def _parse(
        self,
        archive: zipfile.ZipFile,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = safe_parser()
        parser.StartElementHandler = start
        if end and text:
            parser.EndElementHandler, parser.CharacterDataHandler = end, text
        with archive.open(part) as file:
            for piece in self._pieces(file):
                parser.Parse(piece)

    def _pieces(self, file: IO[bytes]) -> Iterator[bytes]:
        while piece := file.read(_CHUNK_BYTES):
            self._look_at_clock()
            yield piece

    def _text_lengths(self, archive: zipfile.ZipFile, parts: Parts) -> "array[int]":
        """How long each of the texts is that cells share."""
        lengths: array[int] = array("L")

        def start(name: str, _values: dict[str, str]) -> None:
            if local_name(name) == "si":
                lengths.append(0)

        def text(piece: str) -> None:
            if lengths:
                lengths[-1] += len(piece)

        if parts.texts in archive.namelist():
            self._parse(archive, parts.texts, start, lambda _name: None, text)
        return lengths

    def _add_texts(self, archive: zipfile.ZipFile, part: str, lengths: "array[int]") -> None:
        """Adds up the texts that the cells of a sheet share."""
        total, shared = 0, False
        number: list[str] = []

        def start(name: str, values: dict[str, str]) -> None:
            nonlocal shared
            if local_name(name) == "c":
                shared = values.get("t") == "s"
            number.clear()

        def end(name: str) -> None:
            nonlocal total
            at = "".join(number).strip()
            if shared and local_name(name) == "v" and at.isdecimal() and int(at) < len(lengths):
                total += lengths[int(at)]
                if total > MAX_TEXT_BYTES:
                    raise self.too_large(FileTrouble.UNPACKS_TOO_LARGE)

        self._parse(archive, part, start, end, number.append)


class _Area:
    """The rectangle of the cells that hold something, as the reader of workbooks finds it."""

    def __init__(self) -> None:
        self._row = self._column = -1
        self._place: tuple[int, int] | None = None
        self._first: tuple[int, int] | None = None
        self._last = (0, 0)
        self._letters: dict[str, int] = {}
        self.filled = 0

    @property
    def cells(self) -> int:
        """How many cells the rectangle has."""
        if self._first is None:
            return 0
        (top, left), (bottom, right) = self._first, self._last
        return (bottom - top + 1) * (right - left + 1)

    def start(self, name: str, values: dict[str, str]) -> None:
        """Takes the beginning of an element."""
        element = local_name(name)
        if element == "c":
            self._start_cell(values.get("r", ""))
        elif element in _CONTENT:
            if self._place is not None:
                self._take(*self._place)
                self._place = None
        elif element == "row":
            self._row = int(values["r"]) - 1 if "r" in values else self._row + 1
            self._column = -1

    def _start_cell(self, place: str) -> None:
        self._column += 1
        if place:
            letters = place.rstrip("0123456789")
            column = self._letters.get(letters)
            if column is None:
                column = self._letters[letters] = column_of(letters.upper())
            self._column, self._row = column, int(place[len(letters) :]) - 1
        self._place = self._row, self._column

    def _take(self, row: int, column: int) -> None:
        self.filled += 1
        if self._first is None:
            self._first = self._last = row, column
            return
        (top, left), (bottom, right) = self._first, self._last
        if row > bottom or row < top or column > right or column < left:
            self._first = min(top, row), min(left, column)
            self._last = max(bottom, row), max(right, column)


def _unpacked_pieces(stored: BinaryIO, part: zipfile.ZipInfo) -> Generator[bytes]:
    """What a part really unpacks to, in pieces; `zipfile` stops where the archive says it ends."""
    stored.seek(part.header_offset)
    name_bytes, extra_bytes = _LOCAL_HEADER.unpack(stored.read(_LOCAL_HEADER.size))
    stored.seek(name_bytes + extra_bytes, 1)
    left = part.compress_size
    if part.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := stored.read(min(left, _CHUNK_BYTES))):
            left -= len(piece)
            yield piece
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(part.filename)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and not unpacker.eof and (packed := stored.read(min(left, _CHUNK_BYTES))):
        left -= len(packed)
        while packed:
            yield unpacker.decompress(packed, _CHUNK_BYTES)
            packed = unpacker.unconsumed_tail
    yield unpacker.flush()
