"""What the screens of pickers and packers are told by the settings."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Warehouse, Wave
from packbench.engine.command.context import Context
from packbench.setting_kinds import is_named
from packbench.settings import PICTURES, SCAN_BIN, SOUNDS


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How a screen of a wave, or of the bench, behaves.

    Attributes:
        scan_bin: goods count only after their bin was scanned.
        pictures: the folder of product pictures; empty: none.
        sounds: whether scans are heard.
    """

    scan_bin: bool
    pictures: str
    sounds: bool


def screen_settings(context: Context, wave: str | None = None) -> ScreenSettings:
    """The settings for a wave, by its warehouse (refuses `not_found`); None: for the bench."""
    with context.database.read.connect() as connection:
        return ScreenSettings(
            wave is not None and _scans_bin(connection, wave),
            read_setting(connection, PICTURES),
            read_setting(connection, SOUNDS),
        )


def _scans_bin(connection: Connection, wave: str) -> bool:
    query = select(Warehouse.code).join(Wave, Wave.warehouse_id == Warehouse.id)
    chosen = query.where(Wave.id == find_wave_id(connection, wave))
    warehouse = connection.execute(chosen).scalar_one()
    return is_named(read_setting(connection, SCAN_BIN), warehouse)
