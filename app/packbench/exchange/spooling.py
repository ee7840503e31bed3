"""Rows of a file by their documents, however large the file is: a part at a time is in memory.

A document's rows may stand anywhere in a file. Those of a small file stay in memory as one part.
Those of a large one go through a temporary file, nameless and gone with the process, which puts
the rows of a document together; documents stay in the order of their first rows.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.exchange.rejects import Reject

ROWS_A_PART = 20_000
_BYTES_A_PART = 40_000_000
_CELL_BYTES = 60
"""What Python needs for a text beside its letters."""


class JudgedRow(NamedTuple):
    """A row as it was read: what is wrong with it already, and for what cause it is left out."""

    row: int
    cells: list[str]
    fault: Reject | None
    cause: str | None


KeyOf = Callable[[JudgedRow], str]
"""Gives what tells documents apart; empty for a row that is of none."""

_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16384;
    CREATE TABLE kept (document INTEGER, place INTEGER, cells TEXT, cause TEXT);
"""
_FIRST_ROWS = """
    CREATE TABLE first AS SELECT document, min(place) AS place FROM kept GROUP BY document;
    CREATE INDEX first_document ON first (document, place);
"""
_IN_ORDER = """
    SELECT kept.document, kept.place, kept.cells, kept.cause
    FROM kept JOIN first ON first.document = kept.document
    ORDER BY first.place, kept.place, kept.rowid
"""


class Spool:
    """The rows of a file, to be read in parts as often as needed.

    Args:
        rows: all of them.
        key_of: what tells documents apart; None for all rows in one part.
        rows_a_part: how many rows are in memory at a time, but for a larger document.
    """

    def __init__(
        self, rows: Iterable[JudgedRow], key_of: KeyOf | None, rows_a_part: int = ROWS_A_PART
    ) -> None:
        self._rows_a_part = rows_a_part
        self._faults: dict[int, Reject] = {}
        self._file: sqlite3.Connection | None = None
        self._kept: list[JudgedRow] = []
        coming = iter(rows)
        room = _Room(rows_a_part)
        for row in coming:
            self._kept.append(row)
            if key_of is not None and room.is_full_after(row.cells):
                self._write(chain(self._take_kept(), coming), key_of)
                break

    def parts(self) -> Iterator[list[JudgedRow]]:
        """All rows, those of a document in one part; each part in the order of the file."""
        if self._file is None:
            yield self._kept
            return
        part: list[JudgedRow] = []
        last, is_full, room = None, False, _Room(self._rows_a_part)
        with _disk_told():
            for document, place, text, cause in self._file.execute(_IN_ORDER):
                if is_full and document != last:
                    yield sorted(part, key=_place)
                    part, room = [], _Room(self._rows_a_part)
                last, cells = document, json.loads(text)
                part.append(JudgedRow(place, cells, self._faults.get(place), cause))
                is_full = room.is_full_after(cells)
        yield sorted(part, key=_place)

    def close(self) -> None:
        """Frees the temporary file."""
        if self._file is not None:
            self._file.close()

    def _take_kept(self) -> Iterator[JudgedRow]:
        kept, self._kept = self._kept, []
        kept.reverse()
        while kept:
            yield kept.pop()

    def _write(self, rows: Iterable[JudgedRow], key_of: KeyOf) -> None:
        self._file = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file
        with _disk_told():
            self._file.executescript(_TABLES)
            self._file.executemany(
                "INSERT INTO kept VALUES (?, ?, ?, ?)", (self._line(row, key_of) for row in rows)
            )
            self._file.executescript(_FIRST_ROWS)

    def _line(self, row: JudgedRow, key_of: KeyOf) -> tuple[int, int, str, str | None]:
        """What is written of a row. Two documents of one hash only come in the same part."""
        if row.fault is not None:
            self._faults[row.row] = row.fault
        document = hash(key_of(row) or row.row)
        return document, row.row, json.dumps(row.cells, ensure_ascii=False), row.cause


def _place(row: JudgedRow) -> int:
    """Where it stands in the file; lines of one cell stand in one row and keep their order."""
    return row.row


class _Room:
    """The room for the rows of one part: so many rows, or so many letters and cells."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._bytes = _BYTES_A_PART

    def is_full_after(self, cells: list[str]) -> bool:
        """Whether the room is used up once a row has come in."""
        self._rows -= 1
        self._bytes -= sum(map(len, cells)) + _CELL_BYTES * len(cells)
        return self._rows < 0 or self._bytes < 0


@contextmanager
def _disk_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise EnvironmentFault(FaultCode.DISK_FULL, path="") from error
