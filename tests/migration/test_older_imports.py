"""What an older version imported is known, and can be taken back, after the upgrade."""

from pathlib import Path

import pytest
from alembic import command

from helpers.importing import contents
from packbench.db.migrate import configuration
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import CHANNELS, SHIPPING_METHODS
from packbench.services.masters.saving import edit, remove
from packbench.services.office import administration
from packbench.services.office.undo import undo

_ROWS = Path(__file__).with_name("older_imports.sql").read_text(encoding="utf-8")
_FILLED = (
    *("command", "operator", "order_line", "order_stuck", "orders", "product", "station"),
    "supplier",
)


@pytest.fixture
def upgraded(context: Context) -> Context:
    """A database that was filled at the revision before, now at the newest."""
    with context.database.write.begin() as connection:
        command.downgrade(configuration(connection), "20261127_0140_order_amounts")
        for statement in _ROWS.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":
            for table in _FILLED:
                number = f"pg_get_serial_sequence('{table}', 'id')"
                connection.exec_driver_sql(
                    f"SELECT setval({number}, (SELECT max(id) FROM {table}))"
                )
        command.upgrade(configuration(connection), "head")
    return context


def test_every_import_goes_back_after_the_upgrade(upgraded: Context) -> None:
    assert _wrong(upgraded) == {}
    for command_id in (5, 4, 3, 2, 1):
        undo(upgraded, command_id)
    assert _wrong(upgraded) == {}
    left = contents(upgraded.database)
    for table in ("orders", "channel", "shipping_method", "product", "supplier"):
        assert left[table] == []


def test_what_is_changed_after_the_upgrade_is_still_changed(upgraded: Context) -> None:
    """Also in a column that the older version did not know."""
    undo(upgraded, 5)
    edit(upgraded, CHANNELS, ["web"], {"name": "Our shop"})
    edit(upgraded, SHIPPING_METHODS, ["exp"], {"active": "no"})
    before = contents(upgraded.database)
    for command_id in (4, 3):
        with pytest.raises(Refusal) as refused:
            undo(upgraded, command_id)
        assert refused.value.code is Code.CANNOT_UNDO
    assert contents(upgraded.database) == before
    edit(upgraded, SHIPPING_METHODS, ["exp"], {"active": "yes"})
    undo(upgraded, 3)
    assert contents(upgraded.database)["shipping_method"] == []


def test_a_channel_of_before_may_be_deleted(upgraded: Context) -> None:
    with upgraded.database.write.begin() as connection:
        connection.exec_driver_sql("UPDATE orders SET channel = ''")
    remove(upgraded, CHANNELS, [["web"]])
    assert _missing(upgraded) is None
    undo(upgraded)
    with upgraded.database.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM channel")
    assert _missing(upgraded) == "channel web"


def _missing(context: Context) -> str | None:
    return _wrong(context).get("what_commands_made_is_there")


def _wrong(context: Context) -> dict[str, str | None]:
    checks = administration.check(context.database).checks
    return {one.name: one.first_bad for one in checks if not one.ok}
