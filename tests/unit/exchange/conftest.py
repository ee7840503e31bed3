"""What the tests of imports share: a file with given content."""

from pathlib import Path

import pytest

from helpers.tables import MakeFile


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make
