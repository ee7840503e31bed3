"""The smallest sets of warehouses that give all that there is: a hitting set, branch and bound.

Looking at every set of 12 warehouses costs thousands of looks an order. A line that is not served
yet needs one of the warehouses that have some of it: so only these are tried, the line with the
fewest first, and a set is given up as soon as what is left can't serve some line.
"""

from collections.abc import Iterator, Sequence

Row = tuple[int, Sequence[int]]
"""Units that a line still needs, and the units of it that each warehouse has."""


def smallest_covers(rows: Sequence[Row], members: Sequence[int], most: int) -> list[list[int]]:
    """Every set of the fewest members that serves all rows; none when `most` are too few.

    Args:
        rows: what is needed, and what is there by warehouse index.
        members: the warehouses to choose from, in the order in which sets list them.
        most: so many members at most.
    """
    for size in range(1, most + 1):
        found = [
            [w for w in members if w in chosen] for chosen in _covers(rows, list(members), size)
        ]
        if found:
            return found
    return []


def _covers(rows: Sequence[Row], free: list[int], size: int) -> Iterator[frozenset[int]]:
    """Sets of at most `size` of the free members; each set once."""
    if not rows:
        yield frozenset()
        return
    helpers = _fewest_helpers(rows, free) if size else []
    left = list(free)
    for warehouse in helpers:
        # What was tried is left out from now on, so that no set comes up twice.
        left.remove(warehouse)
        still = [
            (units - there[warehouse], there) for units, there in rows if units > there[warehouse]
        ]
        for more in _covers(still, left, size - 1):
            yield more | {warehouse}


def _fewest_helpers(rows: Sequence[Row], free: list[int]) -> list[int]:
    """The members that have some of the row that fewest have; none when a row can't be served."""
    fewest = free
    for units, there in rows:
        helpers = [w for w in free if there[w]]
        if sum([there[w] for w in helpers]) < units:
            return []
        if len(helpers) < len(fewest):
            fewest = helpers
    return fewest
