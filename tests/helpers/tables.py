"""Files of tables for tests of imports."""

from pathlib import Path
from typing import Protocol


class MakeFile(Protocol):
    """Writes a file into the test's folder and gives its path."""

    def __call__(self, content: str | bytes, name: str = ...) -> Path: ...
