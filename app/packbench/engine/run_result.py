"""What a run of allocation came to, in counts, and what a dry run would do order by order."""

import time
from dataclasses import dataclass, field, replace

from packbench.domain.orders import OrderStatus
from packbench.domain.outcomes import Note
from packbench.engine.writes.plan_writer import Written


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What a dry run would do with one line at one warehouse, or leave waiting (warehouse None)."""

    line: int
    sku: str
    warehouse: str | None
    quantity: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """What a dry run would do with one order."""

    order_number: str
    lines: list[PlannedLine]


@dataclass(frozen=True, slots=True)
class AllocateResult:
    """What a run of allocation came to, in units of order lines."""

    orders: int = 0
    lines: int = 0
    allocated_units: int = 0
    waiting_units: int = 0
    unavailable_units: int = 0
    shipments: int = 0
    orders_ready: int = 0
    orders_waiting: int = 0
    orders_attention: int = 0
    seconds: float = 0.0
    changes: list[PlannedOrder] = field(default_factory=list)
    rules: list[Note] = field(default_factory=list)
    """What rules for orders did with those that were allocated."""


def result_of(written: Written) -> AllocateResult:
    """The counts of plans that were written, or would be."""
    return AllocateResult(
        orders=written.orders,
        lines=written.lines,
        allocated_units=written.allocated_units,
        waiting_units=written.waiting_units,
        unavailable_units=written.unavailable_units,
        shipments=written.shipments,
        orders_ready=written.statuses[OrderStatus.READY],
        orders_waiting=written.orders_waiting,
        orders_attention=written.statuses[OrderStatus.ATTENTION],
    )


def timed(result: AllocateResult, started: float) -> AllocateResult:
    """The result with the seconds since it was started."""
    return replace(result, seconds=round(time.monotonic() - started, 3))
