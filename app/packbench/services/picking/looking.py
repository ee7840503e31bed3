"""What a window asks of picking: work by step, waves in a list, their history, bins to count."""

from collections.abc import Collection

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_warehouse, find_wave_id
from packbench.db.queries.records.waves import (
    BinCount,
    StepCount,
    WaveCommand,
    WaveInHand,
    bins_to_count,
    history_of_wave,
    step_counts,
    wave_rows,
)
from packbench.domain.picking import WaveStatus
from packbench.engine.command.context import Context

__all__ = [
    "BinCount",
    "StepCount",
    "WaveCommand",
    "WaveInHand",
    "count_list",
    "wave_history",
    "waves_in_hand",
    "work_in_hand",
]


def work_in_hand(context: Context, warehouse: str | None = None) -> list[StepCount]:
    """Open shipments by warehouse and step, with since when; the stuck ones first."""
    with context.database.read.connect() as connection:
        return step_counts(connection, _id_of(connection, warehouse))


def waves_in_hand(
    context: Context,
    warehouse: str | None = None,
    *,
    statuses: Collection[WaveStatus] = (),
    most: int = 500,
) -> list[WaveInHand]:
    """Waves for a list, the newest first; of these states, or of all."""
    with context.database.read.connect() as connection:
        return wave_rows(
            connection, warehouse_id=_id_of(connection, warehouse), statuses=statuses, most=most
        )


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
