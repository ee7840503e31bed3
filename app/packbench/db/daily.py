"""The day on which the daily sweep ran last, one for all stations."""

from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import StoredSetting

_KEY = "sweep.day"


def swept_on(connection: Connection) -> date | None:
    """The day of the last sweep; None when there was none yet."""
    text = connection.execute(
        select(StoredSetting.value).where(StoredSetting.key == _KEY)
    ).scalar_one_or_none()
    return None if text is None else date.fromisoformat(text)


def note_sweep(connection: Connection, day: date) -> None:
    """Inside a command: the sweep of this day is done."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(StoredSetting).values(key=_KEY, value=day.isoformat())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        )
    )
