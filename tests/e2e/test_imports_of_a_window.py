"""What is imported beside the window's own thread: the process would end now and then."""

import os
import subprocess
import sys
from pathlib import Path

from helpers.databases import sqlite_database
from helpers.stockroom import Stockroom
from packbench.engine.command.context import Context


def test_no_module_of_qt_is_imported_beside_the_windows_thread(
    sqlite_template: Path, tmp_path: Path
) -> None:
    with sqlite_database(sqlite_template, tmp_path) as database:
        Stockroom(Context(database)).fill({"W1": {"A": 1}})  # an empty one begins with first steps
        found = subprocess.run(
            [sys.executable, "-m", "helpers.watched_window", database.url],
            env={
                **os.environ,
                "HOME": str(tmp_path),
                "PYTHONPATH": str(Path(__file__).parents[1]),
                "QT_QPA_PLATFORM": "offscreen",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
    assert found.stdout == "True []\n", found.stderr
