"""The company's day and time zone, for who has a context and no connection."""

from datetime import date
from zoneinfo import ZoneInfo

from packbench.db import today as clock
from packbench.engine.command.context import Context


def today(context: Context) -> date:
    """The day that it is for the company."""
    with context.database.read.connect() as connection:
        return clock.today(connection)


def company_zone(context: Context) -> ZoneInfo:
    """The company's time zone, in which moments are shown."""
    with context.database.read.connect() as connection:
        return clock.company_zone(connection)
