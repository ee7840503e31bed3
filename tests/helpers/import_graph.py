"""Which file imports which: read from the source, so that no import is left out.

`lint-imports` follows packages and leaves out nothing either, but it is told what may be skipped;
here imports for type checkers and those inside functions count like all others.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Graph = Mapping[str, frozenset[str]]


def import_graph(root: Path, package: str) -> Graph:
    """The modules of a package by their dotted names, each with those of the package it imports."""
    files = {_name(path, root, package): path for path in sorted(root.rglob("*.py"))}
    return {
        name: frozenset(_imported(path.read_text(encoding="utf-8"), files)) - {name}
        for name, path in files.items()
    }


def _name(path: Path, root: Path, package: str) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join((package, *(part for part in parts if part != "__init__")))


def _imported(source: str, known: Mapping[str, Path]) -> Iterator[str]:
    """What a file imports, wherever the statement stands; of a package's names their modules."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = inside & known.keys()
            yield from modules
            if modules != inside and node.module in known:
                yield node.module
        elif isinstance(node, ast.Constant) and node.value in known:
            yield str(node.value)  # for import_module


def circles(graph: Graph) -> list[list[str]]:
    """Every group of files that can be reached from each other."""
    reach = {name: _reached(graph, name) for name in graph}
    groups = {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in graph
        if name in reach[name]
    }
    return sorted(sorted(group) for group in groups)


def _reached(graph: Graph, start: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(graph[name])
    return frozenset(found)
