"""Quantities stay within bounds that no warehouse reaches."""

import pytest

from packbench.domain.quantities import MOST_UNITS, check_units
from packbench.domain.refusals import Code, Refusal


@pytest.mark.parametrize("units", [1, MOST_UNITS])
def test_within_bounds(units: int) -> None:
    check_units(units)


@pytest.mark.parametrize("units", [0, -1, MOST_UNITS + 1, 2**63 - 1, 10**20])
def test_out_of_bounds(units: int) -> None:
    with pytest.raises(Refusal) as refusal:
        check_units(units)
    assert refusal.value.code is Code.INVALID


def test_zero_can_be_counted() -> None:
    check_units(0, least=0)
