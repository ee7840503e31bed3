"""Our own scan codes: made, read back, and told from everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from packbench.domain.codes import OwnCode, OwnKind, check_character, own_code, parse_own_code

kinds = st.sampled_from(OwnKind)
numbers = st.integers(0, 10**12)
BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(kinds, numbers)
def test_a_code_reads_back_as_what_it_was_made_of(kind: OwnKind, number: int) -> None:
    assert parse_own_code(own_code(kind, number)) == OwnCode(kind, number)


@given(st.text(BODY, min_size=1, max_size=20))
def test_the_check_character_is_that_of_the_standard(body: str) -> None:
    assert check_character(body) == mod_37_36.calc_check_digit(body)


@given(kinds, numbers)
def test_a_code_consists_of_capitals_and_digits(kind: OwnKind, number: int) -> None:
    code = own_code(kind, number)
    assert set(code) <= set(BODY)
    assert code[0] == kind.value


@given(kinds, numbers, st.data())
def test_one_wrong_character_is_always_found(
    kind: OwnKind, number: int, data: st.DataObject
) -> None:
    code = own_code(kind, number)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(BODY).filter(lambda character: character != code[place]))
    assert parse_own_code(code[:place] + wrong + code[place + 1 :]) is None


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    swapped = {
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for code in (own_code(OwnKind.SHIPMENT, number) for number in range(0, 200_000, 37))
        for place in range(len(code) - 1)
        if code[place] != code[place + 1]
    }
    missed = [code for code in swapped if parse_own_code(code) is not None]
    assert len(missed) < len(swapped) / 100


@pytest.mark.parametrize("number", [0, 1, 999_999, 1_000_000])
def test_numbers_are_filled_up_to_six_digits(number: int) -> None:
    assert own_code(OwnKind.TOTE, number)[1:-1] == f"{number:06}"


def test_a_number_below_zero_has_no_code() -> None:
    with pytest.raises(ValueError, match="-1"):
        own_code(OwnKind.TOTE, -1)


def test_case_and_blanks_around_do_not_matter() -> None:
    assert parse_own_code(" k000012m\r") == OwnCode(OwnKind.PICK_LIST, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "K",
        "K000012",  # no check character
        "K000012N",  # a wrong one
        "K12" + check_character("K12"),  # too short: may be a SKU
        "K0000012" + check_character("K0000012"),  # filled up too far: a code has one spelling
        "X000012" + check_character("X000012"),  # no kind of ours
        "000012M",
        "K00001٢M",  # a digit of another script
        "K000012M K000012M",
        "4006381333931",
        "85123A",
    ],
)
def test_anything_else_is_not_ours(text: str) -> None:
    assert parse_own_code(text) is None


@pytest.mark.parametrize("revision", [2, 3, 10, 117])
def test_a_list_that_changed_has_its_revision_in_its_code(revision: int) -> None:
    code = own_code(OwnKind.PICK_LIST, 12, revision)
    assert parse_own_code(code) == OwnCode(OwnKind.PICK_LIST, 12, revision)
    assert parse_own_code(f"{code[:-1]}{'0' if code[-1] != '0' else '1'}") is None


def test_only_a_list_has_a_revision() -> None:
    body = "S000012V2"
    assert parse_own_code(body + check_character(body)) is None
