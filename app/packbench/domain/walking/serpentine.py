"""The order of a walk where bins have aisles but no coordinates: up one aisle, down the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from packbench.domain.queue import natural_key
from packbench.domain.walk import walk_key


@dataclass(frozen=True, slots=True)
class CodedBin:
    """A bin of which only its names are known; `sequence` is the place that people gave it."""

    id: int
    code: str
    zone: str | None = None
    aisle: str | None = None
    sequence: int | None = None


def serpentine(bins: Iterable[CodedBin]) -> list[int]:
    """The bins aisle by aisle, every other aisle from its far end.

    Aisles and codes go in natural order; bins without an aisle come last. Where people gave places
    (`sequence`), these count alone.
    """
    asked = list({one.id: one for one in bins}.values())
    if any(one.sequence is not None for one in asked):
        return [one.id for one in sorted(asked, key=lambda one: walk_key(one.code, one.sequence))]
    order: list[int] = []
    turned = False
    for (nowhere, _), group in groupby(sorted(asked, key=_by_aisle), key=_aisle):
        here = [one.id for one in group]
        order += reversed(here) if turned and not nowhere else here
        turned = not turned
    return order


def _aisle(one: CodedBin) -> tuple[bool, tuple[str, str]]:
    return one.aisle is None, (natural_key(one.zone or ""), natural_key(one.aisle or ""))


def _by_aisle(one: CodedBin) -> tuple[tuple[bool, tuple[str, str]], str]:
    return _aisle(one), natural_key(one.code)
