"""Databases that can't be used: exit 4, one sentence that says what to do, nothing changed."""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import psycopg
import pytest

from helpers.command_line import CommandLine
from packbench.db.migrate import known_revisions


def on_file(path: Path) -> CommandLine:
    return CommandLine(f"sqlite:///{path}", path.parent)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(packbench: CommandLine, code: str, word: str) -> str:
    """The sentence for the fault, which is the same whatever is asked for."""
    sentences: set[str] = set()
    for one in packbench(
        "batch", "-", "--keep-going", stdin="stock list\nimport products none.csv\nallocate\n"
    ).documents:
        assert one["exit"] == 4
        assert one["output"]["error"]["code"] == code
        sentences.add(one["output"]["error"]["message"])
    (sentence,) = sentences
    assert word in sentence
    return sentence


@pytest.fixture
def newer_file(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "newer.db"
    shutil.copy(sqlite_template, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '20990101_newer'")
    connection.close()
    return path


def test_a_file_of_a_newer_packbench(newer_file: Path) -> None:
    told(on_file(newer_file), "database_newer", "20990101_newer")
    connection = sqlite3.connect(newer_file)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
        ("20990101_newer",)
    ]
    connection.close()


@pytest.mark.parametrize("tables", ["songs (title TEXT)", "alembic_version (version_num TEXT)"])
def test_a_file_of_another_program_is_not_even_touched(tmp_path: Path, tables: str) -> None:
    path = tmp_path / "foreign.db"
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE {tables}")
    connection.execute("CREATE TABLE others (name TEXT)")
    connection.close()
    os.utime(path, (1_000_000, 1_000_000))
    before = digest(path)
    told(on_file(path), "database_foreign", "no Packbench database")
    assert (digest(path), path.stat().st_mtime) == (before, 1_000_000)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader,\n" * 500)
    before = digest(path)
    told(on_file(path), "database_foreign", "no Packbench database")
    assert digest(path) == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    packbench = on_file(tmp_path / "nowhere" / "packbench.db")
    packbench = CommandLine(packbench.database, tmp_path)
    told(packbench, "database_unreachable", "can't be reached")
    assert not list(tmp_path.iterdir())


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/packbench"
    sentence = told(CommandLine(url, tmp_path), "database_unreachable", "server")
    assert "\n" not in sentence


@pytest.mark.parametrize("url", ["no url at all", "mysql://root@server/packbench"])
def test_what_is_no_address_of_a_database(tmp_path: Path, url: str) -> None:
    sentence = told(CommandLine(url, tmp_path), "database_address", "sqlite:///PATH")
    assert url in sentence


def test_a_server_with_another_schema_is_left_as_it_is(
    packbench_server: CommandLine, admin_url: str
) -> None:
    def execute(statement: str) -> None:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(statement)

    execute("UPDATE alembic_version SET version_num = '20990101_newer'")
    told(packbench_server, "database_newer", "20990101_newer")
    execute(f"UPDATE alembic_version SET version_num = '{min(known_revisions())}'")
    told(packbench_server, "database_older", "packbench db upgrade")
    execute("DROP SCHEMA public CASCADE")
    execute("CREATE SCHEMA public")
    told(packbench_server, "database_empty", "packbench db init")
    made = packbench_server("db", "init")
    assert (made.exit, made.document["changed"]) == (0, True)
    assert packbench_server("stock", "list").document == {"stock": []}
