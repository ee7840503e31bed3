"""The day it is, as pre-orders and expiry dates are compared with it."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day in UTC, the same at every station."""
    return datetime.now(UTC).date()
