"""The order in which a picker visits bins when nothing is known of the aisles.

A location's own `sequence` first where it has one, then its code as people count (A2 before A10).
Where coordinates are known an exact route is better; this order is what the list says it is.
"""

from packbench.domain.queue import natural_key

WalkKey = tuple[bool, int, str]


def walk_key(code: str | None, sequence: int | None) -> WalkKey:
    """Sorts locations for the walk; goods without a bin (code None) come last."""
    if code is None:
        return (True, 0, "")
    return (False, sequence if sequence is not None else 2**31, natural_key(code))
