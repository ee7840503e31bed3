"""Writes what the command line has below each group of commands into resources/commands.json.

The help of a group tells it without loading the commands; a test compares both.
usage: packaging/commands.py
"""

import json
from pathlib import Path

from typer.core import TyperGroup

from packbench.cli.app import command_tree
from packbench.cli.tree import GROUPS

_FILE = Path(__file__).parents[1] / "resources" / "commands.json"


def main() -> None:
    """Writes it anew."""
    tree = command_tree()
    assert isinstance(tree, TyperGroup)  # noqa: S101 - it holds all others
    told: dict[str, dict[str, str]] = {}
    for name in GROUPS:
        group = tree.commands[name]
        assert isinstance(group, TyperGroup)  # noqa: S101 - as the table says
        told[name] = {one: below.help or "" for one, below in group.commands.items()}
    _FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
