"""Damaged files: `db check` names what is damaged, `db rescue` saves what can be read."""

import csv
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from helpers.databases import sqlite_database
from helpers.stockroom import Stockroom
from packbench.bootstrap import open_context
from packbench.cli.app import run
from packbench.cli.session import Session
from packbench.db.engine import Database
from packbench.db.schema import Base
from packbench.engine.check.result import Check
from packbench.engine.command.context import Context
from packbench.services.demo.run import run_demo
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office import administration
from packbench.services.office.rescuing import rescue

PAGE_BYTES = 4096
ORDERS = 60


@pytest.fixture(scope="module")
def sound(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, closed."""
    folder = tmp_path_factory.mktemp("sound")
    with sqlite_database(sqlite_template, folder) as database:
        run_demo(Context(database), folder / "files", None, ORDERS)
    [made] = folder.glob("*.db")
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


@pytest.fixture(scope="module")
def saved(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a rescue writes of it before it is damaged."""
    folder = tmp_path_factory.mktemp("saved") / "files"
    context = open_context(f"sqlite:///{sound}", "Ana", "station 3")
    assert rescue(context.database, folder).whole
    context.database.dispose()
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "packbench.db"))


def never(*_: object) -> NoReturn:
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Told:
    """What a command in this process answered."""

    exit: int
    document: Any
    err: str


def packbench(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> Told:
    session = Session(
        open_context,
        lambda context: administration.make_ready(context.database),
        never,
        never,
        f"sqlite:///{path}",
    )
    capsys.readouterr()
    code = run(session, ["--json", *words])
    session.close()
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    document = json.loads(out)
    assert document.get("error", {}).get("code") != "bug"
    return Told(code, document, err)


Damage = Callable[[Path, random.Random], None]


def _bytes(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def header(path: Path, chance: random.Random) -> None:
    _bytes(path, 0, chance.randbytes(100))


def no_header(path: Path, _: random.Random) -> None:
    _bytes(path, 0, bytes(100))


def zeroed_page(path: Path, chance: random.Random) -> None:
    pages = path.stat().st_size // PAGE_BYTES
    _bytes(path, chance.randrange(1, pages) * PAGE_BYTES, bytes(PAGE_BYTES))


def page_of_noise(path: Path, chance: random.Random) -> None:
    pages = path.stat().st_size // PAGE_BYTES
    _bytes(path, chance.randrange(1, pages) * PAGE_BYTES, chance.randbytes(PAGE_BYTES))


def flipped_bytes(path: Path, chance: random.Random) -> None:
    for _ in range(200):
        _bytes(path, chance.randrange(PAGE_BYTES, path.stat().st_size), chance.randbytes(1))


def truncated(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * chance.uniform(0.3, 0.98)))


def first_page(path: Path, _: random.Random) -> None:
    _bytes(path, 0, bytes(PAGE_BYTES))


def by_hand(path: Path, *statements: str) -> None:
    """Raw SQL, with nothing that keeps the rows; every trigger is there again after it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = connection.execute(query).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            try:
                connection.execute(sql)
            except sqlite3.OperationalError:
                assert any("TABLE" in one for one in statements)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def no_table(path: Path, chance: random.Random) -> None:
    by_hand(path, f"DROP TABLE {chance.choice(sorted(Base.metadata.tables))}")


def other_column(path: Path, chance: random.Random) -> None:
    table = chance.choice(["orders", "product", "stock_bin", "shipment"])
    column = {"orders": "note", "product": "name"}.get(table, "id")
    by_hand(path, f"ALTER TABLE {table} RENAME COLUMN {column} TO another")


DAMAGES: list[tuple[Damage, int]] = [
    *((header, seed) for seed in range(3)),
    (no_header, 0),
    *((zeroed_page, seed) for seed in range(7)),
    *((page_of_noise, seed) for seed in range(5)),
    *((flipped_bytes, seed) for seed in range(5)),
    *((truncated, seed) for seed in range(4)),
    (first_page, 0),
    *((no_table, seed) for seed in range(3)),
    *((other_column, seed) for seed in range(2)),
]


@pytest.mark.parametrize(("damage", "seed"), DAMAGES)
def test_damage_is_named_and_the_rest_is_saved(
    copy: Path, saved: Path, capsys: pytest.CaptureFixture[str], damage: Damage, seed: int
) -> None:
    damage(copy, random.Random(seed))  # noqa: S311 - the same damage each time
    before = copy.read_bytes()
    told = packbench(capsys, copy, "db", "check")
    if told.exit == 4:  # nothing is left that says what it was
        assert told.document["error"]["code"] == "database_foreign"
        assert damage is first_page
    elif told.exit == 1:
        assert not told.document["ok"]
        assert any(one["first_bad"] for one in told.document["checks"])
    folder = copy.parent / "rescued"
    rescued = packbench(capsys, copy, "db", "rescue", str(folder))
    assert copy.read_bytes() == before
    if told.exit == 4:
        assert rescued.document["error"]["code"] == "database_foreign"
        return
    tables = {one["table"]: one for one in rescued.document["tables"]}
    whole = {name for name, one in tables.items() if one["lost"] == 0 and not one["damage"]}
    assert rescued.exit == (0 if rescued.document["whole"] else 1)
    if told.exit == 0:
        assert whole == set(tables)
    for name, needed in NEEDED.items():
        [file] = folder.glob(f"??-{name}.csv")
        [was] = saved.glob(f"??-{name}.csv")
        if needed <= whole and damage is not flipped_bytes:
            assert file.read_bytes() == was.read_bytes()


NEEDED = {
    "suppliers": {"supplier"},
    "products": {"product", "barcode", "supplier"},
    "kits": {"product", "kit_component"},
    "warehouses": {"warehouse", "warehouse_country"},
    "locations": {"warehouse", "location"},
    "stock": {"warehouse", "product", "location", "stock", "stock_bin"},
    "orders": {"orders", "order_line", "setting"},
    "supplier-products": {"supplier", "product", "supplier_product", "price_break"},
}
"""By file, the tables that it is written from."""

FILLS = ["suppliers", "products", "kits", "supplier-products", "warehouses", "locations", "stock"]


@pytest.mark.parametrize("damage", [zeroed_page, no_header])
def test_a_new_database_is_filled_from_what_was_saved(
    copy: Path, sqlite_template: Path, tmp_path: Path, damage: Damage
) -> None:
    damage(copy, random.Random(7))  # noqa: S311 - the same damage each time
    context = open_context(f"sqlite:///{copy}", "Ana", "station 3")
    first, again = tmp_path / "first", tmp_path / "again"
    rescue(context.database, first)
    context.database.dispose()
    with sqlite_database(sqlite_template, tmp_path) as fresh:
        for kind in (*FILLS, "purchase-orders", "orders"):
            [file] = first.glob(f"??-{kind}.csv")
            result = import_file(Context(fresh), ImportRequest(kind, file))
            assert len(result.rejects) == sum(map(is_picked, lines_of(file)))
        assert administration.check(fresh).ok
        rescue(fresh, again)
    for kind in (*FILLS, "orders"):
        [was], [now] = first.glob(f"??-{kind}.csv"), again.glob(f"??-{kind}.csv")
        assert lines_of(now) == [line for line in lines_of(was) if not is_picked(line)]


def lines_of(file: Path) -> list[str]:
    return sorted(file.read_text("utf-8").splitlines())


def is_picked(line: str) -> bool:
    """Whether it is stock that was picked: it lies at no bin, and is told to be counted by hand."""
    return ",STAGING,,," in line


def test_what_belongs_to_lost_rows_is_written_as_it_stands(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        [(number, lines)] = connection.execute(
            "SELECT order_id, COUNT(*) FROM order_line GROUP BY order_id LIMIT 1"
        ).fetchall()
    by_hand(copy, f"DELETE FROM orders WHERE id = {number}")
    rescued = packbench(capsys, copy, "db", "rescue", str(copy.parent / "rescued"))
    assert rescued.exit == 1
    with (copy.parent / "rescued" / "99-unconnected.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    found = [row for row in rows if (row["table"], row["lost"]) == ("order_line", "orders")]
    assert len(found) == lines
    assert {json.loads(row["row"])["order_id"] for row in found} == {number}


@pytest.mark.parametrize("byte", [18, 19, 47])
def test_a_format_that_nobody_writes_is_damage(
    capsys: pytest.CaptureFixture[str], copy: Path, byte: int
) -> None:
    """SQLite reads such a file without a word, and refuses to write to it."""
    _bytes(copy, byte, b"\x00" if byte == 19 else b"\x09")
    before = copy.read_bytes()
    checked = packbench(capsys, copy, "db", "check")
    sound = next(one for one in checked.document["checks"] if one["name"] == "file_is_sound")
    assert (checked.exit, sound["ok"]) == (1, False)
    assert "format" in sound["first_bad"]
    for words in (["stock", "list"], ["settings", "set", "allocation.auto_release", "no"]):
        assert packbench(capsys, copy, *words).document["error"]["code"] == "database_damaged"
    verified = packbench(capsys, copy, "db", "verify", str(copy))
    assert verified.document["error"]["code"] == "backup_damaged"
    assert copy.read_bytes() == before


def test_rows_that_are_gone_are_missed(sound: Path, tmp_path: Path) -> None:
    """Tables are emptied with nothing that keeps their rows; the guards stand again after it."""
    unseen = set()
    for table in Base.metadata.tables:
        path = Path(shutil.copy(sound, tmp_path / f"{table}.db"))
        with closing(sqlite3.connect(path)) as connection:
            [there] = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        if there:
            by_hand(path, f"DELETE FROM {table}")
            context = open_context(f"sqlite:///{path}", "Ana", "station 3")
            if all(one.ok for one in administration.check(context.database).checks):
                unseen.add(table)
            context.database.dispose()
        path.unlink()
    assert unseen == set()


def look(database: Database) -> dict[str, Check]:
    return {one.name: one for one in administration.check(database).checks}


def test_a_servers_pages_are_looked_at_where_that_may_be(
    server_database: Database, admin_url: str
) -> None:
    skipped = look(server_database)
    for name in ("tables_are_sound", "indexes_are_sound"):
        assert (skipped[name].ok, skipped[name].skipped) == (True, "amcheck")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION amcheck")
    found = look(server_database)
    for name in ("tables_are_sound", "indexes_are_sound"):
        assert (found[name].ok, found[name].skipped) == (True, None)
        assert found[name].rows_checked > len(Base.metadata.tables) - 1


def test_a_sequence_that_is_behind_is_told(server_database: Database, admin_url: str) -> None:
    administration.upgrade_database(server_database)
    receipts = Stockroom(Context(server_database))
    receipts.fill({"W1": {"A": 5}})
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT setval(pg_get_serial_sequence('command', 'id'), 1, false)")
    told = look(server_database)["numbers_have_no_gaps"]
    assert not told.ok
    assert told.first_bad is not None
    assert told.first_bad.startswith("command ")
