"""The words of waves and pick tasks."""

import enum


class WaveMode(enum.StrEnum):
    """How the shipments of a wave are picked."""

    SINGLE = "single"
    BATCH = "batch"
    CLUSTER = "cluster"


class WaveChoice(enum.StrEnum):
    """By what the shipments of a wave were chosen, where it says how they are picked."""

    SINGLE_ITEM = "single_item"
    ZONE = "zone"


class WaveStatus(enum.StrEnum):
    """How far a wave has come; an open one that somebody walks has been started."""

    OPEN = "open"
    PICKED = "picked"
    CANCELLED = "cancelled"


PICKING = "picking"
"""What is told of an open wave that somebody walks."""


class WalkOrder(enum.StrEnum):
    """How the order of a wave's tasks was found."""

    EXACT = "exact"
    HEURISTIC = "heuristic"
    SERPENTINE = "serpentine"


PICK_LIST = "pick_list"
"""The kind under which a printed pick list is kept."""


PICK_DIFFERENCE = "pick_difference"
"""The kind under which it is kept that only what changed of a list was printed."""


SORTED = "pick.sort"
"""The command of a scan that put picked goods into a slot."""


class WorkStep(enum.StrEnum):
    """Where open shipments stand, in the order of the work; first those that are stuck."""

    UNPAID = "unpaid"
    ON_HOLD = "on_hold"
    COLLECTING = "collecting"
    PROMISED = "promised"
    TO_RELEASE = "to_release"
    TO_PICK = "to_pick"
    IN_PICKING = "in_picking"
    PICKED = "picked"
    PACKED = "packed"


class Proposed(enum.StrEnum):
    """Why ready orders are proposed to be released together."""

    DUE_TODAY = "due_today"
    SINGLE_ITEM = "single_item"
    CHANNEL = "channel"
    SHIP_METHOD = "ship_method"
    ZONE = "zone"


class Mend(enum.StrEnum):
    """The command that lets an order go that was left out of a wave."""

    PAY = "pay"
    RESUME = "resume"
    ALLOW_PARTS = "allow_parts"
    ALLOCATE = "allocate"
    MOVE_PROMISES = "move_promises"
    TAKE_OUT = "take_out"


class TaskChange(enum.StrEnum):
    """How a stop of a list differs from that of an older one."""

    ADDED = "added"
    GONE = "gone"
    QUANTITY = "quantity"
    MOVED = "moved"


class ShortReason(enum.StrEnum):
    """Why a picker found less than a task asks for."""

    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG_BIN = "wrong_bin"


class Shade(enum.StrEnum):
    """What bins are shaded by on a floor plan: units in them, or picks from them lately."""

    STOCK = "stock"
    PICKS = "picks"
