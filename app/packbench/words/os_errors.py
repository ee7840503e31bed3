"""What the operating system said, in the reader's language: it speaks its own."""

import errno

from packbench.words.language import mark, tr

_REASONS = {
    errno.ENOENT: mark("there is no such file or folder"),
    errno.ENOTDIR: mark("a part of the path is no folder"),
    errno.EISDIR: mark("it is a folder"),
    errno.EEXIST: mark("it exists already"),
    errno.EACCES: mark("the rights forbid it"),
    errno.EPERM: mark("the rights forbid it"),
    errno.EROFS: mark("it can only be read"),
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk is full"),
    errno.ENAMETOOLONG: mark("the name is too long"),
    errno.EMFILE: mark("too many files are open"),
    errno.EBUSY: mark("another program uses it"),
    errno.EIO: mark("the disk or the network failed"),
}


def os_reason(error: OSError) -> str:
    """Why a file can't be read or written, as a clause; the system's own words for what is rare."""
    known = _REASONS.get(error.errno or 0)
    return tr(known) if known else error.strerror or str(error)
