"""The migrated schema is the declared one, on both engines, and can be taken down again."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

from packbench.db.engine import Database
from packbench.db.migrate import HEAD, configuration, current_revision, known_revisions
from packbench.db.schema import Base


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_migrated_and_declared_schema_are_equal(database: Database) -> None:
    with database.read.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_object": _is_of_both,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def _is_of_both(_thing: Any, name: str, _kind: str, reflected: Any, _other: Any) -> bool:
    """What the declared schema can't say: the index of words, and those of expressions."""
    others = ("order_words", "ix_order_search_words", "ix_orders_customer", "ix_orders_called")
    return not (reflected and name.startswith(others))


def test_every_declared_check_is_in_the_database(database: Database) -> None:
    found = {
        table: {check["name"] for check in inspect(database.read).get_check_constraints(table)}
        for table in Base.metadata.tables
    }
    declared = {
        name: {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        for name, table in Base.metadata.tables.items()
    }
    assert found == declared
    assert sum(map(len, declared.values())) > 40


def test_the_newest_revision_is_the_head(database: Database) -> None:
    assert current_revision(database) == HEAD
    with database.read.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        assert scripts.get_heads() == [HEAD]
        revisions = {script.revision for script in scripts.walk_revisions()}
    assert revisions == known_revisions()


def test_down_and_up_again(database: Database) -> None:
    with database.write.begin() as connection:
        command.downgrade(configuration(connection), "base")
    assert set(inspect(database.read).get_table_names()) == {"alembic_version"}
    with database.write.begin() as connection:
        command.upgrade(configuration(connection), "head")
    assert set(inspect(database.read).get_table_names()) >= set(Base.metadata.tables)


def test_spellings_that_are_one_code_now_come_through(database: Database) -> None:
    """The older record keeps its code, the younger one gets a mark; keys and channels are true."""
    with database.write.begin() as connection:
        command.downgrade(configuration(connection), "20261122_0500_served_notices")
        for statement in _OLDER:
            connection.exec_driver_sql(statement)
        command.upgrade(configuration(connection), "head")
        found = {
            name: [tuple(row) for row in connection.exec_driver_sql(query)]
            for name, query in _READ.items()
        }
    assert found == {
        "product": [("MUG\u200b-01", "mug-01"), ("MUG-01~2", "mug-01~2"), ("A B", "ab")],
        "barcode": [("x-1", "x-1"), ("X-1", "x-1~2")],
        "orders": [("O 1", "o1", "Web"), ("O2", "o2", "Web"), ("O3", "o3", "")],
        "order_line": [("A B", "ab")],
        "channel": [("web", "Web")],
    }


_PRODUCT = "INSERT INTO product (id, sku, sku_key, name) VALUES"
_ORDER = "INSERT INTO orders (id, number, number_key, channel, ordered_at, queue_key) VALUES"
_OLDER = (
    "INSERT INTO operator (id, name) VALUES (1, 'Ana')",
    "INSERT INTO station (id, name) VALUES (1, 's')",
    (
        "INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at)"
        " VALUES (1, 'k', 'n', 'h', '{}', 1, 1, '2026-01-05 08:00:00')"
    ),
    f"{_PRODUCT} (1, 'MUG\u200b-01', 'mug\u200b-01', 'x')",
    f"{_PRODUCT} (2, 'MUG-01', 'mug-01', 'x')",
    f"{_PRODUCT} (3, 'A B', 'a b', 'x')",
    "INSERT INTO barcode (id, product_id, code) VALUES (1, 1, 'x-1')",
    "INSERT INTO barcode (id, product_id, code) VALUES (2, 2, 'X-1')",
    f"{_ORDER} (1, 'O 1', 'o 1', 'Web', '2026-01-05 08:00:00', 'q')",
    f"{_ORDER} (2, 'O2', 'o2', 'WEB', '2026-01-05 08:00:00', 'q')",
    f"{_ORDER} (3, 'O3', 'o3', '', '2026-01-05 08:00:00', 'q')",
    (
        "INSERT INTO order_line (id, order_id, line, product_id, sku, sku_key, ordered, unrouted)"
        " VALUES (1, 1, 1, 3, 'A B', 'a b', 1, 1)"
    ),
)
_READ = {
    "product": "SELECT sku, sku_key FROM product ORDER BY id",
    "barcode": "SELECT code, code_key FROM barcode ORDER BY id",
    "orders": "SELECT number, number_key, channel FROM orders ORDER BY id",
    "order_line": "SELECT sku, sku_key FROM order_line",
    "channel": "SELECT code_key, code FROM channel",
}
