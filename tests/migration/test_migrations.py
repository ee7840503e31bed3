"""The migrated schema is the declared one, on both engines, and can be taken down again."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

from packbench.db.engine import Database
from packbench.db.migrate import HEAD, configuration, current_revision, known_revisions
from packbench.db.schema import Base


def test_migrated_and_declared_schema_are_equal(database: Database) -> None:
    with database.read.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


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
