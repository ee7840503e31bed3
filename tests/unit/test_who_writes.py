"""Units are moved on one floor: nobody else writes the tables that say where they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import packbench

_SOURCE = Path(packbench.__file__).parent
_WRITERS = ("engine/", "services/importing/")
"""The only rooms that may write these tables: under the mutex, inside a command."""

_TABLES = {"OrderLine", "Waiting", "Allocation", "Shipment", "Stock"}
_WRITES = {"insert", "update", "delete", "insert_rows", "update_rows", "delete_rows"}


def _written(source: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        name = called.id if isinstance(called, ast.Name) else called
        if name in _WRITES:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Name) and argument.id in _TABLES:
                    yield node.lineno, argument.id


def _found(*, in_rooms: bool) -> list[str]:
    return [
        f"{path.relative_to(_SOURCE)}:{line} writes {table}"
        for path in sorted(_SOURCE.rglob("*.py"))
        if path.relative_to(_SOURCE).as_posix().startswith(_WRITERS) is in_rooms
        for line, table in _written(path)
    ]


def test_only_the_engine_and_imports_write_units() -> None:
    assert _found(in_rooms=False) == []


def test_the_search_sees_writes() -> None:
    assert len(_found(in_rooms=True)) > 20
