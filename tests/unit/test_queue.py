"""The queue key: priority, ship-by date, ordered-at, number as people count, in one text."""

import random
from datetime import UTC, date, datetime, timedelta, timezone

import hypothesis.strategies as st
import pytest
from hypothesis import given

from packbench.domain.queue import PRIORITY_LIMIT, natural_key, queue_key

_MORNING = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "numbers",
    [
        ["O2", "O10", "O100"],
        ["1", "9", "10", "11"],
        ["A1-2", "A1-10", "A2-1"],
        ["2026-9", "2026-10"],
        ["a2", "A10"],
        ["O007", "O8"],
        ["A", "A1", "A1B", "A1B2"],
        ["O" + "9" * 20, "O1" + "0" * 20],
    ],
)
def test_numbers_sort_as_people_count(numbers: list[str]) -> None:
    shuffled = random.Random(7).sample(numbers, len(numbers))  # noqa: S311 - only a shuffle
    assert sorted(shuffled, key=natural_key) == numbers


@pytest.mark.parametrize(("left", "right"), [("O1", "o1"), ("O01", "O1"), ("ÄB3", "äb003")])
def test_case_and_leading_zeros_do_not_count(left: str, right: str) -> None:
    assert natural_key(left) == natural_key(right)


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.text("AB-", max_size=3))
def test_equal_words_sort_by_their_numbers(left: int, right: int, word: str) -> None:
    keys = natural_key(f"{word}{left}"), natural_key(f"{word}{right}")
    assert (keys[0] < keys[1]) == (left < right)


def test_each_part_decides_only_among_equals_of_those_before() -> None:
    later, by_ship_date = _MORNING + timedelta(hours=1), date(2026, 1, 9)
    in_order = [
        queue_key(5, None, later, "Z"),
        queue_key(0, by_ship_date, later, "Z"),
        queue_key(0, by_ship_date + timedelta(days=1), _MORNING, "A"),
        queue_key(0, None, _MORNING, "O2"),
        queue_key(0, None, _MORNING, "O10"),
        queue_key(0, None, later, "A"),
        queue_key(-5, by_ship_date, _MORNING, "A"),
    ]
    assert sorted(in_order) == in_order
    assert sorted(in_order, key=str.encode) == in_order


_PRIORITIES = st.integers(1 - PRIORITY_LIMIT, PRIORITY_LIMIT - 1)
_DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract
_PLACES = st.tuples(_PRIORITIES, _DAYS, _MOMENTS)


@given(_PLACES, _PLACES)
def test_keys_sort_like_the_fields(
    left: tuple[int, date | None, datetime], right: tuple[int, date | None, datetime]
) -> None:
    fields = [(-prio, day or date.max, moment) for prio, day, moment in (left, right)]
    keys = [queue_key(*one, "O1") for one in (left, right)]
    assert (keys[0] < keys[1]) == (fields[0] < fields[1])


def test_the_moment_counts_and_not_its_zone() -> None:
    elsewhere = _MORNING.astimezone(timezone(timedelta(hours=-5)))
    assert queue_key(0, None, elsewhere, "O1") == queue_key(0, None, _MORNING, "O1")
