"""What a window asks of picking: work by step, waves in a list, their history, bins to count."""

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_warehouse, find_wave_id
from packbench.db.queries.records.waves import (
    BinCount,
    StepCount,
    WaveCommand,
    bins_to_count,
    history_of_wave,
    step_counts,
)
from packbench.engine.command.context import Context

__all__ = [
    "BinCount",
    "StepCount",
    "WaveCommand",
    "count_list",
    "wave_history",
    "work_in_hand",
]


def work_in_hand(context: Context, warehouse: str | None = None) -> list[StepCount]:
    """Open shipments by warehouse and step, with since when; the stuck ones first."""
    with context.database.read.connect() as connection:
        return step_counts(connection, _id_of(connection, warehouse))


def wave_history(context: Context, wave: str) -> list[WaveCommand]:
    """Who did what with a wave, the oldest first; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return history_of_wave(connection, find_wave_id(connection, wave))


def count_list(context: Context, warehouse: str | None = None) -> list[BinCount]:
    """Bins that pickers found short and nobody has counted since, the oldest first."""
    with context.database.read.connect() as connection:
        return bins_to_count(connection, _id_of(connection, warehouse))


def _id_of(connection: Connection, warehouse: str | None) -> int | None:
    return None if warehouse is None else find_warehouse(connection, warehouse).id
