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


class ShortReason(enum.StrEnum):
    """Why a picker found less than a task asks for."""

    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG_BIN = "wrong_bin"
