"""Shared settings: looking at them and changing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.planning.promises import orders_in_pools, products_in_pools
from packbench.db.queries.planning.queue import all_products_waited_for
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import StoredSetting as SettingRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.release import release
from packbench.engine.undo.remembered import NO_ORDERS, Remembered, WithOrders
from packbench.engine.undo.taking_back import take_back
from packbench.engine.undo.undoer import Undoer
from packbench.setting_kinds import EVERY_WAREHOUSE, BadValueError, Setting
from packbench.settings import AUTO_MOVE, CUSTOMS_AREA, SCAN_BIN, SHARED


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as people see it; title, meaning and what it may be are texts for `tr`."""

    key: str
    title: str
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
    return set_settings(context, {key: value})[0]


def set_settings(
    context: Context, values: Mapping[str, str], *, key: str | None = None
) -> list[SettingView]:
    """Sets several settings for all stations in one command, all or none; refuses as one does."""
    for name, value in values.items():
        _parse(name, value)  # refused before the lock is taken

    def work(transaction: Transaction) -> list[str]:
        connection = transaction.connection
        settings = [_find(name) for name in values]
        _require_warehouses(connection, values)
        transaction.remembered = _moved_by(connection, settings)
        before = [one.show(read_setting(connection, one)) for one in settings]
        written = [write_setting(connection, name, value) for name, value in values.items()]
        transaction.undo = SettingsChange(
            [
                SettingChange(view.key, old, view.value)
                for view, old in zip(written, before, strict=True)
            ]
        )
        _serve_by(transaction, settings)
        return [one.key for one in settings]

    keys = run_command(context, Call("settings.set", dict(values), key), list[str], work)
    return [get_setting(context, one) for one in keys]


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting before a command and after it."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SettingsChange(WithOrders):
    """What a command changed of the settings, and whom it served or moved by them."""

    settings: list[SettingChange]


def _moved_by(connection: Connection, settings: Sequence[Setting[Any]]) -> Remembered:
    """The orders whose promises a command may bring over from the pools, as they are before it."""
    if AUTO_MOVE not in settings:
        return Remembered()
    return Remembered.of(connection, orders_in_pools(connection))


def _serve_by(transaction: Transaction, settings: Sequence[Setting[Any]]) -> None:
    """Tells of other settings, and serves who waits by them."""
    transaction.customs_changed |= CUSTOMS_AREA in settings
    transaction.changed_many(Kind.SETTING)
    if any(one.key.startswith("allocation.") for one in settings):
        # Who goes before whom is other now, or what was held back is given out by itself.
        release(transaction, all_products_waited_for(transaction.connection))
    if AUTO_MOVE in settings:
        transaction.came |= products_in_pools(transaction.connection)


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
        allowed = setting.allowed
        raise Refusal(Code.BAD_SETTING, key=key, value=error.value, allowed=allowed) from None


def _require_warehouses(connection: Connection, values: Mapping[str, str]) -> None:
    """Refuses `not_found` for a warehouse that a setting names and nobody knows."""
    for key, value in values.items():
        setting, parsed = _parse(key, value)
        if setting is SCAN_BIN and parsed != (EVERY_WAREHOUSE,):
            for code in parsed:
                find_warehouse(connection, code)


def _find(key: str) -> Setting[Any]:
    for setting in SHARED:
        if setting.key == key.strip().lower():
            return setting
    raise Refusal(Code.NOT_FOUND, kind="setting", name=key)


def _undo_set(transaction: Transaction, change: SettingsChange) -> None:
    """Gives settings the values that they had, unless somebody has changed them since.

    Whom the command served, and what it brought over from pools, is as it was, too. Refuses as
    `take_back` does: what was brought over and is picked since does not go back to its pool.
    """
    connection = transaction.connection
    settings = [_find(one.key) for one in change.settings]
    for one, setting in zip(change.settings, settings, strict=True):
        if setting.show(read_setting(connection, setting)) != one.after:
            raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
        write_setting(connection, one.key, one.before)
    if change.orders != NO_ORDERS:
        take_back(transaction, change.orders)
    _serve_by(transaction, settings)


UNDO_SETTINGS = Undoer(SettingsChange, _undo_set)


def _view(setting: Setting[Any], value: Any) -> SettingView:
    return SettingView(
        setting.key,
        setting.title,
        setting.show(value),
        setting.show(setting.default),
        setting.meaning,
        setting.allowed,
    )
