"""Which units are carried from reserve into the bins that people pick from, and how many.

A pick bin is filled to its maximum where less than its minimum is left in it, or where orders that
are ready will take more of it than it holds. Open tasks count as if they were done.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from packbench.domain.bins import BinStock, take_from_bins
from packbench.domain.refusals import Code, Refusal

_PREFIX = "RP"


class ReplenishReason(enum.StrEnum):
    """Why something is carried."""

    MINIMUM = "minimum"
    ORDERS = "orders"
    SLOTTING = "slotting"


@dataclass(frozen=True, slots=True)
class PickBinNow:
    """A bin that a product is picked from, as it is.

    Attributes:
        free: good units there that no pick task is to take.
        coming: units that open tasks carry there.
    """

    location_id: int
    minimum: int
    maximum: int
    free: int
    coming: int = 0


@dataclass(frozen=True, slots=True)
class Carry:
    """Units of one bin row in reserve that go to a pick bin."""

    stock_bin_id: int
    target_id: int
    units: int
    reason: ReplenishReason


@dataclass(frozen=True, slots=True)
class Lack:
    """Units that a pick bin is to get and reserve does not hold."""

    target_id: int
    units: int


@dataclass(slots=True)
class Carrying:
    """What is to be carried of a product, and what of it reserve lacks."""

    carries: list[Carry] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)


def fill_bins(bins: Sequence[PickBinNow], reserve: Sequence[BinStock], wanted: int) -> Carrying:
    """What is carried into the pick bins of one product.

    Args:
        bins: its pick bins, in the order of the walk.
        reserve: where more of it lies: what expires or came first is carried first; whole packs
            where it is picked in packs.
        wanted: units that orders need that are ready and in no wave.
    """
    found = Carrying()
    for one in bins:
        held = one.free + one.coming
        of_it = min(wanted, one.maximum)
        low = held < one.minimum
        if not low and held >= of_it:
            wanted -= of_it
            continue
        reason = ReplenishReason.MINIMUM if low else ReplenishReason.ORDERS
        units = _in_packs(reserve, one.maximum - held, max(one.minimum, of_it) - held)
        portions = take_from_bins(reserve, units)
        found.carries += [
            Carry(bin_id, one.location_id, share, reason) for bin_id, share in portions
        ]
        taken = sum(share for _, share in portions)
        if held + taken < max(one.minimum, of_it):
            found.lacks.append(Lack(one.location_id, max(one.minimum, of_it) - held - taken))
        wanted -= min(wanted, held + taken)
    return found


def _in_packs(reserve: Sequence[BinStock], room: int, needed: int) -> int:
    """As many whole packs as there is room for, unless that leaves it below what is needed."""
    pack = max((one.pack for one in reserve), default=1)
    whole = room - room % pack
    return whole if whole >= min(needed, room) else room


def task_name(task_id: int) -> str:
    """What a task is called, e.g. `RP12`."""
    return f"{_PREFIX}{task_id}"


def task_number(name: str) -> int:
    """The id in a task's name; refuses `not_found`."""
    digits = name.strip().upper().removeprefix(_PREFIX)
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    raise Refusal(Code.NOT_FOUND, kind="replenishment task", name=name)


_MOST_DIGITS = 15
