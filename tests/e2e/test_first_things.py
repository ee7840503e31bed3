"""What goes wrong at the first start: a sentence each with the next step, never a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

_NAMELESS_USER = 54_321


def start(
    arguments: list[str], folder: Path, *, user: int | None = None, **environment: str
) -> tuple[int, str]:
    """(exit code, all that is said) of `packbench` with an environment of almost nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "packbench", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        user=user,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "incident" not in said
    return done.returncode, said


@pytest.mark.parametrize(
    "arguments",
    [["stock", "list"], ["demo", "--orders", "5"], ["db", "init"], ["language", "en"]],
)
def test_a_home_that_cannot_be_written(tmp_path: Path, arguments: list[str]) -> None:
    home = tmp_path / "home"
    home.write_text("a file in its place")
    code, said = start(arguments, tmp_path, HOME=str(home))
    assert code == 1
    assert "can't be written" in said


def test_a_home_that_cannot_be_written_keeps_nobody_from_a_database_elsewhere(
    tmp_path: Path,
) -> None:
    (tmp_path / "home").write_text("a file in its place")
    (tmp_path / "products.csv").write_text("sku,name\nA,Apple\n")
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    arguments = ["--database", database, "import", "products", "products.csv"]
    code, said = start(arguments, tmp_path, HOME=str(tmp_path / "home"))
    assert (code, "imported" in said) == (0, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_an_account_without_a_name_and_a_home(tmp_path: Path) -> None:
    try:
        subprocess.run([sys.executable, "-c", "import packbench"], check=True, user=_NAMELESS_USER)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nobody else may run this Python")
    tmp_path.chmod(0o777)
    for parent in (tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    arguments = ["--json", "--database", database, "stock", "list"]
    code, said = start(arguments, tmp_path, user=_NAMELESS_USER)
    assert code == 0, said
    assert json.loads(said.splitlines()[-1]) == {"stock": []} or '{"stock": []}' in said
    code, said = start(["stock", "list"], tmp_path, user=_NAMELESS_USER)
    assert (code, "/nonexistent" in said) == (1, True)


def damaged(folder: Path, kind: str) -> Path:
    """A file, or a folder, in the place of a database."""
    path = folder / "shop.db"
    if kind == "folder":
        path.mkdir()
        return path
    CommandLine(f"sqlite:///{path}", folder)("db", "init")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    whole = path.read_bytes()
    path.write_bytes(
        {
            "truncated": whole[: len(whole) // 3],
            "cut in its head": whole[:60],
            "noise": os.urandom(50_000),
            "noise behind its head": whole[:4096] + os.urandom(len(whole) - 4096),
        }[kind]
    )
    return path


@pytest.mark.parametrize(
    "kind", ["folder", "truncated", "cut in its head", "noise", "noise behind its head"]
)
def test_what_is_no_sound_database(tmp_path: Path, kind: str) -> None:
    path = damaged(tmp_path, kind)
    before = b"" if path.is_dir() else path.read_bytes()
    packbench = CommandLine(f"sqlite:///{path}", tmp_path)
    lines = "stock list\nallocate\norders list\nsettings set allocation.auto_release no\n"
    for answer in packbench("batch", "-", "--keep-going", stdin=lines).documents:
        assert answer["exit"] == 4, answer
        assert answer["output"]["error"]["code"] in {
            *("database_foreign", "database_damaged", "database_unreachable"),
        }
    assert before == (b"" if path.is_dir() else path.read_bytes())


@pytest.mark.parametrize(
    "database", ["postgresql://u:geheim@127.0.0.1:none/d", "sqlite:///{folder}", "nonsense"]
)
def test_the_window_starts_all_the_same(tmp_path: Path, database: str) -> None:
    """It tells in its banner (tests/ui/test_connect.py); here, that nothing ends it."""
    (tmp_path / "home").write_text("a file in its place")
    window = subprocess.Popen(
        [sys.executable, "-m", "packbench", "--database", database.format(folder=tmp_path)],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(tmp_path / "home"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            window.wait(6)
    finally:
        window.kill()
        said, _ = window.communicate()
    assert "Traceback" not in said
    assert "geheim" not in said


def test_control_characters_from_data_do_not_reach_the_terminal(tmp_path: Path) -> None:
    evil = "A\x1b]0;owned\x07\x1b[2J\x9b31m\u202eB\x7f\r"
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    packbench = CommandLine(database, tmp_path)
    packbench("db", "init")
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute(
        "INSERT INTO supplier (id, code, code_key, name) VALUES (1, ?, 'x', 'x')", (evil,)
    )
    connection.execute(
        "INSERT INTO warehouse (id, code, code_key, name, kind, active, rank)"
        " VALUES (1, ?, 'x', 'x', 'physical', 1, 1)",
        (evil,),
    )
    connection.execute(
        "INSERT INTO product (id, sku, sku_key, name) VALUES (1, ?, 'x', ?)", (evil,) * 2
    )
    connection.execute("INSERT INTO stock (id, product_id, warehouse_id) VALUES (1, 1, 1)")
    connection.commit()
    connection.close()
    people = packbench.for_people("stock", "list")
    refused = packbench.for_people("orders", "show", evil)
    programs = packbench("stock", "list")
    for text in (people.out, refused.err, programs.out):
        assert not set(text) & set("\x1b\x07\x9b\u202e\x7f\r")
    assert (people.exit, refused.exit) == (0, 1)
    assert "␛[2J" in people.out
    assert programs.document["stock"][0]["sku"] == evil


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_window_without_a_screen_is_refused_in_words(tmp_path: Path, options: list[str]) -> None:
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    arguments = ["--database", database, *options]
    code, said = start(arguments, tmp_path, HOME=str(tmp_path), QT_QPA_PLATFORM="")
    assert (code, "there is no screen here" in said) == (1, True)
    assert not (tmp_path / "shop.db").exists()


def test_a_screen_that_does_not_answer_is_told_and_the_demo_saves_pictures(tmp_path: Path) -> None:
    home, platform, display = str(tmp_path), "xcb", ":9999"
    code, said = start([], tmp_path, HOME=home, QT_QPA_PLATFORM=platform, DISPLAY=display)
    # a computer that lacks one of Qt's libraries is told that first
    assert (code, ":9999 can't be reached" in said or "is missing. Install" in said) == (1, True)
    demo = ["demo", "--orders", "5"]
    code, said = start(demo, tmp_path, HOME=home, QT_QPA_PLATFORM=platform, DISPLAY=display)
    assert (code, "Pictures of the window" in said) == (0, True)
