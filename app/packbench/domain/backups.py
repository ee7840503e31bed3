"""Which of the automatic back-ups are kept: the last seven days, and one of each of four weeks.

They are counted among those that there are, not by today's date: a clock that is a year ahead must
not take the back-ups of the last week with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DAYS, WEEKS = 7, 4


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What a copy and its database have to have in common.

    Attributes:
        identity: the database's random number (SQLite), else 0.
        changes: how many transactions it had seen (SQLite), else 0.
        revision: of the schema.
        commands: how many commands it had seen; None where that is not told (PostgreSQL).
        orders: how many orders it holds; None likewise.
    """

    identity: int
    changes: int
    revision: str | None
    commands: int | None
    orders: int | None


def kept_days(days: Iterable[date]) -> frozenset[date]:
    """Of the days that have a back-up, those whose one is kept; the newest is always among them."""
    newest_first = sorted(set(days), reverse=True)
    of_weeks: dict[tuple[int, int], date] = {}
    for day in newest_first:
        of_weeks.setdefault(day.isocalendar()[:2], day)
    return frozenset([*newest_first[:DAYS], *list(of_weeks.values())[:WEEKS]])
