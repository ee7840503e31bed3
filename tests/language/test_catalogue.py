"""The template of all translations is up to date, and its texts can be translated whole."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import packbench
from packbench.paths import resources_dir

SOURCE = Path(packbench.__file__).parent
CHECKOUT = SOURCE.parent.parent
MARKING = {"tr", "tr_count", "mark"}
DYNAMIC = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def test_the_template_is_up_to_date(tmp_path: Path) -> None:
    """Otherwise: `make i18n`."""
    fresh, commands = tmp_path / "fresh.pot", resources_dir() / "commands.json"
    written = commands.stat().st_mtime_ns
    subprocess.run([CHECKOUT / "packaging" / "extract.sh", fresh], check=True)
    assert commands.stat().st_mtime_ns == written  # others read it, and compare it
    assert fresh.read_text() == (resources_dir() / "i18n" / "packbench.pot").read_text()


def marking_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        if path.name == "language.py" and path.parent.name == "words":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in MARKING:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_every_text_is_a_literal_or_a_marked_one() -> None:
    """No f-strings, no sums of fragments, no `format` before the translation."""
    wrong = []
    count = 0
    for place, call in marking_calls():
        count += 1
        texts = (
            call.args[:2]
            if isinstance(call.func, ast.Name) and call.func.id == "tr_count"
            else call.args[:1]
        )
        for text in texts:
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            # What `mark` or `Counted` has marked is named where it is translated.
            marked_before = (
                isinstance(call.func, ast.Name)
                and call.func.id in {"tr", "tr_count"}
                and isinstance(text, DYNAMIC)
            )
            formatted = (
                isinstance(text, ast.Call)
                and isinstance(text.func, ast.Attribute)
                and text.func.attr in {"format", "join"}
            )
            if formatted or not (literal or marked_before):
                wrong.append(place)
    assert wrong == []
    assert count > 800  # or the search itself is broken


def test_no_text_hides_in_an_f_string() -> None:
    """Babel doesn't find it there."""
    hidden = [
        f"{path.relative_to(SOURCE)}:{inner.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
        if inner.func.id in MARKING and isinstance(inner.args[0], ast.Constant)
    ]
    assert hidden == []


@pytest.mark.parametrize("joiner", ["+", "%"])
def test_no_text_is_made_of_two(joiner: str) -> None:
    """A sum of two translated parts is a sentence that no language can order its own way."""
    kinds = {"+": ast.Add, "%": ast.Mod}
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.BinOp) and isinstance(node.op, kinds[joiner])
        if any(
            isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == "tr"
            for side in (node.left, node.right)
        )
        if not (isinstance(node.right, ast.Constant) and not str(node.right.value).strip())
    ]
    assert wrong == []
