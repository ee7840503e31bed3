"""Results as values that JSON has, for programs."""

import dataclasses
import enum
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any


def plain_values(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
    """Results as JSON values: dates in ISO 8601, money as text with a point, paths as text.

    A time of day is one of a clock on the wall: hours and minutes.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_values(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_values(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Decimal | Path):
        return str(value)
    return value
