"""File names made of codes: order numbers, shipments, purchase orders.

Two codes never get one name, on no file system: what it may not like becomes a dash, and a name
that is not the code letter by letter ends in a digest of the code.
"""

import hashlib

_MOST_BYTES = 150
"""Most file systems take 255; something is put before and behind a name."""
_RESERVED = frozenset(
    {
        *("con", "prn", "aux", "nul"),
        *(f"{device}{number}" for device in ("com", "lpt") for number in range(10)),
    }
)
"""Devices of Windows, with any ending too."""
_DIGEST_BYTES = 4


def file_name_for(code: str) -> str:
    """A file name, without an ending, that no other code gets; case does not count in codes."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in code)
    name = plain.strip(".")[:_MOST_BYTES]
    is_reserved = name.split(".")[0].casefold() in _RESERVED
    if name and name == code and not is_reserved:
        return name
    digest = hashlib.blake2b(code.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES)
    return f"{'-' if is_reserved else ''}{name}~{digest.hexdigest()}"
