"""The words of picking: why orders go together, what pickers find, how a walk was found."""

from collections.abc import Mapping

from packbench.domain.picking import Mend, Proposed, ShortReason, TaskChange, WalkOrder, WorkStep
from packbench.words.language import mark, tr

PROPOSALS: Mapping[Proposed, str] = {
    Proposed.DUE_TODAY: mark("due today"),
    Proposed.SINGLE_ITEM: mark("one product each"),
    Proposed.CHANNEL: mark("of one channel"),
    Proposed.SHIP_METHOD: mark("shipped in one way"),
    Proposed.ZONE: mark("in one zone"),
}

SHORTS: Mapping[ShortReason, str] = {
    ShortReason.MISSING: mark("missing"),
    ShortReason.DAMAGED: mark("damaged"),
    ShortReason.WRONG_BIN: mark("wrong bin"),
}

WALKS: Mapping[WalkOrder, str] = {
    WalkOrder.EXACT: mark("the shortest walk"),
    WalkOrder.HEURISTIC: mark("a short walk; there may be a shorter one"),
    WalkOrder.SERPENTINE: mark("aisle by aisle, by the codes of the bins"),
}

STEPS: Mapping[WorkStep, str] = {
    WorkStep.UNPAID: mark("unpaid"),
    WorkStep.ON_HOLD: mark("on hold"),
    WorkStep.COLLECTING: mark("waits for the rest"),
    WorkStep.PROMISED: mark("promised by a pool"),
    WorkStep.TO_RELEASE: mark("to release"),
    WorkStep.TO_PICK: mark("to pick"),
    WorkStep.IN_PICKING: mark("in picking"),
    WorkStep.PICKED: mark("picked, to pack"),
    WorkStep.PACKED: mark("packed, to ship"),
}

MENDS: Mapping[Mend, str] = {
    Mend.PAY: mark("Mark as paid"),
    Mend.RESUME: mark("End the hold"),
    Mend.ALLOW_PARTS: mark("Let it ship in parts"),
    Mend.ALLOCATE: mark("Allocate"),
    Mend.MOVE_PROMISES: mark("Move promises"),
    Mend.TAKE_OUT: mark("Take it out of its wave"),
}

CHANGES: Mapping[TaskChange, str] = {
    TaskChange.ADDED: mark("new"),
    TaskChange.GONE: mark("not to be picked any more"),
    TaskChange.QUANTITY: mark("another quantity"),
    TaskChange.MOVED: mark("another bin"),
}


HEADS: Mapping[str, str] = {
    "customer_name": mark("the customer's name"),
    "company": mark("the company"),
    "street": mark("the street"),
    "street2": mark("the second line of the street"),
    "postal_code": mark("the postal code"),
    "city": mark("the city"),
    "region": mark("the region"),
    "country": mark("the country"),
    "ship_by": mark("the day to ship by"),
    "ship_method": mark("the way it is shipped"),
    "priority": mark("the priority"),
    "note": mark("the note"),
}
"""What of an order a list tells, by the columns."""


def head_word(field: str) -> str:
    """What of an order is different on a list."""
    return tr(HEADS[field])


def proposal_word(kind: Proposed) -> str:
    """Why orders are proposed to go together."""
    return tr(PROPOSALS[kind])


def short_word(reason: str) -> str:
    """Why a picker found less."""
    return tr(SHORTS[ShortReason(reason)])


def walk_words(walk: str) -> str:
    """How the order of a list was found, said on it."""
    return tr(WALKS[WalkOrder(walk)])


def step_word(step: WorkStep) -> str:
    """Where open shipments stand."""
    return tr(STEPS[step])


def mend_word(mend: Mend) -> str:
    """The command that lets an order go."""
    return tr(MENDS[mend])


def change_word(change: TaskChange) -> str:
    """How a stop differs from that of an older list."""
    return tr(CHANGES[change])
