"""The file under an open database: whatever is done to it, no write says "done" into nowhere."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from queue import Queue
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from packbench.bootstrap import open_context
from packbench.db.engine import open_database
from packbench.db.migrate import upgrade
from packbench.db.notices import Listener
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.services.office.ready import make_ready, meaning_of
from packbench.services.office.settings import list_settings, set_settings


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "disk" / "shop.db"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture
def shop(file: Path) -> Iterator[Context]:
    opened = open_context(f"sqlite:///{file}", "Ana", "station 3")
    make_ready(opened.database)
    work(opened)
    yield opened
    opened.database.dispose()


def work(context: Context) -> None:
    """Changes something and back, so that each time there is something to change."""
    for paper in ("letter", "a4"):
        set_settings(context, {"documents.paper": paper}, key=uuid4().hex)


def commands_in(file: Path) -> int:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM command").fetchone()[0])


def refused(context: Context) -> FaultCode:
    with pytest.raises(EnvironmentFault) as fault:
        work(context)
    assert context.database.fault is not None
    return fault.value.code


def write_back(file: Path) -> None:
    """Another program brings what is in the log into the file itself, as happens now and then."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def test_a_deleted_file_is_noticed_and_no_new_one_is_made(shop: Context, file: Path) -> None:
    file.unlink()
    assert refused(shop) is FaultCode.DATABASE_GONE
    assert not file.exists()


def test_a_moved_file_can_be_put_back(shop: Context, file: Path) -> None:
    before = commands_in(file)
    moved = file.rename(file.with_name("elsewhere.db"))
    assert refused(shop) is FaultCode.DATABASE_GONE
    assert commands_in(moved.rename(file)) == before
    work(shop)
    assert commands_in(file) == before + 2


def test_a_disk_that_went_away_is_noticed(shop: Context, file: Path, tmp_path: Path) -> None:
    file.parent.rename(tmp_path / "away")
    assert refused(shop) is FaultCode.DATABASE_GONE
    assert [found.name for found in tmp_path.iterdir()] == ["away"]
    (tmp_path / "away").rename(file.parent)
    work(shop)


def test_an_older_copy_in_its_place_is_noticed(shop: Context, file: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(f"{file}.old")) as old:
        source.backup(old)
    work(shop)
    Path(f"{file}.old").replace(file)
    before = commands_in(file)
    assert refused(shop) is FaultCode.DATABASE_REPLACED
    assert commands_in(file) == before


@pytest.mark.parametrize("older", [True, False], ids=["older", "cut off"])
def test_what_is_written_over_it_is_noticed(shop: Context, file: Path, older: bool) -> None:
    write_back(file)
    kept = file.read_bytes() if older else b""
    work(shop)
    write_back(file)
    assert shop.database.guard is not None
    shop.database.guard.look()  # as an open window does twice a second
    with file.open("r+b") as target:
        target.write(kept)
        target.truncate()
    assert refused(shop) is FaultCode.DATABASE_OVERWRITTEN
    assert refused(shop) is FaultCode.DATABASE_OVERWRITTEN  # and it stays so


def test_another_shop_in_its_place_is_noticed(shop: Context, file: Path, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    other.dispose()
    write_back(file)
    work(shop)
    with file.open("r+b") as target:
        target.write((tmp_path / "other.db").read_bytes())
    assert refused(shop) is FaultCode.DATABASE_OVERWRITTEN


@pytest.mark.parametrize("replaced", [True, False])
def test_a_log_that_is_taken_away_is_noticed(shop: Context, file: Path, replaced: bool) -> None:
    log = Path(f"{file}-wal")
    log.unlink()
    if replaced:
        log.touch()
    assert refused(shop) is FaultCode.DATABASE_LOG_GONE


def test_a_newer_schema_stops_an_older_program(shop: Context, file: Path) -> None:
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '20990101_newer'")
    before = commands_in(file)
    assert refused(shop) is FaultCode.DATABASE_NEWER
    assert commands_in(file) == before


def test_one_that_is_put_there_while_it_is_opened_is_not_touched(shop: Context, file: Path) -> None:
    """Between the look at the path and SQLite's own opening of it."""
    older = file.with_name("older.db")
    with closing(sqlite3.connect(file)) as whole, closing(sqlite3.connect(older)) as copy:
        whole.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    work(shop)
    before, database = older.read_bytes(), shop.database
    database.read.pool.dispose()

    def swap(*_given: object) -> None:
        for part in ("", "-wal", "-shm"):
            moved = Path(f"{file}{part}")
            if moved.exists():
                moved.rename(file.with_name(f"right{part}"))
        older.rename(file)

    event.listen(database.read, "do_connect", swap, once=True)
    with pytest.raises(EnvironmentFault) as fault:
        list_settings(shop)
    assert fault.value.code is FaultCode.DATABASE_REPLACED
    assert file.read_bytes() == before
    for part in ("", "-wal", "-shm"):
        moved = file.with_name(f"right{part}")
        if moved.exists():
            moved.replace(Path(f"{file}{part}"))
    work(shop)  # the right one is back


def test_new_connections_are_looked_at_too(shop: Context, file: Path) -> None:
    shop.database.read.dispose()
    file.rename(file.with_name("elsewhere.db"))
    with pytest.raises(EnvironmentFault) as fault:
        list_settings(shop)
    assert fault.value.code is FaultCode.DATABASE_GONE
    assert not file.exists()


@pytest.mark.parametrize("left", ["shop.db-wal", "shop-backups"])
def test_no_new_file_is_made_beside_what_is_left_of_one(file: Path, left: str) -> None:
    file.unlink()
    (file.parent / left).mkdir()
    database = open_database(f"sqlite:///{file}")
    with pytest.raises(EnvironmentFault) as fault:
        upgrade(database)
    assert fault.value.code is FaultCode.DATABASE_LEFT
    assert [found.name for found in file.parent.iterdir()] == [left]


def test_only_its_owner_can_read_a_new_file(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(database)
    modes = {found.name: found.stat().st_mode & 0o777 for found in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes
    database.dispose()


@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_what_is_no_ordinary_file_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "thing.db"
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(EnvironmentFault) as fault:
        upgrade(open_database(f"sqlite:///{path}"))
    assert fault.value.code is FaultCode.DATABASE_FOREIGN


def test_what_is_wrong_is_told_again_when_it_is_something_else(shop: Context, file: Path) -> None:
    told: Queue[FaultCode | None] = Queue()

    def hear(answers: bool) -> None:
        fault = shop.database.fault
        told.put(fault.code if fault and not answers else None)

    listener = Listener(shop.database, lambda _: None, hear)
    listener.start()
    try:
        assert told.get(timeout=10) is None
        Path(f"{file}-wal").unlink()
        assert told.get(timeout=10) is FaultCode.DATABASE_LOG_GONE
        file.unlink()
        assert told.get(timeout=10) is FaultCode.DATABASE_GONE
    finally:
        listener.stop()


@pytest.mark.skipif(os.geteuid() == 0, reason="everybody is kept from writing but root")
def test_a_file_that_may_not_be_written_is_told_as_such(file: Path) -> None:
    file.parent.chmod(0o500)
    context = open_context(f"sqlite:///{file}", "Ana", "station 3")
    try:
        with pytest.raises(DBAPIError) as error:
            list_settings(context)
        meaning = meaning_of(context.database, error.value)
        assert isinstance(meaning, EnvironmentFault)
        assert meaning.code is FaultCode.DATABASE_READ_ONLY
    finally:
        file.parent.chmod(0o700)
        context.database.dispose()


def test_many_readers_and_a_writer_raise_no_false_alarm(shop: Context) -> None:
    for _ in range(20):
        shop.database.read.dispose()
        work(shop)
        list_settings(shop)
    assert shop.database.fault is None
