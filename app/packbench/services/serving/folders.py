"""A watched folder on the disk: which of its files are whole, and where each of them is kept.

    FOLDER/orders/today.csv      a file, its kind told by the folder
    FOLDER/orders-today.csv      the same, its kind told by its name
    FOLDER/.working/CLAIM/…      what is being imported; CLAIM tells kind, way and key
    FOLDER/done/, FOLDER/failed/ what was, with its results beside it

A file is only ever renamed: at each moment it lies in one of these places, whole.
"""

import contextlib
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from packbench.domain.refusals import EnvironmentFault, FaultCode

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WORKING, DONE, FAILED = ".working", "done", "failed"
_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xz", ".gz", ".bz2", ".zip")
_TEMPORARY = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download")
_EMPTY_S = 60.0
"""Nothing is in a file yet that was just made; one that stays empty is told after this long."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is taken out of the folder: how it is imported, under which key."""

    place: Path
    kind: str
    update: bool
    key: str

    @property
    def path(self) -> Path | None:
        """The file; None where it has gone on already.

        What was rejected of it lies beside it, under its name and more: a file that came in may be
        what was rejected of another one.
        """
        left = [one for one in self.place.iterdir() if not one.name.startswith(".")]
        return min(left, key=lambda one: len(one.name), default=None)

    def result_path(self, name: str) -> Path:
        """Where its result is written."""
        return self.place / f"{name}.result.json"


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    changed_ns: int
    number: int
    since: float


class Folder:
    """A folder that one process watches at a time.

    Args:
        path: which.
        kinds: the kinds of files that may come in.
        settle_s: as long a file has to stay as it is before it is taken as whole.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        path: Path,
        kinds: Collection[str],
        settle_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self._kinds = path, sorted(kinds, key=len, reverse=True)
        self._settle_s, self._clock = settle_s, clock
        self._seen: dict[Path, _Seen] = {}

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Makes what is missing, and keeps others from watching it, while the block lasts."""
        try:
            for name in (WORKING, DONE, FAILED):
                (self.path / name).mkdir(mode=0o770, exist_ok=True)
            lock = (self.path / WORKING / ".lock").open("a")
        except OSError as error:
            path = str(self.path)
            raise EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=path) from error
        with lock:
            if not _lock(lock):
                raise EnvironmentFault(FaultCode.FOLDER_WATCHED, path=str(self.path))
            yield

    def begun(self) -> Iterator[Claim]:
        """What was taken before and is not done: by a process that ended in the middle."""
        for place in sorted((self.path / WORKING).iterdir()):
            kind, _, rest = place.name.partition("~")
            way, _, key = rest.partition("~")
            if key and place.is_dir() and not place.is_symlink():
                yield Claim(place, kind, way == "update", key)

    def whole(self) -> list[Path]:
        """The files that have stayed as they are for long enough, the oldest first."""
        there = {path: seen for path in self._files() if (seen := self._look(path))}
        self._seen = there
        now = self._clock()
        return sorted(
            (path for path, seen in there.items() if now - seen.since >= self._wait_s(seen)),
            key=lambda path: (there[path].changed_ns, path.name),
        )

    @property
    def waits(self) -> bool:
        """Whether a file is there that may still be written."""
        return bool(self._seen)

    def take(self, path: Path, *, update: bool) -> Claim | None:
        """Takes a file out; None where it changed at the last moment, or is gone."""
        kind, key = self.kind_of(path), uuid4().hex
        place = self.path / WORKING / f"{kind}~{'update' if update else 'add'}~{key}"
        place.mkdir(mode=0o700)
        taken = place / path.name
        seen = self._seen.pop(path)
        try:
            path.rename(taken)
        except OSError:
            place.rmdir()
            raise
        now = taken.lstat()
        if not stat.S_ISREG(now.st_mode) or (now.st_size, now.st_mtime_ns) != _facts(seen):
            if not path.exists():  # somebody goes on writing it
                taken.rename(path)
                place.rmdir()
            return None
        return Claim(place, kind, update, key)

    def kind_of(self, path: Path) -> str:
        """What a file holds, by its folder or the beginning of its name; empty where none tells."""
        for told in (path.parent.name if path.parent != self.path else "", path.name):
            name = told.lower().replace("_", "-")
            for kind in self._kinds:
                if name == kind or (name.startswith(kind) and not name[len(kind)].isalpha()):
                    return kind
        return ""

    def settle(self, claim: Claim, document: dict[str, Any], *, failed: bool) -> Path:
        """Puts a file where it is kept, its results beside it; gives its new place."""
        source = claim.path
        if source is None:
            raise AssertionError(claim.place)
        target = _free(self.path / (FAILED if failed else DONE) / source.name)
        rejects = document.get("rejects_file")
        if rejects:
            document["rejects_file"] = str(target.with_name(f"{target.name}.rejected.csv"))
        told = target.with_name(f"{target.name}.result.json")
        _write(told, {"file": str(target), **document})
        if rejects and Path(rejects).is_file():
            Path(rejects).replace(document["rejects_file"])
        source.rename(target)  # last: until then all of it is done again
        clear(claim)
        return target

    def _files(self) -> Iterator[Path]:
        for entry in sorted(os.scandir(self.path), key=lambda one: one.name):
            if entry.is_dir(follow_symlinks=False) and self._is_of_kind(entry.name):
                yield from (Path(one.path) for one in os.scandir(entry.path) if _may_come(one))
            elif _may_come(entry):
                yield Path(entry.path)

    def _is_of_kind(self, name: str) -> bool:
        return name.lower().replace("_", "-") in self._kinds

    def _look(self, path: Path) -> _Seen | None:
        try:
            now = path.lstat()
        except OSError:
            return None
        seen = _Seen(now.st_size, now.st_mtime_ns, now.st_ino, self._clock())
        before = self._seen.get(path)
        return before if before and replace(seen, since=before.since) == before else seen

    def _wait_s(self, seen: _Seen) -> float:
        return self._settle_s if seen.size else max(self._settle_s, _EMPTY_S)


def clear(claim: Claim) -> None:
    """Takes away what is left of a claim whose file has gone on."""
    for left in claim.place.iterdir():
        left.unlink()
    claim.place.rmdir()


def _may_come(entry: "os.DirEntry[str]") -> bool:
    """Whether it is an ordinary file for us: no link, nothing hidden, nothing temporary."""
    name = entry.name.lower()
    if name.startswith((".", "~")) or name.endswith(("~", *_TEMPORARY)):
        return False
    return name.endswith(_ENDINGS) and entry.is_file(follow_symlinks=False)


def _facts(seen: _Seen) -> tuple[int, int]:
    return seen.size, seen.changed_ns


def _free(path: Path) -> Path:
    """A name that nothing has yet."""
    number, made = 1, path
    while made.exists():
        number += 1
        made = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return made


def _write(path: Path, document: dict[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _lock(file: IO[str]) -> bool:
    """Takes the lock of a file that ends with the process; False where another one has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
