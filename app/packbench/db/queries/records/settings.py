"""Shared settings as they are in the database."""

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.schema import StoredSetting as SettingRow
from packbench.setting_kinds import Setting

T = TypeVar("T")

_ALL = select(SettingRow.key, SettingRow.value)


class SettingValues:
    """What the settings were when they were read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def of(self, setting: Setting[T]) -> T:
        """A setting's value, its default where nobody set it."""
        text = self._texts.get(setting.key)
        return setting.default if text is None else setting.read(text)


def read_settings(connection: Connection) -> SettingValues:
    """All settings at once: there are a dozen, and every statement has its price."""
    return SettingValues({row.key: row.value for row in connection.execute(_ALL).all()})


def keep_setting(connection: Connection, setting: Setting[T]) -> None:
    """In a transaction: writes the default of a setting down where nobody has set it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"key": setting.key, "value": setting.show(setting.default)}
    connection.execute(dialect.insert(SettingRow).values(values).on_conflict_do_nothing())


def read_setting(connection: Connection, setting: Setting[T]) -> T:
    """One setting's value, its default where nobody set it."""
    return read_settings(connection).of(setting)
