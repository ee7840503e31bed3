"""One name means one thing, and the code cites only pages that the repository holds."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import packbench

ROOT = Path(packbench.__file__).parent
REPOSITORY = Path(__file__).parents[2]
_PAGE = re.compile(r"[\w/.-]*\w\.md\b")


def test_a_class_name_is_given_once() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_the_code_cites_pages_that_are_there() -> None:
    for folder in ("app", "tests", "migrations"):
        for path in sorted((REPOSITORY / folder).rglob("*.py")):
            for page in _PAGE.findall(path.read_text(encoding="utf-8")):
                held = [REPOSITORY / page, REPOSITORY / "docs" / page]
                assert any(one.exists() for one in held), f"{path}: {page}"


SPEAK_STILL = {
    "services/orders/advice.py",
    "services/orders/answers.py",
    "services/demo/run.py",
    "services/back_orders/customer_letters.py",
}
"""Services that make sentences themselves; the list only shrinks."""


def test_engine_and_services_answer_in_codes() -> None:
    speaking = {
        str(path.relative_to(ROOT))
        for floor in ("domain", "db", "engine", "services")
        for path in (ROOT / floor).rglob("*.py")
        if "packbench.words.language import" in path.read_text(encoding="utf-8")
    }
    assert speaking <= SPEAK_STILL
