"""What a station was told of each command, written down before it goes on.

The journal lies outside of everything that is broken on purpose: it is the station's memory,
against which the database is read in the end.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Told(StrEnum):
    """What a station was told of a command."""

    SENT = "sent"
    """Nothing yet: the station died, or is still asking."""
    DONE = "done"
    REFUSED = "refused"
    """The rules forbid it: nothing was changed."""
    FAULT = "fault"
    """The surroundings failed before it was done: nothing was changed."""
    UNKNOWN = "unknown"
    """Not known yet; the same key is sent again."""
    BUG = "bug"
    """Anything else: there may be none of these."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal."""

    station: str
    key: str
    name: str
    told: Told
    detail: str = ""
    units: int = 0
    """Units that came in (or, below 0, were lost) when it is done."""
    at_s: float = 0.0


class Journal:
    """Appends lines that outlive the process which writes them."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)

    def write(self, line: Line) -> None:
        """One line, in one write: whoever is killed has told all of it or nothing."""
        os.write(self._file, (json.dumps(asdict(line)) + "\n").encode())


def read_journals(folder: Path) -> Iterator[Line]:
    """All lines of all stations, each station's in their order."""
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(text)
            yield Line(**{**fields, "told": Told(fields["told"])})
