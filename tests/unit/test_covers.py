"""The smallest covers are those that trying every set finds."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from packbench.domain.allocation.covers import Row, smallest_covers


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Row], int]:
    """Rows that all members together can serve, and how many members there are."""
    count = draw(st.integers(1, 8))
    units = st.lists(st.integers(0, 4), min_size=count, max_size=count)
    there = draw(st.lists(units.filter(any), min_size=1, max_size=6))
    return [(draw(st.integers(1, sum(row))), row) for row in there], count


def _tried(rows: list[Row], count: int, most: int) -> list[list[int]]:
    for size in range(1, most + 1):
        found = [
            list(chosen)
            for chosen in combinations(range(count), size)
            if all(sum(there[w] for w in chosen) >= units for units, there in rows)
        ]
        if found:
            return found
    return []


@given(problems(), st.integers(1, 8))
def test_they_are_all_the_smallest_sets_that_serve_every_row(
    problem: tuple[list[Row], int], most: int
) -> None:
    rows, count = problem
    found = smallest_covers(rows, range(count), min(most, count))
    assert sorted(found) == _tried(rows, count, min(most, count))


def test_members_stand_in_the_order_in_which_they_were_given() -> None:
    rows: list[Row] = [(1, [1, 0, 0]), (1, [0, 0, 1])]
    assert smallest_covers(rows, [2, 1, 0], 3) == [[2, 0]]
