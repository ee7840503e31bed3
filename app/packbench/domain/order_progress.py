"""How far an order is: Verify, Prepare, Pick, Pack, Ship, and what is to be done next."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from packbench.domain.orders import OrderStatus, Payment, ShipmentStatus, Verify


class Step(enum.StrEnum):
    """The steps of an order to the door, in their order."""

    VERIFY = "verify"
    PREPARE = "prepare"
    PICK = "pick"
    PACK = "pack"
    SHIP = "ship"


class StepState(enum.StrEnum):
    """How a step stands."""

    DONE = "done"
    NOW = "now"
    NOT_YET = "not_yet"
    SKIPPED = "skipped"


class Next(enum.StrEnum):
    """What somebody can do so that an order goes on."""

    RESTORE = "restore"
    RESUME = "resume"
    VERIFY = "verify"
    SHIP = "ship"
    PACK = "pack"
    PICK = "pick"
    PAY = "pay"
    RELEASE = "release"
    MOVE_PROMISES = "move_promises"
    ALLOCATE = "allocate"
    BACK_TO_SHIP = "back_to_ship"
    CHOOSE_METHOD = "choose_method"


class MethodState(enum.StrEnum):
    """Whether it is known how an order is shipped."""

    KNOWN = "known"
    TO_CHOOSE = "to_choose"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step; of those that units go through, how many of how many did."""

    step: Step
    state: StepState
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """The steps of an order, and what can be done next, the most urgent first."""

    steps: tuple[StepView, ...]
    next: tuple[Next, ...]


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """What progress follows from.

    Attributes:
        units: of the whole order, by bucket, `ordered` among them.
        shipments: the states of its shipments of physical warehouses.
        promised: a virtual warehouse promised something of it.
        complete_only: it ships only complete.
        stuck: some of it can't be allocated before somebody mends something.
    """

    status: OrderStatus
    held: bool
    verify: Verify | None
    payment: Payment
    method: MethodState
    units: Mapping[str, int]
    shipments: frozenset[ShipmentStatus] = frozenset()
    promised: bool = False
    complete_only: bool = False
    stuck: bool = False


def progress(order: OrderStanding) -> OrderProgress:
    """Where an order stands; what is cancelled of it counts as never ordered."""
    return OrderProgress(
        (_verify(order), _prepare(order), *(_units(order, step) for step in _BEHIND)),
        tuple(_next(order)),
    )


_CLOSED = frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED})
_BEHIND: Mapping[Step, tuple[str, tuple[str, ...]]] = {
    Step.PICK: ("allocated", ("picked", "packed", "shipped")),
    Step.PACK: ("picked", ("packed", "shipped")),
    Step.SHIP: ("packed", ("shipped",)),
}
"""By step: where units stand that it is the turn of, and where those that are through it."""


def _verify(order: OrderStanding) -> StepView:
    states = {None: StepState.SKIPPED, Verify.DONE: StepState.DONE, Verify.ASKED: StepState.NOW}
    state = states[order.verify]
    if state is StepState.NOW and (order.held or order.status in _CLOSED):
        state = StepState.NOT_YET
    return StepView(Step.VERIFY, state)


def _prepare(order: OrderStanding) -> StepView:
    if order.method is MethodState.KNOWN:
        return StepView(Step.PREPARE, StepState.DONE)
    if order.method is MethodState.NOT_ASKED or order.status in _CLOSED:
        return StepView(Step.PREPARE, StepState.SKIPPED)
    waits = order.held or order.verify is Verify.ASKED
    return StepView(Step.PREPARE, StepState.NOT_YET if waits else StepState.NOW)


def _units(order: OrderStanding, step: Step) -> StepView:
    before, through = _BEHIND[step]
    done = sum(order.units[bucket] for bucket in through)
    total = order.units["ordered"] - order.units["cancelled"]
    if order.status is OrderStatus.CANCELLED:
        return StepView(step, StepState.SKIPPED)
    if done == total:
        return StepView(step, StepState.DONE, done, total)
    goes_on = not order.held and order.units[before] > 0
    return StepView(step, StepState.NOW if goes_on else StepState.NOT_YET, done, total)


def _next(order: OrderStanding) -> list[Next]:
    if order.status is OrderStatus.CANCELLED:
        return [Next.RESTORE]
    if order.status is OrderStatus.SHIPPED:
        return []
    if order.held:
        return [Next.RESUME]
    if order.verify is Verify.ASKED:
        return [Next.VERIFY]
    return [*_sending(order), *_supplying(order), *_preparing(order)]


def _sending(order: OrderStanding) -> list[Next]:
    """What brings the goods that it has to the door, the nearest to it first."""
    steps = {
        ShipmentStatus.PACKED: Next.SHIP,
        ShipmentStatus.PICKED: Next.PACK,
        ShipmentStatus.PICKING: Next.PICK,
    }
    found = [step for status, step in steps.items() if status in order.shipments]
    collects = order.complete_only and order.units["waiting"] + order.units["unrouted"] > 0
    if ShipmentStatus.READY in order.shipments and not collects:
        found.append(Next.RELEASE if order.payment is Payment.PAID else Next.PAY)
    return found


def _supplying(order: OrderStanding) -> list[Next]:
    """What gets it the goods that it has not."""
    found = [Next.MOVE_PROMISES] if order.promised else []
    if order.units["unrouted"] and not order.stuck:
        found.append(Next.ALLOCATE)
    return [*found, Next.BACK_TO_SHIP] if order.units["waiting"] else found


def _preparing(order: OrderStanding) -> list[Next]:
    return [Next.CHOOSE_METHOD] if order.method is MethodState.TO_CHOOSE else []
