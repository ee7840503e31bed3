"""The bytes of a file to import, whatever it is packed in.

Packing is told by the first bytes, not by the name. Every trouble on the way is a `Refusal` with
one sentence: a missing file, a folder, no right to read, a damaged archive.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.foreign import refuse_archive, refuse_bytes

_GZIP = b"\x1f\x8b"
_BZIP2 = b"BZh"
_XZ = b"\xfd7zXZ\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_MEMBER = b"PK\x01\x02"
_MAX_MEMBERS = 20_000
_CHUNK_BYTES = 1 << 20
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "icon\r"})
_BINARY_BOOK = "xl/workbook.bin"
_DAMAGED = (EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open file: `stored` as on the disk (its position tells how far), `plain` unpacked."""

    stored: BinaryIO
    plain: io.BufferedIOBase


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns what the operating system and the unpackers say while `path` is read into refusals."""
    try:
        yield
    except FileNotFoundError:
        raise Refusal(Code.FILE_MISSING, file=path.name) from None
    except _DAMAGED as error:
        raise Refusal(Code.FILE_DAMAGED, file=path.name) from error
    except OSError as error:
        if error.errno is None:  # bz2 says so of broken data
            raise Refusal(Code.FILE_DAMAGED, file=path.name) from error
        reason = system_reason(error)
        raise Refusal(Code.FILE_UNREADABLE, file=path.name, reason=reason) from error


@contextmanager
def unpacked(path: Path) -> Iterator[OpenFile]:
    """Opens `path`, plain or packed with gzip, bzip2, xz, or as the only member of a zip."""
    with ExitStack() as stack:
        stored = stack.enter_context(path.open("rb"))
        head = stored.read(6)
        stored.seek(0)
        plain: io.BufferedIOBase = stored
        if head.startswith(_GZIP):
            plain = stack.enter_context(gzip.open(stored))
        elif head.startswith(_BZIP2):
            plain = stack.enter_context(bz2.open(stored))
        elif head.startswith(_XZ):
            plain = stack.enter_context(lzma.open(stored))
        elif head.startswith(_ZIP):
            archive = stack.enter_context(_archive(path, stored))
            member = stack.enter_context(archive.open(_only_member(path, archive)))
            plain = cast("io.BufferedIOBase", member)  # typeshed says IO[bytes]
        yield OpenFile(stored, plain)


def _archive(path: Path, stored: BinaryIO) -> zipfile.ZipFile:
    """Opens an archive; refuses (`FILE_TOO_LARGE`) one whose directory would fill the memory."""
    stored.seek(0)
    count, rest = 0, b""
    while chunk := stored.read(_CHUNK_BYTES):
        count += (rest + chunk).count(_MEMBER)
        rest = chunk[1 - len(_MEMBER) :]
        if count > _MAX_MEMBERS:
            reason = FileTrouble.TOO_MANY_PARTS
            raise Refusal(Code.FILE_TOO_LARGE, file=path.name, reason=reason, count=_MAX_MEMBERS)
    stored.seek(0)
    return zipfile.ZipFile(stored)


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not _is_litter(member)]
    if not members:
        raise Refusal(Code.FILE_EMPTY, file=path.name)
    refuse_archive(path, archive)
    if len(members) > 1:
        reason, count = FileTrouble.SEVERAL_MEMBERS, len(members)
        raise Refusal(Code.FILE_UNREADABLE, file=path.name, reason=reason, count=count)
    if members[0].flag_bits & _ENCRYPTED:
        raise Refusal(Code.FILE_UNREADABLE, file=path.name, reason=FileTrouble.LOCKED)
    return members[0]


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, or something that an operating system adds by itself."""
    folder, _, name = member.filename.rpartition("/")
    added = name.startswith("._") or name.casefold() in _LITTER or "__MACOSX" in folder.split("/")
    return member.is_dir() or added


def refuse_other_kinds(path: Path) -> None:
    """Refuses (`FILE_KIND`) a file that is neither text nor XLSX, by what it is."""
    with unpacked(path) as source:
        refuse_bytes(path, source.plain)


def is_workbook(path: Path) -> bool:
    """Whether the file is an XLSX workbook, by what the archive holds."""
    with path.open("rb") as stored:
        if not stored.read(4).startswith(_ZIP):
            return False
        with _archive(path, stored) as archive:
            names = archive.namelist()
            return any(name.startswith("xl/") for name in names) and _BINARY_BOOK not in names
