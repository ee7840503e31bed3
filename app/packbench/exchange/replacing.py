"""Writing a file so that there is either the whole new one or what was there before."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.exchange.outputs import Output

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_ONLY_OURS = 0o600


@contextmanager
def replacing(output: Output) -> Iterator[Path]:
    """Gives an empty file beside the output to write to, which takes its place at the end.

    Nobody else can read it, whatever the umask. When something fails nothing is left behind.
    Refuses what `Output.require_free` does, and (`CANNOT_WRITE`) with the system's reason; raises
    `EnvironmentFault` for a full disk and a read-only folder.
    """
    try:
        path = output.require_free()
    except OSError as error:  # a folder on the way is closed, or a link leads round in a circle
        raise file_fault(output.path, error) from error
    draft = path.with_name(f".{path.name[:_LONGEST]}.{secrets.token_hex(4)}")
    try:
        _make_private(draft)
        yield draft
        output.put(draft, path)
    except OSError as error:
        raise file_fault(path, error) from error
    finally:
        with suppress(OSError):  # gone already, never made, or the folder is read-only
            draft.unlink()


_LONGEST = 60
"""Letters of a draft's name: it is longer than the output's, which may be as long as can be."""


def _make_private(path: Path) -> None:
    """Makes an empty file that only its owner can read and write."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OURS)
    try:
        if hasattr(os, "fchmod"):  # a umask may have taken even these
            os.fchmod(file, _ONLY_OURS)
    finally:
        os.close(file)


def file_fault(path: Path, error: OSError) -> Exception:
    """What is told of a file that could not be written: a refusal, or a fault of the disk."""
    if error.errno in _FULL:
        return EnvironmentFault(FaultCode.DISK_FULL, path=str(path))
    if error.errno in _FORBIDDEN:
        return EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=str(path.parent))
    if error.errno == errno.ENOENT and not path.parent.is_dir():
        reason = FileTrouble.FOLDER_GONE.value
        return Refusal(Code.CANNOT_WRITE, file=str(path.parent), reason=reason)
    reason = system_reason(error)
    return Refusal(Code.CANNOT_WRITE, file=path.name, reason=reason)
