"""The day on which the daily sweep ran last, one for all stations."""

from datetime import date

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import StoredSetting

SWEPT = "sweep.day"
"""The key of the row that holds it."""

NOBODY = "packbench"
"""Operator of what a new day does by itself: no person's undo meets it."""


def swept_on(connection: Connection) -> date | None:
    """The day of the last sweep; None when there was none yet."""
    text = connection.execute(
        select(StoredSetting.value).where(StoredSetting.key == SWEPT)
    ).scalar_one_or_none()
    return None if text is None else date.fromisoformat(text)


def note_sweep(connection: Connection, day: date | None) -> None:
    """Inside a command: the sweep of this day is done; None where none was."""
    if day is None:
        connection.execute(delete(StoredSetting).where(StoredSetting.key == SWEPT))
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(StoredSetting).values(key=SWEPT, value=day.isoformat())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        )
    )
