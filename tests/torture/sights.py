"""What the windows of a torture showed, once a second, and whether it was true."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

DEAF_S = 5.0
"""The green icon means: answered within so many seconds (issue of the bad days, point 2)."""
_SLACK_S = 2.5  # two looks, and a machine that has much to do


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at a window.

    Attributes:
        life: which window, and which of its lives.
        at_s: when, on the clock that all processes of a computer share (`time.monotonic`).
        online: whether its icon says that the database answers.
        banner: the sentence over the tabs; empty when there is none.
        said: messages and sentences of dialogs since the look before.
        orders: number and status of the first rows, and how many rows there are; in the end only.
    """

    life: str
    online: bool
    banner: str = ""
    said: tuple[str, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    count: int = -1
    at_s: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Spell:
    """A trouble that lasted: its name, begin and end on the shared clock."""

    name: str
    begun_s: float
    ended_s: float


class SightBook:
    """Appends what was seen."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)

    def write(self, sight: Sight) -> None:
        """One look, in one write."""
        os.write(self._file, (json.dumps(asdict(sight)) + "\n").encode())


def read_sights(folder: Path) -> Iterator[Sight]:
    """All looks, those of each window in their order."""
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(text)
            orders = tuple((number, status) for number, status in fields["orders"])
            yield Sight(**{**fields, "said": tuple(fields["said"]), "orders": orders})


def green_while_deaf(sights: Iterable[Sight], spells: Iterable[Spell]) -> Iterator[str]:
    """Windows that said that the database answers, long after it could not.

    A window that was frozen itself did not look meanwhile: only the time that it lived counts.
    """
    deaf = [one for one in spells if one.name in _DEAFENING]
    for life, looks in groupby(sights, lambda sight: sight.life):
        seen = list(looks)
        for spell in deaf:
            lived_s, before_s = 0.0, spell.begun_s
            for sight in (one for one in seen if spell.begun_s < one.at_s < spell.ended_s):
                lived_s += min(sight.at_s - before_s, _SLACK_S)
                before_s = sight.at_s
                if sight.online and lived_s > DEAF_S + _SLACK_S:
                    yield f"{life} was green {lived_s:.1f} s after: {spell.name}"
                    break


_DEAFENING = frozenset({"cable cut", "server frozen", "server killed", "server restarted"})
