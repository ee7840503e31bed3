"""Tracking numbers are told apart by form and check digit; a wrong digit is nobody's number."""

import pytest

from packbench.domain.sscc import sscc_of, sscc_words
from packbench.domain.tracking import carriers_of, fits_carrier

NUMBERS = {
    "1Z5R89390357567127": "UPS",
    "1Z 879E93 03 4683 4440": "UPS",
    "rb123456785gb": "Royal Mail",
    "RB123456785DE": "DHL",
    "9405511899223197428490": "USPS",
    "420221539101026837331000039521": "USPS",
    "3318810025": "DHL",
    "00340434161094042557": "DHL",
    "008182709980000020033350276C": "DPD",
}


@pytest.mark.parametrize(("number", "carrier"), NUMBERS.items())
def test_whose_a_number_is(number: str, carrier: str) -> None:
    assert carriers_of(number) == (carrier,)
    assert fits_carrier(f"{carrier} Express", number)
    plain = number.replace(" ", "").upper()
    place = next(at for at in range(len(plain) - 4, 0, -1) if plain[at].isdigit())
    wrong = plain[:place] + str((int(plain[place]) + 1) % 10) + plain[place + 1 :]
    assert carrier not in carriers_of(wrong)
    assert not fits_carrier(carrier, wrong)
    assert fits_carrier("Pigeon", wrong)


def test_a_number_that_two_carriers_could_have_is_told_of_both() -> None:
    both = next(
        number
        for one in range(10**11, 10**11 + 5000)
        for number in [f"{one}{digit}" for digit in range(10)][:10]
        if len(carriers_of(number[:12])) == 2
    )
    assert set(carriers_of(both[:12])) == {"DHL", "GLS"}


def test_an_sscc_has_18_digits_and_its_check() -> None:
    assert sscc_of("9912345", 1) == "099123450000000014"
    assert sscc_words("099123450000000014") == "(00) 0 9912345 000000001 4"
    with pytest.raises(ValueError, match="4012345678"):
        sscc_of("4012345678", 10**6)
