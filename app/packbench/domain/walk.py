"""The order in which a picker visits bins when nothing is known of the aisles.

A location's own `sequence` first where it has one, then its code as people count (A2 before A10).
Where coordinates are known an exact route is better; this order is what the list says it is.
"""

from collections.abc import Sequence

from packbench.domain.queue import natural_key

WalkKey = tuple[bool, int, str]


def walk_key(code: str | None, sequence: int | None) -> WalkKey:
    """Sorts locations for the walk; goods without a bin (code None) come last."""
    if code is None:
        return (True, 0, "")
    return (False, sequence if sequence is not None else 2**31, natural_key(code))


def place_in_walk(stops: Sequence[tuple[int, WalkKey, bool]], key: WalkKey) -> int:
    """The place (`sequence`) of a new stop in a walk that may have begun.

    Args:
        stops: (place, key, whether the picker was there) in the order of the walk.
        key: that of the new stop.

    It comes behind the last stop before it in the order of keys that is still to be walked; behind
    all others where the picker has passed it.
    """
    if not stops:
        return 1
    present = max((at for at, (_, _, done) in enumerate(stops) if done), default=-1)
    if present >= 0 and key < stops[present][1]:
        return stops[-1][0]
    before = [place for place, other, _ in stops[present + 1 :] if other <= key]
    if before:
        return before[-1]
    return stops[present][0] if present >= 0 else stops[0][0] - 1
