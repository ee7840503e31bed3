"""Looking at a database before it is opened: in words what is wrong, and nothing is changed."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command

from helpers.databases import sqlalchemy_url
from packbench.bootstrap import open_context
from packbench.db.migrate import configuration
from packbench.domain.opening import CannotOpenError, OpeningTrouble, OpenState, ServerPlace
from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.services.office.administration import make_ready
from packbench.services.office.opening import (
    _trouble,
    address_words,
    look_at,
    look_at_file,
    look_at_server,
    open_it,
    server_place,
    without_password,
)
from packbench.words.opening import opening_words


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "a ? % shop.db"
    open_it(look_at_file(str(path)))
    return path


def set_revision(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        raw.commit()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE moz_places (id)")


def told(look: Callable[[], object]) -> str:
    try:
        look()
    except (CannotOpenError, EnvironmentFault, Refusal) as error:
        return opening_words(error)
    raise AssertionError


def test_a_file_that_is_there_and_one_that_is_not(sound: Path, tmp_path: Path) -> None:
    assert look_at_file(str(sound)).state is OpenState.READY
    before = snapshot(tmp_path)
    assert look_at_file(str(tmp_path / "other.db")).state is OpenState.NEW
    (tmp_path / "empty.db").write_bytes(b"")
    assert look_at_file(str(tmp_path / "empty.db")).state is OpenState.NEW
    assert snapshot(tmp_path) == before | {str(tmp_path / "empty.db"): b""}


def test_an_older_file_is_told_and_brought_up_with_a_copy_beside_it(tmp_path: Path) -> None:
    context = open_context(f"sqlite:///{tmp_path / 'older.db'}", "Ana", "3")
    make_ready(context.database)
    with context.database.write.begin() as connection:
        command.downgrade(configuration(connection), "-1")
    context.database.dispose()
    looked = look_at_file(str(tmp_path / "older.db"))
    assert looked.state is OpenState.OLDER
    open_it(looked)
    assert look_at_file(str(tmp_path / "older.db")).state is OpenState.READY
    assert list(tmp_path.glob("older.db.before-upgrade-*"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_text("Dear diary"), "This is no Packbench database"),
        (lambda path: path.mkdir(), "is a folder. Choose the database file in it."),
        (other_program, "This is no Packbench database."),
    ],
)
def test_what_is_no_database_of_ours(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "x.db"
    make(path)
    before = snapshot(tmp_path)
    assert words in told(lambda: look_at_file(str(path)))
    assert snapshot(tmp_path) == before


def test_a_newer_file_one_in_no_folder_and_one_that_is_locked(sound: Path, tmp_path: Path) -> None:
    assert "There is no folder" in told(lambda: look_at_file(str(tmp_path / "no" / "x.db")))
    assert "The name is too long" in told(lambda: look_at_file(str(tmp_path / ("x" * 300))))
    with closing(sqlite3.connect(sound, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        assert "Another program keeps this file" in told(lambda: look_at_file(str(sound)))
        raw.execute("ROLLBACK")
    set_revision(sound, "20991231_0000_future")
    assert "is of a newer Packbench" in told(lambda: look_at_file(str(sound)))


def told_to_nobody(look: Callable[[], object]) -> str:
    """What is told to an account without rights, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgid(65534)
            os.setuid(65534)
            os.write(writing, told(look).encode())
        except BaseException as error:  # noqa: BLE001 - it must not go on as a second test run
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        words = answer.read().decode()
    os.waitpid(child, 0)
    return words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_a_file_that_may_not_be_written(sound: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert "The rights forbid it" in told_to_nobody(lambda: look_at_file(str(sound)))
    for folder in (tmp_path, *tmp_path.parents):  # they can be entered by everybody
        folder.chmod(folder.stat().st_mode | 0o055)
    sound.chmod(0o644)
    first, second = (
        told_to_nobody(lambda path=path: look_at_file(str(path)))  # type: ignore[misc]
        for path in (sound, tmp_path / "new.db")
    )
    assert "The database can't be written" in first
    assert str(tmp_path) in second
    assert not (tmp_path / "new.db").exists()


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:  # bound and not listening: nobody answers there
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_servers_that_are_not_there(closed_port: int) -> None:
    place = ServerPlace("no-such-host.invalid", "packbench", "ana")
    assert "Nobody knows a server no-such-host.invalid" in told(lambda: look_at_server(place))
    place = replace(place, host="127.0.0.1", port=closed_port)
    words = told(lambda: look_at_server(place))
    assert f"no PostgreSQL is there at port {closed_port}" in words


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ('FATAL:  password authentication failed for user "ana"', OpeningTrouble.PASSWORD),
        ("fe_sendauth: no password supplied", OpeningTrouble.PASSWORD_MISSING),
        ('FATAL:  database "shop" does not exist', OpeningTrouble.NO_DATABASE),
        ('FATAL:  role "ana" does not exist', OpeningTrouble.NO_USER),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7"', OpeningTrouble.NOT_LET_IN),
        ("connection timeout expired", OpeningTrouble.SILENT),
    ],
)
def test_what_a_server_says_in_our_words(said: str, trouble: OpeningTrouble) -> None:
    fault = EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, cause=said)
    place = ServerPlace("server", "shop", "ana", "secret")
    error = _trouble(fault, place)
    assert isinstance(error, CannotOpenError)
    assert error.trouble is trouble
    assert "secret" not in opening_words(error)


def test_databases_of_a_server(postgres_server: str, postgres_template: str) -> None:
    url = sqlalchemy_url(postgres_server, "nothing_of_the_kind")
    place = server_place(url)
    assert place is not None
    assert "The server has no database nothing_of_the_kind" in told(lambda: look_at(url))
    empty = sqlalchemy_url(postgres_server, "template1")
    assert "no Packbench tables yet" in told(lambda: look_at(empty))
    assert look_at(sqlalchemy_url(postgres_server, postgres_template)).state is OpenState.READY


def test_what_is_remembered_of_an_address_has_no_password() -> None:
    url = "postgresql+psycopg://ana:ge%40heim@server:5433/shop?sslpassword=auch&sslmode=require"
    kept = without_password(url)
    assert kept == "postgresql+psycopg://ana@server:5433/shop?sslmode=require"
    assert address_words(url) == "ana@server:5433/shop"
