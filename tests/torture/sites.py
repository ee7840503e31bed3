"""Where the database of a torture stands, and how its surroundings are broken and mended.

Each trouble is a context manager: what it breaks is whole again when the block ends.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from torture.server import Server

Trouble = Callable[[], AbstractContextManager[None]]
_DISK_MB = 64
_PARTS = ("", "-wal", "-shm")


class Site(Protocol):
    """A database with its surroundings."""

    url: str
    """As the stations open it."""

    def troubles(self) -> Mapping[str, Trouble]:
        """What can be broken here, by name."""
        ...


class FileSite:
    """A file on a small disk of its own; as an ordinary user on the common disk, never full."""

    def __init__(self, folder: Path) -> None:
        self._disk = folder / "disk"
        self._disk.mkdir()
        self._own_disk = os.geteuid() == 0
        if self._own_disk:
            size = f"size={_DISK_MB}m"
            subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", self._disk], check=True)
        self._away = self._disk / "away"  # one file system: what is moved stays the same file
        self._away.mkdir()
        self.path = self._disk / "packbench.db"
        self.url = f"sqlite:///{self.path}"

    def close(self) -> None:
        """Gives the disk back."""
        if self._own_disk:
            subprocess.run(["umount", "-l", self._disk], check=True)

    def troubles(self) -> Mapping[str, Trouble]:
        """What can be broken here, by name."""
        found: dict[str, Trouble] = {"older copy": self._older_copy, "file gone": self._file_gone}
        if self._own_disk:
            found["disk full"] = self._disk_full
        return found

    @contextlib.contextmanager
    def _disk_full(self) -> Iterator[None]:
        """Nothing can be written any more."""
        ballast = self._disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 65_536)
        try:
            yield
        finally:
            ballast.unlink()

    @contextlib.contextmanager
    def _file_gone(self) -> Iterator[None]:
        """The file was moved away under the windows; whatever stands there then is removed."""
        self._move(self._disk, self._away)
        try:
            yield
            grown = [part for part in _PARTS if Path(f"{self.path}{part}").exists()]
            assert not grown, f"made beside open windows: {grown}"
        finally:
            self._move(self._away, self._disk)

    @contextlib.contextmanager
    def _older_copy(self) -> Iterator[None]:
        """Somebody put a copy of before in its place; nobody may write into it."""
        copy = self._away / "copy.db"
        if not copy.exists():
            _copy_database(self.path, copy)
        self._move(self._disk, self._away)
        shutil.copy(copy, self.path)
        before = self.path.read_bytes()
        try:
            yield
            after = self.path.read_bytes()
            wrong = [
                at for at, pair in enumerate(zip(before, after, strict=False)) if len(set(pair)) > 1
            ]
            told = f"{len(before)} and {len(after)} bytes, {len(wrong)} differ from {wrong[:8]} on"
            assert after == before, f"somebody wrote into the older copy: {told}"
        finally:
            for part in _PARTS:
                Path(f"{self.path}{part}").unlink(missing_ok=True)
            self._move(self._away, self._disk)

    def _move(self, source: Path, target: Path) -> None:
        for part in _PARTS:
            name = f"{self.path.name}{part}"
            if (source / name).exists():
                (source / name).rename(target / name)


def _copy_database(source: Path, target: Path) -> None:
    closing = contextlib.closing
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


class ServerSite:
    """A PostgreSQL server of its own at the end of a line of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.url = server.url

    def troubles(self) -> Mapping[str, Trouble]:
        """What can be broken here, by name."""
        found: dict[str, Trouble] = {
            "server restarted": self._restarted,
            "server killed": self._killed,
            "server frozen": self._frozen,
        }
        if self._server.cable is not None:
            found["cable cut"] = self._server.cable.cut
        return found

    @contextlib.contextmanager
    def _restarted(self) -> Iterator[None]:
        """The server is stopped as an administrator does, and started again."""
        self._server.stop("fast")
        try:
            yield
        finally:
            self._server.start()

    @contextlib.contextmanager
    def _killed(self) -> Iterator[None]:
        """The server loses its power, and recovers."""
        self._server.stop("immediate")
        try:
            yield
        finally:
            self._server.start()

    @contextlib.contextmanager
    def _frozen(self) -> Iterator[None]:
        """No process of the server moves; its connections stand."""
        pids = self._server.pids()
        _signal(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(pids, signal.SIGCONT)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
