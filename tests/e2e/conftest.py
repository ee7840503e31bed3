"""The command line on a fresh database of each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from helpers.databases import postgres_database
from packbench.db.engine import Database


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: half a minute or more")


@pytest.fixture
def packbench(database: Database, tmp_path: Path) -> CommandLine:
    database.dispose()  # only what is started here works on it: a restore asks for that
    return CommandLine(database.url, tmp_path)


@pytest.fixture
def packbench_file(tmp_path: Path) -> CommandLine:
    """On an SQLite file that is not there yet."""
    return CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)


@pytest.fixture
def server_database(postgres_server: str, postgres_template: str) -> Iterator[Database]:
    with postgres_database(postgres_server, postgres_template) as made:
        yield made


@pytest.fixture
def packbench_server(server_database: Database, tmp_path: Path) -> CommandLine:
    """On a database of a PostgreSQL server."""
    return CommandLine(server_database.url, tmp_path)


@pytest.fixture
def admin_url(server_database: Database) -> str:
    """The same database, for statements beside Packbench."""
    return server_database.url.replace("postgresql+psycopg://", "postgresql://", 1)
