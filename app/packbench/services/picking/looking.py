"""What a window asks of waves: their history, and the bins that are to be counted."""

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_warehouse, find_wave_id
from packbench.db.queries.records.waves import (
    BinCount,
    WaveCommand,
    bins_to_count,
    history_of_wave,
)
from packbench.engine.command.context import Context

__all__ = [
    "BinCount",
    "WaveCommand",
    "count_list",
    "wave_history",
]


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
