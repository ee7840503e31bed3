"""Results as values that JSON has, for programs."""

import dataclasses
import enum
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

_PLAIN = frozenset({str, int, float, bool, type(None)})
_KNOWN: dict[type, tuple[str, ...] | None] = {}


def plain_values(value: Any) -> Any:
    """Results as JSON values: dates in ISO 8601, money as text with a point, paths as text.

    A time of day is one of a clock on the wall: hours and minutes.
    """
    kind = type(value)
    if kind in _PLAIN:  # most are: a list of a thousand orders has a hundred thousand of them
        return value
    names = _fields(kind)
    if names is not None:
        return {name: plain_values(getattr(value, name)) for name in names}
    return _plain_value(value)


def _fields(kind: type) -> tuple[str, ...] | None:
    """The names of the fields of a data class; None for what is none."""
    if kind not in _KNOWN:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else None
        _KNOWN[kind] = None if fields is None else tuple(one.name for one in fields)
    return _KNOWN[kind]


def _plain_value(value: Any) -> Any:  # noqa: PLR0911 - one line a kind of value
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
