"""What a command touched, so that views know what to read again."""

import enum
from dataclasses import dataclass, field


class Kind(enum.StrEnum):
    """The kinds of record that a view can show."""

    ORDER = "order"
    STOCK = "stock"
    PURCHASE_ORDER = "purchase_order"
    SHIPMENT = "shipment"
    WAVE = "wave"
    PRODUCT = "product"
    WAREHOUSE = "warehouse"
    SETTING = "setting"
    LOCATION = "location"
    VIEW = "view"


MANY = 500  # more ids of a kind than this are told as "look at all of them again"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Record ids by kind; an empty set of ids means "many of this kind".

    A hint to look again, never data. `origin` tells who made it, so that its maker can ignore it.
    `served` counts the back orders that were given stock by it, so that all stations can be told.
    `command` is the id of the command that made it; 0 where it came from another station.
    """

    ids: dict[Kind, frozenset[int]] = field(default_factory=dict)
    origin: str = ""
    served: int = 0
    command: int = field(default=0, compare=False)

    def __or__(self, other: "ChangeSet") -> "ChangeSet":
        """Both changes in one; "many" wins over single ids."""
        merged = dict(self.ids)
        for kind, ids in other.ids.items():
            merged[kind] = _union(merged[kind], ids) if kind in merged else ids
        return ChangeSet(
            merged,
            self.origin or other.origin,
            self.served + other.served,
            max(self.command, other.command),
        )

    def touches(self, *kinds: Kind) -> bool:
        """Whether any record of one of `kinds` changed."""
        return any(kind in self.ids for kind in kinds)


EVERYTHING = ChangeSet({kind: frozenset() for kind in Kind})
"""After a reconnect anything may be stale."""


def changed(kind: Kind, ids: "frozenset[int] | set[int] | list[int]") -> ChangeSet:
    """The change of these records of one kind; nothing for no ids, "many" above MANY."""
    if not ids:
        return ChangeSet()
    return ChangeSet({kind: frozenset(ids) if len(ids) <= MANY else frozenset()})


def _union(left: frozenset[int], right: frozenset[int]) -> frozenset[int]:
    both = left | right
    return both if left and right and len(both) <= MANY else frozenset()
