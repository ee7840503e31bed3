"""Every refusal, fault, problem, reason and state has words, and gets the values they name."""

import ast
import enum
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import packbench
from packbench.domain.allocation.rules import Fence
from packbench.domain.orders import OrderStatus, Problem, Reason, ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.words import refusals, states
from packbench.words.states import status_word

_FILLED_IN = {
    "CANNOT_UNDO": {"name", "command"},
    "NOT_ENOUGH_STOCK": {"state"},
    Code.BUSY.name: {"holder"},
    "any fault": {"cause"},
}
"""What `sentence` gives by itself where nobody says it."""


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (refusals.REFUSALS, Code),
        (refusals.FAULTS, FaultCode),
        (states.PROBLEMS, Problem),
        (states.REASONS, Reason),
        (states.FENCES, [fence for fence in Fence if fence]),
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
    assert f"({holder or 'another program on this computer'})" in told


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
            text, given = refusals.FAULTS[FaultCode[code]], _FILLED_IN["any fault"]
        missing = _places(text) - values - given
        assert not missing, f"{place}: {code} lacks {missing}"
