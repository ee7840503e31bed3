"""Back-ups of both engines: whole, verified, restored, never over what is in use or not theirs."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import func, make_url, select

from helpers.shop import stock_shop
from packbench.bootstrap import open_context
from packbench.db import server_copy
from packbench.db.engine import Database, open_database
from packbench.db.migrate import HEAD, configuration, upgrade
from packbench.db.queries.lists.orders import OrderQuery
from packbench.db.schema import Command, Order
from packbench.domain.backups import kept_days
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.paths import file_database_url
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.office.administration import check, make_ready
from packbench.services.office.backups import (
    back_up,
    backup_state,
    daily_back_up,
    read_through,
    restore,
)
from packbench.services.office.lists import order_list
from packbench.services.office.settings import set_settings

DAY = date(2026, 11, 26)


def change(context: Context) -> None:
    for paper in ("letter", "a4"):
        set_settings(context, {"documents.paper": paper}, key=uuid4().hex)


def counts(database: Database) -> tuple[int, int]:
    with database.read.connect() as connection:
        tables = (Command.id, Order.id)
        commands, orders = (
            connection.execute(select(func.count(one))).scalar_one() for one in tables
        )
    return commands, orders


def another_address(database: Database, tmp_path: Path) -> str:
    if database.is_sqlite:
        return f"sqlite:///{tmp_path / 'restored.db'}"
    name = f"restored_{uuid4().hex}"
    return make_url(database.url).set(database=name).render_as_string(hide_password=False)


def test_what_is_backed_up_comes_back_whole(
    database: Database, context: Context, tmp_path: Path
) -> None:
    stock_shop(context)
    change(context)
    first = inventory(context, "shop")
    acknowledge(context, "shop", first.cursor)
    before = counts(database)
    made = back_up(database, tmp_path / "shop.backup")
    assert made.size_bytes == (tmp_path / "shop.backup").stat().st_size
    assert (tmp_path / "shop.backup").stat().st_mode & 0o777 == 0o600
    assert read_through(tmp_path / "shop.backup").file == made.file
    change(context)
    there = open_database(another_address(database, tmp_path))
    restored = restore(there, tmp_path / "shop.backup")
    assert restored.kept is None
    assert counts(there) == before
    assert check(there).ok
    told = inventory(Context(there), "shop")  # nobody knows what it was told since
    assert first.items
    assert told.items == first.items
    assert told.cursor > first.cursor
    there.dispose()


def test_a_back_up_comes_back_where_the_server_has_no_index_of_words(
    database: Database, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_shop(context)
    before = counts(database)
    back_up(database, tmp_path / "shop.backup")
    monkeypatch.setattr(server_copy, "_SEARCH", "SELECT 1")  # as if it could not be made
    there = open_database(another_address(database, tmp_path))
    restore(there, tmp_path / "shop.backup")
    assert counts(there) == before
    assert check(there).ok
    numbers = [row.number for row in order_list(Context(there)).first_page(OrderQuery())]
    found = order_list(Context(there)).first_page(OrderQuery(text=numbers[0]))
    assert numbers[0] in [row.number for row in found]
    there.dispose()


def test_a_back_up_is_not_restored_over_a_database_in_use(
    database: Database, context: Context, tmp_path: Path
) -> None:
    back_up(database, tmp_path / "old.backup")
    change(context)
    before = counts(database)
    other = open_database(database.url)
    with pytest.raises(EnvironmentFault) as fault:
        restore(other, tmp_path / "old.backup")
    assert fault.value.code is FaultCode.DATABASE_IN_USE
    other.dispose()
    assert counts(database) == before
    change(context)


def test_what_stood_there_is_kept(database: Database, context: Context, tmp_path: Path) -> None:
    back_up(database, tmp_path / "old.backup")
    before = counts(database)
    change(context)
    after = counts(database)
    database.dispose()
    restored = restore(database, tmp_path / "old.backup")
    assert counts(database) == before
    assert restored.kept is not None
    url = make_url(database.url).set(database=restored.kept)
    kept = open_database(url.render_as_string(hide_password=False))
    assert counts(kept) == after
    kept.dispose()


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "shop.db"
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture
def shop(file: Path) -> Iterator[Context]:
    opened = open_context(f"sqlite:///{file}", "Ana", "station 3")
    make_ready(opened.database)
    change(opened)
    yield opened
    opened.database.dispose()


def test_a_back_up_holds_what_the_log_holds_and_nothing_lies_beside_it(
    shop: Context, file: Path, tmp_path: Path
) -> None:
    """A reader keeps SQLite from writing back; a copy of the file alone would lack the rest."""
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM command").fetchone()
        for _ in range(5):
            change(shop)
        (tmp_path / "out").mkdir()
        made = back_up(shop.database, tmp_path / "out" / "shop.backup")
    assert made.commands == counts(shop.database)[0]
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["shop.backup"]


def test_others_work_on_while_it_is_made(shop: Context, tmp_path: Path) -> None:
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            change(shop)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = [back_up(shop.database, tmp_path / f"{number}.backup") for number in range(5)]
    finally:
        done.set()
        worker.join()
    seen = [one.commands or 0 for one in made]
    assert seen == sorted(seen)
    assert all(read_through(Path(one.file)).commands == one.commands for one in made)


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("linked", [False, True])
def test_no_back_up_overwrites_the_database(
    shop: Context, file: Path, tmp_path: Path, ending: str, linked: bool
) -> None:
    target = Path(f"{file}{ending}")
    if linked:
        (tmp_path / "link").symlink_to(target)
        target = tmp_path / "link"
    before = counts(shop.database)
    with pytest.raises(Refusal) as refusal:
        back_up(shop.database, target, force=True)
    assert refusal.value.code is Code.CANNOT_WRITE
    assert counts(shop.database) == before
    change(shop)


def test_a_file_that_is_there_is_replaced_only_by_force(shop: Context, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("Dear reader")
    with pytest.raises(Refusal):
        back_up(shop.database, target)
    assert target.read_text() == "Dear reader"
    back_up(shop.database, target, force=True)
    assert read_through(target).commands == counts(shop.database)[0]


@pytest.mark.parametrize("harm", ["cut", "flipped", "letter", "empty"])
def test_a_damaged_back_up_is_told_and_nothing_is_changed(
    shop: Context, tmp_path: Path, harm: str
) -> None:
    backup = tmp_path / "shop.backup"
    back_up(shop.database, backup)
    whole = backup.read_bytes()
    backup.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "flipped": whole[:20_480] + bytes(8_192) + whole[28_672:],
            "letter": b"Dear reader,\n" * 500,
            "empty": b"",
        }[harm]
    )
    before = counts(shop.database)
    shop.database.dispose()
    with pytest.raises(EnvironmentFault) as fault:
        restore(shop.database, backup)
    assert fault.value.code in {FaultCode.BACKUP_DAMAGED, FaultCode.DATABASE_FOREIGN}
    assert counts(shop.database) == before
    assert sorted(found.name for found in tmp_path.iterdir() if "restor" in found.name) == []


def test_a_back_up_of_an_older_packbench_is_upgraded_on_its_way(
    shop: Context, tmp_path: Path
) -> None:
    with shop.database.write.begin() as connection:
        command.downgrade(configuration(connection), "20261126_0310_keep_their_place")
    back_up(shop.database, tmp_path / "old.backup")
    there = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    restore(there, tmp_path / "old.backup")
    assert counts(there) == counts(shop.database)
    assert check(there).ok
    there.dispose()


def test_a_log_without_its_file_is_not_played_into_the_new_one(
    shop: Context, file: Path, tmp_path: Path
) -> None:
    back_up(shop.database, tmp_path / "old.backup")
    before = counts(shop.database)
    change(shop)
    log = Path(f"{file}-wal").read_bytes()
    shop.database.dispose()
    file.unlink()
    Path(f"{file}-wal").write_bytes(log)
    restore(shop.database, tmp_path / "old.backup")
    assert counts(shop.database) == before
    assert check(shop.database).ok


def test_the_copy_before_an_upgrade_is_whole(shop: Context, file: Path, tmp_path: Path) -> None:
    with shop.database.write.begin() as connection:
        command.downgrade(configuration(connection), "20261126_0310_keep_their_place")
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM command").fetchone()
        with closing(sqlite3.connect(file)) as writer, writer:
            writer.execute("INSERT INTO setting VALUES ('seen', 'yes')")
        shop.database.dispose()
        upgrade(shop.database)
    [copy] = tmp_path.glob("shop.db.before-upgrade-*")
    with closing(sqlite3.connect(copy)) as kept:
        seen = kept.execute("SELECT value FROM setting WHERE key = 'seen'").fetchall()
    assert seen == [("yes",)]


def test_without_a_copy_no_upgrade_begins(
    shop: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop.database.write.begin() as connection:
        command.downgrade(configuration(connection), "20261126_0310_keep_their_place")
    shop.database.dispose()
    # The disk takes no further file: even root can't make one here.
    monkeypatch.setattr("packbench.db.file_copy.os.open", _no_room)
    with pytest.raises(EnvironmentFault) as fault:
        upgrade(shop.database)
    assert fault.value.code is FaultCode.BACKUP_FAILED
    with closing(sqlite3.connect(tmp_path / "shop.db")) as raw:
        [(revision,)] = raw.execute("SELECT version_num FROM alembic_version")
    assert revision == "20261126_0310_keep_their_place" != HEAD


def _no_room(*_arguments: object) -> int:
    raise OSError(28, "No space left on device")


def test_a_file_gets_one_back_up_a_day(shop: Context, tmp_path: Path) -> None:
    assert backup_state(shop.database, DAY).next_day == DAY
    made = daily_back_up(shop.database, DAY)
    assert made is not None
    assert Path(made.file) == tmp_path / "shop-backups" / "shop-2026-11-26.db"
    assert daily_back_up(shop.database, DAY) is None
    state = backup_state(shop.database, DAY)
    assert [one.day for one in state.kept] == [DAY]
    assert state.next_day == DAY + timedelta(days=1)


def test_old_back_ups_go_and_strangers_stay(shop: Context, tmp_path: Path) -> None:
    folder = tmp_path / "shop-backups"
    for number in range(60):
        daily_back_up(shop.database, DAY - timedelta(days=60 - number))
    (folder / "shop-holiday.db").touch()
    (folder / "shop-2026-02-31.db").touch()
    daily_back_up(shop.database, DAY)
    kept = [one.day for one in backup_state(shop.database, DAY).kept]
    assert kept[:7] == [DAY - timedelta(days=number) for number in range(7)]
    assert len(kept) == 9  # two of the four weeks have their newest among the seven days
    assert (folder / "shop-holiday.db").exists()
    assert (folder / "shop-2026-02-31.db").exists()


def test_a_clock_that_is_a_year_ahead_takes_no_back_ups_with_it() -> None:
    week = [DAY - timedelta(days=number) for number in range(7)]
    assert kept_days([*week, DAY + timedelta(days=400)]) >= set(week[:6])


@pytest.fixture
def shop_file(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """A shop of one computer, with something done in it."""
    path = tmp_path / "shop.db"
    shutil.copy(sqlite_template, path)
    opened = open_database(file_database_url(path))
    set_settings(Context(opened), {"documents.paper": "letter"})
    yield opened
    opened.dispose()


@pytest.mark.parametrize("name", ["p%20q", "wh?t", "50 % off"])
def test_signs_of_an_address_in_a_path(shop_file: Database, tmp_path: Path, name: str) -> None:
    back_up(shop_file, tmp_path / "shop.backup")
    folder = tmp_path / "here" / name
    folder.mkdir(parents=True)
    there = open_database(file_database_url(folder / "shop.db"))
    restore(there, tmp_path / "shop.backup")
    assert check(there).ok
    there.dispose()
    assert [one.name for one in folder.parent.iterdir()] == [name]
    assert [one.name for one in folder.iterdir() if one.suffix == ".db"] == ["shop.db"]


@pytest.mark.parametrize("head", [b"Dear reader", b"SQLite format 3\0"])
def test_another_program_s_file_is_not_replaced(
    shop_file: Database, tmp_path: Path, head: bytes
) -> None:
    back_up(shop_file, tmp_path / "shop.backup")
    other = tmp_path / "other.db"
    if head.startswith(b"SQLite"):
        with closing(sqlite3.connect(other)) as foreign:
            foreign.execute("PRAGMA journal_mode=WAL").fetchall()
            foreign.execute("CREATE TABLE diary (words TEXT)")
    else:
        other.write_bytes(head)
    before = other.read_bytes()
    there = open_database(file_database_url(other))
    with pytest.raises(EnvironmentFault, match="database_foreign"):
        restore(there, tmp_path / "shop.backup")
    assert other.read_bytes() == before


def test_a_link_to_a_database_stays_one(shop_file: Database, tmp_path: Path) -> None:
    back_up(shop_file, tmp_path / "shop.backup")
    shop_file.dispose()
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "shop.db")
    there = open_database(file_database_url(link))
    kept = restore(there, tmp_path / "shop.backup").kept
    there.dispose()
    assert link.is_symlink()
    assert kept is not None
    assert Path(kept).name.startswith("shop.before-restore")


def test_no_database_is_written_over(shop_file: Database, tmp_path: Path) -> None:
    other = open_database(file_database_url(tmp_path / "other.db"))
    upgrade(other)
    with other.read.connect():  # it is open
        for name in ("other.db", "other.db-wal", "new.db-journal"):
            before = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
            with pytest.raises(Refusal, match="cannot_write"):
                back_up(shop_file, tmp_path / name, force=True)
            after = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
            assert after == before
    other.dispose()


def test_a_daily_back_up_outlives_a_wrong_day_and_an_empty_file(
    shop_file: Database, tmp_path: Path
) -> None:
    today = date(2026, 11, 26)
    for days in range(12):
        daily_back_up(shop_file, today - timedelta(days=days))
    made = daily_back_up(shop_file, date(2024, 11, 26))
    assert made is not None
    assert Path(made.file).exists()
    Path(made.file).write_bytes(b"")
    again = daily_back_up(shop_file, date(2024, 11, 26))
    assert again is not None
    assert read_through(Path(again.file)).size_bytes > 0
    assert str(tmp_path) in again.file
