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


_SPEAKING = {"tr", "tr_count", "mark"}
_TOLD_BY = {"Refusal", "EnvironmentFault", "note", "Note"}


def test_what_answers_in_codes_makes_no_sentences() -> None:
    """Documents alone speak below words: each page is written in its own reader's language."""
    speaking = {
        str(path.relative_to(ROOT))
        for floor in ("domain", "db", "engine", "services", "exchange", "jobs", "logs", "spooler")
        for path in (ROOT / floor).rglob("*.py")
        if "packbench.words.language import" in path.read_text(encoding="utf-8")
    }
    assert speaking == set()


def test_documents_speak_only_where_a_page_is_written() -> None:
    """What they tell those who print is told in codes."""
    for path in (ROOT / "documents").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not ("words.language import" in text and "Refusal" in text), path


def test_no_refusal_and_no_note_brings_words() -> None:
    """Its values are told in the language of whoever reads it, which may be another one later."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or _name(node) not in _TOLD_BY:
                continue
            inner = (one for value in node.keywords for one in ast.walk(value.value))
            called = {_name(one) for one in inner if isinstance(one, ast.Call)}
            spoken = {name for name in called if name in _SPEAKING or name.endswith("_words")}
            assert not spoken, f"{path.relative_to(ROOT)}:{node.lineno}: {spoken}"


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


_CLOCKS = re.compile(
    r"\b(datetime|dt)\.(now|utcnow|today)\(|\bdate\.today\(|\btime\.(time|time_ns|localtime|gmtime)\("
    r"|func\.(now|current_\w+|clock_timestamp|localtime\w*)\(|\bCURRENT_(DATE|TIME|TIMESTAMP)\b"
    r"|\bcurrentDate(Time)?(Utc)?\(|\bcurrentTime\(|\bstrftime\('%|\bjulianday\(|\bnow\(\)\s*AT\b",
    re.IGNORECASE,
)
_OWN_CLOCKS = {
    "db/today.py": "the one place that asks",
    "cameras/taking.py": "which file of a folder is new: files have the computer's time",
    "db/migrate.py": "a stamp in the name of a copy beside the file",
    "db/file_restore.py": "the same",
    "db/server_copy.py": "a stamp in the name of the database that was replaced",
    "engine/check/guards.py": "reads dates that are kept, and asks no clock",
    "ui/company_clock.py": "until a database is opened",
}
"""Who looks at a clock by himself; the log tells the moments of its records, and no more."""


def test_the_day_and_the_moment_come_from_one_place() -> None:
    """A station's clock may be wrong: who asks it dates what he writes by it (decision 0048)."""
    asking = {
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.rglob("*.py"))
        if _CLOCKS.search(path.read_text(encoding="utf-8"))
    }
    assert {one for one in asking if not one.startswith("logs/")} == set(_OWN_CLOCKS)
