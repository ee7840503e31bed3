"""The words of the receiving dock: receipts, what came, and what a scan turned out to be."""

import enum
import re
from dataclasses import dataclass, field

_NAME = re.compile(r"RC([1-9][0-9]{0,15})", re.IGNORECASE)


class ReceiptStatus(enum.StrEnum):
    """The life of a receipt: counted, then booked; or left, or taken back."""

    OPEN = "open"
    BOOKED = "booked"
    LEFT = "left"
    TAKEN_BACK = "taken_back"


class ReceiptOutcome(enum.StrEnum):
    """What units are that came in; those that are rejected never become stock."""

    GOOD = "good"
    DAMAGED = "damaged"
    REJECTED = "rejected"


class ReceiveVerdict(enum.StrEnum):
    """What a scan at the dock is answered with; see `COUNTED` for those that counted."""

    OK = "ok"
    LINE_DONE = "line_done"
    ALL_IN = "all_in"
    SET_ASIDE = "set_aside"
    EXPIRED = "expired"
    MULTIPLIES = "multiplies"
    ASK_LOT = "ask_lot"
    ASK_EXPIRY = "ask_expiry"
    SEVERAL = "several"
    THIS_RECEIPT = "this_receipt"
    OTHER_RECEIPT = "other_receipt"
    UNKNOWN = "unknown"
    NO_PACK = "no_pack"
    NO_GOODS = "no_goods"
    KIT = "kit"
    NOT_ON_ORDER = "not_on_order"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that gets units of what was scanned, as far as the queue tells it now."""

    order_number: str
    units: int


@dataclass(frozen=True, slots=True)
class ReceiveTold:
    """The answer to a scan.

    Attributes:
        code: what was scanned.
        verdict: what it turned out to be.
        sku: the product.
        units: what the scan means.
        counted: units of the product after it.
        expected: units that the purchase order expects.
        name: what the code stands for, where it is no product of the receipt.
        lot: its lot.
        choices: the SKUs that a code may stand for.
        left: units that may still come.
        orders: who waits for it, the first in the queue first.
    """

    code: str
    verdict: ReceiveVerdict
    sku: str = ""
    units: int = 0
    counted: int = 0
    expected: int = 0
    name: str = ""
    lot: str = ""
    choices: list[str] = field(default_factory=list)
    left: int = 0
    orders: list[WaitingOrder] = field(default_factory=list)


COUNTED = frozenset(
    {
        *(ReceiveVerdict.OK, ReceiveVerdict.LINE_DONE, ReceiveVerdict.ALL_IN),
        *(ReceiveVerdict.SET_ASIDE, ReceiveVerdict.EXPIRED),
    }
)
"""Answers to scans that count."""

ASKS = frozenset({ReceiveVerdict.ASK_LOT, ReceiveVerdict.ASK_EXPIRY, ReceiveVerdict.SEVERAL})
"""Answers that ask for something; the scan counts with the answer."""

BY_RIGHT = frozenset({ReceiveVerdict.NOT_ON_ORDER, ReceiveVerdict.TOO_MANY})
"""Answers to scans that count when a supervisor's badge is scanned."""


def receipt_name(receipt_id: int) -> str:
    """How people call a receipt, e.g. `RC12`."""
    return f"RC{receipt_id}"


def receipt_id_of(name: str) -> int | None:
    """The id of a receipt by its name; None for any other text."""
    match = _NAME.fullmatch(name.strip())
    return int(match[1]) if match else None
