"""The tests that a change touches, the nearest first, for as long as the time allows.

`make quick` runs the checks and then this. Which tests are near is read from the imports: a test
of a changed file first, then tests that import what changed, then those that import it by way of
others. What the time did not allow is told; `make test` runs all.

usage: python packaging/quick.py [--seconds N] [--list] [BASE]
BASE is a commit; without it what is not committed yet counts, or the last commit.
"""

import argparse
import ast
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import grimp
import pytest

from packbench.cli.tree import GROUPS, SINGLE

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
QUICK_FIRST = (*("unit", "documents", "language", "db", "migration", "ui", "concurrency", "e2e"),)
FILES_AT_MOST = 12
"""Only to look into more of them would cost the time of the tests."""
# What starts programs imports nothing of them; what reads files is known by their folder.
STARTED = {"helpers.command_line": "packbench.bootstrap"}
READ = {
    "migrations/": "tests/migration",
    "resources/i18n/": "tests/language/test_catalogue.py",
    "resources/demo/": "tests/e2e/test_demo.py",
    "resources/profiles/": "tests/unit/exchange",
    "app/packbench/words/": "tests/unit/test_words.py",
}


def main() -> int:
    """Runs the tests, or lists them; gives pytest's exit code."""
    options = argparse.ArgumentParser()
    options.add_argument("base", nargs="?")
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--list", action="store_true")
    given = options.parse_args()
    files = changed_files(given.base)
    tests = touched_tests(files)
    print(f"quick: {len(files)} changed files touch {len(tests)} test files", flush=True)
    if given.list or not tests:
        print("\n".join(tests))
        return 0
    near, left = tests[:FILES_AT_MOST], len(tests[FILES_AT_MOST:])
    stop = StopInTime(given.seconds)
    code = pytest.main(["-q", "-x", "-n", "0", "-p", "no:randomly", *near], plugins=[stop])
    if left:
        print(f"quick: {left} test files that are further away are left to make test")
    return 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else int(code)


def changed_files(base: str | None) -> list[str]:
    """Paths from the checkout's root: since `base`, or not committed, or of the last commit."""
    if base:
        return _git("diff", "--name-only", base)
    new = _git("ls-files", "--others", "--exclude-standard")
    return _git("diff", "--name-only", "HEAD") + new or _git("diff", "--name-only", "HEAD~1")


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - the developer's own git
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def touched_tests(files: Sequence[str]) -> list[str]:
    """The test files that the changed ones touch, the nearest first."""
    importers = _importers()
    changed = {name for file in files if (name := module_of(file))}
    steps = _steps_from(changed, importers)
    by_module = {module_of(str(path.relative_to(ROOT))): path for path in _test_files()}
    near = [(step, str(by_module[name])) for name, step in steps.items() if name in by_module]
    read = [(0, str(ROOT / read)) for file in files for at, read in READ.items() if at in file]
    places = {path: step for step, path in sorted({*near, *read}, reverse=True)}
    named = {Path(file).stem.removeprefix("test_") for file in files}

    def rank(path: str) -> tuple[int, bool, int, str]:
        own = Path(path)
        kind = own.relative_to(TESTS).parts[0]
        called_so = own.stem.removeprefix("test_") in named
        return (
            places[path],
            not called_so,
            QUICK_FIRST.index(kind) if kind in QUICK_FIRST else 99,
            path,
        )

    return sorted(places, key=rank)


def module_of(file: str) -> str | None:
    """The module's name of a Python file of the application or the tests."""
    path = Path(file)
    for folder in ("app", "tests"):
        if path.parts[:1] == (folder,) and path.suffix == ".py":
            parts = path.with_suffix("").parts[1:]
            return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return None


def _importers() -> Mapping[str, set[str]]:
    """For every module those that import it."""
    graph = grimp.build_graph("packbench", cache_dir=str(ROOT / ".import_linter_cache"))
    found = {name: set(graph.find_modules_that_directly_import(name)) for name in graph.modules}
    for path in TESTS.rglob("*.py"):
        own = module_of(str(path.relative_to(ROOT))) or ""
        for imported in {*_imports(path), STARTED.get(own, own)} - {own}:
            found.setdefault(imported, set()).add(own)
    for module, *_ in (*GROUPS.values(), *SINGLE.values()):  # loaded by name, when they are called
        found.setdefault(f"packbench.cli.{module}", set()).add("packbench.cli.tree")
    return found


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file imports; of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _steps_from(changed: set[str], importers: Mapping[str, set[str]]) -> dict[str, int]:
    """How many imports lie between each module and the nearest changed one."""
    steps = dict.fromkeys(changed, 0)
    waiting = deque(changed)
    while waiting:
        name = waiting.popleft()
        for importer in importers.get(name, ()):
            if importer not in steps:
                steps[importer] = steps[name] + 1
                waiting.append(importer)
    return steps


def _test_files() -> list[Path]:
    return [path for path in TESTS.rglob("test_*.py") if "helpers" not in path.parts]


class StopInTime:
    """Ends the run so many seconds after its first test and tells how much is left."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._end_s = 0.0
        self._left = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Skips over a test without a word when the time is up."""
        del item
        self._end_s = self._end_s or time.monotonic() + self._seconds
        if time.monotonic() < self._end_s:
            return None
        self._left += 1
        return True

    def pytest_terminal_summary(self) -> None:
        """Tells what was left."""
        if self._left:
            print(f"\nquick: the time is up; {self._left} tests are left to make test")


if __name__ == "__main__":
    sys.exit(main())
