"""Goods on their way from one warehouse to another: states and names."""

import enum
import re

_NAME = re.compile(r"T-(\d{1,10})", re.IGNORECASE)


class TransferStatus(enum.StrEnum):
    """What became of a transfer; while it is `sent`, something of it is on its way."""

    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class TransferWay(enum.StrEnum):
    """What a transfer does when nothing is said: all at once, or with goods on their way."""

    ONE_STEP = "one-step"
    TWO_STEP = "two-step"


def transfer_name(transfer_id: int) -> str:
    """How people call a transfer, e.g. `T-12`."""
    return f"T-{transfer_id}"


def transfer_id_of(name: str) -> int | None:
    """The id of a transfer by its name; None for any other text."""
    match = _NAME.fullmatch(name.strip())
    return int(match[1]) if match else None
