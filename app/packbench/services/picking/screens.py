"""What the screens of pickers are told by the settings."""

from dataclasses import dataclass

from sqlalchemy import select

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Warehouse, Wave
from packbench.engine.command.context import Context
from packbench.settings import PICTURES, SCAN_BIN, SOUNDS, is_named


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How a screen of a wave behaves.

    Attributes:
        scan_bin: goods count only after their bin was scanned.
        pictures: the folder of product pictures; empty: none.
        sounds: whether scans are heard.
    """

    scan_bin: bool
    pictures: str
    sounds: bool


def screen_settings(context: Context, wave: str) -> ScreenSettings:
    """The settings for a wave, by its warehouse; refuses `not_found`."""
    with context.database.read.connect() as connection:
        query = select(Warehouse.code).join(Wave, Wave.warehouse_id == Warehouse.id)
        warehouse = connection.execute(
            query.where(Wave.id == find_wave_id(connection, wave))
        ).scalar_one()
        return ScreenSettings(
            is_named(read_setting(connection, SCAN_BIN), warehouse),
            read_setting(connection, PICTURES),
            read_setting(connection, SOUNDS),
        )
