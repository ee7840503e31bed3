"""Where open shipments stand."""

import enum


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
