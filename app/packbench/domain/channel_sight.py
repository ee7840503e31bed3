"""What a channel sees of a product, with each number on the way."""

import enum
from dataclasses import dataclass, field

from packbench.domain.channels import Measure


class RuleOf(enum.StrEnum):
    """Where the rule comes from that counts."""

    SKU = "sku"
    CHANNEL = "channel"
    NONE = "none"
    TRIED = "tried"


@dataclass(frozen=True, slots=True)
class PartThere:
    """What of a part is available at a warehouse, and its minimum there; None: never stocked."""

    sku: str
    per_unit: int
    available: int | None
    minimum: int | None


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A warehouse as a channel sees it.

    Attributes:
        available: units that could be given there; None where it was never stocked.
        above: whether what it takes is above its minimum there.
        why_not: why it does not count; None when it does.
        parts: what a unit takes.
    """

    warehouse: str
    virtual: bool
    available: int | None
    above: bool
    why_not: str | None
    parts: list[PartThere] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WhySeen:
    """A product as a channel sees it, with each number on the way.

    Attributes:
        names: what the channel calls it; none when it calls another product so.
        room: pre-orders that may still be promised; None for no limit.
        not_yet: it is a pre-order before its day.
        counted: whether its stock is counted.
        total: what the warehouses have that count; None where there is no number.
        above: whether any of them is above its minimum.
        rule_of, rule, value, push: the rule that counts; by_minimum: it is the minimum's.
        number: what the channel is told; None: nothing.
        told: what it surely has; None where nobody knows.
    """

    channel: str
    sku: str
    names: list[str]
    places: list[PlaceSeen]
    room: int | None
    not_yet: bool
    counted: bool
    total: int | None
    above: bool
    rule_of: RuleOf
    rule: Measure
    value: int
    by_minimum: bool
    push: bool
    number: int | None
    told: int | None
