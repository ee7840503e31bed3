"""Dates, numbers, weights, money and addresses as their language and country write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from helpers.sample_documents import RECIPIENT
from packbench.documents import words
from packbench.documents.address import Address, address_lines
from packbench.words.dates import day_in


def test_dates_and_times() -> None:
    assert day_in(date(2025, 11, 21), "de-AT") == "21.11.2025"
    assert day_in(date(2025, 11, 21), "en_US") == "Nov 21, 2025"
    assert words.moment(datetime(2025, 11, 21, 20, 31, tzinfo=UTC), "de") == "21.11.25, 20:31"


def test_numbers_and_money() -> None:
    assert words.number(1234567, "de") == "1.234.567"
    assert words.money(Decimal("1234.5"), "EUR", "en") == "€1,234.50"
    assert words.money(Decimal(1500), "JPY", "en") == "¥1,500"
    assert words.percent(0.31, "en") == "31%"


@pytest.mark.parametrize(
    ("weight_g", "text"), [(0, "0 g"), (999, "999 g"), (1000, "1 kg"), (12449, "12.4 kg")]
)
def test_weights_are_in_kilograms_from_one_on(weight_g: int, text: str) -> None:
    assert words.weight(weight_g, "en") == text


def test_an_unknown_country_or_language_is_no_fault() -> None:
    assert words.country("AT", "xx-nonsense") == "Austria"
    assert words.country("ZZZ", "en") == "ZZZ"


def test_the_postal_code_stands_where_the_country_has_it() -> None:
    assert address_lines(RECIPIENT, "en")[-2:] == ["8020 Graz", "Austria"]
    american = Address("Jo", "", "1 Main St", "", "97201", "Portland", "OR", "US")
    assert address_lines(american, "en") == [
        "Jo",
        "1 Main St",
        "Portland, OR 97201",
        "United States",
    ]


def test_empty_fields_leave_no_empty_lines() -> None:
    assert address_lines(Address("Jo"), "en") == ["Jo"]
    assert address_lines(Address("Jo", postal_code="1010", country="AT"), "de") == [
        "Jo",
        "1010",
        "Österreich",
    ]
