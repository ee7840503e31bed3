"""The words of waves and pick tasks."""

import enum


class WaveMode(enum.StrEnum):
    """How the shipments of a wave are picked."""

    SINGLE = "single"
    BATCH = "batch"
    CLUSTER = "cluster"


class WaveStatus(enum.StrEnum):
    """How far a wave has come."""

    OPEN = "open"
    PICKED = "picked"
    CANCELLED = "cancelled"
