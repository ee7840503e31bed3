"""The guards that `db check` asks for are those that the migrations make."""

import json

from packbench.db.engine import Database
from packbench.db.guards import missing_guard, standing_guards
from packbench.db.schema.guards import GUARDS


def test_the_guards_that_are_asked_for_are_those_that_stand(database: Database) -> None:
    with database.read.connect() as connection:
        standing = standing_guards(connection)
        missing = missing_guard(connection, standing)
    made = {name: mark for name, mark in standing.items() if not name.startswith("constraint ")}
    assert made == GUARDS[database.read.dialect.name], json.dumps(made, indent=4, sort_keys=True)
    assert missing is None
    assert len(made) > 60
