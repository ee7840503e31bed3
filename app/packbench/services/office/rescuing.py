"""Rescue: what can still be read of a database, as files that a new one can be filled from.

The rows that can be read are put into a fresh database without its guards, and written from there
as every export is: what a row says that its table does not allow is lost with the row.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Boolean, Date, DateTime, Integer, Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError

from packbench.db import salvage
from packbench.db.engine import Database, open_database
from packbench.db.errors import driver_words
from packbench.db.migrate import upgrade
from packbench.db.salvage import Row, TableReader
from packbench.db.schema import Base
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.services.demo.run import make_folder
from packbench.services.office.exporting import EXPORTABLE, ExportResult, export_file
from packbench.settings import SHARED, BadValueError

OnProgress = Callable[[int, int], None]

_FILE_DIALECT = sqlite.dialect()


@dataclass(frozen=True, slots=True)
class TableSaved:
    """What became of a table.

    Attributes:
        saved: rows that could be read and that the table allows.
        lost: rows that are known to be lost; None where nobody can tell how many.
        damage: what the database said of those that could not be read.
        unconnected: saved rows that name a row of another table that is lost.
    """

    table: str
    saved: int
    lost: int | None
    damage: str | None
    unconnected: int = 0


@dataclass(frozen=True, slots=True)
class RescueResult:
    """What was saved; `whole` where nothing is known to be lost."""

    whole: bool
    tables: list[TableSaved]
    files: list[ExportResult]


def rescue(
    database: Database, folder: Path, on_progress: OnProgress = lambda _done, _total: None
) -> RescueResult:
    """Writes the kinds that can be imported, in the order of their import, then the other lists.

    The database is only read. Refuses a folder that is not new or empty; raises the fault
    `database_foreign` for a file that holds nothing of ours.
    """
    make_folder(folder)
    with tempfile.TemporaryDirectory(prefix="packbench-rescue-") as place:
        fresh = open_database(f"sqlite:///{Path(place, 'saved.db')}")
        try:
            upgrade(fresh)
            saved = _fill(fresh, database, on_progress)
            files = list(_write(fresh, folder))
        finally:
            fresh.dispose()
    whole = all(one.lost == 0 and not (one.damage or one.unconnected) for one in saved)
    return RescueResult(whole, saved, files)


def _fill(fresh: Database, database: Database, on_progress: OnProgress) -> list[TableSaved]:
    assert fresh.path is not None  # noqa: S101 - a file was opened
    with closing(sqlite3.connect(fresh.path)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        for (name,) in target.execute(_TRIGGERS).fetchall():
            target.execute(f'DROP TRIGGER "{name}"')
        path, url = database.path, database.url
        filled = _from_file(target, path, url) if path else _from_server(target, database)
        saved = []
        for done, one in enumerate(filled, 1):
            saved.append(one)
            on_progress(done, len(Base.metadata.tables))
        _drop_bad_settings(target)
        target.commit()
        return _with_unconnected(target, saved)


_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _from_file(target: sqlite3.Connection, path: Path, url: str) -> Iterator[TableSaved]:
    with salvage.opened(path) as file:
        if file is None:
            raise EnvironmentFault(FaultCode.DATABASE_FOREIGN, url=url)
        for table in Base.metadata.sorted_tables:
            reader = TableReader(file.connection, table.name)
            known = [name for name in reader.columns if name in table.columns]
            if not known:
                yield TableSaved(table.name, 0, None, "no such table")
                continue
            there = salvage.count(file.connection, table.name)
            put = _Putter(target, table, reader.columns)
            put.all(reader.rows())
            lost = put.refused if reader.damage is None else _lost(there, put.saved)
            yield TableSaved(table.name, put.saved, lost, reader.damage)


def _lost(there: int | None, saved: int) -> int | None:
    return None if there is None else max(0, there - saved)


def _from_server(target: sqlite3.Connection, database: Database) -> Iterator[TableSaved]:
    """Table by table; what comes behind a damaged page of a table is lost with it."""
    for table in Base.metadata.sorted_tables:
        columns = [column.name for column in table.columns]
        put = _Putter(target, table, columns)
        damage = None
        try:
            with database.read.connect() as connection:
                put.all(_as_kept(table, row) for row in connection.execute(select(table)))
        except (SQLAlchemyError, ValueError) as error:
            damage = driver_words(error)
        yield TableSaved(table.name, put.saved, None if damage else put.refused, damage)


def _as_kept(table: Table, row: Iterable[object]) -> Row:
    """A server's values as a file keeps them."""
    processors = [
        column.type.dialect_impl(_FILE_DIALECT).bind_processor(_FILE_DIALECT)
        for column in table.columns
    ]
    return tuple(
        value if process is None else process(value)
        for process, value in zip(processors, row, strict=True)
    )


class _Putter:
    """Puts rows into a table of the fresh database; counts what it does not allow."""

    def __init__(self, target: sqlite3.Connection, table: Table, columns: list[str]) -> None:
        self.saved = self.refused = 0
        self._target = target
        self._places = [place for place, name in enumerate(columns) if name in table.columns]
        names = [columns[place] for place in self._places]
        self._types = [table.columns[name].type for name in names]
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        self._statement = f'INSERT OR REPLACE INTO "{table.name}" ({listed}) VALUES ({marks})'  # noqa: S608 - own names

    def all(self, rows: Iterable[Row]) -> None:
        """Puts every row."""
        for row in rows:
            self._put([row[place] for place in self._places])

    def _put(self, values: list[object]) -> None:
        fits = all(map(_fits, self._types, values))
        try:
            if fits:
                self._target.execute(self._statement, values)
        except sqlite3.Error:
            fits = False
        self.saved, self.refused = self.saved + fits, self.refused + (not fits)


def _fits(kind: object, value: object) -> bool:
    """Whether a value can be read back as one of its column; flipped bytes often can't."""
    if value is None:
        return True
    if isinstance(kind, Boolean):
        return value in (0, 1)
    if isinstance(kind, Integer):
        return isinstance(value, int)
    try:
        if isinstance(kind, Date):
            date.fromisoformat(str(value))
        elif isinstance(getattr(kind, "impl", kind), DateTime):
            datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _drop_bad_settings(target: sqlite3.Connection) -> None:
    """A setting that can't be read is its default again."""
    texts = dict(target.execute("SELECT key, value FROM setting").fetchall())
    for setting in SHARED:
        try:
            setting.read(texts.get(setting.key, setting.show(setting.default)))
        except (BadValueError, ValueError):
            target.execute("DELETE FROM setting WHERE key = ?", (setting.key,))


def _with_unconnected(target: sqlite3.Connection, saved: list[TableSaved]) -> list[TableSaved]:
    found: dict[str, set[int]] = {}
    for table, row, *_ in target.execute("PRAGMA foreign_key_check"):
        found.setdefault(table, set()).add(row)
    return [replace(one, unconnected=len(found.get(one.table, ()))) for one in saved]


def _write(fresh: Database, folder: Path) -> Iterator[ExportResult]:
    context = Context(fresh)
    for number, kind in enumerate(_FIRST + [kind for kind in EXPORTABLE if kind not in _FIRST], 1):
        try:
            yield export_file(context, kind, folder / f"{number:02}-{kind}.csv")
        except (SQLAlchemyError, *_STUMBLES) as error:
            # What is left does not make up such records.
            yield ExportResult(kind, 0, driver_words(error))


_STUMBLES = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)

_FIRST = ["suppliers", "products"]
"""Products name suppliers, which a new database has to know by then."""
