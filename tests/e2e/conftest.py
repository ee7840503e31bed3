"""The command line on a fresh database of each engine."""

from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from packbench.db.engine import Database


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: half a minute or more")


@pytest.fixture
def packbench(database: Database, tmp_path: Path) -> CommandLine:
    return CommandLine(database.url, tmp_path)


@pytest.fixture
def packbench_file(tmp_path: Path) -> CommandLine:
    """On an SQLite file that is not there yet."""
    return CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)
