"""Reading what can still be read of a damaged SQLite file, without writing to it.

SQLite reads a table up to the first page that it can't make sense of. Rows behind it are found by
asking for ranges of their ids, smaller and smaller ones, so that a damaged page costs its own rows.
A damaged header is mended in a copy: all that it says is known or follows from the file's size.
"""

import os
import re
import shutil
import sqlite3
import struct
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from packbench.db.errors import from_os_error
from packbench.db.file_guard import descriptor_of, strange_format
from packbench.db.schema import Base
from packbench.domain.refusals import EnvironmentFault, FaultCode

_MAGIC = b"SQLite format 3\x00"
_PAGE_BYTES = 4096
_FEW_TABLES = 5
"""A file with so many tables of our names is one of ours."""
_MOST_PROBES = 3_000
_GUESS = 1 << 14

_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading damaged pages comes to; the driver can't always decode what SQLite says of them."""

Row = tuple[object, ...]
OnProgress = Callable[[int, int], None]

_CHUNK_BYTES = 1 << 20
_ROWS_BETWEEN_REPORTS = 1_000


@dataclass(frozen=True, slots=True)
class TableRead:
    """How much of a table can be read.

    Attributes:
        rows: how many rows were read.
        damage: what SQLite said of those that were not; None where all were.
    """

    table: str
    rows: int
    damage: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read; `said` is what was wrong with its header or schema, if anything."""

    connection: sqlite3.Connection
    said: str | None


@contextmanager
def opened(path: Path) -> Iterator[Opened | None]:
    """Opens a file only to read it; None where it holds nothing of ours.

    Raises an EnvironmentFault for one that can't be opened, or copied where that is needed.

    The file is opened as it is where that goes; else with as much of its schema as can be read;
    else a copy of it with a new header is.
    """
    with closing(_connect(path)) as connection:
        said = _trouble(connection) or strange_format(path)
        if said is None or _is_ours(_tolerant(connection)):
            yield Opened(connection, said) if _is_ours(connection) else None
            return
        with _opened_copy(path) as copy:
            yield None if copy is None else Opened(copy, said)


@contextmanager
def _opened_copy(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A copy with a new header; None where neither the file nor the copy says that it is ours."""
    with tempfile.TemporaryDirectory(prefix="packbench-rescue-") as folder:
        copy = Path(folder, "copy.db")
        known = _make_copy(path, copy)
        with closing(_connect(copy)) as connection:
            yield connection if _is_ours(_tolerant(connection)) or known else None


def _make_copy(path: Path, copy: Path) -> bool:
    """Copies a file with its log and mends its header; whether it says that it is SQLite's."""
    try:
        _copy_file(path, copy)
        known = _begins_as_database(copy)
        wal = path.with_name(path.name + "-wal")
        if wal.exists():
            shutil.copyfile(wal, Path(f"{copy}-wal"))
        _mend_header(copy, with_wal=wal.exists())
    except OSError as error:
        fault = from_os_error(error, str(copy.parent))
        cause = f"{path}: {error.strerror}"
        raise fault or EnvironmentFault(FaultCode.DISK_FAILED, cause=cause) from error
    return known


def _copy_file(path: Path, copy: Path) -> None:
    """Copies a file that a connection is open to, through the descriptor which that has.

    To open and close the file once more would drop the locks that SQLite holds for this process.
    """
    if descriptor_of(path) is None:  # a system whose locks are those of a descriptor
        shutil.copyfile(path, copy)
        return
    with copy.open("wb") as file:
        # Looked for each time: that of another connection may be closed meanwhile.
        while chunk := _read_at(descriptor_of(path), file.tell()):
            file.write(chunk)


def _read_at(descriptor: int | None, offset: int) -> bytes:
    return b"" if descriptor is None else os.pread(descriptor, _CHUNK_BYTES, offset)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.OperationalError as error:
        cause = f"{path}: {error}"
        raise EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, cause=cause) from error
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _begins_as_database(path: Path) -> bool:
    """Whether a file that SQLite can't read says that it is SQLite's."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _tolerant(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same, which goes by what it can read of the schema where a part of it is damaged."""
    with suppress(*_DAMAGE):
        connection.execute("PRAGMA writable_schema = ON")
    return connection


def _trouble(connection: sqlite3.Connection) -> str | None:
    """What SQLite says where it can't read what the file says of itself."""
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except UnicodeDecodeError:  # what it says quotes what it can't read
        return "malformed database schema"
    except sqlite3.DatabaseError as error:
        return str(error) if (error.sqlite_errorcode & 0xFF) in _BROKEN else None
    return None


_BROKEN = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}


def _is_ours(connection: sqlite3.Connection) -> bool:
    return len(set(tables(connection)) & set(Base.metadata.tables)) >= _FEW_TABLES


def _mend_header(path: Path, *, with_wal: bool) -> None:
    """Writes the header that a file of this size has over the one that is there."""
    size = path.stat().st_size
    if size < _PAGE_BYTES:
        return
    pages = size // _PAGE_BYTES
    fields = struct.pack(
        ">16sHBBBBBBIIIIIIIIIIII20xII",
        *(_MAGIC, _PAGE_BYTES, *((2, 2) if with_wal else (1, 1)), 0, 64, 32, 32),
        *(1, pages, 0, 0),  # change counter, pages, no free pages
        *(1, 4, 0, 0, 1, 0, 0, 0),  # schema cookie and format, UTF-8
        *(1, sqlite3.sqlite_version_info[0] * 1_000_000),
    )
    with path.open("r+b") as file:
        file.write(fields)
        file.truncate(pages * _PAGE_BYTES)


def tables(connection: sqlite3.Connection) -> list[str]:
    """The names of the tables that can be told; none where the file is no database."""
    found: list[str] = []
    with suppress(*_DAMAGE):
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            found.append(name)
    return [name for name in found if not name.startswith("sqlite_")]


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table; none where it is not there."""
    try:
        rows = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    except _DAMAGE:
        return []
    return [row[1] for row in rows]


def count(connection: sqlite3.Connection, table: str) -> int | None:
    """How many rows a table has by its smallest index; None where that is damaged, too."""
    try:
        row = connection.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()  # noqa: S608 - own names
    except _DAMAGE:
        return None
    return int(row[0])


class TableReader:
    """Reads the rows of one table, those behind a damaged page too.

    `damage` holds what SQLite said first, once the rows were read.
    """

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection, self._table = connection, table
        self.columns = columns(connection, table)
        wanted = Base.metadata.tables[table].columns.keys()
        absent = [name for name in wanted if name not in self.columns]
        self.damage: str | None = f"no column {absent[0]}" if absent else None
        self._probes = self._failures = 0

    def rows(self) -> Iterator[Row]:
        """The rows in the order of their ids; a row that can't be read is left out."""
        last = yield from self._run(None, None)
        if self._failures:
            highest = self._highest()
            yield from self._range(0 if last is None else last + 1, highest)

    def _highest(self) -> int:
        """The highest id; a guess where that can't be read."""
        query = f'SELECT MAX(rowid) FROM "{self._table}"'  # noqa: S608 - own names
        try:
            found = self._connection.execute(query).fetchone()[0]
        except _DAMAGE:
            return max(_GUESS, 2 * (count(self._connection, self._table) or 0))
        return int(found or 0)

    def _range(self, low: int, high: int) -> Iterator[Row]:
        """Rows with ids of a range: halves of what can't be read at once."""
        spans = deque([(low, high)])
        while spans and self._probes < _MOST_PROBES:
            low, high = spans.popleft()
            if low > high:
                continue
            self._probes += 1
            failed_before = self._failures
            last = yield from self._run(low, high)
            if self._failures == failed_before or low == high:
                continue
            low = low if last is None else last + 1
            middle = (low + high) // 2
            spans += [(low, middle), (middle + 1, high)]

    def _run(self, low: int | None, high: int | None) -> Generator[Row, None, int | None]:
        """Rows up to the first that can't be read; gives the id of the last one that could."""
        bounds = "" if low is None else f" WHERE rowid BETWEEN {low} AND {high}"
        names = ", ".join(f'"{name}"' for name in self.columns)
        query = f'SELECT rowid, {names} FROM "{self._table}" NOT INDEXED{bounds} ORDER BY rowid'  # noqa: S608 - own names
        last = None
        try:
            for row in self._connection.execute(query):
                yield row[1:]
                last = row[0]
        except _DAMAGE as error:
            self._failures += 1
            self.damage = self.damage or str(error)
        return last


def reporting(rows: Iterator[Row], report: Callable[[], None]) -> Iterator[Row]:
    """The rows; `report` is called now and then, and may raise to break it off."""
    for done, row in enumerate(rows, 1):
        yield row
        if done % _ROWS_BETWEEN_REPORTS == 0:
            report()


def read_tables(connection: sqlite3.Connection, on_progress: OnProgress) -> list[TableRead]:
    """Reads every table and tells how much of it there is; one that is missing is damaged, too."""
    found: list[TableRead] = []
    wanted = [table.name for table in Base.metadata.sorted_tables]
    for table in wanted:
        found.append(_read(connection, table, lambda: on_progress(len(found), len(wanted))))
        on_progress(len(found), len(wanted))
    return found


def _read(connection: sqlite3.Connection, table: str, report: Callable[[], None]) -> TableRead:
    reader = TableReader(connection, table)
    if not reader.columns:
        return TableRead(table, 0, "no such table")
    rows = sum(1 for _ in reporting(reader.rows(), report))
    return TableRead(table, rows, reader.damage)


def integrity(connection: sqlite3.Connection, on_progress: OnProgress) -> list[tuple[str, str]]:
    """What `PRAGMA integrity_check` says of each table, (table, what); empty when all are sound.

    What it says of values that break a constraint is left to those who look at rows.
    """
    found = []
    listed = tables(connection)
    for done, table in enumerate(listed, 1):
        found += [(table, said) for said in _said(connection, f'integrity_check("{table}")')]
        on_progress(done, len(listed) + 1)
    whole = [] if found else _said(connection, "integrity_check")
    on_progress(len(listed) + 1, len(listed) + 1)
    return found or [("", said) for said in whole]


def _said(connection: sqlite3.Connection, pragma: str) -> list[str]:
    try:
        rows = connection.execute(f"PRAGMA {pragma}").fetchall()
    except _DAMAGE as error:
        return [str(error)]
    return [row[0] for row in rows if not _OF_ROWS.search(row[0])]


_OF_ROWS = re.compile(r"^ok$|constraint failed|value in |^non-unique")
