"""The numbers of the floor: what was packed, how fast, what was caught, how long orders stand."""

import enum
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


class Stage(enum.StrEnum):
    """Where a shipment stands on its way, named as the states of orders are."""

    NEW = "new"
    BACK_ORDER = "back_order"
    READY = "ready"
    PICKING = "picking"
    PICKED = "picked"
    PACKED = "packed"


@dataclass(frozen=True, slots=True)
class Packed:
    """A shipment that was packed; its parcels with something in them, and its product lines."""

    shipment_id: int
    shipment: str
    order_id: int
    order: str
    warehouse: str
    station: str
    operator: str
    at: datetime
    parcels: int
    lines: int


@dataclass(frozen=True, slots=True)
class Pace:
    """An operator at a station: product lines that they scanned, in how many hours of the clock."""

    station: str
    operator: str
    lines: int
    hours: int

    @property
    def lines_per_hour(self) -> int:
        """Lines in an hour of work; an hour counts in which anything was scanned."""
        return round(self.lines / self.hours) if self.hours else 0


@dataclass(frozen=True, slots=True)
class Caught:
    """A wrong scan that changed nothing."""

    at: datetime
    station: str
    operator: str
    shipment: str | None
    code: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Moments:
    """When a shipment that has left came to each step; None where nobody wrote it down."""

    shipment_id: int
    shipment: str
    order_id: int
    order: str
    warehouse: str
    ordered: datetime | None
    first_tried: datetime | None
    allocated: datetime | None
    released: datetime | None
    picked: datetime | None
    packed: datetime | None
    shipped: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a shipment stood at a step."""

    shipment_id: int
    shipment: str
    order_id: int
    order: str
    warehouse: str
    stage: Stage
    began: datetime
    ended: datetime

    @property
    def took(self) -> timedelta:
        """From the moment that it came there until it went on."""
        return self.ended - self.began


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long shipments of a warehouse stood at a step: the middle one, and all but a tenth."""

    warehouse: str
    stage: Stage
    shipments: int
    median_s: int
    p90_s: int


def stays(moments: Moments) -> list[Stay]:
    """Where a shipment stood, and how long. A step of which a moment is not known is left out.

    A shipment that was packed before its wave was done counts as picked when packing began.
    """
    reached = (
        (Stage.NEW, moments.ordered, moments.first_tried or moments.allocated),
        (Stage.BACK_ORDER, moments.first_tried, moments.allocated),
        (Stage.READY, moments.allocated, moments.released),
        (Stage.PICKING, moments.released, moments.picked),
        (Stage.PICKED, moments.picked, moments.packed),
        (Stage.PACKED, moments.packed, moments.shipped),
    )
    whose = (moments.shipment_id, moments.shipment, moments.order_id, moments.order)
    return [
        Stay(*whose, moments.warehouse, stage, began, ended)
        for stage, began, ended in reached
        if began is not None and ended is not None and _stood(stage, began, ended)
    ]


def _stood(stage: Stage, began: datetime, ended: datetime) -> bool:
    """Whether it stood there: what had its stock at once never waited."""
    return ended > began if stage is Stage.BACK_ORDER else ended >= began


def step_times(found: Iterable[Stay]) -> list[StepTime]:
    """By warehouse and step, in the order of the steps."""
    took: dict[tuple[str, Stage], list[float]] = defaultdict(list)
    for one in found:
        took[one.warehouse, one.stage].append(one.took.total_seconds())
    order = list(Stage)
    return [
        StepTime(
            warehouse,
            stage,
            len(seconds),
            round(percentile(seconds, 50)),
            round(percentile(seconds, 90)),
        )
        for (warehouse, stage), seconds in sorted(
            took.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    ]


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed (nearest rank); of at least one value."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]
