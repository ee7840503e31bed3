"""Shared settings: looking at them and changing them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.settings import read_setting
from packbench.db.schema import Setting as SettingRow
from packbench.domain.changes import Kind
from packbench.domain.refusals import Code, Refusal
from packbench.services.commands import Call, Transaction, run_command
from packbench.services.context import Context
from packbench.settings import SHARED, BadValueError, Setting
from packbench.texts import tr


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as people see it, all in words."""

    key: str
    value: str
    default: str
    meaning: str
    allowed: str


def list_settings(context: Context) -> list[SettingView]:
    """Every shared setting with its value."""
    with context.database.read.connect() as connection:
        return [_view(setting, read_setting(connection, setting)) for setting in SHARED]


def get_setting(context: Context, key: str) -> SettingView:
    """One setting; refuses `not_found`."""
    setting = _find(key)
    with context.database.read.connect() as connection:
        return _view(setting, read_setting(connection, setting))


def set_setting(context: Context, key: str, value: str) -> SettingView:
    """Sets one setting for all stations; refuses an unknown key and a value out of range."""
    _parse(key, value)  # refused before the lock is taken

    def work(transaction: Transaction) -> SettingView:
        view = write_setting(transaction.connection, key, value)
        transaction.changed_many(Kind.SETTING)
        return view

    return run_command(
        context, Call("settings.set", {"key": key, "value": value}), SettingView, work
    )


def write_setting(connection: Connection, key: str, value: str) -> SettingView:
    """Inside a transaction: sets one setting; refuses like `set_setting`."""
    setting, parsed = _parse(key, value)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"key": setting.key, "value": setting.show(parsed)}
    statement = dialect.insert(SettingRow).values(values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"value": statement.excluded.value}
        )
    )
    return _view(setting, parsed)


def _parse(key: str, value: str) -> tuple[Setting[Any], Any]:
    setting = _find(key)
    try:
        return setting, setting.read(value)
    except BadValueError as error:
        allowed = tr(setting.allowed)
        raise Refusal(Code.BAD_SETTING, key=key, value=error.value, allowed=allowed) from None


def _find(key: str) -> Setting[Any]:
    for setting in SHARED:
        if setting.key == key.strip().lower():
            return setting
    raise Refusal(Code.NOT_FOUND, kind="setting", name=key)


def _view(setting: Setting[Any], value: Any) -> SettingView:
    return SettingView(
        setting.key,
        setting.show(value),
        setting.show(setting.default),
        tr(setting.meaning),
        tr(setting.allowed),
    )
