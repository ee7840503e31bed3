"""What a command line loads: the help neither tables nor a database, a command what it needs."""

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from typer.core import TyperGroup

from packbench.cli.app import command_tree
from packbench.cli.tree import ALONE

_PROGRAM = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
sys.argv = ["packbench", *sys.argv[1:]]
from packbench.bootstrap import main
main()
"""
_HEAVY = {
    *("PySide6", "packbench.ui", "numpy", "pyqtgraph", "pypdfium2", "cv2"),
    *("reportlab", "uharfbuzz", "fontTools", "PIL", "packbench.documents.blocks"),
    *("biip", "openpyxl", "xlsxwriter", "packbench.services.importing.files"),
    *(
        "sqlalchemy.orm",
        "fastapi",
        "starlette",
        "uvicorn",
        "alembic",
        "packbench.engine.check.database",
    ),
    *("packbench.services.demo.run", "packbench.services.documents.printing"),
}
"""What only some commands need, and none of these."""
_DATABASE = {"sqlalchemy", "psycopg", "pydantic", "packbench.db", "packbench.services"}


def _loaded(folder: Path, *arguments: str) -> tuple[set[str], str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    *_, names = done.stderr.splitlines()
    return set(json.loads(names)), done.stdout


def _of(loaded: set[str], heavy: Sequence[str] | set[str]) -> set[str]:
    return {one for one in loaded if one in heavy}


def test_the_help_tells_of_all_commands_and_loads_none(tmp_path: Path) -> None:
    loaded, told = _loaded(tmp_path, "--help")
    assert "  receiving          The dock" in told
    assert "  watch              Import files that come into a folder" in told
    assert _of(loaded, _HEAVY | _DATABASE | {"rich"}) == set()


def test_the_help_of_a_group_loads_none_of_its_commands(tmp_path: Path) -> None:
    for group, below in (("db", "rescue "), ("orders", "ship-partial ")):
        loaded, told = _loaded(tmp_path, group, "--help")
        assert f"  {below}" in told
        assert _of(loaded, _HEAVY | _DATABASE | {"rich"}) == set()


def test_what_is_asked_often_loads_no_command_that_changes_something(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'own.db'}"
    _loaded(tmp_path, "--database", address, "db", "init")
    _loaded(tmp_path, "--database", address, "orders", "list")  # the day has begun then
    others = {"packbench.engine.command.core", "packbench.words.refusals", "rich", "pycountry"}
    others |= {"packbench.engine.day", "packbench.services.office.sweep"}
    for group in ("orders", "stock"):
        loaded, _ = _loaded(tmp_path, "--database", address, group, "list")
        assert _of(loaded, _HEAVY | others | {"pydantic"}) == set(), group
    loaded, _ = _loaded(tmp_path, "--database", address, "db", "--help")
    assert _of(loaded, _HEAVY | _DATABASE | others) == set()


def test_a_command_alone_is_the_one_of_its_group(tmp_path: Path) -> None:
    tree = command_tree()
    assert isinstance(tree, TyperGroup)
    for (group, verb), (module, function) in ALONE.items():
        whole = tree.commands[group]
        assert isinstance(whole, TyperGroup)
        made = getattr(import_module(f"packbench.cli.{module}"), function)
        assert getattr(whole.commands[verb].callback, "__wrapped__", None) is made
        _, told = _loaded(tmp_path, group, verb, "--help")
        assert f"Usage: packbench {group} {verb} [OPTIONS]" in told


def test_a_command_loads_what_it_needs(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'own.db'}"
    _loaded(tmp_path, "--database", database, "db", "init")
    for words in (["orders", "list"], ["backorders", "list"], ["clock"], ["db", "info"]):
        loaded, _ = _loaded(tmp_path, "--database", database, *words)
        assert "sqlalchemy" in loaded
        assert _of(loaded, _HEAVY) == set(), words
