"""Every cause for which a row is rejected has a sentence."""

import pytest

from packbench.exchange.rejects import _SENTENCES, Reject, RejectCode, shown

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
    message = Reject(7, "sku", "A", code, PARAMS[code]).message
    assert message.endswith(".")
    assert all(str(value) in message for value in PARAMS[code].values())


def test_every_code_has_a_sentence() -> None:
    assert set(_SENTENCES) == set(RejectCode)


def test_a_long_value_is_told_short() -> None:
    assert shown("x" * 1000) == "x" * 200 + "…"
