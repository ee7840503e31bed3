"""Every cause for which a row is rejected has a sentence."""

import pytest

from helpers.rejected import sentence_of
from packbench.domain.rejects import ClashCase, RejectCode
from packbench.exchange.rejects import Reject, shown
from packbench.words.rejects import CLASHES, REJECTS, reject_words

PARAMS: dict[RejectCode, dict[str, object]] = {
    RejectCode.WRONG_FIELD_COUNT: {"found": 2, "expected": 3},
    RejectCode.TOO_MANY_DECIMALS: {"limit": 4},
    RejectCode.OUT_OF_RANGE: {"low": 0, "high": 9},
    RejectCode.NOT_ONE_OF: {"allowed": "yes, no"},
    RejectCode.BAD_CHECK_DIGIT: {"barcode": "4006381333932"},
    RejectCode.TOO_LONG: {"limit": 100},
    RejectCode.DUPLICATE: {"first_row": 1},
    RejectCode.UNAVAILABLE_ABOVE_QUANTITY: {"quantity": 5},
}


@pytest.mark.parametrize("code", PARAMS)
def test_a_sentence_names_its_numbers(code: RejectCode) -> None:
    message = sentence_of(Reject(7, "sku", "A", code, PARAMS[code]))
    assert message.endswith(".")
    assert all(str(value) in message for value in PARAMS[code].values())


def test_every_code_has_a_sentence() -> None:
    assert set(REJECTS) == set(RejectCode)
    assert set(CLASHES) == set(ClashCase)


def test_a_long_value_is_told_short() -> None:
    assert shown("x" * 1000) == "x" * 200 + "…"


LINES = [
    {"quantity": 2, "sku": "A"},
    {"quantity": 3, "sku": "B", "instead_of": "C", "cancelled": 1},
]


@pytest.mark.parametrize(
    ("case", "here", "told"),
    [
        (ClashCase.BOTH, LINES, "changed to “2 of A, 3 of B instead of C, 1 cancelled”; before"),
        (ClashCase.BOTH, [], "changed to “nothing”; before, the file said “Graz”."),
        (ClashCase.BOTH, True, "changed to “yes”; before"),
        (ClashCase.UNKNOWN_BEFORE, "Linz", "here it is “Linz”; nobody knows"),
        (ClashCase.ORDER_CANCELLED, None, "here the order was cancelled; before"),
    ],
)
def test_what_both_changed_is_told_from_its_values(
    case: ClashCase, here: object, told: str
) -> None:
    params = {"case": case.value, "theirs": "Wien", "here": here, "before": "Graz"}
    message = reject_words("changed_here", "city", "Wien", params)
    assert message.startswith("The file says “Wien” now, and here")
    assert told in message
    assert message.endswith("Make them the same in one of the two.")


def test_a_cause_of_an_older_version_is_told_by_its_code() -> None:
    """It kept its sentence, in its language, and not what the sentence names."""
    told = reject_words("too_long", "sku", "A", None)
    assert told == "An older version of Packbench rejected it (too_long)."
