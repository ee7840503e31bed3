"""An embedded database is its owner's: nobody else on the computer can read its files.

SQLite gives what it keeps beside the file the file's own rights, so that it counts when the file is
made and when it is opened.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from packbench.domain.files import BESIDE_A_DATABASE

_ONLY_OURS = 0o600
_OWNERS_BITS = 0o700


def keep_private(path: Path) -> None:
    """Makes the file where it is missing; takes the rights of others from it, whatever the umask.

    Somebody else's file is left as it is, as is one that can't be made: SQLite then says why.
    """
    if os.name != "posix":
        return
    with suppress(OSError):
        _make(path)
    for one in (path, *(path.with_name(path.name + ending) for ending in BESIDE_A_DATABASE)):
        with suppress(OSError):
            _close_to_others(one)


def _make(path: Path) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _ONLY_OURS)
    try:
        os.fchmod(file, _ONLY_OURS)  # a umask may have taken even these
    finally:
        os.close(file)


def _close_to_others(path: Path) -> None:
    state = path.stat()
    open_to_others = state.st_mode & ~_OWNERS_BITS & 0o777
    if stat.S_ISREG(state.st_mode) and open_to_others and state.st_uid == os.geteuid():
        path.chmod(state.st_mode & _OWNERS_BITS)
