"""The first start of the window as a process, in a home where nothing is."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from alembic import command

from packbench.bootstrap import open_context
from packbench.db.migrate import HEAD, configuration

_PATIENCE_S = 60


@pytest.fixture
def older_template(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database of a version before this one, which the window brings to it."""
    path = Path(shutil.copy(sqlite_template, tmp_path / "older.db"))
    context = open_context(f"sqlite:///{path}", "Ana", "3")
    with context.database.write.begin() as connection:
        command.downgrade(configuration(connection), "-1")
    context.database.dispose()
    return path


@contextmanager
def started(home: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A window of a person whose home this is; nothing else is known of them."""
    home.mkdir(exist_ok=True)
    window = subprocess.Popen(
        [sys.executable, "-m", "packbench"],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(home),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    try:
        yield window
    finally:
        window.kill()
        said, _ = window.communicate()
    assert "Traceback" not in said


def wait_for_schema(path: Path, *windows: subprocess.Popen[str]) -> None:
    end_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end_s:
        assert all(window.poll() is None for window in windows)
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw,
        ):
            if raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]:
                return
        time.sleep(0.1)
    raise AssertionError(path)


def test_an_empty_home_gets_a_database_and_a_window(tmp_path: Path) -> None:
    with started(tmp_path / "home") as window:
        wait_for_schema(tmp_path / "home/.local/share/packbench/packbench.db", window)


def test_two_windows_at_once_make_one_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with started(home) as first, started(home) as second:
        wait_for_schema(home / ".local/share/packbench/packbench.db", first, second)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(3)
        assert first.poll() is None
    done = subprocess.run(
        [sys.executable, "-m", "packbench", "db", "check"],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    log = "".join(one.read_text() for one in home.rglob("*.log"))
    assert "incident" not in log


def test_the_window_opens_what_was_chosen_in_it_and_the_command_line_does_not(
    tmp_path: Path, older_template: Path
) -> None:
    home, chosen = tmp_path / "home", tmp_path / "chosen.db"
    config = home / ".config/packbench"
    config.mkdir(parents=True)
    (config / "window.ini").write_text(f"[General]\ndatabase=sqlite:///{chosen}\n")
    with started(home) as window:  # it was there once: it is not made anew
        with pytest.raises(subprocess.TimeoutExpired):
            window.wait(6)
        assert not chosen.exists()
        shutil.copy(older_template, chosen)
        wait_for_schema(chosen, window)  # it is looked for again and again
    own = home / ".local/share/packbench/packbench.db"
    assert not own.exists()
    other = tmp_path / "named.db"
    with started(home, PACKBENCH_DATABASE=f"sqlite:///{other}") as window:
        wait_for_schema(other, window)
    subprocess.run(
        [sys.executable, "-m", "packbench", "db", "init"],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        check=True,
    )
    assert own.exists()
