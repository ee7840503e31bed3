"""`make quick` finds the tests that a change touches, the nearest first."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def quick() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quick", ROOT / "packaging" / "quick.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["quick"] = made
    spec.loader.exec_module(made)
    return made


def touched(quick: ModuleType, *files: str) -> list[str]:
    return [str(Path(path).relative_to(ROOT)) for path in quick.touched_tests(files)]


def test_the_nearest_tests_come_first(quick: ModuleType) -> None:
    found = touched(quick, "app/packbench/domain/codes.py")
    assert found[0] == "tests/unit/test_codes.py"
    assert found.index("tests/documents/test_pick_list.py") > 0
    assert "tests/unit/test_assembler.py" not in found  # it needs nothing of it


def test_a_changed_test_is_the_nearest_of_all(quick: ModuleType) -> None:
    assert touched(quick, "tests/unit/test_bins.py") == ["tests/unit/test_bins.py"]


def test_processes_are_started_by_tests_that_import_nothing(quick: ModuleType) -> None:
    found = touched(quick, "app/packbench/cli/stock.py")
    assert "tests/e2e/test_command_line.py" in found
    assert "tests/unit/test_bins.py" not in found


@pytest.mark.parametrize(
    ("file", "test"),
    [
        ("migrations/versions/20261121_2100_orders.py", "tests/migration"),
        ("resources/i18n/packbench.pot", "tests/language/test_catalogue.py"),
        ("tests/helpers/pseudo.py", "tests/language/test_tables.py"),
    ],
)
def test_files_that_are_read_have_tests_too(quick: ModuleType, file: str, test: str) -> None:
    assert test in touched(quick, file)


def test_what_no_test_reads_touches_none(quick: ModuleType) -> None:
    assert touched(quick, "docs/cli.md", "LICENSE") == []
