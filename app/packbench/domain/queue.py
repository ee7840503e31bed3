"""The one visible queue: who gets scarce stock first.

Priority (high first), ship-by date (early first, none last), ordered-at, order number in natural
order (`docs/domain.md`), written as one text that sorts byte by byte.
"""

import re
from datetime import UTC, date, datetime

_DIGITS = re.compile(r"(\d+)")
_PRIORITY_TOP = 5_000_000_000
PRIORITY_LIMIT = 1_000_000_000
"""Priorities lie strictly between -PRIORITY_LIMIT and PRIORITY_LIMIT."""


def natural_key(number: str) -> str:
    """A text that sorts as people count: O2 before O10; case does not matter.

    Each run of digits is led by its length (two digits), so that longer numbers sort later.
    """
    parts = _DIGITS.split(number.casefold())
    return "".join(_counted(part) if part.isdecimal() else part for part in parts)


def queue_key(priority: int, ship_by: date | None, ordered_at: datetime, number: str) -> str:
    """The place of an order in the queue; the smallest key is served first.

    Args:
        priority: higher is served earlier, within ±PRIORITY_LIMIT.
        ship_by: the day by which it must leave, None for no such day.
        ordered_at: aware moment of ordering.
        number: the order's number.
    """
    day = ship_by.isoformat() if ship_by else "9999-99-99"
    moment = ordered_at.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")
    return f"{_PRIORITY_TOP - priority:010d}|{day}|{moment}|{natural_key(number)}"


def _counted(digits: str) -> str:
    significant = digits.lstrip("0") or "0"
    return f"{len(significant):02d}{significant}"
