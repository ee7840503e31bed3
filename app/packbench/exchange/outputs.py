"""Where files may be written: never over a database, nor over what is there without being told to.

A database is known by its place and, whatever it is called, by its first bytes: its own file is
never opened for that, because whoever closes it takes SQLite's locks from the whole process.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packbench.domain.files import BESIDE_A_DATABASE, FileTrouble
from packbench.domain.refusals import Code, Refusal

_DATABASE_MARKS = (
    b"SQLite format 3\0",
    b"\x37\x7f\x06\x82",  # its -wal, in either order of bytes
    b"\x37\x7f\x06\x83",
    b"\x18\xe2\x2d\x00",  # its -shm
    b"\x00\x2d\xe2\x18",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # its -journal
)


@dataclass(frozen=True, slots=True)
class Output:
    """A file that is to be written.

    Attributes:
        path: where; the target of a link is meant, the link stays.
        own: the file of the open database, None for a server.
        force: an existing file is replaced.
    """

    path: Path
    own: Path | None = None
    force: bool = False

    def require_ending(self, *endings: str) -> None:
        """Refuses (`CANNOT_WRITE`) a name that does not tell what the file is."""
        if self.path.suffix.lower() not in endings:
            reason, allowed = FileTrouble.WRONG_ENDING, ", ".join(endings)
            raise Refusal(Code.CANNOT_WRITE, file=self.path.name, reason=reason, endings=allowed)

    def require_free(self) -> Path:
        """The place to write to, with links followed.

        Refuses (`CANNOT_WRITE`) devices, folders and whatever is of a database, and without `force`
        what is there already (`FILE_EXISTS`).
        """
        path = self.path.resolve()
        if self.own is not None and _is_of(path, self.own):
            raise self._refusal(FileTrouble.OF_A_DATABASE)
        if path.exists() and not path.is_file():
            raise self._refusal(FileTrouble.NOT_ORDINARY)
        if _is_of_any_database(path):
            raise self._refusal(FileTrouble.OF_A_DATABASE)
        if path.exists() and not self.force:
            raise self.taken()
        return path

    def put(self, draft: Path, path: Path) -> None:
        """Gives the finished draft its name; refuses (`FILE_EXISTS`) what came there meanwhile."""
        if self.force:
            draft.replace(path)
            return
        try:
            os.link(draft, path)
        except FileExistsError:
            raise self.taken() from None
        except OSError:  # this file system has no hard links
            self.require_free()
            draft.replace(path)

    def taken(self) -> Refusal:
        """That the file is there already."""
        return Refusal(Code.FILE_EXISTS, file=self.path.name)

    def _refusal(self, reason: FileTrouble) -> Refusal:
        return Refusal(Code.CANNOT_WRITE, file=self.path.name, reason=reason)


def files_of_database(database: Path) -> Sequence[Path]:
    """The file of a database and those that SQLite keeps beside it, there or not."""
    real = database.resolve()
    return [real, *(real.with_name(real.name + ending) for ending in BESIDE_A_DATABASE)]


def _is_of(path: Path, database: Path) -> bool:
    """Whether a file is one of the open database's, under whatever name."""
    kept = files_of_database(database)
    return path in kept or (
        path.exists() and any(one.exists() and path.samefile(one) for one in kept)
    )


def _is_of_any_database(path: Path) -> bool:
    """Whether a file is of some SQLite database, by its first bytes or by whose name it has."""
    if _has_mark(path):
        return True
    owners = (
        path.with_name(path.name.removesuffix(ending))
        for ending in BESIDE_A_DATABASE
        if path.name.endswith(ending) and path.name != ending
    )
    return any(_has_mark(owner) for owner in owners)


def _has_mark(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            return file.read(16).startswith(_DATABASE_MARKS)
    except OSError:  # not there, or not to be read: then it can't be told
        return False
