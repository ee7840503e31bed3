"""Databases to measure on: filled once an engine, copied for every run."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers.databases import (
    copy_postgres,
    make_postgres_template,
    make_sqlite_template,
    postgres_database,
    sqlalchemy_url,
    sqlite_database,
)
from helpers.postgres_server import URL_VARIABLE, running_server
from packbench.db.engine import Database, open_database
from packbench.db.schema import Base
from packbench.engine.command.context import Context

ENGINES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Sites:
    """Where databases are made: a folder for files, an administrator's URL for the server."""

    folder: Path
    server: str
    _kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def kept(self, engine: str, what: str, fill: Callable[[Context], None]) -> str:
        """The name of a database with what other sample data is added to; filled once a run."""
        found = self._kept.get((engine, what))
        if found is None:
            found = self._kept[engine, what] = self.filled(engine, fill)
        return found

    def filled(self, engine: str, fill: Callable[[Context], None], on: str = "") -> str:
        """The name of a new database with sample data, for `copy`; `on` top of another one's."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        url = self._make_like(engine, name, on) if on else self._make_empty(engine, name)
        database = open_database(url)
        fill(Context(database))
        if not database.is_sqlite:
            _look_at_what_there_is(database)
        database.dispose()
        return name

    @contextmanager
    def copy(self, engine: str, name: str) -> Iterator[Database]:
        """A database of its own with the same rows."""
        if engine == "SQLite":
            with sqlite_database(self._file(name), self.folder) as database:
                yield database
            return
        with postgres_database(self.server, name) as database:
            yield database

    def _make_empty(self, engine: str, name: str) -> str:
        if engine == "SQLite":
            empty = self.folder / "template.db"
            if not empty.exists():
                make_sqlite_template(self.folder)
            shutil.copy(empty, self._file(name))
            return f"sqlite:///{self._file(name)}"
        make_postgres_template(self.server, name)
        return sqlalchemy_url(self.server, name)

    def _make_like(self, engine: str, name: str, other: str) -> str:
        if engine == "SQLite":
            shutil.copy(self._file(other), self._file(name))
            return f"sqlite:///{self._file(name)}"
        copy_postgres(self.server, name, other)
        return sqlalchemy_url(self.server, name)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"


def _look_at_what_there_is(database: Database) -> None:
    """What a server does by itself within a minute: statistics of the tables that were filled."""
    with database.write.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table.name})").scalar():
                connection.exec_driver_sql(f"ANALYZE {table.name}")


@contextmanager
def sites(folder: Path) -> Iterator[Sites]:
    """Both engines, durable: the server that `make bench` started, or one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield Sites(folder, given)
        return
    with running_server(durable=True) as url:
        yield Sites(folder, url)
