"""What a disk holds when the power goes: rebuilt from what a process did to its files, in order.

`power_cut.c` writes the journal. What was synced is there; of what was written after the last sync
nothing is there, or any part of it, in sectors of 512 bytes and in any order.
"""

import random
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("=cIQI")
_SECTOR = 512


class Operation(NamedTuple):
    """One thing that was done to a file."""

    kind: str
    path: str
    offset: int
    data: bytes


Lands = Callable[[], bool]
"""Whether a sector, or another thing that was not synced, is on the disk all the same."""


def nothing_lands() -> bool:
    """Whatever was not synced is lost."""
    return False


def some_land(seed: int) -> Lands:
    """About half of it is there, in no order."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return lambda: chance.random() < 0.5


def read_journal(path: Path) -> list[Operation]:
    """All that was done, in its order."""
    return list(_operations(path.read_bytes()))


def _operations(journal: bytes) -> Iterator[Operation]:
    at = 0
    while at < len(journal):
        kind, length, offset, count = _HEAD.unpack_from(journal, at)
        at += _HEAD.size
        path = journal[at : at + length].decode()
        yield Operation(kind.decode(), path, offset, journal[at + length : at + length + count])
        at += length + count


@dataclass(slots=True)
class _File:
    """One file since it was made: what is safe, and what is not yet."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)
    named: bool = False
    """Whether its name is on the disk."""

    def sync(self) -> None:
        for operation in self.pending:
            _apply(self.safe, operation)
        self.pending.clear()
        self.named = True

    def after_cut(self, lands: Lands) -> bytes:
        content = bytearray(self.safe)
        for operation in self.pending:
            for part in _sectors(operation):
                if lands():
                    _apply(content, part)
        return bytes(content)


def disk_after(operations: Sequence[Operation], lands: Lands) -> dict[str, bytes]:
    """The files by path, when the power goes after these operations."""
    names: dict[str, list[_File | None]] = {}
    for operation in operations:
        files = names.setdefault(operation.path, [])
        match operation.kind:
            case "C":
                files.append(_File())
            case "U":
                files.append(None)
            case "S" if files:
                _current(files).sync()
            case "S":
                _sync_names(names, operation.path)
            case "R":
                names.setdefault(operation.data.decode(), []).append(_current(files))
                files.append(None)
            case _:
                _current(files).pending.append(operation)
    found = {path: _on_disk(files, lands) for path, files in names.items()}
    return {path: file.after_cut(lands) for path, file in found.items() if file is not None}


def _current(files: list[_File | None]) -> _File:
    last = files[-1]
    assert last is not None, "a file that is not there was used"
    return last


def _sync_names(names: dict[str, list[_File | None]], folder: str) -> None:
    """A synced folder knows which files there are now."""
    for path, files in names.items():
        if files and str(Path(path).parent) == folder:
            del files[:-1]
            if files[0] is not None:
                files[0].named = True


def _on_disk(files: list[_File | None], lands: Lands) -> _File | None:
    """The youngest that has its name on the disk; an older one where a change of names was lost."""
    for file in reversed(files[1:]):
        if (file is not None and file.named) or lands():
            return file
    first = files[0] if files else None
    return first if first is None or first.named or lands() else None


def _sectors(operation: Operation) -> Iterator[Operation]:
    if operation.kind != "W":
        yield operation
        return
    at, end = operation.offset, operation.offset + len(operation.data)
    while at < end:
        until = min(end, (at // _SECTOR + 1) * _SECTOR)
        begin = at - operation.offset
        yield operation._replace(offset=at, data=operation.data[begin : until - operation.offset])
        at = until


def _apply(content: bytearray, operation: Operation) -> None:
    size = operation.offset
    if operation.kind == "T":
        del content[size:]
    content.extend(bytes(max(0, size - len(content))))
    if operation.kind == "W":
        content[size : size + len(operation.data)] = operation.data
