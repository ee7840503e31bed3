"""A crash that Python can't catch is told at the next start, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from packbench.bootstrap import _LogNotices
from packbench.logs.crashes import crash_was_told, untold_crash

CRASH = """
import ctypes, sys
from pathlib import Path
from packbench.logs.crashes import watch_for_crashes
watch_for_crashes(Path(sys.argv[1]))
if sys.argv[2] == "crash":
    ctypes.string_at(0)
"""


def run(folder: Path, how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder), how], check=False, stderr=subprocess.DEVNULL
    )
    return done.returncode


def test_a_crash_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    assert untold_crash(folder) is None
    assert run(folder, "end well") == 0
    assert untold_crash(folder) is None
    for _ in range(2):
        assert run(folder, "crash") != 0
        crash = untold_crash(folder)
        assert crash is not None
        assert "Current thread" in crash.file.read_text()
        crash_was_told(crash)
        assert untold_crash(folder) is None


def test_the_next_window_tells_it_once_and_a_script_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "packbench" / "log"
    assert run(folder, "crash") != 0
    _LogNotices().tell_terminal()  # nobody looks at it
    assert capsys.readouterr().err == ""
    told: list[str] = []
    _LogNotices().tell_window(told.append)
    _LogNotices().tell_window(told.append)
    assert len(told) == 1
    assert told[0].startswith("Packbench ended unexpectedly on ")
    assert str(folder / "crashes.txt") in told[0]
