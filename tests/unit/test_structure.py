"""The house as its page tells it: every arrow points down, and no files stand in a circle.

Imports for type checkers and those inside functions count. `lint-imports` checks the same floors by
packages; this looks at files, and says which.
"""

from pathlib import Path

import pytest

import packbench
from helpers.import_graph import Graph, circles, import_graph

WINDOW = (
    ("pictures",),
    ("connect",),
    ("app", "left_unsaved", "office"),
    ("first_steps",),
    (
        *("daily", "databases", "finding", "helping", "scanner_in_use", "screens"),
        "teach_command",
    ),
    ("masters",),
    (
        *("allocating", "bulk_running", "clock_question", "history", "order_entry"),
        *("rule_history", "showing"),
        *("stock_rows", "teaching", "views", "why"),
    ),
    ("fixes",),
    ("carrying",),
    ("choosing", "printing", "stepping", "undoing"),
    ("sending",),
    ("workplace",),
    ("desk", "totals"),
    ("parts",),
    ("company_clock", "qt_log"),
)
"""The floors of the window, the highest first; rooms of one floor do not import each other."""

PARTS = (
    ("bulk", "order_form"),
    ("shell",),
    ("station",),
    ("tables", "widgets"),
    ("commands", "scanner"),
    ("bridge", "theme"),
)
"""The floors of its parts. Tables show widgets, and widgets show cells: those two may."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return import_graph(Path(packbench.__file__).parent, "packbench")


def test_no_files_stand_in_a_circle(graph: Graph) -> None:
    assert circles(graph) == []


def test_every_import_of_the_window_points_down(graph: Graph) -> None:
    assert arrows_up(graph, "packbench.ui", WINDOW) == []


def test_every_import_of_its_parts_points_down(graph: Graph) -> None:
    assert arrows_up(graph, "packbench.ui.parts", PARTS, together={"tables", "widgets"}) == []


def test_no_screen_imports_another(graph: Graph) -> None:
    of_screens = [
        (importer, imported)
        for importer, found in graph.items()
        for imported in found
        if room(importer, "packbench.ui.screens") and room(imported, "packbench.ui.screens")
    ]
    assert of_screens
    assert [
        pair for pair in of_screens if len({room(one, "packbench.ui.screens") for one in pair}) > 1
    ] == []


@pytest.mark.parametrize(
    ("source", "imports"),
    [
        ("import typing\nif typing.TYPE_CHECKING:\n    from packbench.b import B\n", True),
        ("def late():\n    from packbench import b\n", True),
        ("from importlib import import_module\nimport_module('packbench.b')\n", True),
        ("import packbench.b as other\n", True),
        ("'''packbench.b is elsewhere'''\n", False),
    ],
)
def test_imports_are_found_wherever_they_stand(tmp_path: Path, source: str, imports: bool) -> None:
    (tmp_path / "a.py").write_text(source)
    (tmp_path / "b.py").write_text("from packbench.a import A\n")
    found = import_graph(tmp_path, "packbench")
    assert ("packbench.b" in found["packbench.a"]) is imports
    assert circles(found) == ([["packbench.a", "packbench.b"]] if imports else [])


def arrows_up(
    graph: Graph,
    package: str,
    floors: tuple[tuple[str, ...], ...],
    *,
    together: frozenset[str] | set[str] = frozenset(),
) -> list[tuple[str, str]]:
    """Imports from a room of the package to one that is not below it; every room has a floor."""
    floor_of = {name: number for number, rooms in enumerate(floors) for name in rooms}
    rooms = {room(name, package) for name in graph} - {""}
    assert rooms == floor_of.keys()
    return [
        (importer, imported)
        for importer, found in graph.items()
        for imported in found
        if (here := room(importer, package)) and (there := room(imported, package))
        if here != there and not {here, there} <= together
        if floor_of[here] >= floor_of[there]
    ]


def room(module: str, package: str) -> str:
    """The part of a package that a module belongs to; empty outside of it and for the package."""
    inside = module.removeprefix(f"{package}.")
    return "" if inside == module else inside.partition(".")[0]
