"""Writing a file so that there is either the whole new one or what was there before."""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a new name beside `path` to write to, which takes the place of `path` at the end.

    When something fails nothing is left behind. Raises `EnvironmentFault` for a full disk and a
    read-only folder, and refuses (`CANNOT_WRITE`) with the system's reason otherwise.
    """
    path = path.resolve()  # the target of a link is written, the link stays
    if path.exists() and not path.is_file():
        raise Refusal(Code.CANNOT_WRITE, file=path.name, reason=FileTrouble.NOT_ORDINARY)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise _told(path, error) from error
    finally:
        with suppress(OSError):  # gone already, never made, or the folder is read-only
            draft.unlink()


def _told(path: Path, error: OSError) -> Exception:
    if error.errno in _FULL:
        return EnvironmentFault(FaultCode.DISK_FULL, path=str(path))
    if error.errno in _FORBIDDEN:
        return EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=str(path.parent))
    reason = system_reason(error)
    return Refusal(Code.CANNOT_WRITE, file=path.name, reason=reason)
