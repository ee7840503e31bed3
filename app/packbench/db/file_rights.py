"""An embedded database is its owner's: nobody else on the computer can read its files.

SQLite gives what it keeps beside the file the file's own rights, so that it counts when the file is
made and when it is opened.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from packbench.domain.files import BESIDE_A_DATABASE

_OWNERS_BITS = 0o700


def keep_private(path: Path) -> None:
    """Takes the rights of others from a file that is there; somebody else's is left as it is."""
    if os.name != "posix":
        return
    for one in (path, *(path.with_name(path.name + ending) for ending in BESIDE_A_DATABASE)):
        with suppress(OSError):
            _close_to_others(one)


def _close_to_others(path: Path) -> None:
    state = path.stat()
    open_to_others = state.st_mode & ~_OWNERS_BITS & 0o777
    if stat.S_ISREG(state.st_mode) and open_to_others and state.st_uid == os.geteuid():
        path.chmod(state.st_mode & _OWNERS_BITS)
