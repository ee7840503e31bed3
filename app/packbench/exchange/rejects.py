"""Why a row was not imported: codes and values; `words.rejects` tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from packbench.domain.rejects import RejectCode

_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """One cause in one row.

    Attributes:
        row: the row below the header, from 1.
        column: the column as the file names it; empty when the whole row is meant.
        value: what stands there, at most its first 200 characters.
        params: what else the sentence names; `part` is the part of the value that is wrong.
    """

    row: int
    column: str
    value: str
    code: RejectCode
    params: Mapping[str, object] = field(default_factory=dict)


def shown(value: str) -> str:
    """A value short enough to be told."""
    return value if len(value) <= _SHOWN_CHARACTERS else f"{value[:_SHOWN_CHARACTERS]}…"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not imported: all its rows, and why.

    Attributes:
        rows: the row numbers of the record, those without a fault of their own too.
    """

    rows: tuple[int, ...]
    rejects: tuple[Reject, ...]
