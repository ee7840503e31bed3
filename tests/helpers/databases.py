"""A fresh, migrated database for a test, quickly: a copy of one that was migrated once."""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg

from packbench.db.engine import Database, open_database
from packbench.db.migrate import upgrade

TEMPLATE = "packbench_template"


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


@contextlib.contextmanager
def postgres_database(admin_url: str, template: str) -> Iterator[Database]:
    """A database of its own on the server."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(admin_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    database = open_database(sqlalchemy_url(admin_url, name))
    try:
        yield database
    finally:
        database.dispose()
        _administer(admin_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def sqlalchemy_url(admin_url: str, name: str) -> str:
    """The URL of a database on the administrator's server."""
    head, _, _ = admin_url.rpartition("/")
    return head.replace("postgresql://", "postgresql+psycopg://", 1) + "/" + name


def _administer(admin_url: str, statement: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(statement)
