"""Customs areas, HS codes, and values that sum up exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packbench.domain.customs import apportioned, leaves_area, read_hs_code
from packbench.domain.customs_values import Worth, declared_values, in_parcels

WAYS = [
    ("DE", "AT", "1010", False),
    ("DE", "MC", "98000", False),
    ("DE", "CH", "8001", True),
    ("CH", "LI", "9490", False),
    ("DE", "GB", "SW1A 1AA", True),
    ("DE", "GB", "BT1 5GS", False),
    ("GB", "GB", "BT1 5GS", False),
    ("US", "GB", "BT1 5GS", True),
    ("GB", "IM", "IM1 1AA", False),
    ("GB", "JE", "JE1 1AA", True),
    ("DE", "ES", "28001", False),
    ("DE", "ES", "35001", True),
    ("DE", "ES", "52001", True),
    ("ES", "ES", "38001", True),
    ("DE", "FI", "22100", True),
    ("DE", "AX", "22100", True),
    ("DE", "FR", "97400", True),
    ("DE", "FR", "75001", False),
    ("DE", "FR", "98000", False),
    ("AT", "DE", "27498", True),
    ("AT", "DE", "78 266", True),
    ("AT", "IT", "23041", True),
    ("AT", "GR", "63086", True),
    ("US", "US", "10001", False),
    ("DE", "US", "10001", True),
    ("NO", "NO", "0150", False),
    ("", "US", "", False),
    ("DE", "", "", False),
]


@pytest.mark.parametrize(("sender", "country", "code", "leaves"), WAYS)
def test_which_parcels_leave_the_area(
    sender: str, country: str, code: str, *, leaves: bool
) -> None:
    assert leaves_area(sender, country, code) is leaves


def test_a_company_can_say_what_one_area_is() -> None:
    own = frozenset({"NO", "SE"})
    assert not leaves_area("NO", "SE", "", own)
    assert leaves_area("NO", "DE", "", own)
    assert not leaves_area("DE", "SE", "", own)  # the other countries are as they were
    assert leaves_area("ES", "ES", "35001", frozenset({"ES", "PT"}))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("6109.10", "610910"),
        ("6109 10 00 10", "6109100010"),
        ("0808", None),
        ("61091000101", None),
        ("61O910", None),
        ("٦١٠٩١٠", None),
        ("", None),
    ],
)
def test_hs_codes_have_six_to_ten_digits(text: str, digits: str | None) -> None:
    assert read_hs_code(text) == digits


@given(
    st.decimals(0, 10**6, places=2),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
)
def test_parts_always_sum_up(total: Decimal, weights: list[int]) -> None:
    parts = apportioned(total, [Fraction(one) for one in weights], 2)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(total) * weight / whole) < Fraction(1, 100)


def worth(line: int, units: int, price: str | None, **told: str | int) -> Worth:
    values = {name: Decimal(str(value)) for name, value in told.items() if name != "per_unit"}
    return Worth(
        line,
        units,
        int(told.get("per_unit", 1)),
        None if price is None else Decimal(price),
        values.get("fallback"),
        values.get("own_worth"),
    )


def test_a_kit_is_shared_among_its_components_to_the_cent() -> None:
    """10.00 for a kit of one lamp (own price 9) and two bulbs (own price 3 each)."""
    parts = [
        worth(1, 3, "10", own_worth="9"),
        worth(1, 6, "10", own_worth="3", per_unit=2),
        worth(2, 3, "1.005"),
    ]
    assert declared_values(parts, 2) == [Decimal("18.00"), Decimal("12.00"), Decimal("3.02")]
    even = [worth(1, 1, "10"), worth(1, 1, "10", own_worth="3"), worth(1, 1, "10")]
    values = declared_values(even, 2)
    assert sorted(filter(None, values)) == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
    yen = declared_values([worth(1, 1, "100"), worth(1, 1, "100"), worth(1, 1, "100")], 0)
    assert sum(filter(None, yen)) == 100


def test_what_costs_nothing_is_worth_its_customs_value() -> None:
    free = [worth(1, 4, "0", fallback="2.5"), worth(2, 1, None, fallback="0.0001")]
    assert declared_values(free, 2) == [Decimal("10.00"), None]
    assert declared_values([worth(1, 4, None)], 2) == [None]
    assert sum(in_parcels(Decimal("10.00"), [1, 1, 1], 2)) == Decimal("10.00")
