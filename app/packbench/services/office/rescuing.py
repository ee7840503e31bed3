"""Rescue: what can still be read of a database, as files that a new one can be filled from.

The rows that can be read are put into a fresh database without its guards, and written from there
as every export is: what a row says that its table does not allow is lost with the row.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Boolean, Date, DateTime, Integer, Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from packbench.db import salvage
from packbench.db.engine import Database, open_database
from packbench.db.errors import driver_words, is_lost
from packbench.db.migrate import upgrade
from packbench.db.salvage import OnProgress, Row, TableReader
from packbench.db.schema import Base
from packbench.db.stopping import stoppable
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import write_table
from packbench.jobs.progress import Ending, never_ended
from packbench.paths import file_database_url
from packbench.services.new_folder import make_folder
from packbench.services.office.checking import PERCENT, part
from packbench.services.office.exporting import EXPORTABLE, ExportResult, export_file
from packbench.setting_kinds import BadValueError
from packbench.settings import SHARED

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
    database: Database,
    folder: Path,
    on_progress: OnProgress = lambda _done, _total: None,
    ending: Ending = never_ended,
) -> RescueResult:
    """Writes the kinds that can be imported, in the order of their import, then the other lists.

    The database is only read. Refuses a folder that is not new or empty; raises the fault
    `database_foreign` for a file that holds nothing of ours. `on_progress` and `ending` as for
    `administration.check`; when it is broken off, or nothing can be read, the folder is as it was.
    """
    was_there = folder.exists()
    make_folder(folder)
    try:
        saved, files = _rescue(database, folder, on_progress, ending)
    except BaseException:  # a full disk, a refusal, whatever: half a rescue is none
        _clear(folder, remove=not was_there)
        raise
    whole = all(one.lost == 0 and not (one.damage or one.unconnected) for one in saved)
    return RescueResult(whole, saved, files)


def _rescue(
    database: Database, folder: Path, on_progress: OnProgress, ending: Ending
) -> tuple[list[TableSaved], list[ExportResult]]:
    half = PERCENT // 2
    with tempfile.TemporaryDirectory(prefix="packbench-rescue-") as place:
        fresh = open_database(file_database_url(Path(place, "saved.db")))
        try:
            upgrade(fresh)
            saved = _fill(fresh, database, part(on_progress, 0, half), ending)
            files = list(_write(fresh, folder, part(on_progress, half, PERCENT)))
            return saved, [*files, *_write_unconnected(fresh, folder / _UNCONNECTED)]
        finally:
            fresh.dispose()


def _clear(folder: Path, *, remove: bool) -> None:
    """Takes back what was written into a folder that was empty."""
    for file in folder.glob("??-*.csv"):
        file.unlink()
    if remove:
        folder.rmdir()


def _fill(
    fresh: Database, database: Database, on_progress: OnProgress, ending: Ending
) -> list[TableSaved]:
    assert fresh.path is not None  # noqa: S101 - a file was opened
    with closing(sqlite3.connect(fresh.path)) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        for (name,) in target.execute(_TRIGGERS).fetchall():
            target.execute(f'DROP TRIGGER "{name}"')
        path, url = database.path, database.url
        saved: list[TableSaved] = []

        def report() -> None:
            on_progress(len(saved), len(Base.metadata.tables))

        if path:
            filled = _from_file(target, path, url, report)
        else:
            filled = _from_server(target, database, report, ending)
        for one in filled:
            saved.append(one)
            report()
        _drop_bad_settings(target)
        target.commit()
        return _with_unconnected(target, saved)


_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _from_file(
    target: sqlite3.Connection, path: Path, url: str, report: Callable[[], None]
) -> Iterator[TableSaved]:
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
            put.all(salvage.reporting(reader.rows(), report))
            lost = put.refused if reader.damage is None else _lost(there, put.saved)
            yield TableSaved(table.name, put.saved, lost, reader.damage)


def _lost(there: int | None, saved: int) -> int | None:
    return None if there is None else max(0, there - saved)


def _from_server(
    target: sqlite3.Connection, database: Database, report: Callable[[], None], ending: Ending
) -> Iterator[TableSaved]:
    """Table by table; what comes behind a damaged page of a table is lost with it."""
    with stoppable(database, ending) as own:
        for table in Base.metadata.sorted_tables:
            put = _Putter(target, table, [column.name for column in table.columns])
            damage = None
            try:
                with own.read.connect() as connection:
                    kept = (_as_kept(table, row) for row in connection.execute(select(table)))
                    put.all(salvage.reporting(kept, report))
            except (SQLAlchemyError, ValueError) as error:
                if isinstance(error, DBAPIError) and is_lost(error):
                    raise
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


def _write_unconnected(fresh: Database, path: Path) -> Iterator[ExportResult]:
    """The saved rows that no import file has, since what they belong to is lost, as they stand."""
    assert fresh.path is not None  # noqa: S101 - a file was opened
    with closing(sqlite3.connect(fresh.path)) as source:
        found = source.execute("PRAGMA foreign_key_check").fetchall()
        if not found:
            return
        rows = write_table(
            Output(path, fresh.path),
            ["table", "id", "lost", "row"],
            (
                (table, row, parent, _as_text(source, table, row))
                for table, row, parent, _ in dict.fromkeys(found)
                if row is not None
            ),
        )
        yield ExportResult("unconnected", rows, str(path))


_UNCONNECTED = "99-unconnected.csv"


def _as_text(source: sqlite3.Connection, table: str, row: int) -> str:
    """A row with the names of its columns, as JSON."""
    cursor = source.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (row,))  # noqa: S608 - SQLite's name
    names = [column for column, *_ in cursor.description]
    return json.dumps(dict(zip(names, cursor.fetchone(), strict=True)), default=str)


def _write(fresh: Database, folder: Path, on_progress: OnProgress) -> Iterator[ExportResult]:
    context = Context(fresh)
    kinds = _FIRST + [kind for kind in EXPORTABLE if kind not in _FIRST]
    for number, kind in enumerate(kinds, 1):

        def report(_done: int = 0, _total: int = 0, before: int = number - 1) -> None:
            on_progress(before, len(kinds))

        report()
        try:
            yield export_file(context, kind, folder / f"{number:02}-{kind}.csv", report)
        except (SQLAlchemyError, *_STUMBLES) as error:
            # What is left does not make up such records.
            yield ExportResult(kind, 0, driver_words(error))
    on_progress(len(kinds), len(kinds))


_STUMBLES = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)

_FIRST = ["suppliers", "products"]
"""Products name suppliers, which a new database has to know by then."""
