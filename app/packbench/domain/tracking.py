"""Tracking numbers of carriers: whose a number is, by its form and its check digits.

Only forms that carry a check are told apart: a number that fits none may still be right.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from packbench.domain.catalog import code_key
from packbench.domain.codes import check_character

_TEN, _SEVEN, _ELEVEN = 10, 7, 11


class _Form(NamedTuple):
    """One form of numbers: who has it, how it is written, and whether its check is right.

    The pattern is made when a number is first held against it: few commands meet any.
    """

    carrier: str
    written: str
    checks: Callable[[str], bool]


def plain_tracking(text: str) -> str:
    """A number as it is compared: without blanks and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def carriers_of(text: str) -> tuple[str, ...]:
    """The carriers whose form and check a number has; most numbers have one, some none."""
    number = plain_tracking(text)
    found = (
        form.carrier
        for form in _FORMS
        if re.fullmatch(form.written, number) and form.checks(number)
    )
    return tuple(dict.fromkeys(found))


def fits_carrier(carrier: str, text: str) -> bool:
    """Whether a number can be one of a carrier; any number can, of a carrier not known here."""
    known = known_carrier(carrier)
    if known is None or known in carriers_of(text):
        return True
    loose = _WITHOUT_CHECK.get(known)
    return loose is not None and re.fullmatch(loose, plain_tracking(text)) is not None


def is_anothers(carrier: str, text: str) -> bool:
    """Whether a number is not one of a carrier for sure: misread, or one of another carrier.

    A number of a form that nobody knows here may be right.
    """
    known = known_carrier(carrier)
    if known is None or fits_carrier(carrier, text):
        return False
    number = plain_tracking(text)
    misread = any(one.carrier == known and re.fullmatch(one.written, number) for one in _FORMS)
    return misread or bool(carriers_of(text))


def known_carrier(name: str) -> str | None:
    """The carrier that a name means, whatever stands around it; None for one not known here."""
    key = code_key(name)
    return next((known for word, known in _NAMES.items() if word in key), None)


_NAMES: Mapping[str, str] = {
    "usps": "USPS",
    "ups": "UPS",
    "dhl": "DHL",
    "dpd": "DPD",
    "gls": "GLS",
    "royalmail": "Royal Mail",
}
"""How a carrier is found in a name, without blanks and case."""


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of digits from the last one on, each times its weight; the weights come again."""
    return sum(
        int(digit) * weights[place % len(weights)] for place, digit in enumerate(reversed(digits))
    )


def mod_10_digit(digits: str) -> str:
    """The check digit of GS1 and of USPS: weights 3 and 1 from the last digit on."""
    return str(-weighted(digits, (3, 1)) % _TEN)


def _gs1(number: str) -> bool:
    return mod_10_digit(number[:-1]) == number[-1]


def _ups(number: str) -> bool:
    """15 characters behind 1Z: letters count as (their place + 2) mod 10, every other one twice."""
    values = [int(one) if one.isdigit() else (ord(one) - 63) % _TEN for one in number[2:-1]]
    total = sum(value * (1 + place % 2) for place, value in enumerate(values))
    return number[-1] == str(-total % _TEN)


def _s10(number: str) -> bool:
    """UPU S10: weights 8 6 4 2 3 5 9 7, modulo 11; 10 counts as 0 and 11 as 5."""
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    total = sum(int(one) * weight for one, weight in zip(number[2:10], weights, strict=True))
    check = _ELEVEN - total % _ELEVEN
    return number[10] == str({10: 0, 11: 5}.get(check, check))


def _dhl_express(number: str) -> bool:
    return int(number[:-1]) % _SEVEN == int(number[-1])


def _identcode(number: str) -> bool:
    """DHL's and Deutsche Post's Identcode and Leitcode: weights 4 and 9 from the last digit on."""
    return number[-1] == str(-weighted(number[:-1], (4, 9)) % _TEN)


def _gls(number: str) -> bool:
    return number[-1] == str(-(weighted(number[:-1], (3, 1)) + 1) % _TEN)


def _dpd(number: str) -> bool:
    return check_character(number[:-1]) == number[-1]


def _usps(number: str) -> bool:
    """The check is of the number itself, not of the postal code that may stand before it."""
    return _gs1(re.sub(r"420\d{5}(\d{4})??(?=9[1-5]\d{20}$)", "", number))


_WITHOUT_CHECK: Mapping[str, str] = {
    "DHL": r"J(JD|VGL)[0-9A-Z]{10,24}",
    "DPD": r"\d{14}",
    "GLS": r"(?=.*[A-Z])[0-9A-Z]{8}|\d{11}",
}
"""Forms that carry no check: right for their carrier, but nobody is told by them whose they are."""

_FORMS = (
    _Form("UPS", r"1Z[0-9A-Z]{15}\d", _ups),
    _Form("Royal Mail", r"[A-Z]{2}\d{9}GB", _s10),
    _Form("USPS", r"[A-Z]{2}\d{9}US", _s10),
    _Form("DHL", r"[A-Z]{2}\d{9}DE", _s10),
    _Form("Post", r"[A-Z]{2}\d{9}(?!GB|US|DE)[A-Z]{2}", _s10),
    _Form("USPS", r"(420\d{5}(\d{4})?)?9[1-5]\d{20}|9[1-5]\d{18}", _usps),
    _Form("DHL", r"\d{10}", _dhl_express),
    _Form("DHL", r"\d{12}|\d{14}", _identcode),
    _Form("DHL", r"(00)?340434\d{12}", _gs1),
    _Form("GLS", r"\d{12}", _gls),
    _Form("DPD", r"\d{14}[0-9A-Z]|[0-9A-Z]{27}[0-9A-Z]", _dpd),
)
