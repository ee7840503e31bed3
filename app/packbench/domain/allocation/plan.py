"""What the planner answers: promises, waits, unavailable quantities, and why."""

import json
from functools import lru_cache
from typing import NamedTuple

from packbench.domain.orders import Reason

_COMPACT = json.JSONEncoder(separators=(",", ":"))


class Promise(NamedTuple):
    """Units of a product at a warehouse for one line; `per_unit` of them make one line unit."""

    line_id: int
    warehouse_id: int
    product_id: int
    per_unit: int
    quantity: int
    managed: bool


class Wait(NamedTuple):
    """Units of a line (kit units for a kit) that go to the waiting room.

    `limited`: there is stock for it that its order could not take too, because of its limit of
    warehouses; it is kept for the order's next routing.
    """

    line_id: int
    quantity: int
    reason: Reason
    limited: bool = False


class LackingUnits(NamedTuple):
    """Units of a line that are neither there nor may be back-ordered."""

    line_id: int
    quantity: int


class RatedWarehouse(NamedTuple):
    """A warehouse as the decision saw it.

    Attributes:
        distance_km: None where it can't be told.
        untried: left out, because there were too many.
        available: units of the order's products that it had, where that was compared (balance).
    """

    warehouse_id: int
    rank: int
    distance_km: int | None
    untried: bool
    available: int | None = None


class LineDecision(NamedTuple):
    """One line's answer, a number a warehouse: the fences that failed (bits), the units taken."""

    line_id: int
    wanted: int
    fences: list[int]
    taken: list[int]


@lru_cache(maxsize=100)
def _warehouses(rated: tuple[RatedWarehouse, ...]) -> str:
    """As JSON; most orders of a run see the same ones."""
    return _COMPACT.encode(rated)


class OrderDecision(NamedTuple):
    """Why one order was routed as it was.

    `complete_only` tells that nothing was taken because the order ships only complete.
    """

    warehouses: list[RatedWarehouse]
    lines: list[LineDecision]
    complete_only: bool = False

    def to_json(self) -> str:
        """One compact row, as it is kept."""
        # By hand: a backlog keeps one of each order, and which the encoder is slower at.
        # Lists of whole numbers are written in Python as in JSON, but for their spaces.
        lines = [f"[{line[0]},{line[1]},{line[2]},{line[3]}]" for line in self.lines]
        listed = ",".join(lines).replace(" ", "")
        warehouses = _warehouses(tuple(self.warehouses))
        return f'{{"w":{warehouses},"l":[{listed}],"c":{self.complete_only:d}}}'

    @classmethod
    def from_json(cls, text: str) -> "OrderDecision":
        """The decision of a kept row."""
        body = json.loads(text)
        return cls(
            [RatedWarehouse(*row) for row in body["w"]],
            [LineDecision(*row) for row in body["l"]],
            bool(body["c"]),
        )


class OrderPlan(NamedTuple):
    """The answer for one order."""

    order_id: int
    promises: list[Promise]
    waits: list[Wait]
    lacks: list[LackingUnits]
    decision: OrderDecision
