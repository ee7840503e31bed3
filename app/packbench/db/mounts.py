"""Whether a path lies on a network share, by the file system that is behind its real place.

A database file needs what only a local disk gives: locks that hold and memory that processes share.
Everything here but `share_of` is pure, so that tests can give tables of any system.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PureWindowsPath

_MOUNTS = Path("/proc/self/mountinfo")
_MOUNT_POINT, _OPTIONAL_FROM = 4, 6
_DRIVE_REMOTE = 4

_SHARED = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "kafs", "coda", "ncp", "ncpfs"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "gfs2", "ocfs2", "orangefs", "pvfs2"),
        *("9p", "v9fs", "virtiofs", "vboxsf", "vmhgfs", "prl_fs", "drvfs"),
        *("sshfs", "davfs", "davfs2", "webdav", "rclone", "s3fs", "curlftpfs", "gvfs", "acfs"),
    }
)
_LOCAL_IN_USER_SPACE = frozenset(
    {
        *("ntfs", "ntfs-3g", "lowntfs-3g", "exfat", "exfat-fuse", "ext2", "ext4", "fuse2fs", "zfs"),
        *(
            "apfs",
            "hfs",
            "fuse-overlayfs",
            "overlayfs",
            "bindfs",
            "mergerfs",
            "unionfs",
            "squashfuse",
        ),
        *("encfs", "gocryptfs", "cryfs", "ecryptfs", "securefs", "snapfuse", "lxcfs"),
    }
)
"""What stands behind `fuse.` and is a disk of this computer; all else there may be anywhere."""


def share_of(path: Path) -> str | None:
    """The kind of network share on which a file lies or would lie; None on a local disk."""
    if os.name == "nt":
        return windows_share(str(path), os.path.realpath(path), _drive_type)
    if not _MOUNTS.exists():
        return None
    real = path.expanduser().resolve()  # first: looking at it mounts what is mounted on demand
    table = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    return shared_kind(file_system_of(str(real), table.splitlines()))


def file_system_of(real_path: str, mountinfo: Iterable[str]) -> str:
    """The type of the file system of a resolved path, by the lines of `mountinfo`; "" if none.

    The longest mount point decides; of two at the same place the later one lies on top.
    """
    best, kind = "", ""
    for line in mountinfo:
        point, found = _mount(line)
        inside = real_path == point or real_path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind


def shared_kind(kind: str) -> str | None:
    """The type where it means a network share; None where it is a local disk."""
    family, dot, name = kind.lower().partition(".")
    if family == "fuse":
        return None if dot and name in _LOCAL_IN_USER_SPACE else kind
    return kind if family in _SHARED else None


def windows_share(path: str, real_path: str, drive_type: Callable[[str], int]) -> str | None:
    r"""The share of a path on Windows: `\\server\share`, or a drive letter that stands for one.

    Args:
        path: as it was given.
        real_path: the same without links, and with what a drive letter stands for.
        drive_type: what Windows says of the root of a drive (`GetDriveTypeW`).
    """
    for one in (path, real_path):
        drive = PureWindowsPath(one.replace("/", "\\")).drive
        if re.match(r"\\\\[?.]\\UNC\\", drive + "\\", re.IGNORECASE):
            return drive
        drive = re.sub(r"^\\\\[?.]\\", "", drive)
        if drive.startswith("\\\\"):
            return drive
        if drive.endswith(":") and drive_type(f"{drive}\\") == _DRIVE_REMOTE:
            return drive
    return None


def _mount(line: str) -> tuple[str, str]:
    """The mount point of a line, and its type, which stands after a lone hyphen."""
    fields = line.split(" ")
    try:
        hyphen = fields.index("-", _OPTIONAL_FROM)
        return _unescaped(fields[_MOUNT_POINT]), fields[hyphen + 1]
    except (ValueError, IndexError):
        return "\0", ""  # no line of a mount: no path begins so


def _unescaped(text: str) -> str:
    r"""Blanks, tabs, line ends and backslashes stand as octal numbers: `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _drive_type(root: str) -> int:
    import ctypes  # noqa: PLC0415 - on Windows only

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy reads this on other systems
    return int(kernel.GetDriveTypeW(root))
