"""The chain that runs through the ledger of a warehouse: each row's link is made of the one before.

Whoever changes, takes out or slips in a row has to make every later link anew; whoever wrote the
last link down on paper sees it (decision 0250).
"""

import enum
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

FIRST = ""
"""What stands before the first row of a warehouse."""
LINK_LETTERS = 32
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: `json.dumps` would make one for each row, which takes longer than to use it."""


class LedgerRow(NamedTuple):
    """What a link vouches for, in the order in which it is read.

    Attributes:
        at: as `moment_text` writes it.
    """

    at: str
    command_id: int
    warehouse_id: int
    product_id: int
    location_id: int
    lot: str
    quantity: int
    unavailable: int
    cause: str
    note: str | None
    document: str | None


def moment_text(at: datetime) -> str:
    """A moment in UTC to the microsecond, as both engines give it: 2026-11-27 09:30:00.000000."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def link(before: str, row: Sequence[str | int | None]) -> str:
    """The link of a row: the first 128 bits of SHA-256 over the link before and the row, as hex.

    The row is written as JSON, so that no two rows read alike whatever somebody typed as a note.
    """
    digest = hashlib.sha256(f"{before}\n{_AS_JSON(row)}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:LINK_LETTERS]


class LedgerKept(enum.StrEnum):
    """What became of a ledger since its head was written down."""

    SAME = "same"
    GROWN = "grown"
    CHANGED = "changed"
    SHORTER = "shorter"
    GONE = "gone"

    @property
    def is_kept(self) -> bool:
        """Whether all that was there still is."""
        return self in {LedgerKept.SAME, LedgerKept.GROWN}
