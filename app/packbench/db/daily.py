"""The day on which the daily sweep ran last, one for all stations."""

from datetime import date

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import StoredSetting

SWEPT = "sweep.day"
"""The key of the row that holds it."""

RULES_DAY = "rules.day"
"""The key of the row with the day on which the rules for each day were done last."""

DRAFTS_DAY = "reordering.day"
"""The key of the row with the day on which drafts were kept up last."""

NOBODY = "packbench"
"""Operator of what a new day does by itself: no person's undo meets it."""


def swept_on(connection: Connection) -> date | None:
    """The day of the last sweep; None when there was none yet."""
    return _day(connection, SWEPT)


def note_sweep(connection: Connection, day: date | None) -> None:
    """Inside a command: the sweep of this day is done; None where none was."""
    _note(connection, SWEPT, day)


def rules_day(connection: Connection) -> date | None:
    """The day of which the rules for each day are done; None when there was none yet."""
    return _day(connection, RULES_DAY)


def note_rules_day(connection: Connection, day: date | None) -> None:
    """Inside a command: the rules for each day are done for this one; None where none was."""
    _note(connection, RULES_DAY, day)


def drafts_day(connection: Connection) -> date | None:
    """The day on which drafts of what is to be bought were kept up; None when there was none."""
    return _day(connection, DRAFTS_DAY)


def note_drafts_day(connection: Connection, day: date) -> None:
    """Inside a command: drafts are kept up for this day."""
    _note(connection, DRAFTS_DAY, day)


def _day(connection: Connection, key: str) -> date | None:
    text = connection.execute(
        select(StoredSetting.value).where(StoredSetting.key == key)
    ).scalar_one_or_none()
    return None if text is None else date.fromisoformat(text)


def _note(connection: Connection, key: str, day: date | None) -> None:
    if day is None:
        connection.execute(delete(StoredSetting).where(StoredSetting.key == key))
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(StoredSetting).values(key=key, value=day.isoformat())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        )
    )
