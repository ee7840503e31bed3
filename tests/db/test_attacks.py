"""Raw SQL of a client that means harm: every attack is refused, or seen by `db check` by name.

The client is the driver alone, as it comes: on SQLite without foreign keys and with
`recursive_triggers` off, so that INSERT OR REPLACE deletes without a delete trigger. Out of scope
is `PRAGMA writable_schema`, and whatever else writes into the file past SQL.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from helpers.attack import BOTH, POSTGRES, SQLITE, Attack
from helpers.attacks_on_promises import LINES, PROMISES, SHIPMENTS
from helpers.attacks_on_records import GUARDS, RECORDS, WAVES
from helpers.attacks_on_stock import STOCK
from helpers.databases import Slot, postgres_database, sqlite_database
from helpers.snapshots import Snapshot, snapshot
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.stock.changes import Receipt, receive

ATTACKS = (*PROMISES, *LINES, *SHIPMENTS, *STOCK, *RECORDS, *GUARDS, *WAVES)
REFUSALS = (sqlite3.IntegrityError, psycopg.errors.IntegrityError, psycopg.errors.DataError)


def fill(database: Database) -> None:
    """A bit of everything: a wave, a ready order, a kit, lots, what waits and what is unmanaged."""
    context = Context(database, operator="Ana", station="station 3")
    room = Stockroom(context)
    room.fill(
        {"W1": {"A": 10, "B": 5}, "W2": {"A": 1}},
        kits={"K": {"A": 2, "B": 1}},
        products={"P": {"backorder": "preorder"}, "U": {"manage_stock": False}, "C": {}, "L": {}},
    )
    receive(context, Receipt("W1", "L", 4, lot="L1", expires_on=date(2999, 12, 31)))
    room.order("WAVE", ("A", 3))
    room.order("READY", ("A", 2), ("B", 1))
    room.order("KIT", ("K", 1))
    room.order("FREE", ("U", 2))
    room.order("WAITS", ("A", 19), max_warehouses=1, ship_partial=False)
    room.order("AHEAD", ("P", 2))
    room.allocate()
    picking.create_wave(context, WaveRequest(orders=["WAVE"]))
    room.check()


@pytest.fixture(scope="module")
def filled_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is filled once; every attack gets a copy."""
    with sqlite_database(sqlite_template, tmp_path_factory.mktemp("filled")) as database:
        fill(database)
        assert database.path is not None
        return database.path


@pytest.fixture(scope="module")
def filled_template(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The same on the server."""
    with postgres_database(postgres_server, postgres_template) as database:
        fill(database)
        database.dispose()  # a template may have nobody connected
        yield str(database.read.url.database)


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A filled database of the engine that the test names."""
    engine, filled = (
        ("sqlite", "filled_file") if request.param == "sqlite" else ("postgres", "filled_template")
    )
    slot: Slot = request.getfixturevalue(f"{engine}_slot")
    with slot.copy_of(str(request.getfixturevalue(filled))) as database:
        yield database


@pytest.fixture(scope="module")
def whole() -> dict[str, Snapshot]:
    """By engine: the rows of the filled database, read from the first copy that proves whole."""
    return {}


def rows_before(target: Database, whole: dict[str, Snapshot]) -> Snapshot:
    """What every copy holds before its attack: the copies are alike, so it is read once."""
    engine = target.read.dialect.name
    if engine not in whole:
        assert failing(target) == set()
        whole[engine] = snapshot(target)
    return whole[engine]


def run_raw(database: Database, statements: str) -> None:
    """All of it in one transaction of the driver alone."""
    if database.is_sqlite:
        raw = sqlite3.connect(str(database.path))
        try:
            raw.executescript(f"{_outside(statements)} BEGIN; {_inside(statements)}; COMMIT")
        finally:
            raw.close()
        return
    url = database.read.url.set(drivername="postgresql").render_as_string(hide_password=False)
    server = psycopg.connect(url)
    try:
        server.execute(statements)
        server.commit()
    finally:
        server.close()


def _outside(statements: str) -> str:
    """The pragma that an attack begins with: it has no effect inside a transaction."""
    return statements[: statements.index(";") + 1] if statements.startswith("PRAGMA") else ""


def _inside(statements: str) -> str:
    return statements.removeprefix(_outside(statements))


def failing(database: Database) -> set[str]:
    return {one.name for one in administration.check(database).checks if not one.ok}


def cases(engine: str) -> list[Attack]:
    return [attack for attack in ATTACKS if engine in attack.engines]


@pytest.mark.parametrize(
    ("target", "attack"),
    [
        pytest.param(engine, attack, id=f"{engine}-{attack.name}")
        for engine in BOTH
        for attack in cases(engine)
    ],
    indirect=["target"],
)
def test_attack(target: Database, attack: Attack, whole: dict[str, Snapshot]) -> None:
    before = rows_before(target, whole)
    if attack.seen:
        run_raw(target, attack.statements)
        assert failing(target) == set(attack.seen)
        return
    if attack.passed_over:
        run_raw(target, attack.statements)
        assert failing(target) == set()
    else:
        with pytest.raises(REFUSALS):  # its transaction is gone, with all that it did
            run_raw(target, attack.statements)
    assert snapshot(target) == before


@pytest.mark.parametrize("engine", [*SQLITE, *POSTGRES])
def test_there_are_enough_attacks_and_none_twice(engine: str) -> None:
    names = [attack.name for attack in cases(engine)]
    assert len(names) >= 100
    assert len(set(names)) == len(names)
