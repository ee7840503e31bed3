"""Shared settings as they are in the database."""

from typing import TypeVar

from sqlalchemy import Connection, select

from packbench.db.schema import Setting as SettingRow
from packbench.settings import Setting

T = TypeVar("T")


def read_setting(connection: Connection, setting: Setting[T]) -> T:
    """A setting's value, its default where nobody set it."""
    query = select(SettingRow.value).where(SettingRow.key == setting.key)
    text = connection.execute(query).scalar_one_or_none()
    return setting.default if text is None else setting.read(text)
