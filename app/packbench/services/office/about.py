"""Which program and which database this is, for people who ask and for those who help them."""

import platform
import sqlite3
from dataclasses import dataclass

from sqlalchemy import text

from packbench import __version__
from packbench.db.engine import Database
from packbench.db.migrate import current_revision


@dataclass(frozen=True, slots=True)
class AboutProgram:
    """Which program runs here, and on what."""

    version: str
    python: str
    system: str


@dataclass(frozen=True, slots=True)
class AboutDatabase:
    """Which database is open.

    Attributes:
        engine: with its version, such as `SQLite 3.40.1`.
        place: where it is, without a password.
        schema: its revision; None where it has none.
    """

    engine: str
    place: str
    schema: str | None


def about_program() -> AboutProgram:
    """The versions of Packbench and Python, and the system."""
    system = f"{platform.system()} {platform.release()} ({platform.machine()})"
    return AboutProgram(__version__, platform.python_version(), system)


def about_database(database: Database) -> AboutDatabase:
    """The open database; asks a server for its version."""
    engine = f"SQLite {sqlite3.sqlite_version}"
    if not database.is_sqlite:
        with database.read.connect() as connection:
            engine = f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar()}"
    return AboutDatabase(engine, database.address, current_revision(database))
