"""A fresh, migrated database for a test, quickly: a copy of one that was migrated once.

Most tests take theirs from a slot, an address that they use one after the other: the engine stays,
and with it the statements that it has compiled, which cost a third of a test.
"""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from helpers.reusable_database import Reusable
from packbench.db.engine import Database, open_database
from packbench.db.migrate import upgrade

TEMPLATE = "packbench_template"
_LIKE_NEW = """
    CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;
    SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES
"""
"""DISCARD ALL but for plans: they, and what a session knows of tables, cost a quarter of a test."""


def make_sqlite_template(folder: Path) -> Path:
    """An empty, migrated database file."""
    path = folder / "template.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


@contextlib.contextmanager
def sqlite_database(template: Path, folder: Path) -> Iterator[Database]:
    """A database of its own in `folder`."""
    path = folder / f"{uuid.uuid4().hex}.db"
    shutil.copy(template, path)
    database = open_database(f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.dispose()


def make_postgres_template(admin_url: str, name: str) -> str:
    """An empty, migrated database that others are copied from."""
    _administer(admin_url, f'CREATE DATABASE "{name}"')
    database = open_database(sqlalchemy_url(admin_url, name))
    upgrade(database)
    database.dispose()
    return name


class Slot(Protocol):
    """An address whose database is another one for every test."""

    def copy_of(self, template: str) -> AbstractContextManager[Database]:
        """A copy of a template at the slot's address, while the block lasts."""
        ...


class SqliteSlot:
    """A folder with one file in it; templates are paths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "packbench.db"
        self._database = open_database(f"sqlite:///{self._path}")

    @contextlib.contextmanager
    def copy_of(self, template: str) -> Iterator[Database]:
        """A copy of the file at the slot's address, while the block lasts."""
        shutil.copy(template, self._path)
        try:
            yield self._database
        finally:
            self._database.dispose()
            shutil.rmtree(self._folder)
            self._folder.mkdir()


class PostgresSlot:
    """A name on the server; templates are names of databases.

    Making a database and dropping it costs the server half a second, of which most tests would need
    nothing but the empty tables: it is emptied and used again where it can be. So is the connection
    of a test that needed no more than one.
    """

    def __init__(self, admin_url: str) -> None:
        self._admin_url = admin_url
        self._name = f"slot_{uuid.uuid4().hex}"
        self._database = open_database(sqlalchemy_url(admin_url, self._name))
        self._again: Reusable | None = None
        self._session: int | None = None  # the server's process of the connection that is kept

    @contextlib.contextmanager
    def copy_of(self, template: str) -> Iterator[Database]:
        """A copy of the database at the slot's address, while the block lasts."""
        if self._again is None or not self._again.make_like(template, self._session):
            self.close()
            copy_postgres(self._admin_url, self._name, template)
            self._again = Reusable(self._admin_url, self._name, template)
        try:
            yield self._database
        finally:
            self._session = self._kept_session()
            if self._session is None:
                self._database.dispose()

    def close(self) -> None:
        """Drops the database."""
        self._database.dispose()
        _drop(self._admin_url, self._name)

    def _kept_session(self) -> int | None:
        """Of the only connection, without anything of the test; None where it can't be kept."""
        pool = self._database.read.pool
        assert isinstance(pool, QueuePool)
        if (pool.checkedin(), pool.checkedout()) != (1, 0):
            return None
        with (
            contextlib.suppress(SQLAlchemyError, psycopg.Error),
            contextlib.closing(self._database.read.raw_connection()) as kept,
        ):
            driver = kept.driver_connection
            assert isinstance(driver, psycopg.Connection)
            driver.execute(_LIKE_NEW, prepare=False)
            driver.commit()
            return driver.info.backend_pid
        return None


@contextlib.contextmanager
def postgres_database(admin_url: str, template: str) -> Iterator[Database]:
    """A database of its own on the server."""
    name = f"test_{uuid.uuid4().hex}"
    copy_postgres(admin_url, name, template)
    database = open_database(sqlalchemy_url(admin_url, name))
    try:
        yield database
    finally:
        database.dispose()
        _drop(admin_url, name)


def sqlalchemy_url(admin_url: str, name: str) -> str:
    """The URL of a database on the administrator's server."""
    head, _, _ = admin_url.rpartition("/")
    return head.replace("postgresql://", "postgresql+psycopg://", 1) + "/" + name


def copy_postgres(admin_url: str, name: str, template: str) -> None:
    """Makes a database as another one is, to which nobody is connected."""
    # Copying files takes half the time of the usual way, which writes all of it to the log.
    strategy = "STRATEGY FILE_COPY"
    _administer(admin_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')


def _drop(admin_url: str, name: str) -> None:
    _administer(admin_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(admin_url: str, statement: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(statement)
