"""What is left of a crash that Python could not catch: a fault in Qt or a driver, an abort.

All processes write to one file, which stays empty as long as nothing crashes. How much of it has
been told stands in a file beside it.
"""

import faulthandler
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_CRASHES, _TOLD = "crashes.txt", "crashes.told"
_FULL_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Crash:
    """The last crash that nobody was told of: when it was, and the file with its traces."""

    at: datetime
    file: Path


def watch_for_crashes(folder: Path) -> None:
    """Keeps the traces of a crash from now on; raises OSError where that can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _CRASHES
    faulthandler.enable(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))


def untold_crash(folder: Path) -> Crash | None:
    """The last crash, unless somebody was told of it already."""
    path, told = folder / _CRASHES, folder / _TOLD
    if not path.exists() or not (known := path.stat()).st_size:
        return None
    if told.exists() and told.read_text(encoding="utf-8") == str(known.st_size):
        return None
    return Crash(datetime.fromtimestamp(known.st_mtime, UTC), path)


def crash_was_told(crash: Crash) -> None:
    """Remembers that somebody was told of all crashes so far."""
    size = crash.file.stat().st_size
    if size > _FULL_BYTES:
        os.truncate(crash.file, 0)
        size = 0
    crash.file.with_name(_TOLD).write_text(str(size), encoding="utf-8")
