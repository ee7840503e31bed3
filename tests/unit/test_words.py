"""Every refusal, fault, problem, reason and state has words, and gets the values they name."""

import ast
import enum
import errno
import itertools
import os
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import packbench
from packbench.domain.advice import Opening
from packbench.domain.allocation.rules import Fence
from packbench.domain.codes import CodeUse
from packbench.domain.files import FileTrouble, ForeignKind, system_reason
from packbench.domain.orders import OrderStatus, Problem, Reason, ShipmentStatus
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.packing import PackVerdict
from packbench.domain.picking import WaveStatus
from packbench.domain.profiles import ProfileTrouble
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.bulk import Results, RowResult
from packbench.engine.command.adapters import adapter_of
from packbench.services.importing.files import ImportResult, RejectedCell
from packbench.words import faults, outcomes, refusals, states
from packbench.words.counted import Counted
from packbench.words.files import FOREIGN, TROUBLES
from packbench.words.order_outcomes import OPENINGS
from packbench.words.packing import opens_words, verdict_words
from packbench.words.profiles import PROFILE_TROUBLES
from packbench.words.states import status_word

_FILLED_IN = {
    "CANNOT_UNDO": {"name", "command"},
    Code.BAD_PACK.name: {"told"},
    Code.BUSY.name: {"holder"},
    Code.WEIGHT_DIFFERS.name: {"weight", "expected", "difference"},
    Code.CUSTOMS_MISSING.name: {"missing"},
    Code.VALUE_CHANGED.name: {"field"},
    "any fault": {"cause"},
}
"""What `sentence` gives by itself where nobody says it."""
CROSS = os.strerror(errno.EXDEV)
NOT_WRITTEN = "a.csv can't be written."


def _places(text: str | Counted) -> set[str]:
    texts = [text] if isinstance(text, str) else [text.one, text.several]
    parsed = (place for one in texts for place in string.Formatter().parse(one))
    return {name for _, name, _, _ in parsed if name is not None}


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (refusals.REFUSALS, Code),
        (faults.FAULTS, FaultCode),
        (states.PROBLEMS, Problem),
        (states.REASONS, Reason),
        (outcomes.FENCED, [fence for fence in Fence if fence]),
        (outcomes.SENTENCES, Said),
        (TROUBLES, FileTrouble),
        (FOREIGN, ForeignKind),
        (PROFILE_TROUBLES, ProfileTrouble),
    ],
)
def test_every_code_has_words(
    words: Mapping[enum.Enum, str | tuple[str, ...]], known: type[enum.Enum]
) -> None:
    assert set(words) == set(known)
    assert all(words.values())


@pytest.mark.parametrize("states", [OrderStatus, ShipmentStatus, WaveStatus, PurchaseOrderStatus])
def test_every_state_has_a_word(states: type[enum.StrEnum]) -> None:
    assert all(status_word(state) for state in states)


def test_sentences_are_filled_in() -> None:
    refusal = Refusal(Code.NOT_ENOUGH_STOCK, sku="A", available=2, warehouse="W1")
    assert refusals.sentence(refusal) == "Only 2 of A are available at W1."
    fault = EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, url="x")
    assert refusals.sentence(fault).startswith("The database can't be reached ().")


@pytest.mark.parametrize("holder", ["", "station 3"])
def test_busy_always_says_who(holder: str) -> None:
    told = refusals.sentence(Refusal(Code.BUSY, holder=holder))
    assert f"({holder or 'another program'})" in told


def test_a_code_of_a_note_means_one_thing() -> None:
    assert not set(map(str, Said)) & set(map(str, Code))


def test_a_note_is_told_in_the_singular_and_the_plural() -> None:
    assert refusals.told(note(Said.GIVEN, count=1)) == "1 unit is allocated now."
    assert refusals.told(note(Said.GIVEN, count=2)) == "2 units are allocated now."


def test_a_refused_row_is_told_as_its_refusal_is() -> None:
    refusal = Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_WAITS, name="O1")
    kept = adapter_of(Note).validate_json(adapter_of(Note).dump_json(Note.of(refusal)))
    assert kept == Note.of(refusal)
    words = "Nothing of O1 waits any more."
    assert refusals.told(kept) == refusals.sentence(kept.refusal()) == words
    assert kept.refusal().code is Code.NOTHING_TO_DO


def test_states_and_fences_are_told_by_their_words() -> None:
    refusal = Refusal(Code.WRONG_STATE, name="O1", state="on_hold")
    assert refusals.sentence(refusal) == "O1 is on hold, so this can't be done now."
    left = note(Said.LEFT_WAITING, count=2, sku="A", warehouse="VIE", fences=["not_stocked"])
    words = "2 units of A still wait. The product was never added to VIE."
    assert refusals.told(left) == words


@pytest.mark.parametrize("text", outcomes.SENTENCES.values())
def test_every_note_is_a_whole_sentence(text: str | Counted) -> None:
    for sentence in [text] if isinstance(text, str) else [text.one, text.several]:
        assert sentence[0].isupper() or sentence[0] in "{`", sentence
        assert sentence.endswith("."), sentence
        assert isinstance(text, str) or "{count}" in sentence


def test_an_outcome_of_an_older_version_is_read() -> None:
    """Its words were stored in its language; what became of the row is told all the same."""
    old = (
        '{"results": [{"order_number": "O1", "outcome": "done", "message": "x"}], "undoable": true}'
    )
    assert adapter_of(Results).validate_json(old).results == [RowResult("O1", RowOutcome.DONE)]


def test_an_import_of_an_older_version_is_read() -> None:
    old = (
        '{"kind": "orders", "rows": 2, "imported": 1, "rejected": 1, "notes": ["x"],'
        ' "rejects": [{"row": 1, "column": "sku", "value": "A", "code": "too_long",'
        ' "message": "x"}]}'
    )
    read = adapter_of(ImportResult).validate_json(old)
    assert (read.imported, read.told) == (1, [])
    assert read.rejects == [RejectedCell(1, "sku", "A", "too_long")]


@pytest.mark.parametrize("uses", list(itertools.combinations(CodeUse, 2)))
def test_a_code_that_is_two_things_is_told_by_both(uses: tuple[CodeUse, CodeUse]) -> None:
    told = refusals.told(note(Said.CODE_SHARED, code="1001", uses=list(map(str, uses))))
    assert told.startswith(("1001 is a ", "1001 is an "))
    assert all(use.value.replace("_", " ") in told for use in uses)


def _choices_of_steps() -> Iterator[tuple[str, ...]]:
    for count in range(1, len(Opening) + 1):
        yield from itertools.combinations(map(str, Opening), count)


def test_every_choice_of_steps_that_opens_a_warehouse_has_a_sentence() -> None:
    assert set(OPENINGS) == set(_choices_of_steps())
    steps = [Opening.ADD_COUNTRY.value]
    opening = note(Said.OPEN_WAREHOUSE, steps=steps, warehouse="W2", country="DE", units=4)
    told = refusals.told(opening)
    assert told == "Add DE to W2's countries: it has 4."


def test_one_unit_is_told_as_one() -> None:
    short = Refusal(Code.NOT_ENOUGH_STOCK, state="on_hand", sku="A", available=1, warehouse="W1")
    assert refusals.sentence(short) == "Only 1 of A is on hand at W1."
    assert refusals.told(note(Said.THERE_FOR_IT, count=1)) == (
        "1 is there for it: send it back to ship."
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "?"), f"{NOT_WRITTEN} The disk is full."),
        (
            OSError(errno.EXDEV, "?"),
            f"{NOT_WRITTEN} The system says: {CROSS}.",
        ),
        (OSError("no number"), f"{NOT_WRITTEN} The system says: no number."),
    ],
)
def test_what_the_system_says_is_kept_as_a_code(error: OSError, told: str) -> None:
    refusal = Refusal(Code.CANNOT_WRITE, file="a.csv", reason=system_reason(error))
    assert refusals.sentence(refusal) == told


def _told() -> Iterator[tuple[str, str, set[str]]]:
    """Where a note, or the reason of a refusal, is made: place, code, its values."""
    root = Path(packbench.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            said = {
                "note": node.args[:1],
                "Refusal": [k.value for k in node.keywords if k.arg == "why"],
            }
            for code in said.get(node.func.id, []):
                # A code that was kept (`change.never`) is seen where it was kept.
                if isinstance(code, ast.Attribute) and getattr(code.value, "id", "") == "Said":
                    values = {str(keyword.arg) for keyword in node.keywords}
                    yield f"{path.relative_to(root)}:{node.lineno}", code.attr, values


def test_every_note_brings_the_values_that_its_sentence_names() -> None:
    found = list(_told())
    assert len(found) > 50  # or the search itself is broken
    for place, code, values in found:
        text = outcomes.SENTENCES[Said[code]]
        missing = _places(text) - values
        assert not missing, f"{place}: {code} lacks {missing}"


def test_every_closer_reason_is_a_code() -> None:
    """Words that were put together where a refusal is raised are in the language of that moment."""
    root = Path(packbench.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "why":
                told = f"{path.relative_to(root)}:{node.value.lineno}"
                assert not isinstance(node.value, ast.Call | ast.Constant | ast.JoinedStr), told


def _raised() -> Iterator[tuple[str, str, str, set[str]]]:
    """Where a refusal or fault with a literal code is made: place, class, code, its values."""
    root = Path(packbench.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in {"Refusal", "EnvironmentFault"} or not node.args:
                continue
            code = node.args[0]
            splat = any(keyword.arg is None for keyword in node.keywords)
            if isinstance(code, ast.Attribute) and not splat:
                values = {str(keyword.arg) for keyword in node.keywords}
                yield f"{path.relative_to(root)}:{node.lineno}", node.func.id, code.attr, values


def test_every_refusal_brings_the_values_that_its_sentence_names() -> None:
    """A value too few is a KeyError at the very moment when somebody must be told."""
    found = list(_raised())
    assert len(found) > 50  # or the search itself is broken
    for place, kind, code, values in found:
        if kind == "Refusal":
            text, given = refusals.REFUSALS[Code[code]], _FILLED_IN.get(code, set())
        else:
            text, given = faults.FAULTS[FaultCode[code]], _FILLED_IN["any fault"]
        missing = _places(text) - values - given
        assert not missing, f"{place}: {code} lacks {missing}"


@pytest.mark.parametrize("code", ["", " "])
def test_a_scan_of_nothing_is_no_code_that_nobody_knows(code: str) -> None:
    values = dict.fromkeys(("sku", "name", "slot", "choices", "by", "changes"))
    values |= {"code": code, "expected": "0", "scanned": "0"}
    for told in (
        verdict_words(PackVerdict.UNKNOWN, values),
        opens_words(PackVerdict.UNKNOWN, code, []),
    ):
        assert told == "Nothing was scanned. Scan, or type a code."
