"""Shared settings as they are in the database."""

from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from packbench.db.schema import Setting as SettingRow
from packbench.settings import Setting

T = TypeVar("T")

_VALUE = select(SettingRow.value).where(SettingRow.key == bindparam("key"))


def read_setting(connection: Connection, setting: Setting[T]) -> T:
    """A setting's value, its default where nobody set it."""
    text = connection.execute(_VALUE, {"key": setting.key}).scalar_one_or_none()
    return setting.default if text is None else setting.read(text)
