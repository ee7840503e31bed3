"""What is told of a record's past: events, in codes and values, never in sentences."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from packbench.domain.outcomes import Note


class RecordKind(enum.StrEnum):
    """The kinds of record of which it is written down which commands touched them."""

    ORDER = "order"
    SHIPMENT = "shipment"
    PRODUCT = "product"
    PURCHASE_ORDER = "purchase_order"
    WAVE = "wave"


Shown = str | int | bool | None
"""A value before or after."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is not as it was before.

    Attributes:
        field: a column of the order, or a bucket of its line (`waiting`, `promised` …).
        before: what it was.
        after: what it became.
        sku: of the line; empty for the order itself.
    """

    field: str
    before: Shown
    after: Shown
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Units of a product that came to a warehouse or went."""

    warehouse: str
    quantity: int


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that somebody did with a record.

    Attributes:
        command: its id in the audit list.
        name: the command's, as in the audit list.
        at: when.
        operator: who.
        station: where.
        said: what the command told of the record.
        values: what it was given, as far as that is told: a code, a reason, a quantity.
        changes: before and after.
        moved: units that came or went, of a product.
        orders: numbers of other orders that it joins this one with: split, merged, cloned.
        skus: of a substitute the old and the new one.
        undone_by: who took it back; empty where nobody did.
        undoes: the name of the command that it took back.
        rule: the rule that did it; empty where a person did.
    """

    command: int
    name: str
    at: datetime
    operator: str
    station: str
    said: list[Note] = field(default_factory=list)
    values: Mapping[str, Shown] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)
    undone_by: str = ""
    undoes: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """A page of a record's past, the newest event first.

    Attributes:
        events: those of the page.
        more: the command before which the next page begins; None where this is the last one.
        older: the record is older than its history: what was done first is not all written down.
    """

    events: list[HistoryEvent]
    more: int | None = None
    older: bool = False
