"""Where records stand in a list of ids, also in one of a million: the window must not notice.

A long list is looked through by numpy, which takes a millisecond; loading numpy takes a hundred.
Whoever reads a long list in a lane loads it there, by `ready`.
"""

from array import array
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LONG = 50_000
"""Shorter lists are looked through one by one in two milliseconds."""


def ready(ids: "array[int]") -> "array[int]":
    """The same ids, which can be looked through at once from now on; called in a lane."""
    if len(ids) > _LONG:
        _numbers(ids)
    return ids


def place_of(ids: "array[int]", record: int) -> int | None:
    """Where a record stands; None when it is not among them."""
    found = places_of(ids, (record,))
    return found[0] if found else None


def places_of(ids: "array[int]", records: Collection[int]) -> list[int]:
    """Where records stand, from the top; those that are not among the ids are left out."""
    if not records:
        return []
    if len(ids) <= _LONG:
        wanted = set(records)
        return [place for place, known in enumerate(ids) if known in wanted]
    return [int(place) for place in _are_among(ids, records).nonzero()[0]]


def count_among(ids: "array[int]", records: Collection[int]) -> int:
    """How many of the ids are records of these."""
    if not records:
        return 0
    if len(ids) <= _LONG:
        return sum(one in records for one in ids)
    return int(_are_among(ids, records).sum())


def count_differences(shown: "array[int]", now: "array[int]") -> int:
    """How many rows came or went; 1 when only their order changed, 0 when nothing did."""
    if shown == now:
        return 0
    if len(shown) + len(now) <= _LONG:
        return len(set(shown) ^ set(now)) or 1
    import numpy as np  # noqa: PLC0415 - see the module's docstring

    both = np.concatenate((_numbers(shown), _numbers(now)))
    both.sort()
    in_both = int((both[1:] == both[:-1]).sum())
    return len(both) - 2 * in_both or 1


def _are_among(ids: "array[int]", records: Collection[int]) -> "npt.NDArray[np.bool_]":
    import numpy as np  # noqa: PLC0415 - see the module's docstring

    known = _numbers(ids)
    wanted = np.fromiter(records, dtype=np.int64, count=len(records))
    found: npt.NDArray[np.bool_] = (
        known == wanted[0] if len(wanted) == 1 else np.isin(known, wanted)
    )
    return found


def _numbers(ids: "array[int]") -> "npt.NDArray[np.int64]":
    """The ids where they are, as numpy sees them."""
    import numpy as np  # noqa: PLC0415 - see the module's docstring

    return np.frombuffer(ids, dtype=np.int64)
