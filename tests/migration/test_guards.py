"""The guards that `db check` asks for are those that the migrations make, for old databases too."""

import json

from alembic import command

from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.guards import missing_guard, standing_guards
from packbench.db.migrate import configuration
from packbench.db.schema.guards import GUARDS
from packbench.engine.command.context import Context
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest

_BEFORE = "20261122_0500_served_notices"


def test_the_guards_that_are_asked_for_are_those_that_stand(database: Database) -> None:
    with database.read.connect() as connection:
        standing = standing_guards(connection)
        missing = missing_guard(connection, standing)
    made = {name: mark for name, mark in standing.items() if not name.startswith("constraint ")}
    assert made == GUARDS[database.read.dialect.name], json.dumps(made, indent=4, sort_keys=True)
    assert missing is None
    assert len(made) > 60


def test_a_database_with_data_goes_down_and_up_again(context: Context) -> None:
    database = context.database
    room = Stockroom(context)
    room.fill({"W1": {"A": 10, "B": 5}}, kits={"K": {"A": 2, "B": 1}})
    room.order("WAVE", ("A", 3))
    room.order("KIT", ("K", 1))
    room.allocate()
    picking.create_wave(context, WaveRequest(orders=["WAVE"]))
    before = snapshot(database)
    with database.write.begin() as connection:
        command.downgrade(configuration(connection), _BEFORE)
    with database.write.begin() as connection:
        command.upgrade(configuration(connection), "head")
    after = snapshot(database)
    assert after.keys() == before.keys()
    lost = {table for table, rows in before.items() if len(after[table]) != len(rows)}
    # They are younger than that schema.
    assert lost == {"command_record", "wave_event", "wave_revision"}
    room.check()
    room.receive("W1", "A", 5)
    room.order("MORE", ("K", 2))
    room.allocate()
    room.check()
